"""Who keeps the alerts: for everybody at the show, and for the next runmixer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mixer.errors import BadCommand
from studio.air.runmixer.alert_keeper import ADOPTED_S, AlertKeeper
from studio.air.runmixer.show_state import ShowState

LOST: dict[str, Any] = {
    "level": "warning", "code": "source_lost", "text": "Camera 1: no signal", "time": 100.0, "cause": "source cam",
    "about": "cam", "lasts": True,
}  # fmt: skip


class Rig:
    def __init__(self, path: Path) -> None:
        self.now, self.state = [100.0], ShowState()
        self.keeper = AlertKeeper(path, self.state, lambda: self.now[0])

    @property
    def told(self) -> list[dict[str, Any]]:
        return list(self.state["alerts"])


def test_everybody_is_told_of_an_alert_and_of_who_looks_after_it(tmp_path: Path) -> None:
    rig = Rig(tmp_path / "alerts.json")
    rig.keeper.hear(LOST)
    rig.keeper.acknowledge("source cam", "Ada Holt")
    assert [(one["key"], one["do"], one["acknowledged"]) for one in rig.told] == [
        ("source cam", "source", {"by": "Ada Holt", "time": 100.0})
    ]


def test_what_is_not_open_cannot_be_acknowledged(tmp_path: Path) -> None:
    with pytest.raises(BadCommand, match="no such alert"):
        Rig(tmp_path / "alerts.json").keeper.acknowledge("source cam", "Ada Holt")


def test_the_next_runmixer_goes_on_with_what_was_acknowledged(tmp_path: Path) -> None:
    first = Rig(tmp_path / "alerts.json")
    first.keeper.hear(LOST)
    first.keeper.acknowledge("source cam", "Ada Holt")
    first.keeper.close()
    then = Rig(tmp_path / "alerts.json")
    then.keeper.hear({**LOST, "time": 110.0})  # it is still so, as the next observer finds
    then.now[0] = 100.0 + ADOPTED_S + 1
    then.keeper.look()
    assert [(one["acknowledged"]["by"], one["count"], one["resolved"]) for one in then.told] == [("Ada Holt", 1, None)]


def test_what_ended_while_nobody_looked_is_gone(tmp_path: Path) -> None:
    first = Rig(tmp_path / "alerts.json")
    first.keeper.hear(LOST)
    first.keeper.close()
    then = Rig(tmp_path / "alerts.json")
    assert list(then.keeper.open) == ["source cam"]
    then.now[0] += ADOPTED_S + 1
    then.keeper.look()
    assert then.told == []


def test_off_air_nothing_is_open(tmp_path: Path) -> None:
    rig = Rig(tmp_path / "alerts.json")
    rig.keeper.hear(LOST)
    rig.keeper.end()
    assert [one["resolved"] for one in rig.told] == [100.0]


def test_a_note_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "alerts.json").write_text('[{"key": 1}]')
    assert Rig(tmp_path / "alerts.json").told == []
