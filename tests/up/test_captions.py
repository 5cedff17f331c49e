"""Captions' packages, which are installed while a show is on air already."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from studio.up import captions, prepare, programs
from studio.up.captions import lacking, steps, wanted, why_failed
from studio.up.program import Child, Program
from studio.up.programs import Where
from studio.up.supervisor import Supervisor
from tests.waiting import until

SAID = """\
Collecting torch==2.13.0 (from -r requirements-captions.txt (line 5))
  Downloading torch-2.13.0-cp311-cp311-manylinux_2_28_x86_64.whl (526.6 MB)
Collecting faster-whisper==1.2.1 (from -r requirements-captions.txt (line 6))
  Downloading faster_whisper-1.2.1-py3-none-any.whl (1.1 MB)
Installing collected packages: torch, faster-whisper
Successfully installed faster-whisper-1.2.1 torch-2.13.0
"""


def test_every_package_of_the_list_is_pinned_and_none_is_in_two_lists() -> None:
    root = prepare.ROOT
    core, more = (wanted((root / f"requirements-{name}.txt").read_text()) for name in ("core", "captions"))
    assert "torch" in more and "Django" in core and not core.keys() & more.keys()
    assert list(more)[0] == "torch"  # named first, so that nothing pulls in another build of it


def test_what_is_there_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(captions, "version", {"torch": "2.13.0+cpu", "av": "18.0.0"}.__getitem__)
    assert lacking({"torch": "2.13.0", "av": "18.1.0"}) == ["av"]


def test_progress_is_told_in_words_and_never_goes_back() -> None:
    told = list(steps(SAID.splitlines(keepends=True), 2))
    assert [percent for percent, _ in told] == sorted(percent for percent, _ in told)
    assert told[1] == (45, "Fetching torch (526.6 MB)") and told[-1] == (90, "Unpacking")


@pytest.mark.parametrize(
    ("last", "why"),
    [
        (["WARNING: Retrying: Temporary failure in name resolution", "ERROR: No matching distribution"], "no network"),
        (["ERROR: Could not install packages: [Errno 28] No space left on device"], "disk is full"),
        (["ERROR: No matching distribution found for torch==2.13.0"], "No matching distribution found for torch"),
        ([], "pip failed"),
    ],
)
def test_why_it_failed_is_said(last: list[str], why: str) -> None:
    assert why in why_failed(last)


def test_a_failure_is_recorded_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    answers, states = iter([["torch"], []]), []
    monkeypatch.setattr(captions, "lacking", lambda packages: next(answers))
    monkeypatch.setattr(captions, "install", lambda path, count: "there is no network.")
    monkeypatch.setattr(time, "sleep", lambda seconds: states.append(json.loads(record(tmp_path).read_text())))
    assert captions.main() == 0
    assert states[0]["state"] == "failed" and "Captions are off: there is no network." in states[0]["text"]
    assert json.loads(record(tmp_path).read_text())["state"] == "ready"


def record(home: Path) -> Path:
    return home / "run" / "captions-setup.json"


def test_pips_own_failure_ends_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "print('Collecting torch==1'); print('ERROR: nothing there'); raise SystemExit(1)"
    monkeypatch.setattr(captions, "PIP", [sys.executable, "-c", code])
    assert captions.install(record(tmp_path), 1) == "nothing there (log/captions-setup.log)."
    assert json.loads(record(tmp_path).read_text()) == {"state": "installing", "percent": 90, "text": "Fetching torch"}


# -- under the supervisor --------------------------------------------------------------------------


def python(name: str, code: str, *before: Program) -> Program:
    return Program(name, (sys.executable, "-c", code), None, before=before)


def test_what_comes_before_others_runs_once_and_lets_them_start(tmp_path: Path) -> None:
    waiting = python("speech", "import signal; signal.pause()")
    supervisor = Supervisor(Where(tmp_path, "127.0.0.1", 8000, 1935), "", lambda base: True, lambda line: None)
    child = supervisor.add(python("captions", "", waiting))
    until(lambda: supervisor._looked_after(child))
    assert child.text == "done" and supervisor.children["speech"].process
    assert not supervisor._looked_after(child) and child.restarts == 0
    supervisor.stop()


def test_what_failed_before_others_is_tried_again(tmp_path: Path) -> None:
    child = Child(python("captions", "raise SystemExit(1)", python("speech", "")))
    child.start()
    until(child.watch)
    assert not child.done and "starting again" in child.text


def test_captions_workers_are_nicer_than_mixers_and_know_no_django(tmp_path: Path) -> None:
    setup = programs.captions(Where(tmp_path, "127.0.0.1", 8000, 1935))
    assert [program.name for program in setup.before] == ["speech", "translate"]
    for worker in setup.before:
        assert worker.nice == 10 and worker.env["DJANGO_SETTINGS_MODULE"] == "" and worker.env["OMP_NUM_THREADS"] == "1"
        assert worker.env["TALLY_BROKER"] and worker.argv[worker.argv.index("-Q") + 1] == worker.name
