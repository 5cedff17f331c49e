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


async def test_what_ran_does_not_go_on_where_the_schedule_starts_another_in_a_moment(tmp_path: Path) -> None:
    paths = paths_in(tmp_path, running())
    paths.epoch_file.write_text(json.dumps(epoch(boot_id())))
    sent = list[dict[str, Any]]()

    def send(told: dict[str, Any]) -> bool:
        sent.append(told)
        return True

    rundowns = Rundowns(paths, ShowState(), Answers(), lambda name, steps: None, send, lambda *said: None)
    rundowns.anew = True
    task = asyncio.create_task(rundowns.run())
    await until_async(lambda: rundowns.playout is not None and not rundowns.playout.state.running, "the rundown")
    rundowns.engine_says({"frame": 9000, "rundown": {"rundown": "", "takes": False, "takeovers": 0, "on_air": None}})
    assert rundowns.show_state["rundown"] is None
    assert not [one for one in sent if one["takes"]]
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    rundowns.close()
