"""A schedule and the show on air: what is done when, once, and who goes before it."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from mixer.core.rundown import WallClock
from mixer.errors import BadCommand
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.command_log import Applied
from studio.air.runmixer.schedule import CLOSING_S, GIVE_UP_S, Schedule
from studio.air.runmixer.scheduled_air import SCHEDULE
from studio.air.runmixer.show_state import ShowState
from studio.air.senders import Sender
from studio.scheduling.due import Occurrence

EIGHT = 1_800_000_000.0
ADA = Sender("ada", "console")


class PaperAir:
    """A show on air: it notes what is asked of it, and answers `answer`."""

    def __init__(self, show_state: ShowState) -> None:
        self.show_state = show_state
        self.asked: list[dict[str, Any]] = []
        self.told: list[tuple[str, str]] = []
        self.done: list[float] = []
        self.left = self.opened = False
        self.answer: dict[str, Any] = {"ok": True}
        self.engine = True

    async def do(self, command: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(command)
        if self.answer["ok"] and command["verb"] == "rundown_start":
            self.runs(command["rundown"])
        if command["verb"] == "rundown_stop" and not command.get("closing"):
            self.show_state.change(rundown=None)
        return self.answer

    def runs(self, rundown: str, **values: Any) -> None:
        self.show_state.change(rundown={"rundown": rundown, "state": "playing", "has_programme": True} | values)

    def happened(self, level: Any, code: str, text: str) -> None:
        self.told.append((level, code))

    def goes_on_air(self) -> None:
        self.opened = True

    def clock(self) -> WallClock | None:
        return WallClock(Fraction(30), EIGHT - 100) if self.engine else None

    def done_with(self, utc_s: float) -> None:
        self.done.append(utc_s)

    async def leave(self) -> None:
        self.left = True

    @property
    def verbs(self) -> list[str]:
        return [one["verb"] for one in self.asked]

    @property
    def codes(self) -> list[str]:
        return [code for _, code in self.told]


class Rig:
    """A schedule on a clock that stands still, `seconds` after eight."""

    def __init__(self, home: Path, *occurrences: Occurrence, **whole: Any) -> None:
        self.paths = ShowPaths(home, "shw_test")
        self.paths.shows.mkdir(parents=True, exist_ok=True)
        self.seconds = -300.0
        self.air = PaperAir(ShowState())
        self.write(*occurrences, **whole)
        self.restart()

    def restart(self) -> None:
        self.schedule = Schedule(self.paths, self.air.show_state, self.air, lambda: EIGHT + self.seconds)

    def write(self, *occurrences: Occurrence, **whole: Any) -> None:
        known = {"settled": None, "wanted_since": EIGHT - 1000} | whole
        value = known | {"occurrences": [one.to_json() for one in occurrences]}
        self.paths.schedule_file.unlink(missing_ok=True)
        self.paths.schedule_file.write_text(json.dumps(value))
        if hasattr(self, "schedule"):
            self.schedule._file = None  # two writes within one tick of the file system's clock

    async def at(self, *seconds: float) -> PaperAir:
        for each in seconds:
            self.seconds = each
            await self.schedule.tend()
        return self.air

    def took(self, verb: str = "take", by: Sender = ADA) -> None:
        self.schedule.noted(Applied(0.0, 7, {"verb": verb}, by))

    @property
    def told(self) -> Any:
        return self.air.show_state["schedule"]


def start(seconds: float = 0, rundown: str = "run_a") -> Occurrence:
    return Occurrence("sch_start", "start", EIGHT + seconds, rundown, False, "Evening", "2027-01-15T20:00:00")


def stop(seconds: float = 0, closing: bool = False) -> Occurrence:
    return Occurrence("sch_stop", "stop", EIGHT + seconds, "", closing, "", "2027-01-15T22:00:00")


def standby(seconds: float = 0) -> Occurrence:
    return Occurrence("sch_standby", "standby", EIGHT + seconds)


# -- a start ---------------------------------------------------------------------------------------


async def test_a_rundown_is_lined_up_for_its_frame_and_told_when_that_has_come(tmp_path: Path) -> None:
    rig = Rig(tmp_path, start())
    assert (await rig.at(-61, -11)).asked == []
    air = await rig.at(-9.9, -9.7, -5, -0.1)
    assert air.asked == [{"verb": "rundown_start", "rundown": "run_a", "begin_frame": 3000, "by": "schedule"}]
    assert air.codes == []
    assert not air.opened, "a rehearsal goes on until then"
    assert (await rig.at(0.1, 1, 60)).codes == ["started_by_schedule"]
    assert air.opened
    assert air.verbs == ["rundown_start"] and air.done == [EIGHT]


async def test_where_another_rundown_plays_the_next_is_lined_up_at_the_last_moment(tmp_path: Path) -> None:
    rig = Rig(tmp_path, start())
    rig.air.runs("run_b")
    assert (await rig.at(-9, -2.1)).asked == []
    assert (await rig.at(-1.9)).verbs == ["rundown_start"]


async def test_a_start_that_was_missed_is_at_the_clocks_place(tmp_path: Path) -> None:
    rig = Rig(tmp_path, start())
    air = await rig.at(600)
    assert air.asked[0]["begin_frame"] == 3000
    assert air.codes == ["started_by_schedule"]
    assert (await rig.at(601)).verbs == ["rundown_start"]


async def test_a_start_without_a_rundown_asks_for_nothing(tmp_path: Path) -> None:
    air = await Rig(tmp_path, start(rundown="")).at(-5, 0.1, 1)
    assert (air.asked, air.codes) == ([], ["started_by_schedule"])


@pytest.mark.parametrize("seconds", [-5, 0.1, 30])
async def test_nothing_happens_twice_whenever_the_mixer_is_restarted(tmp_path: Path, seconds: float) -> None:
    rig = Rig(tmp_path, start())
    await rig.at(-9)
    rig.seconds = seconds
    rig.restart()
    assert (await rig.at(seconds, 40)).verbs == ["rundown_start"]


async def test_a_start_that_is_removed_while_it_waits_for_its_frame_is_taken_back(tmp_path: Path) -> None:
    rig = Rig(tmp_path, start())
    await rig.at(-9)
    rig.write()
    assert (await rig.at(-8, 1)).verbs == ["rundown_start", "rundown_stop"]
    assert rig.air.codes == []


async def test_what_cannot_be_started_is_told_tried_again_and_given_up(tmp_path: Path) -> None:
    rig = Rig(tmp_path, start())
    rig.air.answer = {"ok": False, "code": "no_rundown", "error": "this show has no rundown run_a"}
    air = await rig.at(-9, -8.9, -5)
    assert (air.verbs, air.told) == (["rundown_start"] * 2, [("error", "schedule_failed")])
    assert (await rig.at(GIVE_UP_S + 1)).codes == ["schedule_failed"] * 2
    asked = len(air.asked)
    assert len((await rig.at(GIVE_UP_S + 60)).asked) == asked


async def test_an_engine_that_is_being_started_is_waited_for_in_silence(tmp_path: Path) -> None:
    rig = Rig(tmp_path, start())
    rig.air.engine = False
    assert (await rig.at(-9, -5, -1)).codes == []
    rig.air.engine = True
    assert (await rig.at(2, 3)).codes == ["started_by_schedule"]


async def test_a_show_that_was_put_on_air_for_a_start_begins_with_nothing_else(tmp_path: Path) -> None:
    assert Rig(tmp_path, start(), wanted_since=EIGHT - 60).schedule.begins()
    assert not Rig(tmp_path, start(), wanted_since=EIGHT - 600).schedule.begins()
    assert not Rig(tmp_path, start(rundown=""), wanted_since=EIGHT - 60).schedule.begins()
    assert not Rig(tmp_path).schedule.begins()


# -- standby and stop ------------------------------------------------------------------------------


async def test_the_standby_comes_at_its_time_once(tmp_path: Path) -> None:
    air = await Rig(tmp_path, standby()).at(-5, -0.1, 0, 1)
    assert (air.verbs, air.codes) == (["standby"], ["standby_by_schedule"])


async def test_a_stop_ends_the_rundown_and_leaves_the_air(tmp_path: Path) -> None:
    rig = Rig(tmp_path, stop())
    rig.air.runs("run_a")
    air = await rig.at(-0.1)
    assert not air.left
    air = await rig.at(0)
    assert (air.verbs, air.codes, air.left) == (["rundown_stop"], ["stopped_by_schedule"], True)


async def test_a_closing_film_is_played_to_its_end_first(tmp_path: Path) -> None:
    rig = Rig(tmp_path, stop(closing=True))
    rig.air.runs("run_a")
    air = await rig.at(0, 10)
    assert air.asked == [{"verb": "rundown_stop", "closing": True, "by": "schedule"}] and not air.left
    assert rig.told["leaving"]
    rig.restart()  # in the middle of it
    await rig.at(12)
    assert not rig.air.left
    rig.air.show_state.change(rundown=None)
    assert (await rig.at(15)).left and rig.air.verbs == ["rundown_stop"]


@pytest.mark.parametrize("then", [{"state": "ended"}, {"rundown": "run_next"}])
async def test_after_the_closing_film_neither_the_standby_nor_a_next_rundown_is_waited_for(
    tmp_path: Path, then: dict[str, Any]
) -> None:
    rig = Rig(tmp_path, stop(closing=True))
    rig.air.runs("run_a")
    assert not (await rig.at(0, 10)).left
    rig.air.runs(**{"rundown": "run_a"} | then)
    assert (await rig.at(11)).left


async def test_a_closing_film_without_an_end_keeps_no_show_on_air(tmp_path: Path) -> None:
    rig = Rig(tmp_path, stop(closing=True))
    rig.air.runs("run_a")
    assert (await rig.at(0, CLOSING_S + 1)).left


async def test_a_show_that_was_started_after_its_stop_is_not_stopped(tmp_path: Path) -> None:
    rig = Rig(tmp_path, stop(), wanted_since=EIGHT + 5)
    assert not (await rig.at(10, 20)).left
    assert rig.air.codes == []


async def test_what_an_edit_has_left_behind_is_not_done(tmp_path: Path) -> None:
    rig = Rig(tmp_path, stop(), settled=EIGHT + 1)
    assert not (await rig.at(10)).left


# -- hands -----------------------------------------------------------------------------------------


async def test_a_start_waits_for_a_director_who_has_the_programme(tmp_path: Path) -> None:
    rig = Rig(tmp_path, start())
    rig.took()
    air = await rig.at(-50, -40, -5, 0.1, 5)
    assert (air.asked, air.codes) == ([], ["schedule_waits"] * 2)  # a minute ahead, and then
    assert rig.told["waiting"]["occurrence"] == start().id and rig.told["hand"] == "ada"
    rig.took("take_item", Sender())  # it was handed back
    air = await rig.at(20)
    assert (air.verbs, air.asked[0]["begin_frame"]) == (["rundown_start"], 3000)


async def test_what_waits_is_done_when_somebody_says_so(tmp_path: Path) -> None:
    for one in (start(), standby()):
        rig = Rig(tmp_path / one.do, one)
        rig.took()
        await rig.at(5)
        await rig.schedule.obey({"verb": "schedule_now", "occurrence": one.id})
        assert rig.air.verbs == ["standby" if one.do == "standby" else "rundown_start"]
        assert rig.told["waiting"] is None


async def test_a_director_can_agree_ahead_and_it_begins_on_its_frame(tmp_path: Path) -> None:
    rig = Rig(tmp_path, start())
    rig.took()
    await rig.at(-90)
    with pytest.raises(BadCommand, match="a minute before"):
        await rig.schedule.obey({"verb": "schedule_now", "occurrence": start().id})
    await rig.at(-40)
    await rig.schedule.obey({"verb": "schedule_now", "occurrence": start().id})
    assert rig.told["agreed"] == start().id
    assert (await rig.at(-9)).asked[0]["begin_frame"] == 3000


async def test_a_stop_is_not_done_while_a_director_has_the_programme(tmp_path: Path) -> None:
    rig = Rig(tmp_path, stop())
    rig.took("auto")
    air = await rig.at(0, 1)
    assert (air.left, air.codes) == (False, ["not_stopped_by_schedule"])
    rig.took("take_item", Sender())
    assert not (await rig.at(5)).left


async def test_a_director_who_takes_over_from_the_closing_film_stays_on_air(tmp_path: Path) -> None:
    rig = Rig(tmp_path, stop(closing=True))
    rig.air.runs("run_a")
    await rig.at(0)
    rig.took()
    rig.air.show_state.change(rundown=None)
    air = await rig.at(3, 4)
    assert (air.left, air.codes) == (False, ["not_stopped_by_schedule"])


async def test_whose_hand_it_is_is_known_after_a_restart_and_gone_when_the_show_begins_anew(tmp_path: Path) -> None:
    rig = Rig(tmp_path, start())
    await rig.at(-300)
    rig.took("cut")
    rig.restart()
    rig.schedule.begins()
    assert rig.schedule.hand == "ada"  # it comes back from a crash
    rig.write(start(), wanted_since=EIGHT - 200)
    rig.restart()
    rig.schedule.begins()
    assert rig.schedule.hand == ""


async def test_what_the_schedule_or_nobody_takes_is_no_hand(tmp_path: Path) -> None:
    rig = Rig(tmp_path, start())
    rig.took("standby", SCHEDULE)
    for verb in ("preview", "sound", "overlay", "rundown_start"):
        rig.took(verb)
    assert rig.schedule.hand == ""
    rig.took("cut", Sender())
    assert rig.schedule.hand == "somebody"


async def test_what_comes_next_can_be_left_out_and_nothing_else(tmp_path: Path) -> None:
    rig = Rig(tmp_path, stop(), stop(86_400))
    await rig.at(-720)
    assert [one["occurrence"] for one in rig.told["next"]] == [stop().id, stop(86_400).id]
    with pytest.raises(BadCommand, match="not what comes next"):
        await rig.schedule.obey({"verb": "schedule_skip", "occurrence": stop(86_400).id})
    await rig.schedule.obey({"verb": "schedule_skip", "occurrence": stop().id})
    assert [one["occurrence"] for one in rig.told["next"]] == [stop(86_400).id]
    assert not (await rig.at(1)).left and rig.air.codes == ["schedule_skipped"]


async def test_what_is_entered_after_that_and_comes_sooner_is_done(tmp_path: Path) -> None:
    rig = Rig(tmp_path, stop(600))
    await rig.at(-60)
    await rig.schedule.obey({"verb": "schedule_skip", "occurrence": stop(600).id})
    rig.write(standby(), stop(600))
    await rig.at(-50)
    assert [one["occurrence"] for one in rig.told["next"]] == [standby().id]
    assert (await rig.at(0.1)).verbs == ["standby"]
    rig.restart()
    assert not (await rig.at(300, 601)).left


async def test_what_is_left_out_while_it_waits_for_its_frame_is_taken_back(tmp_path: Path) -> None:
    rig = Rig(tmp_path, start(), stop(3600))
    await rig.at(-8)
    rig.seconds = -7
    with pytest.raises(BadCommand):  # it is lined up: what comes next is the stop
        await rig.schedule.obey({"verb": "schedule_skip", "occurrence": "sch_other@1"})
    await rig.schedule.obey({"verb": "schedule_skip", "occurrence": start().id})
    assert rig.air.verbs == ["rundown_start", "rundown_stop"]
    assert (await rig.at(1)).codes == ["schedule_skipped"]


# -- its file --------------------------------------------------------------------------------------


async def test_a_schedule_that_cannot_be_read_is_told_once_and_what_was_known_holds(tmp_path: Path) -> None:
    rig = Rig(tmp_path, stop())
    await rig.at(-60)
    for broken in ("{", '{"occurrences": [{"do": "dance"}]}'):
        rig.paths.schedule_file.write_text(broken)
        rig.schedule._file = None
        await rig.at(-50)
    assert rig.air.codes == ["schedule_unreadable"] * 2
    assert (await rig.at(0)).left


async def test_without_a_schedule_nothing_is_told(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.paths.schedule_file.unlink()
    await rig.at(0)
    assert rig.told is None
