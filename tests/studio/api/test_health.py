"""What load balancers and monitoring see, and what a busy database looks like."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from tests.studio.makers import a_show, client_of


@pytest.mark.django_db
def test_the_health_pages_tell_no_secrets(client: Client, settings: object) -> None:
    settings.REDIS = {"redis": "redis://user:hunter2@127.0.0.1:1/0"}  # type: ignore[attr-defined]
    assert client.get("/healthz").content == b"ok\n"
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["database"] == "ok" and ready.json()["redis"] == "ConnectionError"
    told = client.get("/metrics").content.decode()
    assert "tally_shows 0.0" in told and "hunter2" not in told + ready.content.decode()


@pytest.mark.django_db
def test_a_locked_database_is_a_503_that_says_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    show, director = a_show(), client_of("director")

    def locked(*_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("studio.shows.rows.add", locked)
    answer = director.post(f"/api/v1/shows/{show.pk}/sources", {"name": "A", "input": {"kind": "test"}})
    assert (answer.status_code, answer.json()["code"]) == (503, "database_busy")
    assert answer["Retry-After"] == "5"
    monkeypatch.setattr("studio.people.views.good_link", locked)
    page = Client().get("/link/x")
    assert (page.status_code, page["Retry-After"]) == (503, "5")


async def test_static_files_are_kept_for_ever_under_their_digest_only(settings: object) -> None:
    from django.test import AsyncClient

    client, digest = AsyncClient(), settings.STATIC_DIGEST  # type: ignore[attr-defined]
    kept = await client.get(f"/static/{digest}/base.css")
    assert kept["Content-Type"] == "text/css" and "immutable" in kept["Cache-Control"]
    assert (await client.get("/static/000000000000/base.css"))["Cache-Control"] == "no-cache"
    assert (await client.get(f"/static/{digest}/../settings.py")).status_code == 400
