"""A destination as a program of its own, and the engine as far as it sees one."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mixer.protocol.wire import Channel, Listener
from tests.mixer.outputs.makers import Clip, clip
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[3]


class FakeEngine:
    """The engine's end of `engine.sock`, as far as a destination sees it."""

    def __init__(self, run_dir: Path) -> None:
        self.listener = Listener(run_dir / "engine.sock")
        self.client: Channel | None = None

    def welcome(self) -> None:
        """Let a destination in; one that was there before has gone."""
        if self.client:
            self.client.close()
        [self.client] = until(self.listener.accept)
        [hello] = until(self.client.receive)
        assert hello.json() == {"hello": "program"}

    def play(self, name: str, first_frame: int = 0, played: Clip | None = None) -> None:
        played = played or clip()
        self.begin(name, first_frame, played)
        self.feed(played.media)

    def begin(self, name: str, first_frame: int, played: Clip) -> None:
        assert self.client
        self.client.send_json({"session": played.session(name, first_frame, time.time())})
        self.client.send(b"I", played.init)

    def feed(self, media: Iterable[tuple[bytes, bytes]]) -> None:
        assert self.client
        for kind, fragment in media:
            self.client.send(kind, fragment)
        until(lambda: self._sent())

    def _sent(self) -> bool:
        assert self.client
        self.client.flush()
        return not self.client.backlog

    def vanish(self) -> None:
        self.listener.close()
        if self.client:
            self.client.close()


class Watcher:
    """A client of a destination: what it said so far."""

    def __init__(self, path: Path) -> None:
        self.channel = until(lambda: self._connect(path))
        self.statuses: list[dict[str, Any]] = []
        self.events: list[str] = []

    def _connect(self, path: Path) -> Channel | None:
        try:
            return Channel.connect(path)
        except OSError:
            return None

    def listen(self) -> dict[str, Any]:
        """The latest status; empty while there is none."""
        for message in self.channel.receive():
            word = message.json()
            if "status" in word:
                self.statuses.append(word["status"])
            else:
                self.events.append(word["event"]["code"])
        return self.statuses[-1] if self.statuses else {}

    def until_state(self, state: str) -> dict[str, Any]:
        return until(lambda: status if (status := self.listen()).get("state") == state else None)


class Program:
    """A destination running as a program of its own."""

    def __init__(self, name: str, run_dir: Path, out_dir: Path, *more: str) -> None:
        self.run_dir, self.name = run_dir, name
        argv = [sys.executable, "-m", "mixer", name, str(run_dir), str(out_dir), *more]
        self.process = subprocess.Popen(argv, cwd=ROOT, stderr=subprocess.DEVNULL)
        self.watchers: list[Watcher] = []

    def watch(self) -> Watcher:
        self.watchers.append(Watcher(self.run_dir / f"{self.name}.sock"))
        return self.watchers[-1]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for watcher in self.watchers:
            watcher.channel.close()
