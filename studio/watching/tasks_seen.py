"""What the queue's programs leave in Redis for whoever watches: when each task was sent and done last, how often.

Nobody waits for it, and no task fails because of it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from typing import Any

import redis
from celery.signals import after_task_publish, task_failure, task_postrun
from django.conf import settings

SENT, DONE, RUNS, FAILURES = (f"tally:tasks:{word}" for word in ("sent", "done", "runs", "failures"))
OURS = "studio."
PATIENCE_S = 0.5
_clients: dict[str, redis.Redis] = {}


def client() -> redis.Redis:
    """This process's connection to Redis, wherever that is by now."""
    from studio.home import redis_urls

    url = redis_urls(settings.TALLY_HOME)["redis"]
    if url not in _clients:
        _clients.clear()
        _clients[url] = redis.Redis.from_url(url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S)
    return _clients[url]


def note(when: str, name: str, count: str = "") -> None:
    """Write down that a task of ours did this now, and count it."""
    if not name.startswith(OURS):
        return
    with contextlib.suppress(redis.RedisError, OSError):
        steps = client().pipeline(transaction=False)
        steps.hset(when, name, str(time.time()))
        if count:
            steps.hincrby(count, name)
        steps.execute()


@after_task_publish.connect
def sent(sender: Any = None, **_: Any) -> None:
    note(SENT, str(sender))


@task_postrun.connect
def done(sender: Any = None, **_: Any) -> None:
    note(DONE, str(getattr(sender, "name", sender)), RUNS)


@task_failure.connect
def failed(sender: Any = None, **_: Any) -> None:
    name = str(getattr(sender, "name", sender))
    if name.startswith(OURS):
        with contextlib.suppress(redis.RedisError, OSError):
            client().hincrby(FAILURES, name)


def read(queues: tuple[str, ...]) -> Mapping[str, Any]:
    """`{"queues": {name: messages}, "taken": messages, SENT: {task: text}, …}`. Raises RedisError."""
    steps = client().pipeline(transaction=False)
    for queue in queues:
        steps.llen(queue)
    steps.hlen("unacked")
    kept = (SENT, DONE, RUNS, FAILURES)
    for name in kept:
        steps.hgetall(name)
    *lengths, taken, sent, done, runs, failures = steps.execute()
    told = (sent, done, runs, failures)
    return {"queues": dict(zip(queues, lengths, strict=True)), "taken": taken} | {
        name: {key.decode(): float(value) for key, value in rows.items()} for name, rows in zip(kept, told, strict=True)
    }
