"""Numbers what others are told of a show, and keeps the latest of it for whoever was away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from studio import ids
from studio.air import told
from studio.air.control.outbox import Outbox, text_of
from studio.air.kept_events import KeptEvents, Numbered

NUMBERED = '{"type":"numbered","event":'  # what an event is wrapped in on its way to the web servers
PAGE_MOST = 256 << 10  # characters of those that were missed, in one message

Json = dict[str, Any]


class Teller:
    """One count for as long as this runmixer lives, by the name `session`. Its hearers are outboxes.

    `frame` is the engine's frame by now, `parts` the show's state as it stands.
    """

    def __init__(
        self, parts: Callable[[], told.Parts], frame: Callable[[], int | None], now: Callable[[], float] = time.time
    ) -> None:
        self.session, self.kept = ids.fresh("ses"), KeptEvents()
        self.hearers: list[Outbox] = []
        self._parts, self._frame, self._now = parts, frame, now
        self._state = told.everything(parts())

    def look(self, changed: Iterable[str]) -> None:
        """These parts of the state are others now."""
        parts, changed = self._parts(), set(changed)
        frame = (parts.get("desk") or {}).get("frame") if "desk" in changed else None
        for kind in told.touched_by(changed):
            before, after = self._state[kind.name], kind.of(parts)
            if data := told.news(kind, before, after):
                self._state[kind.name] = after
                self._tell(kind.name, data, frame)

    def say(self, kind: str, data: Json) -> None:
        """Something happened that is more than a state."""
        self._state[kind] = told.fold(told.BY_NAME[kind], self._state[kind], data)
        self._tell(kind, data)

    def join(self, hearer: Outbox) -> None:
        """Tell it how everything stands, and from now on what changes."""
        if hearer not in self.hearers:
            self.hearers.append(hearer)
        told_now = {"session": self.session, "n": self.kept.last, "state": self._state}
        hearer.say(text_of({"type": "told", **told_now}))

    def leave(self, hearer: Outbox) -> None:
        if hearer in self.hearers:
            self.hearers.remove(hearer)

    def missed(self, asked: Json) -> Json:
        """The answer to `{"session", "n", "until"}`: a page of what came after n; none where it is not kept."""
        n, until = asked.get("n"), asked.get("until")
        known = asked.get("session") == self.session and isinstance(n, int) and isinstance(until, int)
        page = self.kept.after(n, until, PAGE_MOST) if known else ()  # type: ignore[arg-type]
        return {"type": "missed", "n": n, "events": [one.text for one in page]}

    def _tell(self, kind: str, data: Json, frame: int | None = None) -> None:
        n, at = self.kept.last + 1, round(self._now(), 3)
        frame = self._frame() if frame is None else frame
        text = text_of({"type": "event", "n": n, "kind": kind, "time": at, "frame": frame, "data": data})
        self.kept.add(Numbered(n, kind, at, text))
        for hearer in self.hearers:
            hearer.say(f"{NUMBERED}{text}}}")
