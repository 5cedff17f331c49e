"""The engine's keeper: whenever a show is taken off air, no engine is left behind."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from studio.air.processes import engine
from studio.air.processes import keeper as keeping
from studio.air.processes.engine import EngineKeeper
from studio.air.processes.show_paths import ShowPaths


class Slow:
    """A journal whose disk takes as long as the test likes."""

    def __init__(self) -> None:
        self.asked, self.may = threading.Event(), threading.Event()

    def settled(self, timeout_s: float) -> bool:
        self.asked.set()
        return self.may.wait(10)


class Started:
    """Engines that were started, and never really."""

    count = 0

    @classmethod
    def adopt(cls, lock: Path) -> None:
        return None

    @classmethod
    def start(cls, *_: Any) -> Any:
        cls.count += 1
        raise AssertionError("an engine was started for a show that is off air")


async def test_a_show_stopped_while_its_engine_is_restarted_leaves_no_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (keeping, engine):
        monkeypatch.setattr(module, "Program", Started)
    journal: Any = Slow()
    keeper = EngineKeeper(ShowPaths(tmp_path, "shw_a"), journal, Mock())
    running = asyncio.create_task(keeper.run())
    await asyncio.to_thread(journal.asked.wait, 10)
    await keeper.end(1)
    journal.may.set()
    await asyncio.wait_for(running, 10)
    assert Started.count == 0
