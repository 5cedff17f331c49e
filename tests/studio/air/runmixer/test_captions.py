"""The captions program follows the show's switch."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer import captions
from studio.air.runmixer.captions import CaptionsKeeper, CaptionsProgram
from tests.waiting import until_async

ON: dict[str, Any] = {"captions": {"on": True}}
OFF: dict[str, Any] = {"captions": {"on": False}}


class Program:
    """Ends a moment after it was asked to, as the real one does."""

    def __init__(self, *_: object) -> None:
        self.status: dict[str, Any] = {}
        self.airings: Any = None
        self._asked, self.may_end = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        await self._asked.wait()
        await self.may_end.wait()

    def ask_to_end(self) -> None:
        self._asked.set()

    async def end(self, patience_s: float) -> None:
        self.ask_to_end()
        self.may_end.set()

    def send(self, value: dict[str, Any]) -> bool:
        return True

    def tell_airings(self, airings: Any) -> None:
        self.airings = airings


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> CaptionsKeeper:
    monkeypatch.setattr(captions, "CaptionsProgram", Program)
    return CaptionsKeeper(Mock(), Mock(), Mock(), Mock(), Mock())


def running(keeper: CaptionsKeeper) -> Any:
    return keeper.program


async def test_off_and_on_again_at_once_leaves_captions_on(keeper: CaptionsKeeper) -> None:
    keeper.tend(ON, 1)
    first = running(keeper)
    keeper.tend(OFF, 2)
    keeper.tend(ON, 3)
    first.may_end.set()
    await until_async(lambda: running(keeper) not in (first, None))
    await keeper.end(1)
    assert running(keeper) is None


async def test_off_is_off(keeper: CaptionsKeeper) -> None:
    keeper.tend(ON, 1)
    first = running(keeper)
    keeper.tend(OFF, 2)
    first.may_end.set()
    await until_async(lambda: running(keeper) is None)


async def test_whoever_begins_later_knows_what_the_items_of_a_rundown_have(keeper: CaptionsKeeper) -> None:
    airings = [{"occurrence": "run.1.a", "captions": "off", "start_frame": 9000}]
    keeper.tell_airings(airings)
    keeper.tend(ON, 1)
    assert running(keeper).airings == airings
    keeper.tell_airings([])
    assert running(keeper).airings == []
    await keeper.end(1)


def test_a_program_is_told_them_on_every_connection_once_they_are_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr(captions, "redis_urls", lambda home: {"celery": "redis://"})
    program, sent = CaptionsProgram(ShowPaths(tmp_path, "shw_test"), Mock(), Mock(), Mock()), list[dict[str, Any]]()
    monkeypatch.setattr(program, "send", lambda value: not sent.append(value))  # type: ignore[func-returns-value]
    assert program.greeting()
    assert [list(one) for one in sent] == [["hello", "broker"]], "nobody knows yet, and nothing is taken back"
    assert program.tell_airings([]) and program.greeting()
    assert sent[1:] == [{"airings": []}, sent[0], {"airings": []}]
