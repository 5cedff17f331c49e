"""Looking something up among a show's events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from studio.people.secrets import make_token
from studio.shows.making import new_show
from studio.shows.models import Event

pytestmark = pytest.mark.django_db

ROWS = (
    ("one", "info", "source_back", "src_a", datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)),
    ("two", "warning", "source_lost", "src_a", datetime(2026, 11, 22, 0, 0, tzinfo=UTC)),
    ("three", "error", "engine_failing", "", datetime(2026, 11, 22, 12, 0, tzinfo=UTC)),
)


@pytest.fixture
def events() -> Any:
    show, client = new_show({"name": "Evening show"}), APIClient()
    client.force_authenticate(make_token("x", "viewer", show)[0])  # type: ignore[arg-type]
    for text, level, code, about, time in ROWS:
        Event.objects.create(show=show, text=text, level=level, code=code, about=about, time=time)
    return lambda query="": client.get(f"/api/v1/shows/{show.pk}/events?{query}")


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("", ["three", "two", "one"]),
        ("level=warning", ["two"]),
        ("level=warning,error", ["three", "two"]),
        ("code=source_lost, source_back", ["two", "one"]),
        ("about=src_a&level=info", ["one"]),
        ("since=2026-11-22", ["three", "two"]),
        ("until=2026-11-21", ["one"]),
        ("since=2026-11-22T00:00:00Z&until=2026-11-22T00:00:00Z", ["two"]),
        ("since=2026-11-22T02:00:00+02:00", ["three", "two"]),
        ("since=2026-11-22T12:00:00", ["three"]),
        ("code=nothing", []),
    ],
)
def test_events_are_narrowed(events: Any, query: str, texts: list[str]) -> None:
    assert [one["text"] for one in events(query).json()["results"]] == texts


@pytest.mark.parametrize(
    ("query", "code"),
    [("level=loud", "bad_level"), ("since=yesterday", "bad_time"), ("until=2026-13-01", "bad_time")],
)
def test_what_makes_no_sense_is_refused_with_what_was_expected(events: Any, query: str, code: str) -> None:
    answer = events(query)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
