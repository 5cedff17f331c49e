"""The engine's hold on the forkserver: the process that forks workers, so that the frame thread never does."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mixer.errors import ChannelClosed
from mixer.feed.waiting import Patience
from mixer.process import log
from mixer.protocol.wire import Channel

PAUSES_S = (0.0, 0.3, 1.0, 2.0, 5.0)  # before the next try, as often as one has ended young
SOLID_S = 10.0
START_S, HUNG_S = 30.0, 5.0  # importing everything may take seconds; what it does then takes milliseconds
END_S = 10.0


class Forkserver:
    """Asks for workers and hears of their deaths. If the forkserver itself dies or hangs, a new one is begun.

    `births` counts forkserver: workers of an earlier one are gone.
    """

    kept: Path | None = None  # in which folder readers keep what outlives them; None: nowhere

    def __init__(self) -> None:
        self.births = 0
        self._channel: Channel | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._starting: threading.Thread | None = None
        self._closing = threading.Event()
        self._asked, self._done = 0, -1
        self._patience = Patience()
        self._began = 0.0
        self._failures = 0
        self._start()

    def fork(self, key: str, job: str, spec: dict[str, Any], fds: Sequence[int]) -> bool:
        """Ask for a worker called `key`. False when there is no forkserver just now: ask again later."""
        return self._say({"fork": key, "job": job, "spec": spec}, fds)

    def kill(self, key: str) -> None:
        """End a worker at once (SIGKILL)."""
        self._say({"kill": key})

    def deaths(self) -> list[str]:
        """The workers that have ended since the last call."""
        if self._channel is None:
            return []
        try:
            said = [message.json() for message in self._channel.receive()]
        except ChannelClosed:
            self._lost()
            return []
        self._done = max([self._done, *(one["done"] for one in said if "done" in one)])
        if self._hangs():
            log.note("the forkserver has stopped answering")
            self._lost()
        return [one["died"] for one in said if "died" in one]

    def _hangs(self) -> bool:
        waited_s = self._patience.waited_s((self.births, self._done) if self._done < self._asked else None)
        return waited_s > (START_S if self._done < 0 else HUNG_S)

    def close(self) -> None:
        """End every worker and the forkserver."""
        self._closing.set()
        if self._starting:
            self._starting.join()
        if self._channel:
            self._channel.close()
        self._end(END_S)

    def _say(self, value: dict[str, Any], fds: Sequence[int] = ()) -> bool:
        if self._channel is None:
            return False
        try:
            self._channel.send(b"J", json.dumps(value | {"number": self._asked + 1}).encode(), fds)
        except ChannelClosed:
            self._lost()
            return False
        self._asked += 1
        return True

    def _lost(self) -> None:
        if self._channel:
            self._channel.close()
        self._channel = None
        self._failures = 0 if time.monotonic() - self._began > SOLID_S else self._failures + 1
        # Starting a process takes milliseconds: not on the frame thread.
        self._starting = threading.Thread(target=self._start_again, name="forkserver", daemon=True)
        self._starting.start()

    def _start_again(self) -> None:
        """Begin a new forkserver; where the system has no room for a process just now, try until it has."""
        self._end(0.0)
        while not self._closing.wait(PAUSES_S[min(self._failures, len(PAUSES_S) - 1)]):
            try:
                return self._start()
            except OSError as error:
                log.note(f"no forkserver could be started: {error}")
            self._failures += 1

    def _end(self, patience_s: float) -> None:
        """Wait for the process to end; after so long it is ended, and its workers with it."""
        if self._process is None:
            return
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self) -> None:
        ours, theirs = Channel.pair()
        command = [sys.executable, "-m", "mixer", "forkserver", str(theirs.fileno())]
        self._process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True
        )
        theirs.close()
        self.births += 1
        self._asked, self._done = 0, -1
        self._began = time.monotonic()
        self._channel = ours
