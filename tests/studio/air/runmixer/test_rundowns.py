"""Who runs a rundown goes on after a reboot, and says what is wrong with a journal."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

from mixer.core.rundown import Playout, WallClock, read_rundown
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.answers import Answers
from studio.air.runmixer.rundowns import Rundowns, boot_id
from studio.air.runmixer.show_state import ShowState
from tests.waiting import until_async

COMPILED = {"id": "run", "order": ["a"], "items": {"a": {"length_s": 600.0}}, "rounds": 0}


def epoch(boot: str) -> dict[str, Any]:
    return {"rate": "30", "anchor_ns": time.monotonic_ns(), "anchor_frame": 9000, "boot": boot, "wall_s": time.time()}


def paths_in(home: Path, journal: Any) -> ShowPaths:
    paths = ShowPaths(home, "shw_test")
    paths.rundown_file("run").parent.mkdir(parents=True)
    paths.rundown_file("run").write_text(json.dumps(COMPILED))
    paths.rundown_journal.write_text(json.dumps(journal))
    return paths


def running() -> dict[str, Any]:
    playout = Playout(WallClock(Fraction(30)), read_rundown(COMPILED))
    playout.obey({"verb": "start"}, 9000)
    return {"rundown": "run", "entries": playout.journal()}


async def test_a_rundown_that_ran_goes_on_once_an_engine_says_which_frame_it_is(tmp_path: Path) -> None:
    paths, happened = paths_in(tmp_path, running()), list[str]()
    paths.epoch_file.write_text(json.dumps(epoch("another boot")))
    rundowns = Rundowns(
        paths,
        ShowState(),
        Answers(),
        lambda name, steps: None,
        lambda told: True,
        lambda *said: happened.append(said[1]),
    )
    task = asyncio.create_task(rundowns.run())
    await asyncio.sleep(0)
    assert rundowns.playout is None
    paths.epoch_file.write_text(json.dumps(epoch(boot_id())))
    await until_async(lambda: rundowns.playout is not None and rundowns.playout.state.running, "the rundown")
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    rundowns.close()
    assert happened == []


async def test_a_journal_that_cannot_be_read_is_said_and_costs_no_more(tmp_path: Path) -> None:
    paths, happened = (
        paths_in(tmp_path, {"rundown": "run", "entries": [{"state": {"on": {"strange": 1}}}]}),
        list[str](),
    )
    paths.epoch_file.write_text(json.dumps(epoch(boot_id())))
    rundowns = Rundowns(
        paths,
        ShowState(),
        Answers(),
        lambda name, steps: None,
        lambda told: True,
        lambda *said: happened.append(said[1]),
    )
    task = asyncio.create_task(rundowns.run())
    await until_async(lambda: bool(happened), "the trouble to be told")
    assert (happened, rundowns.playout) == (["rundown_lost"], None) and not task.done()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    rundowns.close()


WITH_BREAKS: dict[str, Any] = COMPILED | {
    "items": {"a": {"length_s": 600.0}, "spot": {"length_s": 20.0, "group": "breaks"}, "c": {"length_s": 5.0}},
    "closing": ["c"],
    "breaks": {"spots": ["spot"], "every_s": 0},
}


class Running:
    """A rundown that runs without an engine, and what whoever asks it for something is answered."""

    def __init__(self, home: Path, rundown: dict[str, Any]) -> None:
        paths = paths_in(home, running())
        paths.rundown_file("run").write_text(json.dumps(rundown))
        paths.epoch_file.write_text(json.dumps(epoch(boot_id())))
        self.state, self.near, self.given = ShowState(), list[dict[str, Any]](), dict[str, dict[str, Any]]()
        answers = Answers()
        answers.hear = lambda name, answer: self.given.update({name: answer})
        self.rundowns = Rundowns(
            paths, self.state, answers, lambda name, steps: None, lambda told: True, lambda *said: None,
            lambda near: self.near.extend(near),
        )  # fmt: skip

    async def __aenter__(self) -> Running:
        self.task = asyncio.create_task(self.rundowns.run())
        await until_async(lambda: bool(self.told()), "the rundown")
        return self

    async def __aexit__(self, *raised: object) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task
        self.rundowns.close()

    def told(self) -> dict[str, Any]:
        return self.state["rundown"] or {}

    async def asked(self, verb: str, **parts: Any) -> dict[str, Any]:
        self.given.clear()
        self.rundowns.command(verb, {"verb": verb, "by": "Ada", **parts})
        await until_async(lambda: verb in self.given, f"the answer to {verb}")
        return self.given[verb]


async def test_a_break_that_is_called_for_plays_and_is_marked_with_its_length(tmp_path: Path) -> None:
    async with Running(tmp_path, WITH_BREAKS) as running:
        assert running.told()["breaks"] is True
        answer = await running.asked("rundown_break")
        assert answer["ok"], answer
        await until_async(lambda: running.told()["now"]["item"] == "spot", "the spot")
        [near] = {one["id"]: one for one in running.near}.values()
        assert near["planned_frames"] == 600 and near["start_frame"] - answer["frame"] in (1, 2)
        again = await running.asked("rundown_break")
        assert (again["ok"], again["code"]) == (False, "busy")


async def test_a_rundown_without_a_break_refuses_one_in_words(tmp_path: Path) -> None:
    async with Running(tmp_path, COMPILED) as running:
        answer = await running.asked("rundown_break")
        assert running.told()["breaks"] is False
        assert (answer["ok"], answer["code"]) == (False, "no_break") and "breaks" in answer["error"]


async def test_a_soft_stop_plays_the_closing_film_and_the_rundown_has_ended_after_it(tmp_path: Path) -> None:
    short = WITH_BREAKS | {"items": WITH_BREAKS["items"] | {"c": {"length_s": 1.0}}}
    async with Running(tmp_path, short) as running:
        assert (await running.asked("rundown_stop", closing=True))["ok"]
        await until_async(lambda: running.told()["now"]["item"] == "c", "the closing film")
        await until_async(lambda: running.told()["state"] == "ended", "the end")
