"""A wire channel on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mixer.errors import ChannelClosed
from mixer.protocol.wire import Channel, Message, close_all

BACKLOG_MOST = 4 << 20  # bytes that a peer may leave unread before we hang up


class Peer:
    """Passes messages to `hear` as they come; `gone` is called once, when the other end is lost."""

    def __init__(self, channel: Channel, hear: Callable[[Message], None], gone: Callable[[], None]) -> None:
        self._channel, self._hear, self._gone = channel, hear, gone
        self._loop = asyncio.get_running_loop()
        self._writing = self.closed = False
        self._loop.add_reader(channel.fileno(), self._read)

    @classmethod
    def connect(cls, path: Path, hear: Callable[[Message], None], gone: Callable[[], None]) -> Peer | None:
        """None when nobody listens there."""
        try:
            return cls(Channel.connect(path), hear, gone)
        except OSError:
            return None

    def send_json(self, value: Any) -> bool:
        """Queue a value; False when the other end is lost."""
        if self.closed:
            return False
        try:
            self._channel.send_json(value)
        except ChannelClosed:
            self._lose()
            return False
        self._after_sending()
        return not self.closed

    def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        self._loop.remove_reader(self._channel.fileno())
        self._loop.remove_writer(self._channel.fileno())
        self._channel.close()

    def _read(self) -> None:
        try:
            messages = self._channel.receive()
        except ChannelClosed:
            self._lose()
            return
        for message in messages:
            close_all(message.fds)
            if not self.closed:
                self._hear(message)

    def _after_sending(self) -> None:
        if self._channel.backlog > BACKLOG_MOST:
            self._lose()
        elif bool(self._channel.backlog) != self._writing:
            self._writing = not self._writing
            if self._writing:
                self._loop.add_writer(self._channel.fileno(), self._flush)
            else:
                self._loop.remove_writer(self._channel.fileno())

    def _flush(self) -> None:
        try:
            self._channel.flush()
        except ChannelClosed:
            self._lose()
            return
        self._after_sending()

    def _lose(self) -> None:
        if not self.closed:
            self.close()
            self._gone()
