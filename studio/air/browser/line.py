"""Whether what a socket was sent has left this process: daphne would take any amount into memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

connection: ContextVar[Any] = ContextVar("connection", default=None)
"""The protocol of daphne's that the socket at hand belongs to; none in tests without daphne."""


class Line:
    """What Twisted calls a push producer: it hears when the connection is full, at 64 KiB, and when there is room."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._full_since, self._wake = float("inf"), wake
        self._protocol = connection.get()
        if self._protocol is not None:
            self._protocol.unregisterProducer()  # that of the HTTP request which the socket began as
            self._protocol.registerProducer(self, True)

    @property
    def full(self) -> bool:
        return self._full_since < float("inf")

    def full_s(self, now: float) -> float:
        """For how long nothing more could be sent; `now` is monotonic."""
        return max(0.0, now - self._full_since)

    def release(self) -> None:
        """Nothing follows: the connection may end as soon as what was sent has left."""
        if self._protocol is not None:
            self._protocol.unregisterProducer()
            self._protocol = None

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        self._full_since = min(self._full_since, time.monotonic())

    def resumeProducing(self) -> None:  # noqa: N802
        self._full_since = float("inf")
        if self._protocol is not None and self._protocol.transport.disconnecting:
            self.release()
        self._wake()

    def stopProducing(self) -> None:  # noqa: N802
        """The connection is gone."""
        self.pauseProducing()
