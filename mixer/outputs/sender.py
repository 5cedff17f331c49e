"""The system's ffmpeg, sending what it is fed to a server: RTMP(S) or SRT, from an init segment and a keyframe on.

Figures of ffmpeg 5.1: it publishes 0.5–1.1 s after it was begun; a server that goes silent blocks its input for ever
and makes it deaf to SIGTERM; exit status 0 says only that the input ended. So it is watched, and killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

FFMPEG = "ffmpeg"
RW_TIMEOUT_US = 3_500_000
PROGRESS_S = 0.5
PIPE_BYTES = 1 << 20
SAID_MOST = 4096  # bytes of its complaints that are kept
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None  # loaded before any fork


@dataclass(frozen=True, slots=True)
class Address:
    """A server and what opens it. `key` and `passphrase` are secrets, so they are not printed either.

    `name` is how the server is called, where `server` is its number.
    """

    server: str
    key: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)
    latency_ms: int = 500
    name: str = ""

    @property
    def srt(self) -> bool:
        return self.server.startswith("srt://")

    @property
    def by_name(self) -> tuple[str, str]:
        """What ffmpeg calls it, and how people do."""
        return self.server, self.name or self.server

    @property
    def secrets(self) -> list[str]:
        return [one for one in (self.key, self.passphrase) if one]

    def options(self) -> dict[str, str]:
        """The secret options of ffmpeg. A key is never taken apart: it may hold `?`, `&` and `=`."""
        srt = {"srt_streamid": self.key, "passphrase": self.passphrase}
        secret = srt if self.srt else {"rtmp_playpath": self.key}
        return {name: value for name, value in secret.items() if value}

    def output(self) -> list[str]:
        """The part of ffmpeg's command line that says where to; no secret is in it."""
        if self.srt:
            return ["-f", "mpegts", "-pkt_size", "1316", "-latency", str(self.latency_ms * 1000), self.server]
        parts = urlsplit(self.server)
        app = urlunsplit(("", "", parts.path.strip("/"), parts.query, ""))
        flv = ["-f", "flv", "-flvflags", "no_duration_filesize", "-rw_timeout", str(RW_TIMEOUT_US)]
        called = urlsplit(self.name or self.server)
        tcurl = f"{called.scheme}://{called.netloc}/{app}"
        return [*flv, "-rtmp_app", app, "-rtmp_tcurl", tcurl, self.server]


def command(address: Address, options_fd: int) -> list[str]:
    """The command line. ffmpeg reads the secrets from a file without a name: `ps` is public, this descriptor is not."""
    quiet = ["-hide_banner", "-nostdin", "-loglevel", "error"]
    told = ["-progress", "pipe:1", "-stats_period", str(PROGRESS_S)]
    fed = ["-probesize", "32k", "-f", "mp4", "-i", "pipe:0", "-map", "0", "-c", "copy"]
    return [FFMPEG, *quiet, *told, *fed, "-fpre", f"/proc/self/fd/{options_fd}", *address.output()]


class Sender:
    """One ffmpeg. Nothing here waits for it."""

    def __init__(self, address: Address, init: bytes) -> None:
        """Begin it. Raises OSError where there is none."""
        self._address = address
        self._process = begun(address)
        self.pid = self._process.pid
        self._stdin, self._stdout, self._stderr = (
            _unblocked(pipe) for pipe in (self._process.stdin, self._process.stdout, self._process.stderr)
        )
        _widen(self._stdin)
        self._waiting: deque[memoryview] = deque([memoryview(init)])
        self.backlog = len(init)  # bytes that wait for its pipe
        self.taken = 0  # bytes that its pipe took
        self.sent = 0  # bytes that it says it wrote to the network
        self._said, self._progress = b"", b""

    def feed(self, fragment: bytes) -> None:
        self._waiting.append(memoryview(fragment))
        self.backlog += len(fragment)

    def flush(self) -> None:
        """Hand over as much as its pipe takes, and hear what it says."""
        with contextlib.suppress(BlockingIOError, BrokenPipeError):
            while self._waiting:
                written = os.write(self._stdin, self._waiting[0])
                self.taken, self.backlog = self.taken + written, self.backlog - written
                self._waiting[0] = self._waiting[0][written:]
                if not self._waiting[0]:
                    self._waiting.popleft()
        self._hear()

    def forget_waiting(self) -> None:
        """Leave out what waits, but for a fragment that is half handed over."""
        whole = [one for one in self._waiting if len(one) == len(one.obj)]  # type: ignore[arg-type]
        for one in whole:
            self._waiting.remove(one)
            self.backlog -= len(one)

    def _hear(self) -> None:
        self._said = (self._said + _read(self._stderr))[-SAID_MOST:]
        *lines, self._progress = (self._progress + _read(self._stdout)).split(b"\n")
        for line in lines:
            name, _, value = line.partition(b"=")
            if name == b"total_size" and value.isdigit():
                self.sent = int(value)

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def why(self) -> str:
        """Its last complaint, without what is secret; empty where it has none."""
        self._hear()
        lines = [line.strip() for line in self._said.decode(errors="replace").splitlines() if line.strip()]
        last = lines[-1] if lines else ""
        for secret in self._address.secrets:
            last = last.replace(secret, "…")
        return last.removeprefix(f"{self._address.server}: ").replace(*self._address.by_name)[:200]

    def end(self) -> None:
        """End of its input: it sends what it has and says goodbye."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]

    def ends_within(self, seconds: float) -> bool:
        """Wait for that."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self.ended

    def kill(self) -> None:
        """At once; it does not listen to anything else while it waits for a server."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]


def begun(address: Address) -> subprocess.Popen[bytes]:
    """ffmpeg with three pipes, which ends with us. Raises OSError."""
    options = os.memfd_create("relay-options")
    try:
        os.fchmod(options, 0o600)
        os.write(options, "".join(f"{name}={value}\n" for name, value in address.options().items()).encode())
        return subprocess.Popen(
            command(address, options), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            bufsize=0, pass_fds=(options,), preexec_fn=_end_with_us, env={"PATH": os.environ.get("PATH", "")},
        )  # fmt: skip
    finally:
        os.close(options)


def _end_with_us() -> None:
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _unblocked(pipe: Any) -> int:
    os.set_blocking(pipe.fileno(), False)
    return int(pipe.fileno())


def _widen(fd: int) -> None:
    """A keyframe fits into the pipe at once, where the system lets us."""
    import fcntl

    with contextlib.suppress(OSError, AttributeError):
        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def _read(fd: int) -> bytes:
    with contextlib.suppress(OSError):
        return os.read(fd, 1 << 16)
    return b""
