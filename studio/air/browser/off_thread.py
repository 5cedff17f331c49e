"""Database questions of the live parts, on threads that no request waits for and no request holds up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from django.db import close_old_connections

T = TypeVar("T")
_pool = ThreadPoolExecutor(2, thread_name_prefix="off-thread")


async def off_thread(ask: Callable[..., T], *args: Any) -> T:
    """`ask(*args)` on one of two threads. Raises what it raises."""
    return await asyncio.get_running_loop().run_in_executor(_pool, partial(_asked, ask, *args))


def _asked(ask: Callable[..., T], *args: Any) -> T:
    close_old_connections()
    try:
        return ask(*args)
    finally:
        close_old_connections()
