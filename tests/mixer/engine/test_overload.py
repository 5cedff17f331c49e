"""What is given up when there is too much to do, and that it comes back."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from mixer.core.load_shedding import STEPS, LoadShedding
from mixer.engine.overload import HURRY_MOST_S, HURRY_S, LOOK_S, MachineLoad, Overload

LOOK = 0.25


def looked(state: LoadShedding, looks: int, strained: bool, spare: bool = False) -> LoadShedding:
    for _ in range(looks):
        state = state.look(LOOK, strained, spare)
    return state


def looks_until(state: LoadShedding, level: int, strained: bool, spare: bool = False) -> int:
    looks = 0
    while state.level != level:
        state, looks = state.look(LOOK, strained, spare), looks + 1
        assert looks < 10_000
    return looks


def test_tiles_go_first_and_the_programme_s_pictures_last() -> None:
    assert [step.name for step in STEPS] == ["tiles", "monitors", "preview", "languages", "pictures"]
    assert looked(LoadShedding(), 2, strained=True).names == {"tiles"}
    assert looked(LoadShedding(), 4, strained=True).names == {"monitors", "tiles"}
    assert looked(LoadShedding(), 1000, strained=True).level == len(STEPS)


def test_a_moment_of_strain_changes_nothing() -> None:
    state = LoadShedding()
    for _ in range(50):
        state = looked(looked(state, 1, strained=True), 1, strained=False)
    assert state.level == 0


def test_what_is_given_up_is_said_in_words() -> None:
    assert LoadShedding().words == ""
    assert LoadShedding(2).words == "overloaded: tiles at 1 a second, monitors at half rate"


def test_everything_is_back_within_five_seconds_once_there_is_time_to_spare() -> None:
    worst = looked(LoadShedding(), 100, strained=True)
    assert looks_until(worst, 0, strained=False, spare=True) * LOOK <= 3


def test_what_only_helps_because_it_is_given_up_stays_given_up() -> None:
    """Without a processor to spare what came back is soon given up again, and is then left so for longer."""
    state, away = looked(LoadShedding(), 4, strained=True), []
    for _ in range(5):
        away.append(looks_until(state, 1, strained=False))
        state = looked(looked(state, away[-1], strained=False), 4, strained=True)
        state = looked(state, max(0, 2 - state.level), strained=True)
    assert away == sorted(away) and away[-1] > 4 * away[0]


def test_a_machine_with_idle_cores_that_is_strained_all_the_same_does_not_flip_for_ever() -> None:
    """Its one busy core is what counts: strain below the last step, calm at it, and time to spare always."""
    state, changes = LoadShedding(), 0
    for _ in range(round(300 / LOOK)):
        before, state = state, state.look(LOOK, state.level < len(STEPS), True)
        changes += before.level != state.level
    assert changes < 40


def test_an_overload_that_is_over_is_forgotten() -> None:
    state = looked(LoadShedding(), 4, strained=True)
    for _ in range(4):
        state = looked(looked(state, looks_until(state, 1, strained=False), strained=False), 2, strained=True)
    calm = looked(state, 100, strained=False, spare=True)
    assert calm.level == 0 and calm.relapses == (0, 0)


# -- what the frame loop sees ------------------------------------------------------------------------


class Machine:
    """An overload meter fed by hand, 30 frames a second."""

    def __init__(self) -> None:
        self.idle = False
        self.meter = Overload(Fraction(30), lambda: self.idle)
        self.now = self.meter._looked
        self.encoded = 0

    def runs(self, seconds: float, *, every: int = 1, **frame: float | bool) -> frozenset[str]:
        told = {"late": False, "left_out": False, "queue": 0.0} | frame
        for number in range(round(seconds * 30)):
            self.now += 1 / 30
            self.encoded += number % every == 0
            self.meter.frame(now=self.now, encoded=self.encoded, **told)  # type: ignore[arg-type]
        return self.meter.shedding.names

    def says(self) -> dict[str, object]:
        return self.meter.status("veryfast", self.now)


@pytest.mark.parametrize("trouble", [{"late": True}, {"left_out": True}, {"queue": 0.9}])
def test_late_frames_pictures_left_out_and_a_full_queue_are_strain(trouble: dict[str, Any]) -> None:
    machine = Machine()
    assert machine.runs(5) == frozenset()
    assert machine.runs(1, **trouble)
    assert str(machine.says()["text"]).startswith("overloaded: tiles")


def test_pictures_left_out_on_purpose_are_not_strain() -> None:
    machine = Machine()
    machine.runs(10, late=True)
    machine.idle = True
    for _ in range(5 * 30):
        machine.runs(1 / 30, left_out=machine.meter.has("pictures"))
    assert machine.meter.shedding.level == 0


def test_the_encoder_goes_first_from_when_pictures_are_given_up_until_a_while_after() -> None:
    machine = Machine()
    machine.runs(5)
    assert not machine.meter.hurried(machine.now)
    machine.runs(1, late=True)
    assert machine.meter.shedding.level and not machine.meter.hurried(machine.now), "while monitors will do"
    machine.runs(3, late=True)
    assert machine.meter.hurried(machine.now)
    machine.idle = True
    machine.runs(HURRY_S / 2)
    assert machine.meter.shedding.level == 0 and machine.meter.hurried(machine.now)
    machine.runs(HURRY_S)
    assert not machine.meter.hurried(machine.now)


def test_where_the_load_comes_back_each_time_the_encoder_goes_first_for_longer() -> None:
    machine = Machine()

    def overloaded_then_calm() -> float:
        machine.idle = False
        machine.runs(4, late=True)
        machine.idle, began = True, machine.now
        while machine.meter.hurried(machine.now):
            machine.runs(1)
        return machine.now - began

    spells = [overloaded_then_calm() for _ in range(5)]
    assert spells == pytest.approx([HURRY_S, 2 * HURRY_S, 4 * HURRY_S, HURRY_MOST_S, HURRY_MOST_S], abs=3)
    machine.runs(2 * HURRY_MOST_S)
    assert overloaded_then_calm() == pytest.approx(HURRY_S, abs=3), "forgotten after five minutes without"


def test_the_status_says_how_many_pictures_a_second_there_are() -> None:
    machine = Machine()
    machine.runs(3)
    assert machine.says()["pictures_s"] == pytest.approx(30, abs=1)
    machine.runs(3, every=6)
    assert machine.says()["pictures_s"] == pytest.approx(5, abs=1)


def test_lasting_overload_advises_a_cheaper_preset_and_changes_nothing_itself() -> None:
    machine = Machine()
    machine.runs(30, late=True)
    assert machine.says()["advice"] == ""
    machine.runs(40, late=True)
    assert "superfast costs less than veryfast" in str(machine.says()["advice"])
    assert "preset" not in str(machine.meter.status("ultrafast", machine.now)["advice"])


def test_time_that_nobody_needs_or_that_gives_way_is_spare(tmp_path: object) -> None:
    from pathlib import Path

    stat = Path(str(tmp_path)) / "stat"
    stat.write_text("cpu  100 0 0 0 0 0 0 0 0 0\n")
    load = MachineLoad(str(stat))
    stat.write_text("cpu  200 0 0 1 0 0 0 0 0 0\n")
    assert not load.spare()
    stat.write_text("cpu  280 0 0 21 0 0 0 0 0 0\n")
    assert load.spare()
    stat.write_text("cpu  300 50 0 21 0 0 0 0 0 0\n")
    assert load.spare()
    assert MachineLoad("/nowhere/stat").spare()
    assert LOOK_S == LOOK
