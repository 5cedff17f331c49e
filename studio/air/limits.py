"""The largest WebSocket message that daphne takes into memory. It has no setting for that."""

from __future__ import annotations

from daphne.ws_protocol import WebSocketFactory

from studio.air.consumers import MESSAGE_MOST


def limit_websocket_messages(most: int = MESSAGE_MOST) -> None:
    """Make every WebSocket server of this process close a connection (1009) that sends more than `most` bytes."""
    reset = WebSocketFactory.resetProtocolOptions

    def limited(factory: WebSocketFactory) -> None:
        reset(factory)
        factory.maxFramePayloadSize = factory.maxMessagePayloadSize = most

    WebSocketFactory.resetProtocolOptions = limited
