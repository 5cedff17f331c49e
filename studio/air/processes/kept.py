"""Jobs of a show on air that must not end for a mistake."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)
AGAIN_S = 1.0


async def kept(job: Callable[[], Awaitable[None]], name: str) -> None:
    """Run a job to its end; one that raises is logged and begun again."""
    while True:
        try:
            await job()
            return
        except Exception:
            log.exception("%s: an error that should not happen; going on", name)
            await asyncio.sleep(AGAIN_S)
