"""What the list of shows says of their schedules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from studio.models import ScheduleEntry, Show
from studio.scheduling.soonest import soonest
from tests.studio.makers import a_show, a_user, signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


def entry(show: Show, at: str, do: str = "start") -> None:
    ScheduleEntry.objects.create(show=show, do=do, at=at, zone="Europe/Berlin")


def said(show: Show) -> str:
    return soonest([Show.objects.get(pk=show.pk)], NOW).get(show.pk, "")


def test_a_show_that_is_off_air_says_when_it_starts_next() -> None:
    show = a_show()
    entry(show, "2026-11-22T22:00:00", "stop")
    entry(show, "2026-11-23T20:00:00")
    entry(show, "2026-11-22T18:00:00")  # it has been
    assert said(show) == "starts Mon 20:00"


def test_a_show_that_is_on_air_says_whatever_comes_next() -> None:
    show = a_show()
    Show.objects.update(wanted=True)
    entry(show, "2026-11-23T20:00:00")
    entry(show, "2026-11-22T22:00:00", "stop")
    assert said(show) == "stops Sun 22:00"


def test_what_is_weeks_away_is_said_with_its_day() -> None:
    show = a_show()
    entry(show, "2026-12-24T20:00:00")
    assert said(show) == "starts Thu 24 Dec 20:00"
    assert said(a_show("Another")) == ""


def test_the_list_of_shows_says_it() -> None:
    show = a_show()
    later = datetime.now(UTC) + timedelta(days=1)
    ScheduleEntry.objects.create(show=show, do="start", at=later.replace(tzinfo=None).isoformat())
    page = signed_in(a_user("ada", "viewer", show)).get("/").content.decode()
    assert f"starts {later:%a %H:%M}" in page
