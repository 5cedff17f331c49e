"""The whole studio in a home of its own, with a show of six 720p30 sources: what the live figures are measured on."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from mixer.core.clock import Timeline
from mixer.engine.epoch import on_clock, read
from mixer.errors import ChannelClosed
from mixer.protocol.wire import Channel, Message
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
SHOW = "shw_bench"

MAKE_SHOW = """
import hashlib, json
from studio.shows import files
from studio.shows.making import add_usual
from studio.shows.models import Layout, Scene, Show, Source
show = Show.objects.create(id="shw_bench", name="Bench", width=%d, height=%d, rate="30", wanted=True,
    encoding={"video_kbps": 4000, "preset": "veryfast", "segment_s": 2.0}, captions=json.loads(%r))
for number, one in enumerate(json.loads(%r)):
    Source.objects.create(id=f"src_{number}", show=show, position=number, name=one["name"], input=one["input"],
        sound=one.get("sound", {}),
        key_hash=hashlib.sha256(b"bench").hexdigest())
grid = Layout.objects.create(id="lay_grid", show=show, name="Grid", slots=[
    {"name": f"c{i}", "rect": {"x": i %% 3 / 3, "y": 1 / 6 + i // 3 / 3, "w": 1 / 3, "h": 1 / 3}} for i in range(6)])
add_usual(show)
slots = {f"c{i}": f"src_{i}" for i in range(show.sources.count())}
Scene.objects.create(id="scn_grid", show=show, name="Grid", layout="lay_grid", slots=slots)
files.write(show.pk)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Stack:
    """A running studio."""

    home: Path
    port: int
    process: subprocess.Popen[str]
    link: str

    @property
    def run_dir(self) -> Path:
        return self.home / "run" / SHOW

    @property
    def hls(self) -> Path:
        return self.home / "shows" / SHOW / "hls"

    def connect(self, hello: dict[str, Any]) -> Channel:
        """A connection to the engine, once it is there."""

        def attempt() -> Channel | None:
            try:
                return Channel.connect(self.run_dir / "engine.sock")
            except OSError:
                return None

        channel = until(attempt, "the engine's socket")
        assert channel is not None
        channel.send_json(hello)
        return channel

    def ingest(self) -> str:
        """Where an encoder pushes the first source, with its key."""
        port = json.loads((self.home / "run" / "rtmp.json").read_text())["port"]
        return f"rtmp://127.0.0.1:{port}/live/src_0?key=bench"

    def token(self) -> str:
        """An API token of a director."""
        asked = [sys.executable, "manage.py", "token", "bench", "--role", "director"]
        env = environment(self.home, self.port)
        return subprocess.run(asked, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout.strip()

    def engine_pid(self) -> int:
        return int((self.run_dir / "engine.lock").read_text())

    def timeline(self) -> Timeline:
        """The engine's own clock."""
        known = read(self.home / "shows" / SHOW / "epoch.json")
        assert known is not None
        return on_clock(known, time.monotonic_ns())

    def processes(self) -> list[psutil.Process]:
        """Everything that belongs to this studio, detached programs included."""
        found: dict[int, psutil.Process] = {}
        for process in psutil.process_iter():
            with contextlib.suppress(OSError, psutil.Error):
                if self._owns(process):
                    found |= {one.pid: one for one in (process, *process.children(recursive=True))}
        return list(found.values())

    def _owns(self, process: psutil.Process) -> bool:
        """Detached programs write their title over their environment, but the title names the show."""
        mark = f"TALLY_HOME={self.home}".encode()
        environ = Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0")
        return mark in environ or SHOW in " ".join(process.cmdline())


def messages(channel: Channel, seconds: float) -> Iterator[Message]:
    """What arrives within so many seconds; ends early when the peer hangs up."""
    deadline = time.monotonic() + seconds
    with contextlib.suppress(ChannelClosed):
        while (left := deadline - time.monotonic()) > 0:
            if select.select([channel], [], [], left)[0]:
                yield from channel.receive()


def environment(home: Path, port: int) -> dict[str, str]:
    return os.environ | {
        "TALLY_HOME": str(home), "PORT": str(port), "RTMP_PORT": str(free_port()),
        "DJANGO_SETTINGS_MODULE": "studio.settings", "TALLY_ALLOW_NETS": "127.0.0.0/8",
    }  # fmt: skip


@contextlib.contextmanager
def studio(
    sources: list[dict[str, Any]], captions: dict[str, Any] | None = None, size: tuple[int, int] = (1920, 1080)
) -> Iterator[Stack]:
    """Start everything with a show of these sources, and end everything afterwards."""
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as name:
        home, port = Path(name), free_port()
        home.chmod(0o755)
        env = environment(home, port)
        manage = [sys.executable, "manage.py"]
        made = MAKE_SHOW % (*size, json.dumps(captions or {}), json.dumps(sources))
        subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, env=env, check=True)
        subprocess.run([*manage, "shell", "-v0", "-c", made], cwd=ROOT, env=env, check=True)
        process = subprocess.Popen([*manage, "up"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        try:
            stack = Stack(home, port, process, printed_link(process))
            until(lambda: (stack.hls / "index.m3u8").exists(), "the programme")
            yield stack
        finally:
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(40)
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()


def printed_link(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"Console: (\S+)", line):
            return found[1]
    raise RuntimeError("the studio ended before it printed its link")


def files(folder: Path) -> list[dict[str, Any]]:
    """The six inputs of the common job as looping sources."""
    paths = [str(folder / f"in{number}.mp4") for number in range(1, 7)]
    return [{"name": Path(path).name, "input": {"kind": "file", "path": path}} for path in paths]
