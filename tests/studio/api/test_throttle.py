"""Who asks too much is told when to come back, and others are not kept waiting for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from studio.api.throttle import ByWho
from tests.studio.api.openapi import Operation
from tests.studio.api.test_errors import assert_problem
from tests.studio.makers import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def twice_a_minute(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    cache.clear()
    monkeypatch.setattr(ByWho, "THROTTLE_RATES", {"who": "2/min"})
    yield
    cache.clear()


def test_the_third_request_is_told_when_to_come_back_as_documented() -> None:
    client, other = client_of("viewer"), client_of("viewer")
    answers = [client.get("/api/v1/shows") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert_problem(answers[2], 429, "throttled")
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    Operation("get", "/api/v1/shows").check(answers[2])
    assert other.get("/api/v1/shows").status_code == 200


def test_what_is_refused_counts_too_and_does_nothing() -> None:
    client = client_of("director")
    told = [client.post("/api/v1/shows", {"nmae": "x"}).status_code for _ in range(2)]
    assert told == [400, 400] and client.post("/api/v1/shows", {"name": "Night"}).status_code == 429
    assert client_of("director").get("/api/v1/shows").json()["count"] == 0
