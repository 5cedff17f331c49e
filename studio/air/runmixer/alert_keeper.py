"""The alerts of a show on air: kept for everybody at it, and for the next runmixer."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from mixer.errors import BadCommand
from studio.air.alerts import Alert, acknowledged, all_over, noted, quieted, read_alerts
from studio.air.runmixer.journal import Journal
from studio.air.runmixer.show_state import ShowState

ADOPTED_S = 20.0  # what an earlier runmixer left open and nobody has told again by then is over


class AlertKeeper:
    """Hears events, in their order; tells the show's state."""

    def __init__(self, path: Path, state: ShowState, now: Callable[[], float] = time.time) -> None:
        self._state, self._now, self._journal = state, now, Journal(path)
        self._alerts: tuple[Alert, ...] = ()
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            self._alerts = read_alerts(json.loads(path.read_text()))
        self._adopted = {one.key for one in self._alerts if one.open and one.lasts}
        self._adopted_at = now()
        self._tell()

    @property
    def open(self) -> Iterable[str]:
        """The causes of those that are open."""
        return [one.key for one in self._alerts if one.open]

    def hear(self, event: dict[str, Any]) -> None:
        """Something happened."""
        self._adopted.discard(str(event.get("cause", "")))
        self._set(noted(self._alerts, event))

    def acknowledge(self, key: str, by: str) -> None:
        """Somebody looks after it. Raises BadCommand where no such alert is open."""
        try:
            self._set(acknowledged(self._alerts, key, by, self._now()))
        except KeyError:
            raise BadCommand("no_such_alert", "no such alert is open any more") from None

    def look(self) -> None:
        """Time passes."""
        now = self._now()
        if self._adopted and now - self._adopted_at > ADOPTED_S:
            self._alerts = tuple(one for one in self._alerts if one.key not in self._adopted)
            self._adopted = set()
            self._tell()
        self._set(quieted(self._alerts, now))

    def end(self) -> None:
        """The show goes off air."""
        self._set(all_over(self._alerts, self._now()))

    def close(self) -> None:
        """Write what there is; the next runmixer goes on with it."""
        self._journal.close()

    def _set(self, alerts: tuple[Alert, ...]) -> None:
        if alerts != self._alerts:
            self._alerts = alerts
            self._tell()

    def _tell(self) -> None:
        told = [one.to_json() for one in self._alerts]
        self._state.change(alerts=told)
        self._journal.put(told)
