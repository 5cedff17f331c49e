"""What workers leave for whoever watches, in a Redis that answers and in one that does not."""

from __future__ import annotations

from typing import Any

import pytest
import redis

from studio.watching import tasks_seen


class Kept:
    """As much of Redis as is asked of it."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}

    def pipeline(self, transaction: bool = True) -> Kept:
        return self

    def hset(self, name: str, key: str, value: Any) -> None:
        self.rows.setdefault(name, {})[key] = value

    def hincrby(self, name: str, key: str) -> None:
        self.rows.setdefault(name, {})[key] = self.rows.get(name, {}).get(key, 0) + 1

    def execute(self) -> list[Any]:
        return []


class Named:
    name = "studio.retention.purge"


def test_each_end_of_a_task_is_counted_and_a_failure_besides(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept()
    monkeypatch.setattr(tasks_seen, "client", lambda: kept)
    tasks_seen.sent(sender=Named.name)
    tasks_seen.done(sender=Named)
    tasks_seen.done(sender=Named)
    tasks_seen.failed(sender=Named)
    assert kept.rows[tasks_seen.RUNS] == {Named.name: 2} and kept.rows[tasks_seen.FAILURES] == {Named.name: 1}
    assert set(kept.rows[tasks_seen.SENT]) == set(kept.rows[tasks_seen.DONE]) == {Named.name}


def test_what_is_not_ours_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept()
    monkeypatch.setattr(tasks_seen, "client", lambda: kept)
    tasks_seen.sent(sender="celery.backend_cleanup")
    assert kept.rows == {}


def test_a_redis_that_is_away_fails_no_task(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(tasks_seen, "client", away)
    tasks_seen.done(sender=Named)
    tasks_seen.failed(sender=Named)
