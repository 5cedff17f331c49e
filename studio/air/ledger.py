"""What runmixer keeps in the database, on a thread of its own that nothing on air ever waits for."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, close_old_connections, connection

from studio.air import lease
from studio.air.happenings import Happening
from studio.shows import compose
from studio.shows.models import Event, Show

log = logging.getLogger(__name__)
HEARTBEAT_S = 5.0
RETRY_S = 1.0
WAITING_MOST = 500  # events and jobs that wait for a database that is away; the oldest go first


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database says of the show now. `show` is None unless its revision is newer than the one known."""

    wanted: bool
    revision: int
    show: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class FencedOff:
    """Another host plays the show, or the show was deleted."""

    why: str


News = Stored | FencedOff
Job = Callable[[], object]


class Ledger:
    """Renews the lease, writes events and recordings, and looks whether the stored show has changed.

    `tell` is called on the ledger's thread. A database that is locked or away delays all this, and nothing else.
    """

    def __init__(self, show_id: str, host: str, address: str, tell: Callable[[News], None]) -> None:
        self.show_id, self.host, self.address, self.tell = show_id, host, address, tell
        self.fencing: int | None = None
        self.answered = threading.Event()  # the database has told us at least once where we stand
        self._known_revision = -1
        self._jobs: deque[Job] = deque(maxlen=WAITING_MOST)
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def note(self, event: Happening) -> None:
        """Keep an event."""
        when = datetime.fromtimestamp(event.time, UTC)
        row = Event(show_id=self.show_id, time=when, level=event.level, code=event.code, text=event.text[:500])
        self.do(row.save)

    def do(self, job: Job) -> None:
        """Run a piece of database work as soon as the database will; again when it refuses."""
        self._jobs.append(job)
        self._wake.set()

    def close(self, patience_s: float) -> None:
        """Write what waits and release the lease, if the database lets us within this time."""
        self._closing = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(patience_s)

    # -- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        due = 0.0
        while not self._closing:
            try:
                if time.monotonic() >= due:
                    self._beat()
                    due = time.monotonic() + HEARTBEAT_S
                self._write()
            except DatabaseError as error:
                log.warning("the database does not answer, the show goes on without it: %s", error)
                self._reconnect()
                self._rest(RETRY_S)
                continue
            self._rest(max(0.0, due - time.monotonic()))
        self._finish()

    def _rest(self, seconds: float) -> None:
        self._wake.wait(seconds)
        self._wake.clear()

    def _beat(self) -> None:
        close_old_connections()
        if self.fencing is None:
            self.fencing = lease.acquire(self.show_id, self.host, self.address)
            if self.fencing is None:
                self._say(FencedOff("another host plays this show"))
                return
        elif not lease.renew(self.show_id, self.fencing, self.address):
            self._say(FencedOff("another host has taken the show over, or the show was deleted"))
            return
        self._look()

    def _look(self) -> None:
        show = Show.objects.filter(pk=self.show_id).first()
        if show is None:
            self._say(FencedOff("the show was deleted"))
            return
        newer = show.revision > self._known_revision
        self._say(Stored(show.wanted, show.revision, compose.composed(show) if newer else None))
        self._known_revision = max(self._known_revision, show.revision)

    def _say(self, news: News) -> None:
        self.answered.set()
        self.tell(news)

    def _write(self) -> None:
        while self._jobs:
            job = self._jobs[0]
            try:
                job()
            except (IntegrityError, DataError) as error:
                log.error("left out of the database: %s", error)  # trying again would not help
            with contextlib.suppress(ValueError):
                self._jobs.remove(job)

    def _reconnect(self) -> None:
        with contextlib.suppress(DatabaseError):
            connection.close()

    def _finish(self) -> None:
        try:
            self._write()
            if self.fencing is not None:
                lease.release(self.show_id, self.fencing)
        except DatabaseError as error:
            log.warning("the lease could not be released: %s", error)
        finally:
            self._reconnect()
