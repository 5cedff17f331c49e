"""A full studio that answers: a private Redis and the web server, and nothing that would carry a command out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from studio.up import private_redis, programs
from tests.up.studio import ROOT, free_port
from tests.waiting import until

# Documentation's own addresses, which the recorded show file names.
OPENED = {"TALLY_ALLOW_NETS": "192.0.2.0/24", "TALLY_LOG": "ERROR", "TALLY_API_RATE": "1000000/min"}
SCHEMA = ROOT / "docs" / "openapi.json"


@dataclass(frozen=True)
class FullStudio:
    """Where it answers, as whom, and an address of what is there for each path of the document."""

    url: str
    show: str
    token: str
    addresses: dict[str, str]

    def client(self) -> httpx.Client:
        """The API, as a director of all shows."""
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {self.token}"}, timeout=30)


@contextmanager
def full_studio(home: Path) -> Iterator[FullStudio]:
    """One in an empty home; it ends with the block."""
    port = free_port()
    where = programs.Where(home, "127.0.0.1", port, free_port())
    given = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DATABASE_URL")}
    env = given | where.env | OPENED
    with ExitStack() as ending:
        place = private_redis.take_place(home / "run" / "redis.json")
        ending.callback(private_redis.leave, place, home / "run" / "redis.json")
        runs(ending, tuple(private_redis.argv(place)), home / "redis", env, place.lock)
        until(lambda: private_redis.answers(place))
        told = fill(env)
        runs(ending, programs.web(where).argv, home / "web", env)
        studio = FullStudio(where.own_address, **told)
        until(lambda: answers(studio))
        yield studio


def fill(env: dict[str, str]) -> dict[str, Any]:
    argv = [sys.executable, "-m", "tests.clients.filling"]
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def runs(ending: ExitStack, argv: tuple[str, ...], log: Path, env: dict[str, str], *keep: int) -> None:
    """A program until the end; what it says is kept beside the database."""
    said = ending.enter_context(log.open("w"))
    program = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=said, stderr=said, pass_fds=keep)

    def end() -> None:
        program.kill()
        program.wait()

    ending.callback(end)


def answers(studio: FullStudio) -> bool:
    try:
        return httpx.get(f"{studio.url}/readyz").is_success
    except httpx.TransportError:
        return False
