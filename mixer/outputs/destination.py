"""What every destination shares: it follows the programme, says how it is doing, and ends when told to.

A destination is a program of its own that outlives the engine: while there is none it keeps knocking.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import selectors
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from mixer.errors import ChannelClosed
from mixer.protocol.wire import JSON, Channel, Listener, Message

Say = Callable[[str, str, str], None]  # level, code, text
log = logging.getLogger("tally.destination")
INIT, KEY, DELTA = b"I", b"K", b"F"
STATUS_EVERY_S = 1.0
KNOCK_FIRST_S, KNOCK_MOST_S = 0.05, 0.2
CLIENT_BACKLOG = 256 * 1024
ALREADY_RUNNING = 3  # exit code of a second one


@dataclass(frozen=True, slots=True)
class Session:
    """One unbroken run of the engine's timeline; `time` is the wall clock, in seconds, of `first_frame`."""

    id: str
    first_frame: int
    rate: Fraction
    segment_frames: int
    time: float

    @classmethod
    def parse(cls, told: dict[str, Any]) -> Session:
        return cls(
            str(told["id"]), int(told["first_frame"]), Fraction(str(told["rate"])),
            int(told.get("segment_frames", 60)), float(told["time"]),
        )  # fmt: skip

    @property
    def segment_s(self) -> Fraction:
        return self.segment_frames / self.rate


class Writer(Protocol):
    """What a destination does with the programme. Nothing here may raise: trouble becomes a state and an event."""

    def begin(self, session: Session, init: bytes) -> None: ...
    def add(self, key: bool, fragment: bytes) -> None: ...
    def flush(self) -> None: ...  # after a batch of fragments
    def broken(self) -> None: ...  # fragments are missing, or the engine is away
    def tick(self) -> None: ...  # about once a second
    def status(self) -> dict[str, Any]: ...  # with "state" and "text"
    def close(self) -> None: ...


