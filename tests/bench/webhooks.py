"""10,000 events through a receiver that fails half of the time, while Redis and a worker are killed once each.

A process of its own has the database, the events and the receiver; Celery's worker and beat run beside as in a studio.
`python -m tests.bench.webhooks HOME` is that process.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.bench.figure import Figure

ROOT = Path(__file__).resolve().parents[2]
EVENTS, SHOWS = 10_000, 4
FAILS, HANGS_UP, FORGETS = 0.45, 0.04, 0.01  # of requests: answered with 500; without an answer, not taken, and taken
REDIS_DIES, WORKER_DIES = 0.25, 0.55  # when so much of it has arrived
REDIS_AWAY_S = 3.0
BATCH, BREATH_S = 20, 0.03
QUIET_S, AHEAD_S = 0.6, 600.0  # when nothing has come for so long the clock is moved by so much
PATIENCE_S = 600.0


def webhook_lost() -> Iterator[Figure]:
    """Events that never arrived, and those that arrived under more than one id."""
    with tempfile.TemporaryDirectory(prefix="tally-webhooks-") as name:
        env = os.environ | {
            "TALLY_HOME": name, "DJANGO_SETTINGS_MODULE": "studio.settings", "SECRET_KEY": "bench",
            "TALLY_ALLOW_NETS": "127.0.0.1", "TALLY_LOG": "ERROR",
        }  # fmt: skip
        env.pop("REDIS_URL", None)
        argv = [sys.executable, "-m", "tests.bench.webhooks", name]
        done = subprocess.run(argv, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)
    about = json.loads(done.stdout.splitlines()[-1])
    yield Figure("webhook_lost", about["missing"] + about["under_two_ids"], "events", "0", about)


class Receiver:
    """A server that fails half of the time, by a chance that is the same in each run."""

    def __init__(self) -> None:
        self.chance, self.lock = random.Random(13), threading.Lock()
        self.requests = 0
        self.last = time.monotonic()
        self.ids: dict[str, set[str]] = defaultdict(set)  # by the event: under which ids it came, taken or not
        self.taken: dict[str, int] = defaultdict(int)  # by the event: how often it was taken
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    def take(self, id: str, body: bytes) -> int:
        """The status to answer with; 0: none."""
        event = str(json.loads(body)["data"]["text"])
        with self.lock:
            self.requests, self.last = self.requests + 1, time.monotonic()
            self.ids[event].add(id)
            drawn = self.chance.random()
            status = 500 if drawn < FAILS else 0 if drawn < FAILS + HANGS_UP + FORGETS else 204
            self.taken[event] += status == 204 or FAILS + HANGS_UP < drawn < FAILS + HANGS_UP + FORGETS
            return status

    def arrived(self) -> int:
        with self.lock:
            return sum(count > 0 for count in self.taken.values())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self.take

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if status := take(self.headers["webhook-id"], body):
                    self.send_response(status)
                    self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler


class Workers:
    """Redis, the beat and a worker of the queue, as the studio starts them; each may be killed."""

    def __init__(self, home: Path) -> None:
        from studio.up.private_redis import take_place

        (home / "run").mkdir(exist_ok=True)
        self.home, self.place = home, take_place(home / "run" / "redis.json")
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        for name in ("redis", "worker", "beat"):
            self.start(name)

    def start(self, name: str) -> None:
        from studio.up.private_redis import argv
        from studio.up.programs import PYTHON, WORKER_OPTIONS

        celery = (*PYTHON, "celery", "-A")
        schedule = ("--schedule", str(self.home / "run" / "beat"), "--pidfile", "")
        lines = {
            "redis": argv(self.place),
            "worker": (*celery, "tests.bench.webhook_clock", *WORKER_OPTIONS, "-Q", "jobs", "--concurrency", "2"),
            "beat": (*celery, "studio.celery", "beat", "--loglevel", "CRITICAL", *schedule),
        }
        keep = [self.place.lock] if name == "redis" else []
        self.running[name] = subprocess.Popen(
            lines[name], cwd=ROOT, pass_fds=keep, start_new_session=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=os.environ | {"CELERY_SKIP_CHECKS": "1"},
        )  # fmt: skip

    def kill(self, name: str) -> None:
        """With all its processes, and without a word."""
        process = self.running[name]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def look_after(self) -> None:
        """Start again what ended by itself, as the studio's supervisor does: a worker may, when it loses Redis."""
        for name in [name for name, process in self.running.items() if process.poll() is not None]:
            self.start(name)

    def end(self) -> None:
        for name in ("beat", "worker", "redis"):
            self.kill(name)


