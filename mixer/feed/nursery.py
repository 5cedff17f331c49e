"""The engine's hold on the nursery: the process that forks workers, so that the frame thread never does."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any

from mixer.errors import ChannelClosed
from mixer.protocol.wire import Channel

PAUSE_S = 0.3


class Nursery:
    """Asks for workers and hears of their deaths. If the nursery itself dies, a new one is begun.

    `births` counts nurseries: workers of an earlier one are gone.
    """

    def __init__(self) -> None:
        self.births = 0
        self._channel: Channel | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._starting: threading.Thread | None = None
        self._closing = threading.Event()
        self._start()

    def fork(self, key: str, job: str, spec: dict[str, Any], fds: Sequence[int]) -> bool:
        """Ask for a worker called `key`. False when there is no nursery just now: ask again later."""
        return self._say({"fork": key, "job": job, "spec": spec}, fds)

    def kill(self, key: str) -> None:
        """End a worker at once (SIGKILL)."""
        self._say({"kill": key})

    def deaths(self) -> list[str]:
        """The workers that have ended since the last call."""
        if self._channel is None:
            return []
        try:
            return [message.json()["died"] for message in self._channel.receive()]
        except ChannelClosed:
            self._lost()
            return []

    def close(self) -> None:
        """End every worker and the nursery."""
        self._closing.set()
        if self._starting:
            self._starting.join()
        if self._channel:
            self._channel.close()
        if self._process:
            self._process.wait()

    def _say(self, value: dict[str, Any], fds: Sequence[int] = ()) -> bool:
        if self._channel is None:
            return False
        try:
            self._channel.send(b"J", json.dumps(value).encode(), fds)
        except ChannelClosed:
            self._lost()
            return False
        return True

    def _lost(self) -> None:
        self._channel = None
        # Starting a process takes milliseconds: not on the frame thread.
        self._starting = threading.Thread(target=self._start_again, name="nursery", daemon=True)
        self._starting.start()

    def _start_again(self) -> None:
        """Begin a new nursery; where the system has no room for a process just now, try until it has."""
        while not self._closing.is_set():
            try:
                return self._start()
            except OSError as error:
                print(f"no nursery could be started: {error}", file=sys.stderr, flush=True)
            self._closing.wait(PAUSE_S)

    def _start(self) -> None:
        ours, theirs = Channel.pair()
        command = [sys.executable, "-m", "mixer", "nursery", str(theirs.fileno())]
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()
        self.births += 1
        self._channel = ours
