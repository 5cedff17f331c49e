"""What runmixer keeps in the database, on a thread of its own that nothing on air ever waits for."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db import Error, close_old_connections, connection

from studio.air.runmixer import lease
from studio.air.runmixer.events import Event
from studio.air.runmixer.writer_thread import WriterThread
from studio.shows import compose
from studio.shows.destinations import secrets_of
from studio.shows.models import Event as EventRow
from studio.shows.models import Show
from studio.webhooks.outbox import keep_event

log = logging.getLogger(__name__)
HEARTBEAT_S = 5.0
RETRY_S = 1.0


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database says of the show now. `show` is None unless its revision is newer than the one known.

    `secrets` are its destinations', by their ids.
    """

    wanted: bool
    revision: int
    show: dict[str, Any] | None
    secrets: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    rehearsing: bool = False


@dataclass(frozen=True, slots=True)
class FencedOff:
    """Another host plays the show, or the show was deleted."""

    why: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong that should not; the writer goes on."""

    text: str


News = Stored | FencedOff | Trouble


def keep_of(show_id: str, event: Event) -> None:
    """A fresh row at each try: what the database took back must not come again under the number it had."""
    when = datetime.fromtimestamp(event.time, UTC)
    values = {"level": event.level, "code": event.code, "text": event.text[:500], "about": event.about}
    keep_event(EventRow(show_id=show_id, time=when, **values))


class DatabaseWriter:
    """Renews the lease and looks whether the stored show has changed; events and other rows its thread of rows writes.

    `tell` is called on their threads. A database that is locked or away delays all this, and nothing else.
    """

    def __init__(self, show_id: str, host: str, address: str, tell: Callable[[News], None]) -> None:
        self.show_id, self.host, self.address, self.tell = show_id, host, address, tell
        self.fencing: int | None = None
        self.answered = threading.Event()  # the database has told us at least once where we stand
        self._known_revision = -1
        self._told = ""  # the trouble that was told last
        self._closing, self._soon = threading.Event(), threading.Event()
        self.rows = WriterThread(trouble=self._trouble)
        self.do = self.rows.do
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self.rows.start()

    def look_soon(self) -> None:
        """Look at the stored show now, rather than with the next beat."""
        self._soon.set()

    def note(self, event: Event) -> None:
        """Keep an event, and what webhooks are to be told of it."""
        self.do(partial(keep_of, self.show_id, event))

    def close(self, patience_s: float) -> None:
        """Write what waits and release the lease, if the database lets us within this time."""
        until = time.monotonic() + patience_s
        self.rows.close(patience_s)
        self._closing.set()
        self._soon.set()
        if self._thread.is_alive():
            self._thread.join(max(0.0, until - time.monotonic()))

    # -- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closing.is_set():
            self._soon.clear()
            wait = self._try_to_beat()
            self._soon.wait(wait)
        self._finish()

    def _try_to_beat(self) -> float:
        """Beat once; how many seconds until the next."""
        try:
            self._beat()
            self._told = ""
            return HEARTBEAT_S
        except Error as error:
            log.warning("the database does not answer, the show goes on without it: %s", error)
            self._reconnect()
        except Exception as error:  # a writer that ended would let another host take the show
            log.exception("the writer met an error that should not happen; going on")
            self._trouble(f"the writer has trouble and goes on: {type(error).__name__}: {error}"[:300])
        return RETRY_S

    def _trouble(self, text: str) -> None:
        """Say it once, not every second."""
        if text != self._told:
            self._told = text
            self.tell(Trouble(text))

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
        file = compose.composed(show) if newer else None
        self._say(Stored(show.wanted, show.revision, file, secrets_of(show), show.rehearsing))
        self._known_revision = max(self._known_revision, show.revision)

    def _say(self, news: News) -> None:
        self.answered.set()
        self.tell(news)

    def _reconnect(self) -> None:
        with contextlib.suppress(Error):
            connection.close()

    def _finish(self) -> None:
        try:
            if self.fencing is not None:
                lease.release(self.show_id, self.fencing)
        except Error as error:
            log.warning("the lease could not be released: %s", error)
        finally:
            self._reconnect()
