"""What is wanted on air is launched, once, and not while another may be playing it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from mixer.protocol import locks
from studio.air.processes import launch
from studio.air.processes.show_paths import paths_of
from studio.shows.making import new_show
from studio.shows.models import Lease, Show
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def launched(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The ids that were launched."""
    settings.TALLY_HOME = tmp_path
    ids: list[str] = []
    monkeypatch.setattr(launch, "start_runmixer", lambda show_id, env=None: ids.append(show_id))
    yield ids


def wanted_show() -> Show:
    show = new_show({"name": "Evening show"})
    Show.objects.filter(pk=show.pk).update(wanted=True)
    return show


def test_a_wanted_show_that_nobody_plays_is_launched(launched: list[str]) -> None:
    show = wanted_show()
    new_show({"name": "Not wanted"})
    launch.relaunch_wanted()
    assert launched == [show.pk]


def test_a_show_that_is_played_here_is_left_alone_however_old_its_heartbeat(launched: list[str]) -> None:
    show = wanted_show()
    Lease.objects.create(show=show, host="here", fencing=1, heartbeat=timezone.now() - timedelta(days=1))
    lock = locks.take(paths_of(show.pk).lock)
    assert lock is not None
    launch.relaunch_wanted()
    os.close(lock)
    assert launched == []


def test_a_show_that_another_host_plays_is_left_to_it(launched: list[str]) -> None:
    show = wanted_show()
    Lease.objects.create(show=show, host="there", fencing=1, heartbeat=timezone.now())
    launch.relaunch_wanted()
    assert launched == []


def test_after_a_database_outage_one_lease_is_waited_for(
    launched: list[str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = wanted_show()

    def away() -> list[str]:
        raise OperationalError("the database is away")

    with monkeypatch.context() as patch, pytest.raises(OperationalError):
        patch.setattr(launch, "wanted", away)
        launch.relaunch_wanted()
    launch.relaunch_wanted()
    assert launched == []
    os.utime(settings.TALLY_HOME / "run" / "database-outage", (0, 0))
    launch.relaunch_wanted()
    assert launched == [show.pk]


def test_a_launched_program_is_nobody_s_child(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The task has returned, and what it started answers to init alone."""
    settings.TALLY_HOME, settings.BASE_DIR = tmp_path, tmp_path
    (tmp_path / "manage.py").write_text("import os, sys\nprint(sys.argv[1:], os.getppid(), os.getsid(0), flush=True)\n")
    launch.launch_here("shw_x")
    log = paths_of("shw_x").log_of("runmixer")
    words = until(lambda: log.read_text().rsplit(maxsplit=2) if log.exists() else None, "the program to speak")
    assert words[0] == "['runmixer', 'shw_x']"
    assert os.getpid() not in (int(words[1]), int(words[2]))


def test_stopping_what_is_not_on_air_says_so(settings: Any, tmp_path: Path) -> None:
    settings.TALLY_HOME = tmp_path
    assert launch.stop("shw_x") is False
