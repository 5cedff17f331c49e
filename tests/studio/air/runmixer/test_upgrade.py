"""Older programs stay on air beside a newer studio, it is told, and they are restarted when somebody asks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest

from mixer.protocol import build
from mixer.protocol.build import CAPTIONS, MIXER, SUPERVISOR, build_of
from studio.air.processes.engine import EngineKeeper
from studio.air.processes.launch import HAND_OVER
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.show_state import ShowState
from studio.air.runmixer.upgrade import TEXT, Upgrade, older_ones
from studio.up import onair
from studio.up.onair import OnAir

OURS = {"engine": "new", "hls": "new", "captions": "new"}


def test_a_build_is_told_by_what_the_programs_are_made_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len({build_of(MIXER), build_of(CAPTIONS), build_of(SUPERVISOR)}) == 3
    monkeypatch.setattr(build, "ROOT", tmp_path)
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.py").write_text("x = 1")
    before = build_of.__wrapped__(("one",))
    (tmp_path / "one" / "a.py").write_text("x = 2")
    assert build_of.__wrapped__(("one",)) != before


@pytest.mark.parametrize(
    ("statuses", "older"),
    [
        ({"engine": {"build": "new"}, "hls": {"build": "new", "pid": 1}}, []),
        ({"engine": {"build": "old"}, "hls": {"build": "new"}}, ["engine"]),
        ({"engine": {}, "hls": None, "captions": None}, []),
        ({"engine": {"frame": 1}, "hls": {"pid": 2}, "captions": {"pid": 3, "build": "new"}}, ["engine", "hls"]),
    ],
    ids=["all ours", "an older engine", "nothing heard yet", "from before builds were told"],
)
def test_what_is_older_is_named(statuses: dict[str, Any], older: list[str]) -> None:
    assert older_ones(statuses, OURS) == older


def test_an_older_engine_is_told_once_and_shown_until_it_is_replaced() -> None:
    show_state, said = ShowState(), list[str]()
    hls: Any = SimpleNamespace(status={"pid": 1, "build": "old"}, renew=Mock())
    upgrade = Upgrade(show_state, lambda: {"hls": hls, "captions": None}, said.append)
    show_state.status = {"frame": 1, "build": "old"}
    for _ in range(3):
        upgrade.look()
    assert show_state.snapshot()["upgrade"] == {"older": ["engine", "hls"], "text": TEXT}
    assert said == [TEXT]
    upgrade.renew_programs()
    hls.renew.assert_called_once()
    upgrade.another_engine()
    show_state.status, hls.status = {"frame": 2, "build": build_of(MIXER)}, {"pid": 2, "build": build_of(MIXER)}
    upgrade.look()
    assert show_state.snapshot()["upgrade"] is None and said == [TEXT]


def test_there_is_nothing_to_restart_while_an_engine_is_being_started(tmp_path: Path) -> None:
    assert not EngineKeeper(ShowPaths(tmp_path, "shw_a"), Mock(), Mock()).restart()


def test_mixers_of_an_older_build_are_asked_to_hand_over_and_those_of_ours_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[Any, list[int]]] = []
    monkeypatch.setattr(onair, "send", lambda number, pids: sent.append((number, list(pids))))
    shows = [OnAir(ShowPaths(tmp_path, name), pid, {}) for name, pid in (("ours", 1), ("older", 2), ("silent", 3))]
    shows.append(OnAir(ShowPaths(tmp_path, "without"), None, {"engine": 4}))
    for name, told in (("ours", build_of(SUPERVISOR)), ("older", "0123456789ab")):
        ShowPaths(tmp_path, name).run.mkdir(parents=True)
        ShowPaths(tmp_path, name).build.write_text(told)
    assert [show.show_id for show in onair.hand_over(shows)] == ["older", "silent"]
    assert sent == [(HAND_OVER, [2]), (HAND_OVER, [3])]


def test_a_mixer_that_does_not_know_how_to_hand_over_just_ends() -> None:
    with subprocess.Popen([sys.executable, "-c", "print(flush=True); import time; time.sleep(60)"], stdout=-1) as old:
        assert old.stdout
        old.stdout.readline()
        old.send_signal(HAND_OVER)
        assert old.wait(10) == -HAND_OVER


def test_programs_say_their_build(tmp_path: Path) -> None:
    asked = "import json; from mixer.protocol.build import *; print(json.dumps([build_of(MIXER), build_of(CAPTIONS)]))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [build_of(MIXER), build_of(CAPTIONS)], "every process finds the same"
