"""What runs in a source's process: its reader between a port and a pace."""

from __future__ import annotations

import os
import select
import socket
from typing import Any

from mixer.core.clock import SAMPLE_RATE, Timeline
from mixer.core.streams import OWN
from mixer.errors import SourceLost, SourceRefused
from mixer.feed.pace import Again, Pace
from mixer.feed.port import ALIVE_S, Port
from mixer.feed.ring import LOCAL_SLOTS, SLOTS, PictureRing, SoundRing
from mixer.kinds.sources import SOURCES
from mixer.protocol.parse import read_canvas, read_source
from mixer.protocol.wire import Channel


def run_source(spec: dict[str, Any], fds: list[int]) -> None:
    """Read a source until it ends, fails or the engine hangs up (ChannelClosed)."""
    source, canvas = read_source(spec["source"]), read_canvas(spec["canvas"])
    again = Again(**spec["again"]) if spec.get("again") else None
    pace = Pace(spec["offline"], Timeline(canvas.fps, *spec["anchor"]), again)
    channel = Channel(socket.socket(fileno=fds[0]))
    pictures, sounds = PictureRing(fds[1], canvas.width, canvas.height), SoundRing(fds[2])
    os.close(fds[1])
    os.close(fds[2])
    kind = SOURCES[source.input.kind]
    slots = SLOTS if kind.live(source.input) else LOCAL_SLOTS
    port = Port(channel, pictures, sounds, canvas, pace, spec["fd"], slots, kind.alpha(source.input))
    port.kept, port.see_through = spec.get("kept"), source.id.startswith(OWN)
    if kind.live(source.input) and not spec["offline"]:
        port.path.room = SAMPLE_RATE * source.buffer_ms // 1000
    port.wait_for_wants()
    try:
        kind.reader()(source, port, pace)
        port.path.flush()
        port.status("ended", "ended")
    except SourceRefused as error:
        port.status("failed", str(error))
    except SourceLost as error:
        port.status("retrying", f"retrying: {error}")
        return
    linger(port)


def linger(port: Port) -> None:
    """Stay, so that the engine keeps the last picture, until it hangs up (ChannelClosed)."""
    while True:
        select.select([port], [], [], ALIVE_S)
        port.poll()
