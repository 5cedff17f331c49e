"""Rows on their way into the database, many at a time."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from django.db import transaction
from django.db.models import Model

from studio.air.runmixer.writer_thread import HOPELESS, Steps

log = logging.getLogger(__name__)
AT_ONCE = 100  # rows in a write

Row = TypeVar("Row", bound=Model)


class WaitingRows(Generic[Row]):
    """One write takes all that wait, and other rows are not crowded out.

    `in_steps` has the writer do it when nothing else waits, again after an outage; at `most` so many wait for a
    database that is away, and the newest are left out.
    """

    def __init__(
        self, name: str, kind: type[Row], in_steps: Callable[[str, Steps], None], most: int,
        kept: Callable[[list[Row]], object] = lambda rows: None,
    ) -> None:  # fmt: skip
        """`kept` is called with rows in the transaction that keeps them."""
        self._name, self._kind, self._in_steps, self._most, self._kept = name, kind, in_steps, most, kept
        self._waiting: deque[Row] = deque()

    def add(self, row: Row) -> None:
        """Called on the event loop."""
        if len(self._waiting) < self._most:
            self._waiting.append(row)
            self._in_steps(self._name, self.save)

    def save(self) -> Iterator[None]:
        """Write what waits, a batch a step, on the writer's thread. Raises Error where it is worth another try."""
        while rows := [self._waiting[at] for at in range(min(AT_ONCE, len(self._waiting)))]:
            try:
                with transaction.atomic():
                    self._kind._default_manager.bulk_create(rows)
                    self._kept(rows)
            except HOPELESS:
                self._one_by_one(rows)
            for _ in rows:
                self._waiting.popleft()
            yield

    def save_all(self) -> None:
        """The same in one go, for the end."""
        for _ in self.save():
            pass

    def _one_by_one(self, rows: list[Row]) -> None:
        """One that can never be written costs no other."""
        for row in rows:
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
                    self._kept([row])
            except HOPELESS as error:
                log.warning("left out of the %s: %s: %s", self._name, row, error)
