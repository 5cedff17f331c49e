"""What other accounts of the machine may see of the studio's data."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from studio.home import FOLDERS, keep_private, keep_private_database


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def lax_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_the_database_and_its_companions_are_for_our_eyes_only(tmp_path: Path) -> None:
    path = tmp_path / "tally.sqlite3"
    keep_private_database(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1);")
        files = sorted(tmp_path.iterdir())
        assert len(files) == 3 and {mode_of(one) for one in files} == {0o600}


def test_a_database_that_was_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    files = [tmp_path / f"tally.sqlite3{companion}" for companion in ("", "-wal", "-shm")]
    for one in files:
        one.touch(mode=0o644)
    keep_private_database(files[0])
    assert [mode_of(one) for one in files] == [0o600] * 3


def test_nobody_else_enters_the_folders_of_shows_and_secrets(tmp_path: Path) -> None:
    (tmp_path / "shows").mkdir(mode=0o777)
    keep_private(tmp_path)
    assert {name: mode_of(tmp_path / name) for name in FOLDERS} == FOLDERS
    assert not any(mode & 0o007 for mode in FOLDERS.values())


def test_decoders_that_own_nothing_can_still_read_the_library(tmp_path: Path) -> None:
    (tmp_path / "library").mkdir(mode=0o755)
    keep_private(tmp_path)
    assert mode_of(tmp_path / "library") == 0o755
