"""Applied commands on their way into the show's audit list, many at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime

from studio.air.runmixer.command_log import Applied, listed
from studio.air.runmixer.writer_thread import HOPELESS
from studio.people.models import AuditEntry

WAITING_MOST = 1000  # for a database that is away; the newest are left out, the files have them
EVERY = 100  # the writer forgets what has waited longest: so often it is asked again


class AuditRows:
    """A fader gives twenty commands a second; one write takes all that wait, and other rows are not crowded out."""

    def __init__(self, show_id: str, do: Callable[[Callable[[], object]], None]) -> None:
        self.show_id, self._do = show_id, do
        self._waiting: deque[AuditEntry] = deque()

    def note(self, applied: Applied) -> None:
        """Called on the event loop."""
        if len(self._waiting) >= WAITING_MOST:
            return
        self._waiting.append(row_of(self.show_id, applied))
        if len(self._waiting) % EVERY == 1:
            self._do(self._save)

    def _save(self) -> None:
        """Called on the writer's thread. Raises Error where trying again may help."""
        while rows := list(self._waiting):
            try:
                AuditEntry.objects.bulk_create(rows)
            except HOPELESS:
                self._forget(len(rows))
                raise
            self._forget(len(rows))

    def _forget(self, count: int) -> None:
        for _ in range(count):
            self._waiting.popleft()


def row_of(show_id: str, applied: Applied) -> AuditEntry:
    sender = applied.sender
    return AuditEntry(
        show_id=show_id, time=datetime.fromtimestamp(applied.time, UTC), frame=applied.frame, verb=applied.verb[:40],
        command=listed(applied.command), by=sender.by[:200], origin=sender.origin[:20], address=sender.address[:64],
    )  # fmt: skip
