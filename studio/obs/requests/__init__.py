"""Every request there is, by name. One more is a function in the file that fits and a line of its table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from studio.obs.asked import Asked
from studio.obs.protocol import OBS_VERSION, RPC_VERSION, VERSION, Refused, Status
from studio.obs.requests import general, inputs, items, outputs, scenes, transitions

Handler = Callable[[Asked], Awaitable[dict[str, Any] | None]]
"""What is answered (None: nothing but that it was done). Raises Refused."""


async def version(asked: Asked) -> dict[str, Any]:
    return {
        "obsVersion": OBS_VERSION, "obsWebSocketVersion": VERSION, "rpcVersion": RPC_VERSION,
        "availableRequests": sorted(REQUESTS), "supportedImageFormats": [],
        "platform": "tally", "platformDescription": "Tally, not OBS: see docs/obs-websocket.md",
    }  # fmt: skip


REQUESTS: dict[str, Handler] = {
    "GetVersion": version,
    **general.REQUESTS,
    **scenes.REQUESTS,
    **transitions.REQUESTS,
    **inputs.REQUESTS,
    **items.REQUESTS,
    **outputs.REQUESTS,
}
REFUSED: dict[str, str] = outputs.REFUSED
"""Known, and never done: why."""


async def answered(name: str, asked: Asked) -> dict[str, Any] | None:
    """What is answered to the request of this name. Raises Refused."""
    if name in REFUSED:
        raise Refused(Status.CANNOT_ACT, REFUSED[name])
    if name not in REQUESTS:
        raise Refused(
            Status.UNKNOWN_TYPE, f"Tally does not know the request {name[:80]!r}; GetVersion lists those it does."
        )
    return await REQUESTS[name](asked)
