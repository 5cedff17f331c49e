"""What is planned: kept, done on its frame in the name of who planned it, or said to be missed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from mixer.errors import BadCommand
from studio.air.planning import MOST
from studio.air.runmixer import planned
from studio.air.runmixer.journal import Journal
from studio.air.runmixer.planned import Plans, read
from studio.air.runmixer.show_state import ShowState
from studio.air.senders import Sender
from studio.home import recorded
from studio.people.models import Role
from studio.people.roles import ALL, RIGHTS, Rights
from tests.waiting import until_async

ADA = Sender("Ada (ada)", "api", "192.0.2.7")
TAKE = {"verb": "take", "scene": "scn_a"}


class Rig:
    """The plans of a show whose mixer answers as it is told, at a wall clock and on frames that are set by hand."""

    def __init__(self, path: Path, frame: int | None = 1000) -> None:
        self.path, self.now = path, 1_000_000.0
        self.done: list[tuple[str, dict[str, Any], Sender]] = []
        self.events: list[tuple[str, str]] = []
        self.asked: list[str] = []
        self.may: Rights | None = ALL
        self.answers: list[dict[str, Any]] = []
        self.state = ShowState()
        self.begin(frame)

    def begin(self, frame: int | None) -> None:
        """Another runmixer, on this frame of the engine: frames stand still until `on` is called."""
        self.state = ShowState()
        self.state.frames = Standing(frame)  # type: ignore[assignment]
        self.plans = Plans(Journal(self.path), self.state, self.do, self.happened, self.ask, lambda: self.now)

    def on(self, frame: int) -> None:
        self.state.frames = Standing(frame)  # type: ignore[assignment]
        self.plans.look()

    def do(self, name: str, command: dict[str, Any], sender: Sender, tell: Any) -> None:
        self.done.append((name, command, sender))
        frame = command.get("on_frame", self.state.frames.at(0.0))
        tell(self.answers.pop(0) if self.answers else {"ok": True, "frame": frame})

    def happened(self, level: str, code: str, text: str) -> None:
        self.events.append((code, text))

    async def ask(self, owner: str) -> Rights | None:
        self.asked.append(owner)
        return self.may

    async def plan(self, command: dict[str, Any] = TAKE, **when: Any) -> str:
        return await self.plans.plan({"command": command, "owner": "user-7", **when}, ADA)

    @property
    def codes(self) -> list[str]:
        return [code for code, _ in self.events]


class Standing:
    """A frame that does not go on by itself, 30 a second."""

    rate = 30

    def __init__(self, frame: int | None) -> None:
        self.frame = frame

    def at(self, now: float) -> int | None:
        return self.frame

    def play(self, show: Any) -> None: ...
    def saw(self, frame: object, now: float) -> None: ...


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    rig = Rig(tmp_path / "planned.json")
    yield rig
    rig.plans.close()


async def test_a_command_is_handed_to_the_engine_for_its_frame_in_the_name_of_who_planned_it(rig: Rig) -> None:
    name = await rig.plan(at_frame=2000)
    [told] = rig.state["planned"]
    assert (told["id"], told["command"], told["at_frame"], told["at"], told["by"]) == (
        name, TAKE, 2000, None, "Ada (ada)",
    )  # fmt: skip
    rig.on(1900)
    await asyncio.sleep(0)
    assert rig.done == [] and rig.state["planned"]
    rig.on(1945)
    await until_async(lambda: rig.events, "it to be done")
    assert rig.done == [(name, {**TAKE, "on_frame": 2000, "not_after_frame": 2150}, ADA)]
    assert rig.events == [
        ("planned_done", "take, planned by Ada (ada) for frame 2000, happened on frame 2000"),
    ]
    assert rig.state["planned"] == []


async def test_a_time_becomes_a_frame_when_it_is_near(rig: Rig) -> None:
    await rig.plan(at=rig.now + 100, command={**TAKE, "within_ms": 1000})
    rig.on(4000)
    assert rig.done == []
    rig.now += 99.0
    rig.on(4200)
    await until_async(lambda: rig.done, "it to be done")
    assert rig.done[0][1] == {**TAKE, "on_frame": 4230, "not_after_frame": 4260}


async def test_a_time_waits_for_an_engine_that_has_shown_no_frame_yet(tmp_path: Path) -> None:
    rig = Rig(tmp_path / "planned.json", frame=None)
    await rig.plan(at=rig.now + 1.0)
    rig.plans.look()
    assert rig.state["planned"] and not rig.asked
    rig.on(40)
    await until_async(lambda: rig.done, "it to be done")
    assert rig.done[0][1]["on_frame"] == 70
    rig.plans.close()


async def test_what_is_not_the_engines_happens_once_its_frame_is_there(rig: Rig) -> None:
    await rig.plan({"verb": "captions_show", "visible": True}, at_frame=2000)
    rig.on(1990)
    await until_async(lambda: rig.asked, "it to be near")
    assert rig.done == []
    rig.on(2000)
    await until_async(lambda: rig.done, "it to be done")
    command = {"verb": "captions_show", "visible": True, "by": "Ada (ada)", "not_after_frame": 2150}
    assert rig.done[0][1] == command and rig.codes == ["planned_done"]


# -- who may ---------------------------------------------------------------------------------------


async def test_whether_it_still_may_be_asked_is_asked_when_it_happens(rig: Rig) -> None:
    await rig.plan(at_frame=2000)
    rig.may = RIGHTS[Role.PRODUCER]
    rig.on(1990)
    await until_async(lambda: rig.events, "it to be refused")
    assert rig.asked == ["user-7"] and rig.done == []
    assert rig.events == [
        ("planned_refused", "take, planned by Ada (ada) for frame 2000, was not done: they may no longer ask it")
    ]


async def test_a_database_that_has_just_fallen_silent_holds_up_nothing(rig: Rig) -> None:
    await rig.plan(at_frame=2000)
    rig.may = None
    rig.on(1990)
    await until_async(lambda: rig.events, "it to be done")
    assert rig.codes == ["planned_done"]


async def test_it_is_asked_once_early_so_that_a_silence_just_before_holds_up_nothing(rig: Rig) -> None:
    await rig.plan(at_frame=9000)
    rig.plans._all[rig.state["planned"][0]["id"]].granted_at = float("-inf")  # it was planned long ago
    for frame in (8200, 8300, 8400):
        rig.on(frame)
        await until_async(lambda: rig.asked, "it to be asked")
    assert len(rig.asked) == 1
    rig.may = None
    rig.on(8990)
    await until_async(lambda: rig.events, "it to be done")
    assert rig.codes == ["planned_done"]


async def test_what_nobody_could_judge_for_long_is_not_done(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    await rig.plan(at_frame=2000)
    rig.may = None
    monkeypatch.setattr(planned, "TRUSTED_S", -1.0)
    rig.on(1990)
    await until_async(lambda: rig.events, "it to be refused")
    assert rig.codes == ["planned_refused"] and "could not be asked" in rig.events[0][1]


# -- restarts --------------------------------------------------------------------------------------


async def test_what_is_planned_outlives_runmixer(rig: Rig) -> None:
    name = await rig.plan(at_frame=2000)
    rig.plans.close()
    rig.begin(1500)
    assert [one["id"] for one in rig.state["planned"]] == [name]
    rig.on(1990)
    await until_async(lambda: rig.done, "it to be done")
    assert rig.done[0][0] == name and rig.done[0][2] == ADA


async def test_what_was_missed_off_air_is_said_and_never_done(rig: Rig) -> None:
    await rig.plan(at_frame=2000)
    await rig.plan(at=rig.now + 50)
    rig.plans.close()
    rig.now += 100
    rig.begin(None)
    rig.plans.look()
    assert rig.codes == ["planned_missed"]  # no frame of an engine is known yet
    rig.on(2001)
    assert rig.codes == ["planned_missed"] * 2 and rig.state["planned"] == []
    rig.plans.close()
    assert rig.done == [] and recorded(rig.path) == {"planned": []}


async def test_one_that_was_on_its_way_when_runmixer_died_is_told_again_under_its_id(rig: Rig) -> None:
    name = await rig.plan(at_frame=2000)
    rig.answers = [{"ok": False, "code": "off_air", "error": "the show goes off air"}]
    rig.on(1990)
    await until_async(lambda: rig.done, "it to be sent")
    rig.plans.close()
    rig.begin(1995)
    rig.plans.look()
    await until_async(lambda: rig.codes, "it to be done")
    assert [one for one, *_ in rig.done] == [name, name] and rig.codes == ["planned_done"]


async def test_an_engine_that_is_lost_meanwhile_has_a_successor(rig: Rig) -> None:
    lost = {"ok": False, "code": "engine_lost", "error": "it stopped"}
    down = {"ok": False, "code": "engine_down", "error": "it is started"}
    rig.answers = [lost, down, down]
    await rig.plan(at_frame=2000)
    rig.on(1990)
    await until_async(lambda: rig.events, "it to be done")
    assert len(rig.done) == 4 and {command["on_frame"] for _, command, _ in rig.done} == {2000}
    assert rig.codes == ["planned_done"]


async def test_nothing_is_tried_again_once_its_frame_has_passed(rig: Rig) -> None:
    rig.answers = [{"ok": False, "code": "engine_lost", "error": "it stopped"}]
    await rig.plan(at_frame=2000)
    rig.on(2000)
    await until_async(lambda: rig.events, "it to be given up")
    assert len(rig.done) == 1 and rig.codes == ["planned_refused"]


@pytest.mark.parametrize(
    ("code", "event"),
    [("too_late", "planned_missed"), ("unknown_scene", "planned_refused"), ("no_answer", "planned_unknown")],
)
async def test_what_became_of_it_is_told(rig: Rig, code: str, event: str) -> None:
    rig.answers = [{"ok": False, "code": code, "error": "because"}]
    await rig.plan(at_frame=2000)
    rig.on(1990)
    await until_async(lambda: rig.events, "it to be told")
    assert rig.codes == [event] and rig.state["planned"] == []


def test_a_file_that_makes_no_sense_is_nothing_planned() -> None:
    for kept in ({}, {"planned": [7, None, {}, {"id": "x"}]}, {"planned": None}):
        assert read(kept) == []


# -- what is refused -------------------------------------------------------------------------------


async def test_one_that_is_cancelled_does_not_happen(rig: Rig) -> None:
    name = await rig.plan(at_frame=2000)
    rig.plans.cancel(name, "Ben")
    rig.on(1990)
    await asyncio.sleep(0)
    assert rig.done == [] and rig.state["planned"] == []
    assert rig.events == [
        ("planned_cancelled", "take, planned by Ada (ada) for frame 2000, was cancelled by Ben"),
    ]
    with pytest.raises(BadCommand) as refused:
        rig.plans.cancel(name, "Ben")
    assert refused.value.code == "no_such_plan"


async def test_one_that_is_on_its_way_is_not_cancelled_any_more(rig: Rig) -> None:
    name = await rig.plan(at_frame=2000)
    rig.on(1990)
    with pytest.raises(BadCommand) as refused:
        rig.plans.cancel(name, "Ben")
    assert refused.value.code == "too_late"
    await until_async(lambda: rig.events, "it to be done")


async def test_what_has_passed_is_refused_and_so_is_what_is_years_ahead(rig: Rig) -> None:
    for when, code in (
        ({"at_frame": 999}, "too_late"),
        ({"at": rig.now - 1}, "too_late"),
        ({"at": rig.now + 400 * 86_400}, "too_early"),
    ):
        with pytest.raises(BadCommand) as refused:
            await rig.plan(**when)
        assert refused.value.code == code
    assert rig.state["planned"] == []


async def test_what_is_planned_is_bounded(rig: Rig) -> None:
    for _ in range(MOST):
        await rig.plan(at_frame=100_000)
    with pytest.raises(BadCommand, match="cancel one of them first"):
        await rig.plan(at_frame=100_000)


async def test_a_disk_that_takes_nothing_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    rig = Rig(tmp_path / "file" / "planned.json")
    with pytest.raises(BadCommand) as refused:
        await rig.plan(at_frame=2000)
    assert refused.value.code == "not_kept" and rig.state["planned"] == []
    rig.plans.close()
