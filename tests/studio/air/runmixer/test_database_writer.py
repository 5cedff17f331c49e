"""The lease, and what is written to a database that may be away."""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from studio.air.runmixer import database_writer as writer
from studio.air.runmixer import lease
from studio.air.runmixer import writer_thread as rows
from studio.air.runmixer.database_writer import DatabaseWriter, FencedOff, News, Stored, Trouble
from studio.air.runmixer.events import Event
from studio.shows.making import new_show
from studio.shows.models import Event as EventRow
from studio.shows.models import Lease, Show
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 30.0


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.setattr(writer, "HEARTBEAT_S", 0.1)
    monkeypatch.setattr(writer, "RETRY_S", 0.05)
    monkeypatch.setattr(rows, "RETRY_S", 0.05)
    return new_show({"name": "Evening show"})


@contextmanager
def a_ledger(show: Show) -> Iterator[tuple[DatabaseWriter, queue.Queue[News]]]:
    news: queue.Queue[News] = queue.Queue()
    kept = DatabaseWriter(show.pk, "here", "", news.put)
    kept.start()
    try:
        yield kept, news
    finally:
        kept.close(PATIENCE_S)


# -- the lease -------------------------------------------------------------------------------------


def test_each_holder_gets_a_higher_number(show: Show) -> None:
    assert [lease.acquire(show.pk, "here", "") for _ in range(3)] == [1, 2, 3]


def test_another_host_must_wait_until_the_lease_is_over(show: Show) -> None:
    assert lease.acquire(show.pk, "here", "") == 1
    assert lease.acquire(show.pk, "there", "") is None
    Lease.objects.filter(show=show).update(heartbeat=timezone.now() - lease.LEASE - timedelta(seconds=1))
    assert lease.acquire(show.pk, "there", "") == 2


def test_who_reads_a_higher_number_may_not_go_on(show: Show) -> None:
    first = lease.acquire(show.pk, "here", "")
    assert first and lease.renew(show.pk, first, "")
    lease.acquire(show.pk, "here", "")
    assert not lease.renew(show.pk, first, "")


def test_a_released_lease_is_free_at_once(show: Show) -> None:
    number = lease.acquire(show.pk, "here", "")
    assert number
    lease.release(show.pk, number)
    assert lease.acquire(show.pk, "there", "") == 2


# -- the writer ------------------------------------------------------------------------------------


def test_it_tells_what_is_stored_and_a_newer_show_once(show: Show) -> None:
    with a_ledger(show) as (_, news):
        first = news.get(timeout=PATIENCE_S)
        assert isinstance(first, Stored) and first.show and first.show["name"] == "Evening show"
        second = news.get(timeout=PATIENCE_S)
        assert isinstance(second, Stored) and second.show is None
        Show.objects.filter(pk=show.pk).update(name="Renamed", revision=7, wanted=True)
        while not (isinstance(found := news.get(timeout=PATIENCE_S), Stored) and found.show):
            pass
        assert (found.revision, found.wanted, found.show["name"]) == (7, True, "Renamed")


def test_a_higher_number_elsewhere_fences_us_off(show: Show) -> None:
    with a_ledger(show) as (_, news):
        news.get(timeout=PATIENCE_S)
        Lease.objects.filter(show=show).update(fencing=99, host="there")
        while not isinstance(news.get(timeout=PATIENCE_S), FencedOff):
            pass


def test_events_wait_for_a_locked_database_and_nobody_waits_for_them(show: Show) -> None:
    with a_ledger(show) as (kept, news):
        news.get(timeout=PATIENCE_S)
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=PATIENCE_S)
        other.execute("BEGIN EXCLUSIVE")
        for number in range(3):
            kept.note(Event("info", "test", str(number)))
        assert EventRow.objects.count() == 0
        other.execute("ROLLBACK")
        other.close()
        until(lambda: EventRow.objects.count() == 3, "the events that waited")
    assert [event.text for event in EventRow.objects.order_by("id")] == ["0", "1", "2"]


def test_what_waits_is_bounded_and_the_oldest_goes_first(show: Show) -> None:
    kept = DatabaseWriter(show.pk, "here", "", lambda news: None)
    for number in range(rows.WAITING_MOST + 10):
        kept.note(Event("info", "test", str(number)))
    kept.start()
    until(lambda: EventRow.objects.count() == rows.WAITING_MOST, "the events that waited")
    kept.close(PATIENCE_S)
    assert min(int(event.text) for event in EventRow.objects.all()) == 10


def test_a_row_that_the_database_refuses_holds_up_nothing(show: Show) -> None:
    def wrong() -> None:
        EventRow.objects.create(show=show, time=None, level="info", code="x", text="x")  # type: ignore[misc]

    with a_ledger(show) as (kept, _):
        kept.do(wrong)
        kept.note(Event("info", "test", "after"))
        until(lambda: EventRow.objects.filter(text="after").exists(), "the event after the wrong row")


# -- mistakes --------------------------------------------------------------------------------------


def test_the_ledger_goes_on_after_an_error_that_should_not_happen_and_says_so(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = iter([RuntimeError("a mistake"), RuntimeError("a mistake")])
    renew = lease.renew

    def sometimes(*args: Any) -> bool:
        for error in broken:
            raise error
        return renew(*args)

    monkeypatch.setattr(lease, "renew", sometimes)
    with a_ledger(show) as (_, news):
        seen = [news.get(timeout=PATIENCE_S) for _ in range(3)]
    assert isinstance(seen[0], Stored) and isinstance(seen[2], Stored), "it looks again"
    assert isinstance(seen[1], Trouble) and "a mistake" in seen[1].text, "told once, not each time"


def test_a_job_that_fails_in_any_way_is_left_out_and_told_and_the_next_is_done(show: Show) -> None:
    def wrong() -> None:
        raise ValueError("rubbish in a file")

    with a_ledger(show) as (kept, news):
        kept.do(wrong)
        kept.note(Event("info", "test", "after"))
        until(lambda: EventRow.objects.filter(text="after").exists(), "the event after the wrong job")
        while not isinstance(found := news.get(timeout=PATIENCE_S), Trouble):
            pass
    assert "rubbish in a file" in found.text


def test_long_work_is_done_in_steps_and_holds_up_neither_events_nor_the_lease(show: Show) -> None:
    steps: list[int] = []
    going = threading.Event()

    def long() -> Iterator[None]:
        for number in range(40):
            steps.append(number)
            if number == 2:
                kept.note(Event("info", "test", "between"))
            if number == 5:
                assert EventRow.objects.filter(text="between").exists(), "what came meanwhile was done first"
                going.set()
            yield

    with a_ledger(show) as (kept, _):
        kept.rows.do_in_steps("long", long)
        until(lambda: len(steps) == 40, "all steps")
        assert going.is_set()


def test_long_work_that_the_database_refused_is_begun_anew(show: Show) -> None:
    tries: list[int] = []

    def long() -> Iterator[None]:
        tries.append(1)
        yield
        if len(tries) < 3:
            raise OperationalError("away")
        yield

    with a_ledger(show) as (kept, _):
        kept.rows.do_in_steps("long", long)
        until(lambda: len(tries) == 3, "the third try")
