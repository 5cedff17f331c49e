"""The way to the captions of a run folder: knocks for ever, and never keeps anybody waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from mixer.errors import ChannelClosed
from mixer.outputs.vtt import Cue
from mixer.protocol.wire import JSON, Channel, Message, close_all

KNOCK_S = 0.5
LONGEST = 64 << 10  # bytes of a message
DATAGRAMS = 64  # read in one go


class CueLink:
    """Hears released cues from `captions.sock`."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path, self._clock = path, clock
        self._channel: Channel | None = None
        self._knock_at = 0.0

    def hear(self) -> list[Cue]:
        """The cues that have come. A captioner that says what is no cue is hung up on, and knocked at again."""
        self._knock()
        if self._channel is None:
            return []
        try:
            messages = self._channel.receive(DATAGRAMS)
            self._channel.flush()
            return [cue for message in messages if (cue := self._cue(message))]
        except (ChannelClosed, ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
            self.close()
            return []

    def _cue(self, message: Message) -> Cue | None:
        close_all(message.fds)
        told = message.json() if message.kind == JSON else {}
        return Cue.parse(told["cue"]) if "cue" in told else None

    def _knock(self) -> None:
        if self._channel or self._clock() < self._knock_at:
            return
        self._knock_at = self._clock() + KNOCK_S
        try:
            channel = Channel.connect(self._path)
            channel.longest = LONGEST
            channel.send_json({"hello": "cues"})
        except (OSError, ChannelClosed):
            return
        self._channel = channel

    def close(self) -> None:
        if self._channel:
            self._channel.close()
            self._channel = None
