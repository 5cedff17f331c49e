"""Who runs a rundown goes on after a reboot and with what follows it, and says what is wrong."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from mixer.core.rundown import Playout, WallClock, read_rundown
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.answers import Answers
from studio.air.runmixer.rundowns import Rundowns, boot_id
from studio.air.runmixer.show_state import ShowState
from tests.mixer.core.rundown.fake_engine import FakeEngine
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


# -- one that follows another ----------------------------------------------------------------------


def short(name: str, items: str, **parts: Any) -> dict[str, Any]:
    """A rundown of items of a second."""
    return {"id": name, "name": name.title(), "order": list(items), "items": {one: SECOND for one in items}} | parts


SECOND = {"length_s": 1.0, "content": {"show": {}, "scene": "s", "source": "s"}}


class Stage:
    """A runmixer's rundowns with an engine that obeys them, in real time."""

    def __init__(self, home: Path, *rundowns: dict[str, Any]) -> None:
        self.paths, self.began_s = ShowPaths(home, "shw_test"), time.monotonic()
        self.paths.rundown_file("run").parent.mkdir(parents=True, exist_ok=True)
        for each in rundowns:
            self.write(each)
        self.paths.epoch_file.write_text(json.dumps(epoch(boot_id()) | {"anchor_frame": 0}))
        self.engine = FakeEngine(dict.fromkeys("abcdefxyz", 1.0))
        self.happened: list[tuple[str, ...]] = []
        self.rows: list[Any] = []
        self.answers: list[dict[str, Any]] = []
        self.frame = 0

    def write(self, rundown: dict[str, Any]) -> None:
        path = self.paths.rundown_file(rundown["id"])
        path.write_text(json.dumps(rundown))

    @asynccontextmanager
    async def runs(self) -> AsyncIterator[Rundowns]:
        """Whoever runs rundowns, from here on; the engine plays on when it ends."""
        self.state, answers = ShowState(), Answers()
        answers.hear = lambda name, answer: self.answers.append(answer)
        self.rundowns = Rundowns(
            self.paths, self.state, answers, lambda name, steps: None, self.told,
            lambda *said: self.happened.append(said),
        )  # fmt: skip
        self.rundowns.rows.add = self.rows.append  # type: ignore[method-assign,assignment]
        tasks = [asyncio.create_task(self.rundowns.run()), asyncio.create_task(self.play())]
        try:
            yield self.rundowns
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.rundowns.close()

    def told(self, line_up: dict[str, Any]) -> bool:
        self.engine.obey(line_up, self.frame)
        return True

    async def play(self) -> None:
        while True:
            while self.frame < (time.monotonic() - self.began_s) * 30:
                self.frame += 1
                self.engine.run(self.frame)
            desk = self.engine.desk(self.frame) or {"rundown": "", "takeovers": 0}
            self.rundowns.engine_says({"frame": self.frame, "rundown": json.loads(json.dumps(desk))})
            await asyncio.sleep(0.01)

    async def start(self, rundown: str) -> None:
        self.rundowns.command("c", {"verb": "rundown_start", "rundown": rundown})
        await until_async(lambda: bool(self.answers), "an answer")

    def on(self) -> tuple[str, str]:
        """The rundown and the item that consoles are told of."""
        told = self.state["rundown"] or {}
        return told.get("rundown", ""), (told.get("now") or {}).get("item", "")


async def test_what_follows_begins_on_the_last_frame_and_everything_is_said_of_it(tmp_path: Path) -> None:
    stage = Stage(tmp_path, short("run", "ab", at_end="next", next="other"), short("other", "xyz"))
    async with stage.runs():
        await stage.start("run")
        await until_async(lambda: stage.on() == ("other", "y"), "the second item of what follows")
        assert stage.rundowns.journal.settled(2)
    aired = [(one["item"], one["end_frame"] - one["start_frame"]) for one in stage.engine.aired]
    assert aired[:3] == [("a", 30), ("b", 30), ("x", 30)]
    ends = [(one["start_frame"], one["end_frame"]) for one in stage.engine.aired]
    assert all(before[1] == after[0] for before, after in pairwise(ends))
    assert [(row.rundown, row.rundown_name, row.item) for row in stage.rows][:3] == [
        ("run", "Run", "a"), ("run", "Run", "b"), ("other", "Other", "x"),
    ]  # fmt: skip
    assert json.loads(stage.paths.rundown_journal.read_text())["rundown"] == "other" and stage.happened == []


