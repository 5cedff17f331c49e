"""The ways out that are programs of their own. A new one is a new file and a line here."""

from __future__ import annotations

from collections.abc import Callable

from mixer.outputs import hls, recorder

DESTINATIONS: dict[str, Callable[[list[str]], int]] = {hls.NAME: hls.main, recorder.NAME: recorder.main}
