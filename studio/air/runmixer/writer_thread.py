"""Who writes a show's rows: one thread that nothing on air waits for, and that no mistake in a row ends."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator

from django.db import (
    DataError,
    Error,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    close_old_connections,
    connection,
)

log = logging.getLogger(__name__)
RETRY_S = 1.0
IDLE_S = 5.0
WAITING_MOST = 500  # jobs that wait for a database that is away; the oldest go first
HOPELESS = (IntegrityError, DataError, ProgrammingError, NotSupportedError)  # trying again would not help

DONE = object()

Job = Callable[[], object]
Steps = Callable[[], Iterator[object]]


class WriterThread:
    """Does pieces of database work in their order, again when the database refuses, and long work in steps between.

    `trouble` is told, on this thread, what had to be left out.
    """

    def __init__(self, name: str = "rows", trouble: Callable[[str], None] = lambda text: None) -> None:
        self._trouble = trouble
        self._jobs: deque[Job] = deque(maxlen=WAITING_MOST)
        self._long: dict[str, Steps] = {}
        self._under_way: tuple[str, Steps, Iterator[object]] | None = None
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def do(self, job: Job) -> None:
        """Run a piece of work as soon as the database will; again when it refuses."""
        self._jobs.append(job)
        self._wake.set()

    def do_in_steps(self, name: str, steps: Steps) -> None:
        """Run long work, one step at a time whenever nothing else waits; begun anew when the database refuses one.

        Of a name that waits already, only the newest is done.
        """
        with self._lock:
            self._long[name] = steps
        self._wake.set()

    def close(self, patience_s: float) -> None:
        """Do what waits, long work not included, if the database lets us within this time."""
        self._closing = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(patience_s)

    # -- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closing:
            try:
                self._write()
                if not self._step():
                    self._rest(IDLE_S)
            except Error as error:
                log.warning("the database does not answer, the show goes on without it: %s", error)
                self._put_back()
                self._reconnect()
                self._rest(RETRY_S)
        self._finish()

    def _rest(self, seconds: float) -> None:
        self._wake.wait(seconds)
        self._wake.clear()

    def _write(self) -> None:
        close_old_connections()
        while self._jobs:
            job = self._jobs[0]
            self._try(job)
            with contextlib.suppress(ValueError, IndexError):
                self._jobs.remove(job)

    def _step(self) -> bool:
        """One step of the long work that is under way, or waits; False when there is none."""
        if self._under_way is None:
            with self._lock:
                if not self._long:
                    return False
                name = next(iter(self._long))
                steps = self._long.pop(name)
            self._under_way = name, steps, steps()
        iterator = self._under_way[2]
        if self._try(lambda: next(iterator, DONE), DONE) is DONE:
            self._under_way = None
        return True

    def _put_back(self) -> None:
        """Long work that the database refused is begun anew, unless a newer of its name waits."""
        if self._under_way:
            name, steps, _ = self._under_way
            with self._lock:
                self._long.setdefault(name, steps)
            self._under_way = None

    def _try(self, job: Job, instead: object = None) -> object:
        """What the job returns; `instead` when it is left out. Raises Error where trying again may help."""
        try:
            return job()
        except HOPELESS as error:
            self._leave_out(error)
        except Error:
            raise
        except Exception as error:
            self._leave_out(error)
        return instead

    def _leave_out(self, error: Exception) -> None:
        log.error("left out of the database: %s", error, exc_info=not isinstance(error, HOPELESS))
        self._trouble(f"something could not be written to the database: {type(error).__name__}: {error}"[:300])

    def _reconnect(self) -> None:
        with contextlib.suppress(Error):
            connection.close()

    def _finish(self) -> None:
        try:
            self._write()
        except Error as error:
            log.warning("not everything could be written: %s", error)
        finally:
            self._reconnect()
