"""Shows that nobody plays: put on air ahead of their start, once, and left alone after a stop that was missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from studio.air.processes import launch
from studio.celery import app
from studio.models import AuditEntry, Event, ScheduleEntry, Show
from studio.scheduling import off_air, tasks
from studio.scheduling.files import done_with, occurrences_in
from studio.shows import air
from tests.studio.makers import a_show

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[str]:
    """The shows whose mixers were launched."""
    settings.TALLY_HOME = tmp_path
    found: list[str] = []
    monkeypatch.setattr(launch, "launch", found.append)
    monkeypatch.setattr(launch, "stop", lambda show_id: True)
    monkeypatch.setattr(launch, "start_runmixer", lambda show_id, env=None: found.append(show_id))
    return found


def entry(show: Show, seconds: float, do: str = "start", **values: Any) -> ScheduleEntry:
    """An entry so many seconds after eight."""
    at = (NOW + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat()
    return ScheduleEntry.objects.create(show=show, do=do, at=at, **values)


def look(seconds: float = 0) -> list[str]:
    return off_air.put_on_air(NOW + timedelta(seconds=seconds))


def test_a_show_is_put_on_air_a_minute_ahead_once(launched: list[str]) -> None:
    show = a_show()
    entry(show, 0)
    assert look(-61) == []
    assert [look(-60), look(-55), look(0), look(5)] == [[show.pk], [], [], []]
    assert launched == [show.pk] and Show.objects.get().wanted


def test_who_put_it_on_air_is_told(launched: list[str]) -> None:
    entry(a_show(), 30)
    look()
    row = AuditEntry.objects.get()
    assert (row.verb, row.by, row.origin) == ("start", "schedule", "studio")
    assert Event.objects.get().code == "on_air_by_schedule"


def test_a_show_that_a_person_stopped_just_now_stays_off_air(launched: list[str]) -> None:
    show = a_show()
    entry(show, 30)
    look()
    air.stop(show.pk)
    assert [look(5), look(30), look(60)] == [[], [], []]


def test_a_show_that_a_person_stopped_after_its_start_is_not_put_back(launched: list[str]) -> None:
    show = a_show()
    entry(show, -600)
    Show.objects.update(schedule_settled=NOW)
    assert look(1) == []


def test_a_start_that_was_missed_is_taken_up_late(launched: list[str]) -> None:
    show = a_show()
    entry(show, -600)
    assert look() == [show.pk]


def test_a_start_whose_stop_has_come_too_is_not(launched: list[str]) -> None:
    show = a_show()
    entry(show, -600)
    entry(show, -60, "stop")
    assert look() == []


def test_what_is_not_enabled_puts_nothing_on_air(launched: list[str]) -> None:
    entry(a_show(), 0, enabled=False)
    assert look() == []


def test_of_two_workers_that_look_at_once_one_puts_it_on_air(launched: list[str]) -> None:
    show = a_show()
    entry(show, 0)
    seen = Show.objects.get()
    assert look() == [show.pk]
    found = occurrences_in(show.schedule.all(), NOW)[0]
    assert not off_air._claimed(seen, found)


def test_a_show_that_cannot_be_put_on_air_is_told_and_others_are(
    launched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = a_show("One"), a_show("Two")
    for show in (one, two):
        entry(show, 0)
    start = air.start

    def refuse(show_id: str) -> None:
        if show_id == one.pk:
            raise OSError(28, "No space left on device", "/srv/tally/shows/one/show.json")
        start(show_id)

    monkeypatch.setattr(air, "start", refuse)
    look()
    assert launched == [two.pk]
    failed = Event.objects.get(show=one)
    assert (failed.level, failed.code) == ("error", "schedule_failed") and "by hand" in failed.text
    assert "No space left" in failed.text and "/srv" not in failed.text


def test_the_clock_of_the_studio_looks_for_them(launched: list[str]) -> None:
    show = a_show()
    ScheduleEntry.objects.create(show=show, do="start", at=datetime.now(UTC).replace(tzinfo=None).isoformat())
    tasks.put_on_air()
    assert launched == [show.pk]


def test_no_long_work_keeps_the_clock_from_looking() -> None:
    route = app.amqp.router.route({}, tasks.put_on_air.name)
    assert route["queue"].name == "mixers"


# -- after a power cut -----------------------------------------------------------------------------


def a_wanted_show(since: float, stop: float) -> Show:
    """A show that is wanted on air since so many seconds from now on, and was to stop so many from now."""
    now, show = datetime.now(UTC), a_show()
    Show.objects.update(wanted=True, wanted_since=now + timedelta(seconds=since))
    at = (now + timedelta(seconds=stop)).replace(tzinfo=None).isoformat()
    ScheduleEntry.objects.create(show=show, do="stop", at=at)
    return show


def test_a_show_that_missed_its_stop_is_not_put_back_on_air(launched: list[str]) -> None:
    a_wanted_show(-3600, stop=-600)
    launch.put_wanted_on_air()
    assert launched == [] and not Show.objects.get().wanted
    assert Event.objects.get().code == "stopped_by_schedule"


def test_a_show_that_a_person_started_after_the_stop_goes_on(launched: list[str]) -> None:
    show = a_wanted_show(-60, stop=-600)
    launch.put_wanted_on_air()
    assert launched == [show.pk]


def test_a_stop_that_was_seen_to_is_no_matter_any_more(launched: list[str]) -> None:
    show = a_wanted_show(-3600, stop=-600)
    done_with(show.pk, datetime.now(UTC).timestamp() - 599)
    launch.put_wanted_on_air()
    assert launched == [show.pk]
