"""A page's sound: a private sound server whose only loudspeaker is a pipe of ours."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from mixer.core.sound import Samples
from mixer.feed.guard import die_with_parent

RATE, BYTES = 48_000, 4  # stereo, 16 bits
CHUNK = 1 << 16
START_S = 5.0
APART_S = 0.04  # what comes further off than this begins anew in its place
SERVER_S = 0.023  # what the browser and the server keep back between a page and the pipe, as a flash and a beep say
MISSING = "no sound: pulseaudio is not installed"


class SoundServer:
    """Runs while its page does. `socket` is where the page's browser finds it; `read` is what was played since."""

    def __init__(self) -> None:
        """Raises OSError where the system has no such server, or it does not start."""
        program = shutil.which("pulseaudio")
        if program is None:
            raise FileNotFoundError(MISSING)
        self._folder = Path(tempfile.mkdtemp(prefix="tally-sound-"))
        self.socket = self._folder / "native"
        pipe = self._folder / "pcm"
        os.mkfifo(pipe, 0o600)
        self._fd = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        self._rest = b""
        self._process = self._started(program, pipe)
        self._wait()

    def _started(self, program: str, pipe: Path) -> subprocess.Popen[bytes]:
        parent = os.getpid()
        argv = [
            program, "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--realtime=no",
            "--high-priority=no", "--disable-shm=yes", "--log-target=null", "--disallow-module-loading=yes",
            "-L", f"module-native-protocol-unix socket={self.socket} auth-anonymous=1",
            "-L", f"module-pipe-sink sink_name=page file={pipe} format=s16le rate={RATE} channels=2"
            " use_system_clock_for_timing=yes",
        ]  # fmt: skip
        home = str(self._folder)
        env = {"PATH": os.environ.get("PATH", ""), "HOME": home, "XDG_RUNTIME_DIR": home, "LANG": "C.UTF-8"}
        return subprocess.Popen(
            argv, env=env, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=lambda: die_with_parent(parent),
        )  # fmt: skip

    def _wait(self) -> None:
        until = time.monotonic() + START_S
        while not self.socket.exists():
            if self._process.poll() is not None or time.monotonic() > until:
                self.close()
                raise OSError("no sound: the sound server does not start")
            time.sleep(0.01)

    def fileno(self) -> int:
        return self._fd

    def read(self) -> Samples:
        """What has come since it was read last, (n, 2)."""
        some = b""
        with contextlib.suppress(BlockingIOError):
            some = os.read(self._fd, CHUNK)
        data = self._rest + some
        whole = len(data) - len(data) % BYTES
        self._rest = data[whole:]
        samples: Samples = np.frombuffer(data[:whole], np.int16).reshape(-1, 2).astype(np.float32)
        samples /= 32768
        return samples

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        os.close(self._fd)
        shutil.rmtree(self._folder, ignore_errors=True)


class Line:
    """Puts what comes in one piece after the other, at its time; after a gap it begins anew in its place."""

    def __init__(self, delay_s: float) -> None:
        self._delay_s, self._next = delay_s, -1

    def place(self, count: int, now_s: float) -> int:
        """The index of the first of `count` samples that came now."""
        due = round((now_s + self._delay_s - SERVER_S) * RATE) - count
        if self._next < 0 or abs(due - self._next) > APART_S * RATE:
            self._next = due
        at, self._next = self._next, self._next + count
        return at
