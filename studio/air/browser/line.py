"""Whether what a socket was sent has left this process: daphne would take any amount into memory."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

connection: ContextVar[Any] = ContextVar("connection", default=None)
"""The protocol of daphne's that the socket at hand belongs to; none in tests without daphne."""


@implementer(IPushProducer)
class Line:
    """Hears from the connection when it is full, which is at 64 KiB, and when there is room again."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self.full, self._wake = False, wake
        self._protocol = connection.get()
        if self._protocol is not None:
            self._protocol.unregisterProducer()  # that of the HTTP request which the socket began as
            self._protocol.registerProducer(self, True)

    def release(self) -> None:
        """Nothing follows: the connection may end as soon as what was sent has left."""
        if self._protocol is not None:
            self._protocol.unregisterProducer()
            self._protocol = None

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        self.full = True

    def resumeProducing(self) -> None:  # noqa: N802
        self.full = False
        if self._protocol is not None and self._protocol.transport.disconnecting:
            self.release()
        self._wake()

    def stopProducing(self) -> None:  # noqa: N802
        """The connection is gone."""
        self.full = True
