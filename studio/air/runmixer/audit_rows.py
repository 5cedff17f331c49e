"""Applied commands on their way into the show's audit list, many at a time."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from studio.air.runmixer.command_log import Applied, listed
from studio.air.runmixer.writer_thread import HOPELESS, Steps
from studio.people.models import AuditEntry

log = logging.getLogger(__name__)
WAITING_MOST = 1000  # for a database that is away; the newest are left out, the files have them
AT_ONCE = 100  # rows in a write


class AuditRows:
    """A fader gives twenty commands a second; one write takes all that wait, and other rows are not crowded out.

    `in_steps` has the writer do it when nothing else waits, again after an outage.
    """

    def __init__(self, show_id: str, in_steps: Callable[[str, Steps], None]) -> None:
        self.show_id, self._in_steps = show_id, in_steps
        self._waiting: deque[AuditEntry] = deque()

    def note(self, applied: Applied) -> None:
        """Called on the event loop."""
        if len(self._waiting) < WAITING_MOST:
            self._waiting.append(row_of(self.show_id, applied))
            self._in_steps("audit", self.save)

    def save(self) -> Iterator[None]:
        """Write what waits, a batch a step, on the writer's thread. Raises Error where it is worth another try."""
        while rows := [self._waiting[at] for at in range(min(AT_ONCE, len(self._waiting)))]:
            try:
                AuditEntry.objects.bulk_create(rows)
            except HOPELESS:
                self._one_by_one(rows)
            for _ in rows:
                self._waiting.popleft()
            yield

    def save_all(self) -> None:
        """The same in one go, for the end."""
        for _ in self.save():
            pass

    def _one_by_one(self, rows: list[AuditEntry]) -> None:
        """One that can never be written costs no other."""
        for row in rows:
            try:
                row.save(force_insert=True)
            except HOPELESS as error:
                log.warning("left out of the audit list: %s: %s", row.verb, error)


def row_of(show_id: str, applied: Applied) -> AuditEntry:
    sender = applied.sender
    return AuditEntry(
        show_id=show_id, time=datetime.fromtimestamp(applied.time, UTC), frame=applied.frame, verb=applied.verb[:40],
        command=listed(applied.command), by=sender.by[:200], origin=sender.origin[:20], address=sender.address[:64],
    )  # fmt: skip
