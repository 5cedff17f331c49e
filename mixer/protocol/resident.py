"""A program that lives in a show's run folder: one of a name, found by its socket, ended by a signal."""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mixer.errors import ChannelClosed
from mixer.protocol.priority import share
from mixer.protocol.wire import Channel, Listener, Message

ALREADY_RUNNING = 3  # exit code of a second one
CLIENT_BACKLOG = 256 * 1024  # bytes; a client that leaves more unread is cut off, unless its owner allows more
log = logging.getLogger("tally.resident")


class Clients:
    """Those who connected to `NAME.sock`. They are registered with the selector; events wait while there is nobody."""

    def __init__(self, path: Path, selector: selectors.BaseSelector, unread_most: int = CLIENT_BACKLOG) -> None:
        self.listener, self._unread_most = Listener(path), unread_most
        self._selector = selector
        self._clients: list[Channel] = []
        self._untold: deque[dict[str, Any]] = deque(maxlen=50)
        selector.register(self.listener, selectors.EVENT_READ)

    def __bool__(self) -> bool:
        return bool(self._clients)

    def __contains__(self, end: object) -> bool:
        return end in self._clients

    def welcome(self, first: dict[str, Any]) -> None:
        """Let in who knocked; each is told `first`, then what nobody has heard yet."""
        for client in self.listener.accept():
            self._clients.append(client)
            self._selector.register(client, selectors.EVENT_READ)
            self.tell_one(client, first)
        while self._untold and self._clients:
            self.tell({"event": self._untold.popleft()})

    def hear(self, client: Channel) -> list[Message]:
        """What a client says; one that hung up is forgotten."""
        try:
            return client.receive()
        except ChannelClosed:
            self.drop(client)
            return []

    def tell(self, value: dict[str, Any]) -> None:
        for client in list(self._clients):
            self.tell_one(client, value)

    def tell_one(self, client: Channel, value: dict[str, Any]) -> None:
        try:
            client.send_json(value)
        except ChannelClosed:
            self.drop(client)
            return
        if client.backlog > self._unread_most:
            self.drop(client)

    def say(self, level: str, code: str, text: str) -> None:
        """Tell an event to whoever listens, or to the next who does."""
        event = {"level": level, "code": code, "text": text, "time": time.time()}
        log.warning("%s: %s", code, text)
        if self._clients:
            self.tell({"event": event})
        else:
            self._untold.append(event)

    def drop(self, client: Channel) -> None:
        if client in self._clients:
            self._clients.remove(client)
            self._selector.unregister(client)
            client.close()

    def close(self) -> None:
        for client in self._clients:
            client.close()
        self.listener.close()


@contextmanager
def waking_signals(selector: selectors.BaseSelector, stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` on SIGTERM and SIGINT, and wake the selector (with an end that only needs emptying).

    What must not be cut short by another of these signals belongs inside; it may close the selector.
    """
    reader, writer = socket.socketpair()
    for end in (reader, writer):
        end.setblocking(False)
    selector.register(reader, selectors.EVENT_READ)
    before = [(number, signal.signal(number, lambda *_: stop())) for number in (signal.SIGTERM, signal.SIGINT)]
    signal.set_wakeup_fd(writer.fileno())
    try:
        yield
    finally:
        signal.set_wakeup_fd(-1)
        for number, handler in before:
            signal.signal(number, handler)
        if selector.get_map() is not None:
            selector.unregister(reader)
        reader.close()
        writer.close()


def be_nice(by: int, title: str) -> None:
    """Give way to the engine, and be recognised in a list of processes."""
    os.nice(by)
    share(by)
    name_process(title)


def name_process(title: str) -> None:
    """What a list of processes calls us."""
    with contextlib.suppress(ImportError):
        from setproctitle import setproctitle

        setproctitle(title)
