"""Whether the studio's memory grows while nothing changes, and whose it is."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator

import psutil

from mixer.protocol.wire import JSON
from tests.bench.browser import console
from tests.bench.figure import Figure
from tests.bench.inputs import inputs
from tests.bench.stack import Stack, files, messages, studio

MINUTES = 10
# What is in a command line or title, and what such processes are called together.
ROLES = {
    "mixer engine": "engine",
    "mixer forkserver": "forkserver",
    "tally source": "sources",
    "tally artist": "artist",
    "tally hls": "hls",
    "tally relay": "relay",
    "runmixer": "runmixer",
    "daphne": "daphne",
    "celeryd: mixers": "mixers",
    "celeryd: jobs": "jobs",
    "celeryd: speech": "speech",
    "celeryd: translate": "translate",
    "celery beat": "beat",
    "manage.py up": "up",
    "redis-server": "redis",
    "nginx": "nginx",
}


def memory_growth_mb() -> Iterator[Figure]:
    """PSS of the whole tree, from minute 1 to minute 10, with a console open."""
    with inputs(20) as folder:
        folder.chmod(0o755)
        with studio(files(folder)) as stack, console(stack) as page:
            readings, overloads = list[Counter[str]](), list[int]()
            for _ in range(MINUTES):
                page.wait_for_timeout(60_000)
                readings.append(pss_mb(stack))
                overloads.append(overloads_of(stack))
    totals = [reading.total() for reading in readings]
    about = {"minutes": [round(total) for total in totals], "overloads": overloads, "by_program": by_program(readings)}
    yield Figure("memory_growth_mb", round(totals[-1] - totals[0], 1), "MB", "<= 10", about)


def by_program(readings: list[Counter[str]]) -> dict[str, list[int]]:
    """Each program's minutes, the largest first."""
    last = readings[-1]
    return {name: [round(reading[name]) for reading in readings] for name in sorted(last, key=lambda name: -last[name])}


def overloads_of(stack: Stack) -> int:
    """How often the encoder has been replaced by a cheaper one, which needs other memory."""
    with stack.connect({"hello": "control"}) as control:
        for message in messages(control, 10):
            if message.kind == JSON and "status" in (value := message.json()):
                return int(value["status"]["overloads"])
    return -1


def pss_mb(stack: Stack) -> Counter[str]:
    """Proportional set size of the studio's processes by what they are, in MB; Chromium's are its own affair."""
    found: Counter[str] = Counter()
    for process in stack.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            if "chromium" not in process.name():
                found[role(process)] += process.memory_full_info().pss / 1e6  # type: ignore[assignment]
    return found


def role(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    return next((name for mark, name in ROLES.items() if mark in words), process.name())