class Destination:
    """The loop around a writer: engine, clients and signals in one place."""

    def __init__(self, run_dir: Path, name: str, make_writer: Callable[[Say], Writer]) -> None:
        self.engine_path = run_dir / "engine.sock"
        self.listener = Listener(run_dir / f"{name}.sock")
        self.engine: Channel | None = None
        self.clients: list[Channel] = []
        self.untold: deque[dict[str, Any]] = deque(maxlen=50)  # events while nobody listens
        self.session: Session | None = None
        self.stopping = False
        self.knock_at, self.knock_wait = 0.0, KNOCK_FIRST_S
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.last_status: dict[str, Any] = {}
        self.writer = make_writer(self.say)

    # -- the loop --------------------------------------------------------------------------------

    def run(self) -> None:
        """Until told to stop."""
        status_at = 0.0
        with self._signals():
            while not self.stopping:
                self._knock()
                for key, _ in self.selector.select(self._patience(status_at)):
                    self._hear(key.fileobj)
                if time.monotonic() >= status_at:
                    status_at = time.monotonic() + STATUS_EVERY_S
                    self._tick()
                elif self._news():
                    self._tell_status()
        self._finish()

    def _patience(self, status_at: float) -> float:
        next_at = status_at if self.engine else min(status_at, self.knock_at)
        return max(0.0, next_at - time.monotonic())

    def _hear(self, end: Any) -> None:
        if end is self.listener:
            self._welcome()
        elif end is self.engine:
            self._take_programme()
        elif isinstance(end, Channel):
            self._hear_client(end)
        else:
            end.recv(64)  # a signal woke us; its handler has said what it means

    def _tick(self) -> None:
        self.writer.tick()
        self._tell_status()
        if not self.listener.path.exists():
            # The run folder is gone, so nobody could ever tell us to stop.
            self.stopping = True

    def _finish(self) -> None:
        self.writer.close()
        self._tell_status()
        for channel in (*self.clients, *([self.engine] if self.engine else [])):
            channel.close()
        self.listener.close()
        self.selector.close()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Wake the loop for SIGTERM and SIGINT, which mean stop."""

        def stop(*_: object) -> None:
            self.stopping = True

        reader, writer = socket.socketpair()
        for end in (reader, writer):
            end.setblocking(False)
        self.selector.register(reader, selectors.EVENT_READ)
        before = [(number, signal.signal(number, stop)) for number in (signal.SIGTERM, signal.SIGINT)]
        signal.set_wakeup_fd(writer.fileno())
        try:
            yield
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in before:
                signal.signal(number, handler)
            self.selector.unregister(reader)
            reader.close()
            writer.close()

    # -- the engine ------------------------------------------------------------------------------

    def _knock(self) -> None:
        if self.engine or time.monotonic() < self.knock_at:
            return
        try:
            engine = Channel.connect(self.engine_path)
            engine.send_json({"hello": "program"})
        except (OSError, ChannelClosed):
            self.knock_at = time.monotonic() + self.knock_wait
            self.knock_wait = min(2 * self.knock_wait, KNOCK_MOST_S)
            return
        self.engine, self.knock_wait = engine, KNOCK_FIRST_S
        self.selector.register(engine, selectors.EVENT_READ)

    def _take_programme(self) -> None:
        assert self.engine
        try:
            messages = self.engine.receive()
        except ChannelClosed:
            self._lose_engine()
            return
        for message in messages:
            self._take(message)
        self.writer.flush()

    def _take(self, message: Message) -> None:
        if message.kind in (KEY, DELTA):
            self.writer.add(message.kind == KEY, message.body)
        elif message.kind == INIT and self.session:
            self.writer.begin(self.session, message.body)
        elif message.kind == JSON:
            self._take_word(message.json())

    def _take_word(self, word: dict[str, Any]) -> None:
        if "session" in word:
            self.session = Session.parse(word["session"])
        elif "lost" in word:
            self.writer.broken()
            self.say("warning", "fragments_lost", f"{word['lost']} fragments came too fast and were left out")
        elif "end" in word:
            self.writer.broken()

    def _lose_engine(self) -> None:
        assert self.engine
        self.selector.unregister(self.engine)
        self.engine.close()
        self.engine = self.session = None
        self.knock_at = time.monotonic() + self.knock_wait
        self.writer.broken()

    # -- clients ---------------------------------------------------------------------------------

    def _welcome(self) -> None:
        for client in self.listener.accept():
            self.clients.append(client)
            self.selector.register(client, selectors.EVENT_READ)
            self._send(client, {"status": self._status()})
        while self.untold and self.clients:
            self._tell({"event": self.untold.popleft()})

    def _hear_client(self, client: Channel) -> None:
        try:
            messages = client.receive()
        except ChannelClosed:
            self._drop(client)
            return
        for message in messages:
            with contextlib.suppress(ValueError, AttributeError):
                self.stopping |= bool(message.json().get("stop"))

    def _status(self) -> dict[str, Any]:
        return {"pid": os.getpid(), "engine": self.engine is not None, **self.writer.status()}

    def _news(self) -> bool:
        status = self._status()
        return any(status[key] != self.last_status.get(key) for key in ("engine", "state", "text"))

    def _tell_status(self) -> None:
        self.last_status = self._status()
        self._tell({"status": self.last_status})

    def say(self, level: str, code: str, text: str) -> None:
        """Tell an event to whoever listens, or to the next who does."""
        event = {"level": level, "code": code, "text": text, "time": time.time()}
        log.warning("%s: %s", code, text)
        if self.clients:
            self._tell({"event": event})
        else:
            self.untold.append(event)

    def _tell(self, value: dict[str, Any]) -> None:
        for client in list(self.clients):
            self._send(client, value)

    def _send(self, client: Channel, value: dict[str, Any]) -> None:
        try:
            client.send_json(value)
        except ChannelClosed:
            self._drop(client)
            return
        if client.backlog > CLIENT_BACKLOG:
            self._drop(client)

    def _drop(self, client: Channel) -> None:
        if client in self.clients:
            self.clients.remove(client)
            self.selector.unregister(client)
            client.close()


# -- the program around it -------------------------------------------------------------------------


def serve(run_dir: Path, name: str, make_writer: Callable[[Say], Writer]) -> int:
    """Be the destination `name` of a run folder until told to stop; the exit code says whether there already is one."""
    logging.basicConfig(level=logging.INFO, format=f"{name} %(levelname)s %(message)s")
    run_dir.mkdir(parents=True, exist_ok=True)
    with held(run_dir / f"{name}.lock") as is_ours:
        if not is_ours:
            print(f"another {name} is running in {run_dir}", file=sys.stderr)
            return ALREADY_RUNNING
        _be_nice(f"tally {name} {run_dir.name}")
        Destination(run_dir, name, make_writer).run()
    return 0


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold the lock file with our pid inside; False where somebody else holds it."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        with contextlib.suppress(OSError):  # the lock holds on a full disk too
            os.truncate(lock, 0)
            os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        yield True
    finally:
        os.close(lock)


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` so that a reader finds the old file or the new one. Raises OSError and leaves nothing behind."""
    draft = path.with_name(f".{path.name}.tmp")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _be_nice(title: str) -> None:
    os.nice(5)
    with contextlib.suppress(ImportError):
        from setproctitle import setproctitle

        setproctitle(title)