def run(home: Path) -> dict[str, Any]:
    """All of it; what was seen."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    receiver = Receiver()
    shows = set_up(receiver.url)
    writer = threading.Thread(target=write, args=(shows,), daemon=True)
    began = time.monotonic()
    workers = Workers(home)
    try:
        writer.start()
        moved_s = see_through(home, receiver, workers, writer)
    finally:
        workers.end()
    return judged(receiver) | {"seconds": round(time.monotonic() - began), "clock_moved_h": round(moved_s / 3600, 1)}


def set_up(url: str) -> list[str]:
    """Shows with a webhook each, for everything."""
    from studio.shows.models import Show
    from studio.webhooks import hooks

    shows = [Show.objects.create(name=f"Show {number}") for number in range(SHOWS)]
    for show in shows:
        hooks.make(None, show, {"name": "Bench", "url": url, "kinds": ["source.*"], "on": True})
    return [show.pk for show in shows]


def write(shows: list[str]) -> None:
    """Events as runmixer keeps them, but for a commit each: that would be a measure of the disk."""
    from django.db import transaction

    from studio.air.runmixer.database_writer import keep_of
    from studio.air.runmixer.events import Event

    for first in range(0, EVENTS, BATCH):
        with transaction.atomic():
            for number in range(first, first + BATCH):
                keep_of(shows[number % SHOWS], Event("warning", "source_lost", str(number)))
        time.sleep(BREATH_S)  # one that writes without a pause lets nobody else at SQLite


def see_through(home: Path, receiver: Receiver, workers: Workers, writer: threading.Thread) -> float:
    """Kill what is to be killed, and move the clock when nothing happens, until nothing waits; by how much it moved."""
    from tests.bench.webhook_clock import set_ahead

    set_ahead(home, ahead := 0.0)
    deaths = [(REDIS_DIES, "redis", REDIS_AWAY_S), (WORKER_DIES, "worker", 0.0)]
    until = time.monotonic() + PATIENCE_S
    while (writer.is_alive() or waiting()) and time.monotonic() < until:
        if deaths and receiver.arrived() >= EVENTS * deaths[0][0]:
            _, name, away_s = deaths.pop(0)
            workers.kill(name)
            time.sleep(away_s)
            workers.start(name)
        workers.look_after()
        if time.monotonic() - receiver.last > QUIET_S and not writer.is_alive():
            ahead += AHEAD_S
            set_ahead(home, ahead)
        time.sleep(QUIET_S / 2)
    assert not deaths, f"{deaths} were never killed"
    return ahead


def waiting() -> int:
    from studio.models import Delivery

    return Delivery.objects.filter(state=Delivery.State.WAITING).count()


def judged(receiver: Receiver) -> dict[str, Any]:
    from studio.models import Delivery

    states = {state: Delivery.objects.filter(state=state).count() for state in Delivery.State.values}
    events = {str(number) for number in range(EVENTS)}
    return {
        "events": EVENTS, "missing": len(events - {event for event, count in receiver.taken.items() if count}),
        "under_two_ids": sum(len(ids) > 1 for ids in receiver.ids.values()),
        "again_under_one_id": sum(count > 1 for count in receiver.taken.values()),
        "requests": receiver.requests, "states": states,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))), flush=True)
