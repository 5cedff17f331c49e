"""A real engine of its own, small: for tests that hurt its children and watch its programme."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

from mixer.errors import ChannelClosed
from mixer.outputs.boxes import Track, runs, tracks
from mixer.protocol.parse import to_json
from mixer.protocol.showfile import Show
from mixer.protocol.wire import JSON, Channel
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]


class Programme:
    """What a subscriber got: the frame numbers that its pictures stand for, and the bytes to look at.

    On a busy machine a picture may be left out: the one before then lasts longer, and stands for its number too.
    """

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.frames: list[int] = []
        self.init = b""
        self.fragments: list[bytes] = []
        self.shown: list[int] = []  # frame numbers of the pictures themselves, as they come
        self.keys: list[int] = []  # frame numbers of keyframes
        self.sound: list[tuple[int, int]] = []  # (start, length) of its fragments, in samples
        self.sessions, self.ended = 0, False
        self._first = 0
        self._tracks: dict[int, Track] = {}

    def read(self) -> None:
        try:
            messages = [] if self.ended else self.channel.receive()
        except ChannelClosed:
            self.ended, messages = True, []
        for message in messages:
            if message.kind == JSON and "session" in (value := message.json()):
                self.sessions += 1
                self._first = value["session"]["first_frame"]
            elif message.kind == b"I":
                self.init, self._tracks = message.body, tracks(message.body)
            elif message.kind in (b"K", b"F"):
                self._take(message.body)

    def _take(self, fragment: bytes) -> None:
        self.fragments.append(fragment)
        for run in runs(fragment, self._tracks):
            track = self._tracks[run.track]
            if track.media == "video":
                begins, ends = (round(at * 30 / track.timescale) for at in (run.tfdt, run.tfdt + run.duration))
                self.frames += range(self._first + begins, self._first + ends)
                self.shown.append(self._first + round(run.shown_at(track) * 30 / track.timescale))
                if run.sync:
                    self.keys.append(self.shown[-1])
            else:
                self.sound.append((run.tfdt, run.duration))

    def missing(self) -> list[int]:
        """Frame numbers that are not in the programme, though later ones are."""
        return sorted(set(range(self.frames[0], self.frames[-1] + 1)) - set(self.frames))


class Bench:
    """A running engine, someone in control of it and a subscriber to its programme."""

    def __init__(self, folder: Path, show: Show, desk: dict[str, Any] | None = None) -> None:
        """`desk` is one that an engine told, to go on with."""
        self.run_dir = folder / "run"
        (folder / "show.json").write_text(json.dumps(to_json(show)))
        command = [sys.executable, "-m", "mixer", "engine", str(self.run_dir), "--show", str(folder / "show.json")]
        if desk is not None:
            (folder / "desk.json").write_text(json.dumps(desk))
            command += ["--desk", str(folder / "desk.json")]
        self.process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        self.control = self.connect({"hello": "control"})
        self.programme = Programme(self.connect({"hello": "program"}))
        self.status: dict[str, Any] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.desks: list[dict[str, Any]] = []  # as they were told, oldest first
        self.seen: set[tuple[str, str]] = set()  # every state that was told, however briefly it lasted

    def connect(self, hello: dict[str, Any]) -> Channel:
        def attempt() -> Channel | None:
            with contextlib.suppress(OSError):
                return Channel.connect(self.run_dir / "engine.sock")
            return None

        channel = until(attempt)
        assert channel is not None
        channel.send_json(hello)
        return channel

    def read(self) -> None:
        self.programme.read()
        for message in self.control.receive():
            value = message.json() if message.kind == JSON else {}
            if "answer" in value:
                self.answers[value["answer"]] = value
            if "desk" in value:
                self.desks.append(value["desk"])
            if "status" in value:
                self.status = value["status"]
                for name, source in self.status["sources"].items():
                    self.seen.add((name, source["state"]))

    def do(self, verb: str, **parts: Any) -> int:
        """The frame on which it was applied."""
        name = f"{verb}-{len(self.answers)}"
        self.control.send_json({"id": name, "verb": verb, **parts})
        self.wait(lambda: name in self.answers)
        assert self.answers[name]["ok"], self.answers[name]
        return int(self.answers[name]["frame"])

    def state(self, source: str) -> str:
        return str(self.status.get("sources", {}).get(source, {}).get("state"))

    def wait(self, what: Callable[[], bool]) -> None:
        """Read on until `what` is so."""

        def look() -> bool:
            self.read()
            return what()

        until(look, seconds=60)

    def runs_on(self, frames: int = 45) -> None:
        """Wait for so many more frames of programme."""
        self.read()
        until_frame = (self.programme.frames or [0])[-1] + frames
        self.wait(lambda: bool(self.programme.frames) and self.programme.frames[-1] >= until_frame)

    def child(self, title: str) -> psutil.Process:
        """The child whose title or command begins so."""

        def find() -> psutil.Process | None:
            for process in psutil.Process(self.process.pid).children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    if title in " ".join(process.cmdline()):
                        return process
            return None

        found = until(find)
        assert found is not None
        return found

    def close(self) -> None:
        self.control.close()
        self.programme.channel.close()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()


@contextlib.contextmanager
def on_air(folder: Path, show: Show, desk: dict[str, Any] | None = None) -> Iterator[Bench]:
    """An engine that plays `show`, until the block ends."""
    bench = Bench(folder, show, desk)
    try:
        bench.runs_on(15)
        yield bench
    finally:
        bench.close()
