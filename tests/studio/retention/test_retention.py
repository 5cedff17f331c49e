"""Rows that grow by themselves are let go of in time, a few at a time, and nothing else is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.api.models import KeptAnswer
from studio.captions.models import Cue
from studio.celery import app
from studio.library.models import Job
from studio.people.models import AuditEntry
from studio.retention import purge as purging
from studio.retention.purge import purge
from studio.shows.making import new_show
from studio.shows.models import Event, Show
from studio.webhooks.models import Delivery
from tests.studio.webhooks.makers import a_hook, messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def show() -> Show:
    return new_show({"name": "Evening show"})


def events(show: Show, count: int, age: timedelta) -> None:
    when = timezone.now() - age
    Event.objects.bulk_create(Event(show=show, time=when, level="info", code="x", text=str(n)) for n in range(count))


def without_pause(seconds: float) -> None:
    pass


def test_old_rows_go_and_young_ones_stay(show: Show, settings: Any) -> None:
    settings.KEEP_DAYS = {"events": 30, "cues": 90, "jobs": 7, "audit": 90, "deliveries": 14}
    now = timezone.now()
    events(show, 3, timedelta(days=31))
    events(show, 2, timedelta(days=29))
    for age, name in ((91, "old"), (89, "young")):
        when = (now - timedelta(days=age)).timestamp()
        Cue.objects.create(id=name, show=show, state="aired", language="en", from_frame=0, to_frame=1, time=when)
        Session.objects.create(session_key=name, expire_date=now + timedelta(days=90 - age))
    for number, state in enumerate(("done", "failed", "running", "queued", "done")):
        job = Job.objects.create(kind="probe", state=state)
        Job.objects.filter(pk=job.pk).update(created=now - timedelta(days=8 if number < 4 else 1))
    KeptAnswer.objects.create(who="x", key="old", request_hash="")
    KeptAnswer.objects.update(created=now - timedelta(hours=25))
    KeptAnswer.objects.create(who="x", key="young", request_hash="")
    assert purge(without_pause) == {"events": 3, "cues": 1, "jobs": 2, "answers": 1, "sessions": 1}
    assert Event.objects.count() == 2
    assert [cue.pk for cue in Cue.objects.all()] == ["young"]
    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "queued", "running"]
    assert purge(without_pause) == {}


def test_deliveries_go_unless_they_are_still_tried(show: Show, settings: Any) -> None:
    settings.KEEP_DAYS = settings.KEEP_DAYS | {"deliveries": 14}
    on, off = a_hook(show), a_hook(show, on=False)
    for hook in (on, off):
        for state in ("waiting", "delivered", "failed"):
            for age in (15, 13):
                made = [one.pk for one in messages(hook, 1)]
                when = timezone.now() - timedelta(days=age)
                Delivery.objects.filter(pk__in=made).update(state=state, created=when)
    assert purge(without_pause) == {"deliveries": 5}
    assert on.deliveries.filter(state="waiting").count() == 2 and off.deliveries.filter(state="waiting").count() == 1


def test_a_show_that_flaps_keeps_its_newest_events_and_no_more(show: Show, settings: Any) -> None:
    settings.KEEP_EVENTS_MOST = 100
    other = new_show({"name": "A calm show"})
    events(show, 250, timedelta())
    events(other, 100, timedelta())
    assert purge(without_pause) == {"events": 150}
    assert {int(event.text) for event in Event.objects.filter(show=show)} == set(range(150, 250))
    assert Event.objects.filter(show=other).count() == 100


def test_an_audit_list_keeps_its_newest_entries_for_so_long(show: Show, settings: Any) -> None:
    settings.KEEP_AUDIT_MOST = 100
    for age, count in ((91, 30), (1, 150)):
        when = timezone.now() - timedelta(days=age)
        AuditEntry.objects.bulk_create(AuditEntry(show=show, time=when, verb="cut", frame=n) for n in range(count))
    assert purge(without_pause) == {"audit": 80}
    assert set(AuditEntry.objects.values_list("frame", flat=True)) == set(range(50, 150))


def test_zero_days_keep_everything(show: Show, settings: Any) -> None:
    settings.KEEP_DAYS = {"events": 0, "cues": 0, "jobs": 0, "audit": 0, "deliveries": 0}
    events(show, 3, timedelta(days=4000))
    assert purge(without_pause) == {}


def test_a_purge_goes_in_small_steps_and_leaves_others_time_to_write(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "STEP", 10)
    events(show, 35, timedelta(days=31))
    left: list[int] = []
    with CaptureQueriesContext(connection) as queries:
        purge(lambda seconds: left.append(Event.objects.count()))
    assert left == [25, 15, 5, 0]
    assert len([one for one in queries if one["sql"].startswith("DELETE")]) == 4


def test_the_clock_has_old_rows_purged_by_a_task_that_workers_know() -> None:
    app.loader.import_default_modules()
    assert app.conf.beat_schedule["old rows"]["task"] in app.tasks
