"""Waiting for something to be so, with a deadline: the one way in which tests and benchmarks do."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

T = TypeVar("T")
PATIENCE_S = 90.0
POLL_S = 0.02


def until(ask: Callable[[], T | None], what: str = "", seconds: float = PATIENCE_S, poll_s: float = POLL_S) -> T:
    """The first truthy answer; fails, naming what was waited for, when there is none for so long."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"waited {seconds} s for {what or ask}"
        time.sleep(poll_s)
    return answer


async def until_async(ask: Callable[[], Awaitable[Any] | Any], what: str = "", seconds: float = PATIENCE_S) -> Any:
    """The same on an event loop; the answer may be awaited."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer := await answer if inspect.isawaitable(answer) else answer:
            return answer
        assert time.monotonic() < deadline, f"waited {seconds} s for {what or ask}"
        await asyncio.sleep(POLL_S)