async def test_two_that_follow_each_other_go_on_and_on(tmp_path: Path) -> None:
    stage = Stage(tmp_path, short("run", "a", at_end="next", next="other"),
                  short("other", "x", at_end="next", next="run"))  # fmt: skip
    async with stage.runs():
        await stage.start("run")
        await until_async(lambda: len(stage.rows) >= 4, "four airings")
    assert [row.item for row in stage.rows][:4] == ["a", "x", "a", "x"]
    assert {row.status for row in stage.rows} == {"aired"}


async def test_what_is_rehearsed_is_no_part_of_what_aired(tmp_path: Path) -> None:
    stage = Stage(tmp_path, short("run", "ab", at_end="next", next="other"),
                  short("other", "xy", at_end="next", next="run"))  # fmt: skip
    async with stage.runs():
        stage.state.change(rehearsing=True)
        await stage.start("run")
        await until_async(lambda: stage.on()[0] == "other", "a whole rundown of the rehearsal")
        assert stage.rows == []
        stage.state.change(rehearsing=False)
        await until_async(lambda: len(stage.rows) >= 2, "airings once the show is on air")


async def test_one_that_is_started_anew_around_the_join_goes_on_with_what_follows(tmp_path: Path) -> None:
    stage = Stage(tmp_path, short("run", "ab", at_end="next", next="other"), short("other", "xyz"))
    async with stage.runs():
        await stage.start("run")
        await until_async(lambda: "x" in [one["item"] for one in stage.engine.told["items"]], "what follows lined up")
        assert stage.rundowns.journal.settled(2)
    while not stage.engine.on or stage.engine.on["item"] != "x":  # nobody runs it, and the engine goes on
        stage.frame += 1
        stage.engine.run(stage.frame)
    stage.began_s = time.monotonic() - stage.frame / 30
    stage.paths.epoch_file.write_text(json.dumps(epoch(boot_id()) | {"anchor_frame": stage.frame}))
    async with stage.runs():
        await until_async(lambda: stage.on() == ("other", "y"), "the second item of what follows")
    assert [one["item"] for one in stage.engine.aired][:3] == ["a", "b", "x"]


@pytest.mark.parametrize(("following", "words"), [
    (None, "this show has no rundown other"), (short("other", ""), "there is nothing in the rundown Other"),
])  # fmt: skip
async def test_what_cannot_follow_is_said_once_before_the_end_and_begins_when_it_is_there(
    tmp_path: Path, following: dict[str, Any] | None, words: str
) -> None:
    stage = Stage(tmp_path, short("run", "abc", at_end="next", next="other"), *filter(None, [following]))
    async with stage.runs():
        await stage.start("run")
        await until_async(lambda: bool(stage.happened), "the alert")
        assert stage.on()[1] in "abc" and words in stage.happened[0][2]
        await until_async(lambda: stage.on() == ("run", ""), "the standby")
        assert [said[1] for said in stage.happened] == ["no_next_rundown"]
        stage.write(short("other", "x"))
        await until_async(lambda: stage.on() == ("other", "x"), "what follows")


async def test_an_ad_break_keeps_its_name_when_whoever_runs_it_is_started_anew(tmp_path: Path) -> None:
    ads = {one: SECOND | {"group": "ads"} for one in "xyz"}
    stage = Stage(tmp_path, short("run", "axyzb") | {"items": {"a": SECOND, "b": SECOND} | ads})
    async with stage.runs() as rundowns:
        await stage.start("run")
        await until_async(lambda: stage.on() == ("run", "x"), "the break")
        assert rundowns.journal.settled(2)
        before = rundowns.breaks.said
    async with stage.runs() as rundowns:
        await until_async(lambda: stage.on() == ("run", "y"), "the middle of the break")
        assert rundowns.breaks.said == before


