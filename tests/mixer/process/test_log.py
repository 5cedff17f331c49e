"""Lines for the log cost the programme nothing, whatever becomes of them."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from mixer.process import log
from mixer.process.log import WAITING_MOST, Log
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[3]
# Programs that talk to a terminal or to who called them, and are not on air.
TALKERS = {
    "__main__.py",
    "programs/render.py",
    "programs/schema.py",
    "programs/office.py",
    "programs/probe.py",
    "programs/protection.py",
    "programs/measure.py",
    "outputs/finish.py",
}


def test_a_full_disk_under_the_log_raises_nothing_and_is_counted() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    kept = Log(full)
    kept.note("one")
    kept.note("two")
    until(lambda: kept.lost == 2)
    assert not log.write("three", full)
    os.close(full)


def test_what_was_lost_is_told_with_the_first_line_that_is_taken(tmp_path: Path) -> None:
    full, file = os.open("/dev/full", os.O_WRONLY), os.open(tmp_path / "log", os.O_WRONLY | os.O_CREAT)
    kept = Log(os.dup(full))
    kept.note("one")
    until(lambda: kept.lost == 1)
    os.dup2(file, kept._fd)
    kept.note("two")
    kept.close(5)
    assert (tmp_path / "log").read_text() == "(1 lines before this one were lost) two\n"
    assert kept.lost == 0


def test_a_disk_that_hangs_holds_up_nobody_and_keeps_only_so_much() -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    while log.write("x" * 1000, writer) or log.write("", writer):  # to the last byte
        pass
    os.set_blocking(writer, True)
    kept = Log(writer)
    for number in range(WAITING_MOST + 10):
        kept.note(str(number))
    assert len(kept._lines) <= WAITING_MOST and kept.lost >= 9
    os.close(reader)
    kept.close(5)


@pytest.mark.parametrize("path", sorted((ROOT / "mixer").rglob("*.py")), ids=lambda path: path.name)
def test_nothing_on_air_prints(path: Path) -> None:
    if str(path.relative_to(ROOT / "mixer")) in TALKERS:
        return
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    assert not [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]
