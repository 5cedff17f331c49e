"""An engine on air by itself, without the studio around it: what it shows, and what it says."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av

from mixer.core.picture import Plane
from mixer.feed.frames import rows_of
from mixer.protocol.parse import to_json
from mixer.protocol.showfile import Show
from mixer.protocol.wire import JSON, Channel
from tests.bench.stack import ROOT, messages
from tests.waiting import until

RATE = 30
END_S = 10


@dataclass
class OnAir:
    """A running engine, and a controller of it that keeps the latest status."""

    socket: Path
    control: Channel
    pid: int
    status: dict[str, Any] = field(default_factory=dict)
    _asked: int = 0

    def do(self, **command: Any) -> int:
        """The frame on which a command was applied."""
        self._asked += 1
        name = f"bench-{self._asked}"
        self.control.send_json({"id": name} | command)
        for value in self._heard(10):
            if value.get("answer") == name:
                assert value["ok"], value
                return int(value["frame"])
        raise TimeoutError("the engine did not answer")

    def pause(self, seconds: float) -> None:
        """Let time pass while what the engine says is read."""
        for _ in self._heard(seconds):
            pass

    def until(self, right: Callable[[dict[str, Any]], bool], seconds: float = 30) -> None:
        """Return once a status is as it should be."""
        for value in self._heard(seconds):
            if "status" in value and right(value["status"]):
                return
        raise TimeoutError(f"the engine's last status: {self.status}")

    def statuses(self, seconds: float) -> Iterator[dict[str, Any]]:
        """What the engine says of itself for so long."""
        yield from (value["status"] for value in self._heard(seconds) if "status" in value)

    def _heard(self, seconds: float) -> Iterator[dict[str, Any]]:
        for message in messages(self.control, seconds):
            value = message.json() if message.kind == JSON else {}
            self.status = value.get("status", self.status)
            yield value


@contextlib.contextmanager
def on_air(show: Show) -> Iterator[OnAir]:
    """Play a show, and end it afterwards."""
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "show.json").write_text(json.dumps(to_json(show)))
        argv = [sys.executable, "-m", "mixer", "engine", str(folder / "run"), "--show", str(folder / "show.json")]
        env = os.environ | {"TALLY_ALLOW_NETS": "127.0.0.0/8"}
        process = subprocess.Popen(argv, cwd=ROOT, env=env)
        try:
            socket = folder / "run" / "engine.sock"
            until(socket.exists, "the engine's socket")
            control = Channel.connect(socket)
            control.send_json({"hello": "control"})
            yield OnAir(socket, control, process.pid)
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(END_S)
            process.kill()
            process.wait()


class Viewer:
    """Keeps the programme as it comes; what was on each of its frames is looked at afterwards, off air."""

    def __init__(self, socket: Path) -> None:
        self._sessions: list[tuple[int, list[bytes]]] = []  # (first frame, init and fragments)
        self._channel = Channel.connect(socket)
        self._channel.send_json({"hello": "program"})
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            for message in messages(self._channel, 0.2):
                if message.kind != JSON:
                    self._sessions[-1][1].append(message.body)
                elif "session" in (value := message.json()):
                    self._sessions.append((value["session"]["first_frame"], []))

    @property
    def began(self) -> bool:
        """Whether pictures come: what was on air before is not seen."""
        return any(parts[1:] for _, parts in self._sessions)

    def sessions(self) -> list[tuple[int, bytes]]:
        """Of each session that came the frame at its time 0, and its bytes, the init first."""
        return [(first, b"".join(parts)) for first, parts in self._sessions]

    def seen(self, say: Callable[[Plane], int]) -> dict[int, int]:
        """What `say` says of the luma of each frame that came, by the frame's number."""
        self.close()
        found: dict[int, int] = {}
        for first, mp4 in self.sessions():
            with av.open(io.BytesIO(mp4), "r") as container:
                for frame in container.decode(video=0):
                    found[first + round(float(frame.time or 0) * RATE)] = say(rows_of(frame.planes[0]))
        return found

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._channel.close()
