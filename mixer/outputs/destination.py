"""What every destination shares: it follows the programme, says how it is doing, and ends when told to.

A destination is a program of its own that outlives the engine: while there is none it keeps knocking.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import selectors
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from mixer.errors import ChannelClosed
from mixer.process import log
from mixer.protocol import logs
from mixer.protocol.build import MIXER, build_of
from mixer.protocol.locks import holding
from mixer.protocol.resident import ALREADY_RUNNING, Clients, be_nice, waking_signals
from mixer.protocol.wire import JSON, Channel, Message

Say = Callable[[str, str, str], None]  # level, code, text
INIT, KEY, DELTA = b"I", b"K", b"F"
STATUS_EVERY_S = 1.0
KNOCK_FIRST_S, KNOCK_MOST_S = 0.05, 0.2


@dataclass(frozen=True, slots=True)
class Session:
    """One unbroken run of the engine's timeline; `time` is the wall clock, in seconds, of `first_frame`."""

    id: str
    first_frame: int
    rate: Fraction
    segment_frames: int
    time: float
    width: int = 0
    height: int = 0

    @classmethod
    def parse(cls, told: dict[str, Any]) -> Session:
        return cls(
            str(told["id"]), int(told["first_frame"]), Fraction(str(told["rate"])),
            int(told.get("segment_frames", 60)), float(told["time"]),
            int(told.get("width", 0)), int(told.get("height", 0)),
        )  # fmt: skip

    @property
    def segment_s(self) -> Fraction:
        return self.segment_frames / self.rate

    def date_ms(self, frame: int) -> int:
        """The wall clock at a frame, in milliseconds since 1970."""
        return round(1000 * (self.time + float((frame - self.first_frame) / self.rate)))

    def frame_at(self, date_ms: int) -> int:
        """The frame whose moment is nearest to a date."""
        return self.first_frame + round((date_ms / 1000 - self.time) * self.rate)


class Writer(Protocol):
    """What a destination does with the programme. Nothing here may raise: trouble becomes a state and an event."""

    def use(self, output: dict[str, Any], secrets: dict[str, str]) -> None: ...  # what the show stores of it, told anew
    def begin(self, session: Session, init: bytes) -> None: ...
    def add(self, key: bool, fragment: bytes) -> None: ...
    def flush(self) -> None: ...  # after a batch of fragments
    def broken(self) -> None: ...  # fragments are missing, or the engine is away
    def tick(self) -> None: ...  # about once a second
    def status(self) -> dict[str, Any]: ...  # with "state" and "text"
    def close(self) -> None: ...


@runtime_checkable
class MarksBreaks(Protocol):
    """A writer that tells its readers where ad breaks are. Others are told of none."""

    def take_breaks(self, told: list[dict[str, Any]]) -> None: ...  # those that are near; may raise as parsing does


class Destination:
    """The loop around a writer: engine, clients and signals in one place."""

    def __init__(self, run_dir: Path, name: str, make_writer: Callable[[Say], Writer]) -> None:
        self.engine_path = run_dir / "engine.sock"
        self.engine: Channel | None = None
        self.session: Session | None = None
        self.stopping = False
        self.knock_at, self.knock_wait = 0.0, KNOCK_FIRST_S
        self.selector = selectors.DefaultSelector()
        self.clients = Clients(run_dir / f"{name}.sock", self.selector)
        self.last_status: dict[str, Any] = {}
        self.writer = make_writer(self.clients.say)

    # -- the loop --------------------------------------------------------------------------------

    def run(self) -> None:
        """Until told to stop."""
        status_at = 0.0
        with waking_signals(self.selector, self.stop):
            while not self.stopping:
                self._knock()
                for key, _ in self.selector.select(self._patience(status_at)):
                    self._hear(key.fileobj)
                if time.monotonic() >= status_at:
                    status_at = time.monotonic() + STATUS_EVERY_S
                    self._tick()
                elif self._news():
                    self._tell_status()
            self._finish()  # told by a word and by a signal, it still finishes its files

    def stop(self) -> None:
        self.stopping = True

    def _patience(self, status_at: float) -> float:
        next_at = status_at if self.engine else min(status_at, self.knock_at)
        return max(0.0, next_at - time.monotonic())

    def _hear(self, end: Any) -> None:
        if end is self.clients.listener:
            self.clients.welcome({"status": self._status()})
        elif end is self.engine:
            self._take_programme()
        elif isinstance(end, Channel):
            self._hear_client(end)
        else:
            end.recv(64)  # a signal woke us; its handler has said what it means

    def _tick(self) -> None:
        self.writer.tick()
        self._tell_status()
        if not self.clients.listener.path.exists():
            # The run folder is gone, so nobody could ever tell us to stop.
            self.stopping = True

    def _finish(self) -> None:
        self.writer.close()
        self._tell_status()
        if self.engine:
            self.engine.close()
        self.clients.close()
        self.selector.close()

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
            self.clients.say("warning", "fragments_lost", f"{word['lost']} fragments came too fast and were left out")
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

    def _hear_client(self, client: Channel) -> None:
        for message in self.clients.hear(client):
            with contextlib.suppress(ValueError, AttributeError, KeyError, TypeError):
                word = message.json()
                self.stopping |= bool(word.get("stop"))
                if "output" in word:
                    self.writer.use(dict(word["output"]), dict(word["secrets"]))
                if "breaks" in word and isinstance(self.writer, MarksBreaks):
                    self.writer.take_breaks(word["breaks"])

    def _status(self) -> dict[str, Any]:
        about = {"pid": os.getpid(), "build": build_of(MIXER), "engine": self.engine is not None}
        return {**about, **self.writer.status()}

    def _news(self) -> bool:
        status = self._status()
        return any(status[key] != self.last_status.get(key) for key in ("engine", "state", "text"))

    def _tell_status(self) -> None:
        self.last_status = self._status()
        self.clients.tell({"status": self.last_status})


# -- the program around it -------------------------------------------------------------------------


def arguments(kind: str, help: str) -> argparse.ArgumentParser:
    """What every destination is started with; each adds its own."""
    parser = argparse.ArgumentParser(prog=f"mixer {kind}", description=help)
    parser.add_argument("run_dir", type=Path, help="the show's run folder, where its engine is")
    parser.add_argument("out_dir", type=Path, help="where its files lie")
    parser.add_argument("--as", dest="known_as", default=kind, help="its name in the run folder: NAME.sock, NAME.lock")
    return parser


def serve(run_dir: Path, name: str, make_writer: Callable[[Say], Writer]) -> int:
    """Be the destination `name` of a run folder until told to stop; the exit code says whether there already is one."""
    logs.set_up(name)
    run_dir.mkdir(parents=True, exist_ok=True)
    with holding(run_dir / f"{name}.lock") as is_ours:
        if not is_ours:
            log.write(f"another {name} is running in {run_dir}")
            return ALREADY_RUNNING
        build_of(MIXER)  # while the files are those that we run from
        be_nice(5, f"tally {name} {run_dir.name}")
        Destination(run_dir, name, make_writer).run()
    return 0
