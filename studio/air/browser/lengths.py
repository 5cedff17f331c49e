"""How long a WebSocket message may be: what browsers send is bounded, what they are told is not."""

from __future__ import annotations

from typing import Any

from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

from studio.air.browser.line import connection


class OneWay(WebSocketProtocol):  # type: ignore[misc]
    """Daphne's protocol, with its limit for what comes in alone.

    Autobahn holds what goes out to the same one: a keyframe or a large show's snapshot would end in an exception.
    """

    maxMessagePayloadSize: int

    def onConnect(self, request: Any) -> Any:  # noqa: N802 - autobahn's name
        token = connection.set(self)  # for the socket that is made of it: its task begins with what is set here
        try:
            return super().onConnect(request)
        finally:
            connection.reset(token)

    def sendMessage(self, *args: Any, **options: Any) -> None:  # noqa: N802 - autobahn's name
        most, self.maxMessagePayloadSize = self.maxMessagePayloadSize, 0
        try:
            super().sendMessage(*args, **options)
        finally:
            self.maxMessagePayloadSize = most


def limit_what_comes_in() -> None:
    """Have daphne speak so. To be called before its first connection."""
    WebSocketFactory.protocol = OneWay
