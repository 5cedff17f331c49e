"""The keeper with programs of paper: real processes that hold the lock, answer on the socket, and do nothing else."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from mixer.protocol import locks
from mixer.protocol.wire import Message
from studio.air.processes.destination import DestinationProcess
from studio.air.processes.keeper import Keeper
from studio.air.processes.programs import Program
from studio.air.processes.show_paths import ShowPaths
from tests.waiting import until_async

PAPER = """
import json, os, select, signal, sys, time
from pathlib import Path
from mixer.errors import ChannelClosed
from mixer.protocol import locks
from mixer.protocol.wire import Listener

run, name, how = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
lock = locks.take(run / f"{name}.lock")
if how == "dies":
    sys.exit(1)
if how == "stays":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
listener = Listener(run / f"{name}.sock")
ends = []
while True:
    select.select([listener, *ends], [], [], 0.05)
    ends += listener.accept()
    for end in list(ends):
        try:
            for message in end.receive():
                end.send_json({"heard": message.json()})
            if how != "silent":
                end.send_json({"pid": os.getpid()})
        except ChannelClosed:
            ends.remove(end)
"""


class Paper(Keeper):
    """Keeps a program of paper, and notes what happens."""

    silent_s, starting_s, look_s, knock_s = 1.0, 20.0, 0.05, 0.02
    pauses_s = (0.0, 0.05)

    def __init__(self, folder: Path, how: str = "talks") -> None:
        super().__init__(ShowPaths(folder, "shw_a"), "paper")
        self.how, self.starts = how, 0
        self.told: list[Any] = []
        self.losses: list[tuple[str, bool]] = []
        self.arrivals: list[bool] = []

    async def begun(self) -> Program | None:
        if self.ending:
            return None
        self.starts += 1
        self.paths.run.mkdir(parents=True, exist_ok=True)
        return Program.start([PAPER, str(self.paths.run), "paper", self.how], self.paths.log_of("paper"), "-c")

    def greeting(self) -> bool:
        return self.send({"hello": "control"})

    def came(self, adopted: bool) -> None:
        self.arrivals.append(adopted)

    def hear(self, message: Message) -> None:
        self.told.append(message.json())

    def lost(self, why: str, asked: bool) -> None:
        self.losses.append((why, asked))


@pytest.fixture(autouse=True)
def as_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """`Program.start` runs `python -m PACKAGE …`; ours is `python -c CODE …`."""
    start = subprocess.Popen

    def popen(argv: list[str], **more: Any) -> Any:
        if argv[1:3] == ["-m", "-c"]:
            argv = [argv[0], *argv[2:]]
        return start(argv, **more)

    monkeypatch.setattr("studio.air.processes.programs.subprocess.Popen", popen)


@asynccontextmanager
async def kept(paper: Paper) -> AsyncIterator[Paper]:
    running = asyncio.create_task(paper.run())
    try:
        yield paper
    finally:
        await paper.end(0.5)
        await asyncio.wait_for(running, 20)
        assert not locks.is_held(paper.paths.lock_of("paper")), "a program was left behind"


async def test_a_program_is_started_greeted_and_heard(tmp_path: Path) -> None:
    async with kept(Paper(tmp_path)) as paper:
        await until_async(lambda: {"heard": {"hello": "control"}} in paper.told)
        assert (paper.starts, paper.arrivals, paper.losses) == (1, [False], [])


async def test_one_that_is_killed_is_started_again_and_greeted_again(tmp_path: Path) -> None:
    async with kept(Paper(tmp_path)) as paper:
        await until_async(lambda: paper.connected)
        assert paper.program
        os.kill(paper.program.pid, signal.SIGKILL)
        await until_async(lambda: len(paper.arrivals) == 2)
        assert paper.losses == [("it ended", False)] and paper.failures == 1
        assert sum(one == {"heard": {"hello": "control"}} for one in paper.told) <= 2


async def test_one_that_says_nothing_any_more_is_stuck_and_replaced(tmp_path: Path) -> None:
    async with kept(Paper(tmp_path, "silent")) as paper:
        await until_async(lambda: paper.losses)
        assert paper.losses[0] == ("it was stuck", False)


async def test_one_that_ends_young_is_tried_again_and_counted(tmp_path: Path) -> None:
    async with kept(Paper(tmp_path, "dies")) as paper:
        await until_async(lambda: paper.failures >= 3)
        assert {why for why, _ in paper.losses} == {"it ended while starting"}


async def test_what_is_running_already_is_adopted_not_started(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    paper.paths.run.mkdir(parents=True)
    argv = [sys.executable, "-c", PAPER, str(paper.paths.run), "paper", "talks"]
    with subprocess.Popen(argv) as child:
        await until_async(lambda: locks.owner(paper.paths.lock_of("paper")))
        async with kept(paper):
            await until_async(lambda: paper.arrivals)
            assert (paper.starts, paper.arrivals) == (0, [True])
            assert paper.program and paper.program.pid == child.pid


async def test_a_keeper_that_is_cancelled_leaves_its_program_running(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    running = asyncio.create_task(paper.run())
    await until_async(lambda: paper.connected)
    assert paper.program
    pid = paper.program.pid
    running.cancel()
    await asyncio.wait({running})
    assert locks.owner(paper.paths.lock_of("paper")) == pid
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


async def test_another_one_in_its_place_is_no_failure(tmp_path: Path) -> None:
    async with kept(Paper(tmp_path)) as paper:
        assert not paper.replace(signal.SIGTERM, 5), "there is none yet"
        await until_async(lambda: paper.connected)
        assert paper.replace(signal.SIGTERM, 5)
        await until_async(lambda: len(paper.arrivals) == 2)
        assert paper.losses == [("it ended", True)] and paper.failures == 0


async def test_one_that_does_not_end_for_another_is_killed(tmp_path: Path) -> None:
    async with kept(Paper(tmp_path, "stays")) as paper:
        await until_async(lambda: paper.connected)
        paper.replace(signal.SIGTERM, 0.2)
        await until_async(lambda: len(paper.arrivals) == 2)
        assert paper.losses == [("it did not end by itself", True)]


async def test_one_that_does_not_end_when_told_is_killed(tmp_path: Path) -> None:
    async with kept(Paper(tmp_path, "stays")) as paper:
        await until_async(lambda: paper.connected)
    assert paper.losses == []


async def test_one_that_hangs_when_told_to_end_is_killed_though_nobody_waits_for_it(tmp_path: Path) -> None:
    """A recorder on a dead disk, or captions that hang: the button that ended them must work again some time."""
    paper = Paper(tmp_path, "stays")
    paper.mute_s = 0.3  # type: ignore[misc]
    running = asyncio.create_task(paper.run())
    await until_async(lambda: paper.connected)
    assert paper.program
    paper.program.signal(signal.SIGSTOP)
    paper.ask_to_end()
    await asyncio.wait_for(running, 20)
    assert not locks.is_held(paper.paths.lock_of("paper"))


async def test_a_keeper_that_was_held_up_itself_does_not_blame_its_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop of everything for longer than the patience: the program has spoken, we have not listened."""
    async with kept(Paper(tmp_path)) as paper:
        await until_async(lambda: paper.connected)
        now = time.monotonic
        monkeypatch.setattr("studio.air.processes.keeper.time.monotonic", lambda: now() + 100)
        await asyncio.sleep(0)
        told = len(paper.told)
        await until_async(lambda: len(paper.told) > told)
        assert paper.losses == []


