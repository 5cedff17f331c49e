"""Applied commands on their way into the show's audit list."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from studio.air.runmixer.command_log import Applied, listed
from studio.air.runmixer.waiting_rows import WaitingRows
from studio.air.runmixer.writer_thread import Steps
from studio.people.models import AuditEntry
from studio.request_ids import following

log = logging.getLogger(__name__)
WAITING_MOST = 1000  # for a database that is away; the files have the rest
BY_ITSELF = ("line_up", "take_item")  # what a rundown does day and night stands in its as-run log


class AuditRows(WaitingRows[AuditEntry]):
    """A fader gives twenty commands a second; one write takes all that wait."""

    def __init__(self, show_id: str, in_steps: Callable[[str, Steps], None]) -> None:
        super().__init__("audit", AuditEntry, in_steps, WAITING_MOST)
        self.show_id = show_id

    def note(self, applied: Applied) -> None:
        if applied.verb not in BY_ITSELF:
            self.add(row_of(self.show_id, applied))
        if applied.sender.request:
            with following(applied.sender.request, self.show_id):
                log.info("%s by %s on frame %s", applied.verb, applied.sender.by or "nobody", applied.frame)


def row_of(show_id: str, applied: Applied) -> AuditEntry:
    sender = applied.sender
    return AuditEntry(
        show_id=show_id, time=datetime.fromtimestamp(applied.time, UTC), frame=applied.frame, verb=applied.verb[:40],
        command=listed(applied.command), by=sender.by[:200], origin=sender.origin[:20], address=sender.address[:64],
        request=sender.request[:80],
    )  # fmt: skip
