from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mixer.protocol import locks
from studio.up import interpreter, packages, prepare
from studio.up.errors import CannotStart

ROOT = Path(__file__).resolve().parents[2]


def test_set_up_needs_nothing_but_the_standard_library() -> None:
    check = (
        "import sys, studio.up.prepare; "
        "sys.exit(any(m.partition('.')[0] in ('django', 'psutil', 'celery') for m in sys.modules))"
    )
    subprocess.run([sys.executable, "-S", "-c", check], cwd=ROOT, check=True)


def test_a_missing_npm_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "python3").symlink_to(sys.executable)
    env = {"PATH": str(tmp_path), "TALLY_HOME": str(tmp_path / "home")}
    fresh = tmp_path / "clone"  # of which nothing has been set up yet
    for folder in ("studio/up", "mixer/protocol"):
        shutil.copytree(ROOT / folder, fresh / folder)
    done = subprocess.run(
        [sys.executable, "-m", "studio.up.prepare"], cwd=fresh, env=env, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "npm is missing" in done.stderr and done.stdout == ""


def test_apt_is_tried_again_for_something_new_or_a_day_later() -> None:
    stamp = {"apt": {"missing": ["chromium"], "time": 1000.0}}
    assert prepare.is_due({}, ["chromium"], 1000.0)
    assert not prepare.is_due(stamp, ["chromium"], 1001.0)
    assert prepare.is_due(stamp, ["chromium", "nginx"], 1001.0)
    assert prepare.is_due(stamp, ["chromium"], 1000.0 + prepare.APT_AGAIN_S + 1)


def test_packages_are_installed_once_and_again_when_the_list_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    steps: list[str] = []
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setattr(prepare, "NODE", tmp_path / "node_modules")
    monkeypatch.setattr(prepare, "step", lambda what, command: steps.append(command[-1]))
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_text("{}")
    prepare.npm_packages(dev=False)
    prepare.npm_packages(dev=False)
    assert steps == ["--omit=dev"]
    (tmp_path / "package-lock.json").write_text('{"changed": true}')
    prepare.npm_packages(dev=False)
    assert len(steps) == 2
    for dev in (True, True, False):  # who has everything, has the few too
        prepare.npm_packages(dev)
    assert steps[2:] == ["--ignore-scripts"]


def test_a_start_installs_the_core_and_the_tests_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []
    python = interpreter.Interpreter(sys.executable, sys.version_info[:3], True)
    monkeypatch.setattr(prepare, "VENV", tmp_path)
    monkeypatch.setattr(interpreter, "ask", lambda path: python)
    monkeypatch.setattr(prepare, "step", lambda what, command: asked.append(Path(command[-1]).name))
    for dev in (False, False, True, True, False):
        prepare.python_packages(python, dev)
    assert asked == ["requirements-core.txt", "requirements-dev.txt"]


def test_a_failed_step_shows_the_end_of_its_output(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    with pytest.raises(CannotStart, match="no such wheel"):
        prepare.step("Python packages", ["/bin/sh", "-c", "echo no such wheel; exit 1"])


def test_a_running_console_is_seen_by_its_lock(tmp_path: Path) -> None:
    assert not prepare.is_running(tmp_path)
    lock = locks.take(tmp_path / "run" / "up.lock")
    assert lock is not None and prepare.is_running(tmp_path)
    os.close(lock)
    assert not prepare.is_running(tmp_path)


def test_a_second_start_asks_no_other_program_when_nothing_has_changed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Python, npm and dpkg are asked again when a list or what was made is another, and once a day."""
    asked = []
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setattr(prepare, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(prepare, "NODE", tmp_path / "node_modules")
    monkeypatch.setattr(prepare, "is_running", lambda home: False)
    monkeypatch.setattr(interpreter, "on_this_machine", lambda: asked.append("python"))
    monkeypatch.setattr(interpreter, "choose", lambda found: interpreter.Interpreter("python3", (3, 11, 0), True))
    monkeypatch.setattr(shutil, "which", lambda name: name)
    for step in ("python_packages", "npm_packages"):
        monkeypatch.setattr(prepare, step, lambda *_: None)
    monkeypatch.setattr(prepare, "system_packages", lambda dev: [])
    for name in (*prepare.LISTS, "package.json", "package-lock.json"):
        (tmp_path / name).write_text("1")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").write_text("python")

    def asks(dev: bool = False) -> bool:
        asked.clear()
        prepare.prepare(dev)
        return bool(asked)

    assert asks() and not asks()
    assert asks(dev=True), "the tests need more"
    assert not asks(dev=True) and not asks()
    (tmp_path / prepare.CORE).write_text("2")
    assert asks() and not asks()
    (tmp_path / ".venv" / "bin" / "python").unlink()
    assert asks()
    (tmp_path / ".venv" / "bin" / "python").write_text("python")
    assert asks() and not prepare.is_done(False, time.time() + prepare.LOOK_AGAIN_S + 1)


def test_what_is_missing_is_looked_for_at_every_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    python = interpreter.Interpreter(sys.executable, sys.version_info[:3], True)
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setattr(prepare, "is_running", lambda home: False)
    monkeypatch.setattr(interpreter, "on_this_machine", list)
    monkeypatch.setattr(interpreter, "choose", lambda found: python)
    monkeypatch.setattr(shutil, "which", lambda name: name)
    for step in ("python_packages", "npm_packages"):
        monkeypatch.setattr(prepare, step, lambda *_: None)
    monkeypatch.setattr(prepare, "system_packages", lambda dev: packages.PACKAGES[:1])
    prepare.prepare(dev=False)
    assert not (tmp_path / prepare.DONE).exists()
