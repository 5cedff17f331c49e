"""Lines for a log that other programs read: JSON, one object a line, on their way to where `TALLY_LOG_SINK` says.

Whoever writes a line never waits: a thread of the sink's own carries it, and what comes while the sink is away is
counted and lost. All programs of a studio use this one, whatever they are made of; it needs the standard library only.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from mixer.protocol.redaction import redacted

SETTING, PROCESS, SHOW = "TALLY_LOG_SINK", "TALLY_PROCESS", "TALLY_SHOW"
IN_PLACE = "json"  # JSON where the plain lines go otherwise
EXPECTED = "json, file:///PATH, tcp://HOST:PORT, udp://HOST:PORT, syslog://HOST:PORT or syslog:///dev/log"
WAITING_MOST = 2000  # lines
LONGEST = 8000  # characters of a message, and of what went wrong; a datagram takes both
PATIENCE_S = 2.0  # for one who does not take what is sent
AGAIN_S = 1.0  # after a failure
SEVERITY = {"DEBUG": 7, "INFO": 6, "WARNING": 4, "ERROR": 3, "CRITICAL": 2}  # RFC 5424
USER = 1 << 3  # the facility of programs of users


class Line(NamedTuple):
    """A line and how grave it is: DEBUG, INFO, WARNING, ERROR or CRITICAL."""

    level: str
    text: str


class Target(Protocol):
    """Where lines go. `send` raises OSError where they cannot."""

    def send(self, line: Line) -> None: ...


def line(level: str, logger: str, message: str, at: float, **more: str) -> Line:
    """One line: `time` (UTC), `level`, `process`, `pid`, `show`, `request_id`, `logger`, `message`, and `more`.

    Keys and links are left out, whoever wrote them.
    """
    told = {
        "time": datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": level, "process": process(), "pid": os.getpid(),
        "show": more.pop("show", "") or os.environ.get(SHOW, ""), "request_id": more.pop("request_id", ""),
        "logger": logger, "message": redacted(message)[:LONGEST],
    } | {name: redacted(text)[:LONGEST] for name, text in more.items() if text}  # fmt: skip
    return Line(level, json.dumps(told, ensure_ascii=False, separators=(",", ":")))


def process() -> str:
    """What this process is called; one that nobody called anything by what it was started as."""
    return os.environ.get(PROCESS) or Path(sys.argv[0]).stem


class File:
    """A file that all programs append to. It is opened for each line, so whoever rotates it just moves it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, line: Line) -> None:
        fd = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
        try:
            os.write(fd, f"{line.text}\n".encode(errors="replace"))
        finally:
            os.close(fd)


class Tcp:
    """A line each, over one connection that is made anew when it breaks."""

    def __init__(self, host: str, port: int) -> None:
        self.address = (host, port)
        self._socket: socket.socket | None = None

    def send(self, line: Line) -> None:
        if self._socket is None:
            self._socket = socket.create_connection(self.address, PATIENCE_S)
        try:
            self._socket.sendall(f"{line.text}\n".encode(errors="replace"))
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None


class Udp:
    """A datagram each."""

    def __init__(self, host: str, port: int) -> None:
        self.address = (host, port)

    def send(self, line: Line) -> None:
        family, kind, _, _, address = socket.getaddrinfo(*self.address, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind) as one:
            one.sendto(self.written(line), address)

    def written(self, line: Line) -> bytes:
        return line.text.encode(errors="replace")


class Syslog(Udp):
    """The same as syslog over a network has it (RFC 5424)."""

    def written(self, line: Line) -> bytes:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        name = f"tally-{process()}"[:48]
        head = f"<{USER | SEVERITY.get(line.level, 6)}>1 {now} {socket.gethostname()} {name} {os.getpid()} - - "
        return head.encode() + super().written(line)


class LocalSyslog:
    """The socket of this machine's own syslog, or journal."""

    def __init__(self, path: str) -> None:
        self.path = path

    def send(self, line: Line) -> None:
        head = f"<{USER | SEVERITY.get(line.level, 6)}>tally-{process()}[{os.getpid()}]: "
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
            one.settimeout(PATIENCE_S)
            one.sendto((head + line.text).encode(errors="replace"), self.path)


class Sink:
    """Takes lines from whoever must not wait, and brings them to a target."""

    def __init__(self, target: Callable[[], Target]) -> None:
        self._make = target
        self._begin()

    def _begin(self) -> None:
        self.target = self._make()  # a connection is not shared with who forked us
        self._pid, self.lost, self._untold = os.getpid(), 0, 0
        self._lines: deque[Line] = deque()
        self._something = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = self._busy = False

    def note(self, line: Line) -> None:
        """Have a line sent soon. Never raises, never waits for the target."""
        if os.getpid() != self._pid:  # a fork has neither our thread nor its lines
            self._begin()
        with self._something:
            if len(self._lines) >= WAITING_MOST:
                self.lost, self._untold = self.lost + 1, self._untold + 1
                return
            self._lines.append(line)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="log-sink", daemon=True)
                with suppress(RuntimeError):  # who may begin no thread has no sink
                    self._thread.start()
            self._something.notify_all()

    def close(self, patience_s: float = 1.0) -> None:
        """Send what waits, as far as the target takes it within this time."""
        if os.getpid() != self._pid or self._thread is None or not self._thread.is_alive():
            return
        with self._something:
            self._closing = True
            self._something.notify_all()
        self._thread.join(patience_s)

    def _run(self) -> None:
        while (one := self._next()) is not None:
            with suppress(OSError):
                self._tell_lost()
                self.target.send(one)
                self._sent()
                continue
            with self._something:  # for a while, or until the end
                if self._closing:
                    return
                self._something.wait_for(lambda: self._closing, AGAIN_S)

    def _next(self) -> Line | None:
        """The next line, which stays the first until it was sent; None at the end."""
        with self._something:
            self._something.wait_for(lambda: self._lines or self._closing)
            return self._lines[0] if self._lines else None

    def _sent(self) -> None:
        with self._something:
            self._lines.popleft()

    def _tell_lost(self) -> None:
        """Say with the first line that gets through how many did not."""
        if many := self._untold:
            text = f"{many} lines were lost while the log sink was away"
            self.target.send(line("WARNING", "log_sink", text, datetime.now(UTC).timestamp()))
            with self._something:
                self._untold -= many


def target_of(text: str) -> Target | None:
    """Where an address points; None where lines stay where they are. Raises ValueError, naming what was expected."""
    if text in ("", IN_PLACE):
        return None
    with suppress(ValueError):
        parts = urlsplit(text)
        if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
            return File(Path(parts.path))
        if parts.scheme == "syslog" and not parts.netloc and parts.path.startswith("/"):
            return LocalSyslog(parts.path)
        kinds: Mapping[str, type[Tcp] | type[Udp]] = {"tcp": Tcp, "udp": Udp, "syslog": Syslog}
        if parts.scheme in kinds and parts.hostname and parts.port and parts.path in ("", "/"):
            return kinds[parts.scheme](parts.hostname, parts.port)
    raise ValueError(f"{SETTING}: expected {EXPECTED}, found {text[:100]!r}")


@cache
def sink() -> Sink | None:
    """This process's sink, if there is one; whoever starts a studio has been told what is wrong with its address."""
    address = os.environ.get(SETTING, "")
    with suppress(ValueError):
        if target_of(address) is not None:
            made = Sink(lambda: target_of(address) or File(Path(os.devnull)))
            atexit.register(made.close)
            return made
    return None


def in_place() -> bool:
    """Whether lines are JSON where they are plain otherwise."""
    return os.environ.get(SETTING, "") == IN_PLACE