# -- what is refused -------------------------------------------------------------------------------


async def test_a_start_that_is_refused_keeps_what_runs(tmp_path: Path) -> None:
    stage = Stage(tmp_path, short("run", "abc", rounds=0), short("empty", "", at_end="stop"))
    async with stage.runs():
        await stage.start("run")
        for wanted in ("gone", "empty"):
            stage.answers.clear()
            await stage.start(wanted)
            assert (stage.answers[0]["ok"], stage.answers[0]["code"]) == (False, REFUSED[wanted])
        before = len(stage.rows)
        await until_async(lambda: len(stage.rows) > before + 1, "what runs to go on")
    assert stage.on()[0] == "run" and {row.status for row in stage.rows} == {"aired"}


REFUSED = {"gone": "no_rundown", "empty": "empty"}


async def test_a_line_up_that_the_engine_refused_is_told_again(tmp_path: Path) -> None:
    stage, said = Stage(tmp_path, short("run", "abc", rounds=0)), list[str]()
    taken, stage.engine.obey = stage.engine.obey, lambda command, frame: None  # type: ignore[method-assign]
    async with stage.runs():
        await stage.start("run")
        stage.rundowns.line_up_refused("it was too much")
        stage.rundowns.line_up_refused("it was too much")
        stage.engine.obey = taken  # type: ignore[method-assign,assignment]
        await until_async(lambda: stage.engine.on is not None, "the line-up told anew")
        said = [each[1] for each in stage.happened]
    assert said == ["line_up_refused"]


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
        assert (await self.asked("rundown_start", rundown="run"))["ok"]
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


@asynccontextmanager
async def telling_captions(paths: ShowPaths, told: list[Any]) -> AsyncIterator[Rundowns]:
    """Whoever runs rundowns, while captions are told of their items."""
    rundowns = Rundowns(
        paths, ShowState(), Answers(), lambda name, steps: None, lambda told: True, lambda *said: None,
        captions=told.append,
    )  # fmt: skip
    task = asyncio.create_task(rundowns.run())
    try:
        yield rundowns
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        rundowns.close()


async def test_where_no_rundown_runs_captions_know_that_nothing_is_an_items(tmp_path: Path) -> None:
    paths, told = ShowPaths(tmp_path, "shw_test"), list[Any]()
    paths.shows.mkdir(parents=True)
    paths.epoch_file.write_text(json.dumps(epoch(boot_id())))
    async with telling_captions(paths, told):
        await until_async(lambda: told == [[]], "the captions to be told")


async def test_the_captions_of_a_rundowns_items_are_told_as_the_engine_plays_them(tmp_path: Path) -> None:
    paths, told = paths_in(tmp_path, running()), list[Any]()
    whole = {**COMPILED, "items": {"a": {"name": "Song", "length_s": 600.0, "captions": {"kind": "off"}}}}
    paths.rundown_file("run").write_text(json.dumps(whole))
    paths.epoch_file.write_text(json.dumps(epoch(boot_id())))
    async with telling_captions(paths, told) as rundowns:
        await until_async(lambda: rundowns.playout is not None and rundowns.playout.state.on, "the rundown")
        assert rundowns.playout and rundowns.playout.state.on and told == []
        on = rundowns.playout.state.on
        shown = {"occurrence": on.occurrence, "item": "a", "start_frame": on.start_frame, "position_s": 0.0}
        desk = {"rundown": "run", "takes": True, "takeovers": 0, "next": [], "fallback": None, "aired": []}
        rundowns.engine_says({"frame": 9001, "rundown": desk | {"on_air": shown | {"ends_frame": None}}})
        (first, *_) = told[-1]
        assert (first["item"], first["captions"], first["start_frame"]) == ("Song", "off", on.start_frame)


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
