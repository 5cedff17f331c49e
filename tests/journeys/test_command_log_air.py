"""A show on air writes down what was done to it, and each file of that can be played again."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mixer.programs.replay import Replay
from mixer.programs.session_log import read_log
from studio.air.control.commands import send_command
from studio.air.senders import Sender, signed
from tests.journeys.on_air import SHOW, Air, make_home
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ADA = Sender("Ada (ada)", "console", "192.0.2.7")


@pytest.fixture
def air(tmp_path: Path, settings: Any) -> Iterator[Air]:
    make_home(tmp_path / "home")
    settings.TALLY_HOME = tmp_path / "home"
    found = Air(tmp_path / "home")
    yield found
    found.clean_up()


async def do(**command: Any) -> dict[str, Any]:
    answer = await send_command(SHOW, signed(command, ADA))
    assert answer["ok"], answer
    return answer


def files(air: Air) -> list[Path]:
    folder = air.paths.command_logs
    return sorted(folder.iterdir()) if folder.exists() else []


def entries(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines(keepends=True) if line.endswith("\n")]


def sums(path: Path) -> int:
    return sum("sum" in entry for entry in entries(path))


def audit(air: Air) -> list[tuple[Any, ...]]:
    """The audit list in the home's own database, oldest first."""
    with closing(sqlite3.connect(air.home / "tally.sqlite3")) as database:
        return database.execute('SELECT verb, frame, "by", address FROM studio_auditentry ORDER BY id').fetchall()


async def test_what_was_done_is_written_down_and_plays_again_before_and_after_a_restart(air: Air) -> None:
    air.on_air()
    until(lambda: files(air) and sums(files(air)[0]) >= 2, "checksums")
    cut = await do(verb="cut")
    title = await do(verb="overlay", overlay="ovl_a", on=True, fields={"title": "Ada"})
    recording = await do(verb="start_recording")
    until(lambda: sums(files(air)[0]) >= 4, "checksums")
    engine = air.pid("engine")
    os.kill(engine, signal.SIGKILL)
    air.another("engine", than=engine)
    until(lambda: len(files(air)) == 2 and sums(files(air)[1]) >= 3, "a file of the new engine's")
    await do(verb="take", scene="src_a", transition={"kind": "wipe", "duration_ms": 700})
    until(lambda: sums(files(air)[1]) >= 5, "checksums")

    told = [
        (entry["command"]["verb"], entry["frame"], entry["by"])
        for entry in entries(files(air)[0])
        if "command" in entry
    ]
    who = "Ada (ada)"
    assert told == [
        ("cut", cut["frame"], who), ("overlay", title["frame"], who), ("start_recording", recording["frame"], who)
    ]  # fmt: skip
    until(lambda: len(audit(air)) == 4, "the audit list")
    assert audit(air)[0] == ("cut", cut["frame"], who, "192.0.2.7")
    for path in files(air):
        log = read_log(path)
        compared = Replay(log).run()
        assert (compared.different, compared.refused) == ([], [])
        assert len(compared.alike) >= 2, str(compared)
