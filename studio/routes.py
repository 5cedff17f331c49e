"""The WebSocket addresses."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any


def websocket_urlpatterns() -> list[Any]:
    """Those of the shows' consoles and monitors."""
    if not (find_spec("studio.air") and find_spec("studio.air.routing")):
        return []
    from studio.air.routing import websocket_urlpatterns as air

    return list(air)