# -- a destination ---------------------------------------------------------------------------------


@asynccontextmanager
async def destination(folder: Path) -> AsyncIterator[tuple[DestinationProcess, list[dict[str, Any]]]]:
    """A destination whose program is of paper, and the events it told."""
    events: list[dict[str, Any]] = []
    paths = ShowPaths(folder, "shw_a")
    paths.run.mkdir(parents=True)
    argv = [PAPER, str(paths.run), "paper", "talks"]
    process = DestinationProcess(paths, "paper", argv, lambda: None, events.append, package="-c")
    running = asyncio.create_task(process.run())
    try:
        await until_async(lambda: process.connected)
        yield process, events
    finally:
        await process.end(0.5)
        await asyncio.wait_for(running, 20)


async def test_a_lost_destination_is_told_as_an_error_and_a_renewed_one_as_news(tmp_path: Path) -> None:
    async with destination(tmp_path) as (process, events):
        assert process.program
        os.kill(process.program.pid, signal.SIGKILL)
        await until_async(lambda: len(events) == 1 and process.connected)
        process.renew()
        await until_async(lambda: len(events) == 2 and process.connected)
    assert [(one["level"], one["code"]) for one in events] == [
        ("error", "paper_restarted"),
        ("info", "paper_restarted"),
    ]


async def test_a_destination_s_status_is_told_when_its_state_or_text_changes(tmp_path: Path) -> None:
    async with destination(tmp_path) as (process, _):
        changes: list[str] = []
        process.changed = lambda: changes.append(process.state)
        for status in (
            {"state": "live", "seconds": 1},
            {"state": "live", "seconds": 2},
            {"state": "error", "text": "full"},
        ):
            process.take(status)
        assert changes == ["running", "failed"]
