"""`make test` runs every test, in stages: none is left out, a red one is not hidden by a later green one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import __main__ as stages
from tests.__main__ import NOTHING_THERE, OVERDUE, STAGES, Stage, arguments, concerns, finished, taken_apart, verdict
from tests.ordinary import ordinary_user

ROOT = Path(__file__).resolve().parents[1]
KINDS = ["", "journey", "journey alone", "journey ordinary", "journey alone ordinary"]


def holds(marks: str, of_test: str) -> bool:
    names = dict.fromkeys(("journey", "alone", "ordinary"), False) | dict.fromkeys(of_test.split(), True)
    return bool(eval(marks, {"__builtins__": {}}, names))


@pytest.mark.parametrize("of_test", KINDS)
def test_every_test_runs_in_one_stage_and_an_ordinary_users_in_one_more_by_root(of_test: str) -> None:
    for uid in (0, 1000):
        running = [one for one in STAGES if concerns(one, uid) and holds(one.marks, of_test)]
        assert [one.as_ordinary_user for one in running] == [False] + [True] * ("ordinary" in of_test and uid == 0)


def test_a_choice_of_the_callers_is_narrowed_and_not_replaced() -> None:
    marks, rest = taken_apart(["-m", "not media", "tests/mixer", "-k", "cut"])
    assert arguments(Stage("some", "journey"), marks, rest) == [
        "-m", "(not media) and (journey)", *stages.SLOWEST, "tests/mixer", "-k", "cut",
    ]  # fmt: skip


def test_a_red_stage_stays_red_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def red_first(stage: Stage, argv: list[str]) -> int:
        ran.append(stage.name)
        return int(len(ran) == 1)

    monkeypatch.setattr(stages, "run", red_first)
    assert stages.main([]) == 1
    assert ran == [one.name for one in STAGES if concerns(one)]


def test_a_few_that_failed_are_tried_once_more_and_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    statuses, failed = {"again": 0}, ["tests/a.py::test_a"]

    def one_red(stage: Stage, argv: list[str]) -> int:
        return statuses["again"] if stage.name.startswith("again") else int(stage.name == STAGES[1].name)

    monkeypatch.setattr(stages, "run", one_red)
    monkeypatch.setattr(stages, "last_failed", lambda folder: failed)
    assert stages.main([]) == 0
    assert "PASSED ONLY THE SECOND TIME, which is to be mended: tests/a.py::test_a" in capsys.readouterr().err
    statuses["again"] = 1
    assert stages.main([]) == 1, "what fails again is red"
    statuses["again"] = 0
    failed *= 6
    assert stages.main([]) == 1, "and many at once are no accident"


def test_what_failed_in_a_group_is_found_again_by_itself(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(
        "import pytest\npytestmark = pytest.mark.xdist_group('tests/test_some.py')\n"
        "@pytest.mark.parametrize('n', ['a@b', 'c'])\n"
        "def test_one(n):\n    assert n == 'c'\n"
    )
    cache = ("-c", os.devnull, "-o", f"cache_dir={tmp_path / 'cache'}")
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_"))}

    def ran(*options: str) -> str:
        command = [sys.executable, "-m", "pytest", "-q", *cache, *options, "."]
        return subprocess.run(command, cwd=tmp_path, env=alone, capture_output=True, text=True, check=False).stdout

    assert "1 failed, 1 passed" in ran(*stages.TWO)
    assert stages.last_failed(tmp_path / "cache") == ["test_some.py::test_one[a@b]"]
    assert "1 failed, 1 deselected" in ran(*stages.AGAIN)


def test_a_stage_without_a_test_is_no_failure_unless_there_is_none_at_all() -> None:
    assert verdict({"a": 0, "b": NOTHING_THERE}) == 0
    assert verdict({"a": NOTHING_THERE, "b": NOTHING_THERE}) == NOTHING_THERE
    assert verdict({"a": NOTHING_THERE, "b": OVERDUE}) == 1


def test_a_stage_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "STAGE_S", 0.2)
    assert finished([sys.executable, "-c", "import time; time.sleep(600)"]) == OVERDUE


@pytest.mark.parametrize("closed", [False, True])
def test_root_finds_somebody_without_rights_wherever_the_project_lies(tmp_path: Path, closed: bool) -> None:
    if os.geteuid():
        assert not concerns(STAGES[-1])  # we are somebody without rights
        return
    project = a_project_in(tmp_path) if closed else ROOT  # pytest's folders are closed to others
    say = "import os; print(os.geteuid(), os.access('/etc/passwd', os.W_OK), os.getcwd())"
    with ordinary_user(project) as somebody:
        done = subprocess.run(
            somebody.command("-c", say), cwd=somebody.project, env=somebody.env, capture_output=True, text=True
        )
    assert done.stdout.split() == ["65534", "False", str(project)], done.stderr


def a_project_in(folder: Path) -> Path:
    folder.chmod(0o700)
    project = folder / "project"
    project.mkdir(mode=0o755)
    for name in (".venv", "node_modules"):
        (project / name).symlink_to((ROOT / name).resolve())
    return project


def test_what_is_to_stay_together_runs_in_one_process(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(
        "import os, pathlib, pytest\n"
        "@pytest.mark.xdist_group('one')\n"
        "@pytest.mark.parametrize('n', range(8))\n"
        "def test_one(n):\n"
        "    pathlib.Path(str(n)).write_text(os.environ['PYTEST_XDIST_WORKER'])\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "-p", "no:cacheprovider", *stages.TWO, "."]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_"))}
    subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True)
    workers = {(tmp_path / str(n)).read_text() for n in range(8)}
    assert len(workers) == 1
