"""A whole studio as `make run` starts it, small, in a home of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from studio.home import recorded
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
START_S, STOP_S = 90.0, 40.0
A_SHOW = """
from django.core.management import call_command
from studio.people.links import owner
from studio.shows.making import new_show
from studio.shows.rows import add, fresh_key
call_command("migrate", verbosity=0)
owner()
show = new_show({"name": "Small", "canvas": {"width": 320, "height": 180}, "encoding": {"preset": "ultrafast"}})
add(show, "sources", {"name": "Bars", "input": {"kind": "test"}})
camera = add(show, "sources", {"name": "Camera", "input": {"kind": "push"}})
show.wanted = True
show.save()
print("SHOW", show.pk, fresh_key(camera))
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass
class Studio:
    """Addresses and processes of one studio; `start` may be called again after an end."""

    home: Path
    port: int = field(default_factory=free_port)
    rtmp_port: int = field(default_factory=free_port)
    show_id: str = ""
    stream_key: str = ""
    token: str = ""
    more_env: dict[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        own = {"TALLY_HOME": str(self.home), "PORT": str(self.port), "RTMP_PORT": str(self.rtmp_port)}
        own |= {"HOST": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "studio.settings"}
        return (
            {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DATABASE_URL")}
            | own
            | self.more_env
        )

    def manage(self, *words: str) -> str:
        argv = [sys.executable, "manage.py", *words]
        return subprocess.run(argv, cwd=ROOT, env=self.env, capture_output=True, text=True, check=True).stdout

    def with_a_show(self) -> Studio:
        """A database with an owner and one small show that is wanted on air."""
        said = self.manage("shell", "-v0", "-c", A_SHOW)
        _, self.show_id, self.stream_key = next(line for line in said.splitlines() if line.startswith("SHOW")).split()
        return self

    def start(self) -> subprocess.Popen[str]:
        with (self.home / "said").open("w") as said:
            return subprocess.Popen(
                [sys.executable, "manage.py", "up"], cwd=ROOT, env=self.env, text=True,
                stdout=subprocess.PIPE, stderr=said,
            )  # fmt: skip

    def link(self, supervisor: subprocess.Popen[str]) -> str:
        """Its console line, which comes when everything answers."""
        until(lambda: self.record.get("ready") or supervisor.poll() is not None, seconds=START_S)
        assert supervisor.poll() is None, self.said
        assert supervisor.stdout
        return supervisor.stdout.readline().removeprefix("Console: ").strip()

    def end(self, supervisor: subprocess.Popen[str], how: signal.Signals = signal.SIGTERM) -> None:
        supervisor.send_signal(how)
        supervisor.communicate(timeout=STOP_S)

    def get(self, path: str) -> str:
        """A page, or an answer of the API."""
        return self._ask(path)

    def post(self, path: str, value: Any = None) -> Any:
        """What the API answers to an action."""
        return json.loads(self._ask(path, json.dumps(value or {}).encode()))

    def _ask(self, path: str, body: bytes | None = None) -> str:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=body)
        request.add_header("Content-Type", "application/json")
        if path.startswith("/api/"):
            self.token = self.token or self.manage("token", "test", "--role", "director").strip()
            request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return str(answer.read().decode())

    @contextmanager
    def api(self) -> Iterator[httpx.Client]:
        """The API, as a director of all shows."""
        self.token = self.token or self.manage("token", "test", "--role", "director").strip()
        headers = {"Authorization": f"Bearer {self.token}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{self.port}/api/v1/", headers=headers, timeout=30) as client:
            yield client

    def source_state(self) -> str:
        """What the camera's source is doing."""
        status = json.loads(self.get(f"/api/v1/shows/{self.show_id}/status"))["status"] or {"sources": {}}
        return str(status["sources"].get(self.stream_key.partition("?")[0], {}).get("state", ""))

    @property
    def is_ready(self) -> bool:
        try:
            return bool(self.get("/readyz"))
        except OSError:
            return False

    @property
    def said(self) -> str:
        return (self.home / "said").read_text()

    @property
    def record(self) -> dict[str, Any]:
        return recorded(self.home / "run" / "up.json")

    def pid_of(self, program: str) -> int:
        return int(self.record.get("programs", {}).get(program, {}).get("pid", 0))

    @property
    def playlist(self) -> str:
        path = self.home / "shows" / self.show_id / "hls" / "index.m3u8"
        return path.read_text() if path.exists() else ""

    def processes(self) -> list[str]:
        """Command lines of everything that still runs for this home."""
        found = []
        for process in psutil.process_iter(["environ", "cmdline", "status"]):
            environ, alive = process.info["environ"] or {}, process.info["status"] != psutil.STATUS_ZOMBIE
            if environ.get("TALLY_HOME") == str(self.home) and alive and process.pid != os.getpid():
                found.append(" ".join(process.info["cmdline"]))
        return found
