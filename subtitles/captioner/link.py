"""The captioner's end of the engine's socket: sound and the clock come in, plates and a schedule go out."""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mixer.errors import ChannelClosed
from mixer.protocol.bitmaps import packed, to_shared
from mixer.protocol.wire import JSON, Channel, close_all

SOUND, PLATE = b"S", b"P"
HEAD = struct.Struct("<qqq")
KNOCK_S = 0.2

Box = tuple[int, int, int, int]
Entry = Sequence[Any]
"""From this frame on, until that one: [from, until, [[plate, opacity, dy, left, right], …]]."""


@dataclass(frozen=True, slots=True)
class Session:
    """What the engine composes, and how many frames later that leaves; `time` is the wall clock of `frame`."""

    id: str
    rate: Fraction
    width: int
    height: int
    delay_frames: int
    frame: int
    time: float

    @classmethod
    def parse(cls, told: dict[str, Any]) -> Session:
        return cls(
            str(told["id"]), Fraction(str(told["rate"])), int(told["width"]), int(told["height"]),
            int(told.get("delay_frames", 0)), int(told["frame"]), float(told.get("time", 0.0)),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """One frame's mono int16 samples at 48 kHz from index `at`; frame `leaving` goes out meanwhile."""

    frame: int
    leaving: int
    at: int
    samples: NDArray[np.int16]


class EngineLink:
    """Knocks until an engine opens. Nothing here waits, and nothing raises: without an engine it is `up` no more."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._channel: Channel | None = None
        self._knock_at = 0.0
        self._listen = "program"

    @property
    def up(self) -> bool:
        return self._channel is not None

    def fileno(self) -> int:
        return self._channel.fileno() if self._channel else -1

    def knock(self) -> bool:
        """Connect when it is time to try; whether a connection was made just now."""
        if self._channel or time.monotonic() < self._knock_at:
            return False
        self._knock_at = time.monotonic() + KNOCK_S
        try:
            channel = Channel.connect(self._path)
            channel.send_json({"hello": "captions", "listen": self._listen})
        except (OSError, ChannelClosed):
            return False
        self._channel = channel
        return True

    def listen(self, to: str) -> None:
        """Hear the programme, or one source."""
        if to != self._listen:
            self._listen = to
            self._tell({"listen": to})

    def hear(self) -> list[Session | Sound]:
        """What the engine has sent. Raises ChannelClosed once when it is gone."""
        if self._channel is None:
            return []
        try:
            messages = self._channel.receive()
            self._channel.flush()
        except ChannelClosed:
            self.close()
            raise
        heard: list[Session | Sound] = []
        for message in messages:
            close_all(message.fds)
            if message.kind == SOUND:
                frame, leaving, at = HEAD.unpack_from(message.body)
                heard.append(Sound(frame, leaving, at, np.frombuffer(message.body, np.int16, offset=HEAD.size)))
            elif message.kind == JSON and "session" in (told := message.json()):
                heard.append(Session.parse(told["session"]))
        return heard

    # -- what the engine is to show ----------------------------------------------------------------

    def plate(self, name: str, image: Image.Image, box: Box) -> None:
        """Send a drawing for the engine to keep; the box has even sides and the image its size."""
        if self._channel is None:
            return
        fd = to_shared(packed(image))
        try:
            self._channel.send(PLATE, json.dumps({"plate": name, "box": list(box)}).encode(), [fd])
        except ChannelClosed:
            self.close()
        finally:
            close_all([fd])

    def drop(self, plates: Sequence[str]) -> None:
        if plates:
            self._tell({"drop": list(plates)})

    def track(self, entries: Sequence[Entry]) -> None:
        """Replace the schedule."""
        self._tell({"track": list(entries)})

    def _tell(self, value: dict[str, Any]) -> None:
        try:
            if self._channel:
                self._channel.send_json(value)
        except ChannelClosed:
            self.close()

    def close(self) -> None:
        if self._channel:
            self._channel.close()
            self._channel = None
