"""The figures of the studio as a whole: its database, disk, queues and jobs."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.metrics_core import Metric

from mixer.protocol import log_sink
from mixer.protocol.build import SUPERVISOR, build_of
from studio.library.models import Job
from studio.watching import tasks_seen
from studio.watching.figures import family

QUEUES = ("jobs", "mixers", "speech", "translate")
BEATS = "studio.air.relaunch_wanted"  # which beat sends every five seconds
UNFINISHED = (Job.State.QUEUED, Job.State.RUNNING)


def studio_families() -> Iterable[Metric]:
    """What cannot be measured is left out, and `tally_database_up` or `tally_redis_up` is 0."""
    yield family("tally_build_info", "Which build answers", ("build",), [((build_of(SUPERVISOR),), 1.0)])
    lost = sink.lost if (sink := log_sink.sink()) else 0
    yield family("tally_log_lost_lines_total", "Lines that the log sink of this process lost", (), [((), lost)])
    yield from disk()
    yield from database()
    yield from queues()


def disk() -> Iterable[Metric]:
    with contextlib.suppress(OSError):
        room = shutil.disk_usage(settings.TALLY_HOME)
        yield family("tally_disk_free_bytes", "Free where the studio keeps its data", (), [((), room.free)])
        yield family("tally_disk_size_bytes", "How large that disk is", (), [((), room.total)])


def database() -> Iterable[Metric]:
    try:
        found = [*sizes(), *jobs()]
    except (DatabaseError, OSError):
        found = []
    yield family("tally_database_up", "Whether the database answers", (), [((), float(bool(found)))])
    yield from found


def sizes() -> Iterable[Metric]:
    size, log = _sqlite_sizes() if connection.vendor == "sqlite" else (_postgres_size(), None)
    yield family("tally_database_size_bytes", "The database", (), [((), size)])
    yield family("tally_database_wal_bytes", "SQLite's write-ahead log", (), [((), log)])


def _sqlite_sizes() -> tuple[float | None, float | None]:
    path = Path(str(connection.settings_dict["NAME"]))
    if not path.is_file():  # in memory, as in tests
        return None, None
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size, log.stat().st_size if log.exists() else 0


def _postgres_size() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0])


def jobs() -> Iterable[Metric]:
    """Long work: how much of each kind is in each state, and since when the oldest waits or runs."""
    rows = list(Job.objects.values("kind", "state").annotate(many=Count("id")).order_by())
    many = [((row["kind"], row["state"]), float(row["many"])) for row in rows]
    yield family("tally_jobs", "Jobs that are kept", ("kind", "state"), many)
    oldest = dict(Job.objects.filter(state__in=UNFINISHED).values_list("state").annotate(Min("created")).order_by())
    now = timezone.now()
    ages = [
        ((str(state),), (now - oldest[state]).total_seconds() if state in oldest else 0.0) for state in UNFINISHED
    ]  # fmt: skip
    yield family("tally_job_oldest_seconds", "Age of the oldest unfinished job; 0: there is none", ("state",), ages)


def queues() -> Iterable[Metric]:
    try:
        told = tasks_seen.read(QUEUES)
    except (redis.RedisError, OSError):
        yield family("tally_redis_up", "Whether Redis answers", (), [((), 0.0)])
        return
    yield family("tally_redis_up", "Whether Redis answers", (), [((), 1.0)])
    waiting = [((name,), float(many)) for name, many in told["queues"].items()]
    yield family("tally_queue_messages", "Messages that no worker has taken", ("queue",), waiting)
    yield family("tally_queue_taken_messages", "Messages that workers have", (), [((), float(told["taken"]))])
    beat = told[tasks_seen.SENT].get(BEATS)
    yield family("tally_beat_timestamp_seconds", "When beat sent its most frequent task last", (), [((), beat)])
    for name, text, key in (
        ("tally_task_sent_timestamp_seconds", "When a task was sent last", tasks_seen.SENT),
        ("tally_task_done_timestamp_seconds", "When a worker ended a task last", tasks_seen.DONE),
        ("tally_task_runs_total", "Tasks that workers ended, since Redis began", tasks_seen.RUNS),
        ("tally_task_failures_total", "Tasks that failed, since Redis began", tasks_seen.FAILURES),
    ):
        yield family(name, text, ("task",), [((task,), value) for task, value in told[key].items()])
