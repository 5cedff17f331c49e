"""The table of programs that make up a studio on one machine."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

from studio.air.control.limits import DAPHNE_MOST
from studio.home import redis_urls
from studio.up import private_redis
from studio.up.ingest import Ingest
from studio.up.private_redis import RedisPlace
from studio.up.program import Program

PYTHON = (sys.executable, "-m")
MANAGE = Path(__file__).resolve().parents[2] / "manage.py"
CELERY = (*PYTHON, "celery", "-A", "studio.celery")
WORKER_OPTIONS = ("worker", "--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat")
WORKER = (*CELERY, *WORKER_OPTIONS)
# The frame clock has the cores, so captions take one thread each; and no engine goes online by itself.
MODEST = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
FOR_EVER = "-1"
# Beside those that take long, one looks at what is uploaded, and one sends to webhooks.
SHORT_JOBS = 2
# Measuring, laying documents out, drawing their pages and installing models take minutes, one of each kind at a time.
LONG_JOBS = 4
# Celery would run Django's checks in each of its programs and so import every view: 25 MB and a second of CPU each.
UNCHECKED = {"CELERY_SKIP_CHECKS": "1"}


@dataclass(frozen=True, slots=True)
class Where:
    """Addresses and folders that the programs are told."""

    home: Path
    host: str
    port: int
    rtmp_port: int

    def log(self, name: str) -> Path:
        return self.home / "log" / f"{name}.log"

    @property
    def own_address(self) -> str:
        """How programs on this machine reach the console."""
        host = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        numbers = {"PORT": str(self.port), "RTMP_PORT": str(self.rtmp_port)}
        return {"TALLY_HOME": str(self.home), "HOST": self.host, "DJANGO_SETTINGS_MODULE": "studio.settings", **numbers}


def redis(where: Where, place: RedisPlace) -> Program:
    return Program("redis", tuple(private_redis.argv(place)), where.log("redis"), stop_s=5, keep=(place.lock,))


def ingest(where: Where, server: Ingest) -> Program:
    return Program("ingest", tuple(server.argv()), where.log("ingest"), stop_s=5)


def web(where: Where) -> Program:
    """Daphne. Verbosity 0: addresses of requests are not logged, for some hold keys."""
    times = ("--websocket_timeout", FOR_EVER, "--application-close-timeout", "5")
    sizes = ("--websocket-max-message-size", str(DAPHNE_MOST), "--websocket-max-frame-size", str(DAPHNE_MOST))
    options = ("-b", where.host, "-p", str(where.port), "-v", "0", "--no-server-name", *times, *sizes)
    argv = (*PYTHON, "daphne", *options, "studio.asgi:application")
    return Program("web", argv, where.log("web"), env=where.env)


def obs(where: Where) -> Program:
    """The obs-websocket adapter, on a port of its own; nothing needs it, and it yields to all that do."""
    return Program("obs", (sys.executable, str(MANAGE), "obs"), where.log("obs"), nice=5, stop_s=5, env=where.env)


def jobs(where: Where) -> Program:
    """Work that can wait. Whatever of it takes long, processes are left for what takes seconds."""
    many = str(LONG_JOBS + SHORT_JOBS)
    argv = (*WORKER, "-n", "jobs@%h", "-Q", "jobs", "--concurrency", many, "--max-tasks-per-child", "200")
    return Program("jobs", argv, where.log("jobs"), nice=10, env=where.env | UNCHECKED)


def mixers(where: Where) -> Program:
    """Starts mixers, which inherit its priority: it is not nicer than anybody."""
    argv = (*WORKER, "-n", "mixers@%h", "-Q", "mixers", "--pool", "solo")
    return Program("mixers", argv, where.log("mixers"), env=where.env | UNCHECKED)


def beat(where: Where) -> Program:
    schedule = ("--schedule", str(where.home / "run" / "beat"), "--pidfile", "")
    argv = (*CELERY, "beat", "--loglevel", "WARNING", *schedule)
    return Program("beat", argv, where.log("beat"), env=where.env | UNCHECKED)


def captions(where: Where) -> Program:
    """Sees to the packages that captions need, then their workers start. The nicest of all: it may take minutes."""
    argv = (*PYTHON, "studio.up.captions")
    workers = (caption_worker(where, "speech", 3000), caption_worker(where, "translate", 1500))
    return Program("captions", argv, where.log("captions-setup"), nice=19, stop_s=3, env=where.env, before=workers)


def caption_worker(where: Where, queue: str, least_mb: int) -> Program:
    """A worker of one process, which is replaced when it has grown beyond all reason, or hangs."""
    most_kb = max(least_mb << 10, psutil.virtual_memory().total // 4096)
    argv = (*PYTHON, "celery", "-A", "subtitles.worker", *WORKER_OPTIONS, "-n", f"{queue}@%h", "-Q", queue)
    limits = ("--concurrency", "1", "--max-memory-per-child", str(most_kb))
    # Without Django's settings, for Celery would load Django where it finds them.
    env = {**where.env, "DJANGO_SETTINGS_MODULE": "", "TALLY_BROKER": redis_urls(where.home)["celery"], **MODEST}
    return Program(queue, (*argv, *limits), where.log(queue), nice=10, stop_s=5, env=env)


def pusher(name: str, argv: list[str]) -> Program:
    """A stream pushed into the ingest server for the demo; its output would show the stream's key."""
    return Program(name, tuple(argv), None, nice=10, stop_s=3)
