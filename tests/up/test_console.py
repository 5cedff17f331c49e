"""What the supervisor does before it starts anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from studio.up import console
from studio.up.programs import Where


@pytest.mark.django_db
def test_a_database_that_has_had_every_migration_is_not_migrated_again() -> None:
    assert console.is_migrated()


@pytest.mark.django_db
def test_a_migration_that_is_new_is_seen() -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    assert not console.is_migrated()


def test_a_busy_database_leaves_shows_to_the_beat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(env: dict[str, str]) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(console, "put_wanted_on_air", busy)
    console.put_on_air(Where(tmp_path, "127.0.0.1", 8000, 1935))


def test_a_new_studio_makes_its_second_show_when_the_first_is_on_its_way_to_air(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(console, "put_wanted_on_air", lambda env: done.append("put on air"))
    monkeypatch.setattr(console, "add_second_show", lambda: done.append("second show"))
    where = Where(tmp_path, "127.0.0.1", 8000, 1935)
    console.put_on_air(where)
    console.put_on_air(where, is_new=True)
    assert done == ["put on air", "put on air", "second show"]
