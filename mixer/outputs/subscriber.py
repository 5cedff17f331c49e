"""A reader of a rendition: gets the init, then fragments from a keyframe on, and loses whole GOPs when it is slow."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from mixer.errors import ChannelClosed
from mixer.outputs.media import INIT, KEY, Fragment
from mixer.protocol.wire import Channel

MAX_BACKLOG = 8 << 20  # bytes; about 16 s of a 4 Mb/s programme


class Subscriber:
    """One connected reader. `send` never blocks; after a drop the reader is told how much it lost."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.session: str | None = None  # the session whose init it has
        self._running = self._started = False
        self._lost = 0

    def begin(self, session: dict[str, Any], init: bytes) -> None:
        """A session starts for this reader: its description and its init. Raises ChannelClosed."""
        self.session, self._running, self._started, self._lost = (
            session["id"],
            False,
            False,
            0,
        )
        self.channel.send_json({"session": session})
        self.channel.send(INIT, init)

    def send(self, fragment: Fragment) -> None:
        """Pass a fragment on, or drop it. Raises ChannelClosed."""
        self.channel.flush()
        if self.channel.backlog > MAX_BACKLOG:
            self._running = False
        if not self._running and (fragment.kind != KEY or self.channel.backlog > MAX_BACKLOG // 2):
            self._lost += 1
            return
        if not self._running:
            self._resume()
        self.channel.send(*fragment)

    def _resume(self) -> None:
        if self._lost and self._started:
            self.channel.send_json({"lost": self._lost})
        self._running, self._started, self._lost = True, True, 0

    def end(self) -> None:
        """The engine ends on purpose."""
        with contextlib.suppress(ChannelClosed):
            self.channel.send_json({"end": True})

    def close(self) -> None:
        self.channel.close()


class File:
    """A render's file, which gets all of it. Raises OSError, as a full disk does."""

    def __init__(self, fd: int) -> None:
        self._file = os.fdopen(fd, "wb")

    def begin(self, session: dict[str, Any], init: bytes) -> None:
        self._file.write(init)

    def send(self, fragment: Fragment) -> None:
        self._file.write(fragment.data)

    def end(self) -> None:
        self._file.close()

    close = end
