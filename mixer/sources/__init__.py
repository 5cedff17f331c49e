"""Readers, one file a kind. To add a source: one file beside these, one line in the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mixer.protocol.showfile import Source
from mixer.sources.bars import read_bars
from mixer.sources.clock import read_clock
from mixer.sources.image import read_image
from mixer.sources.live import read_live
from mixer.sources.media_reader import read_file

if TYPE_CHECKING:
    from mixer.feed.pace import Pace
    from mixer.feed.port import Port

Reader = Callable[[Source, "Port", "Pace"], None]
"""Runs until the source ends (returns) or the engine hangs up (ChannelClosed).

Raises SourceLost when trying again later may help, SourceRefused when it will not.
"""

KINDS: dict[str, Reader] = {
    "test": read_bars,
    "clock": read_clock,
    "image": read_image,
    "file": read_file,
    "pull": read_live,
    "push": read_live,
}
