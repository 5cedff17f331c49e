"""Whether a show is only rehearsed: everything runs, and its ways out are closed. Once they are open they stay so."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from mixer.protocol.files import write_whole


class Rehearsal:
    """What is known of it, noted in the run folder for the next runmixer. `adopting`: there is an engine already.

    A show that begins anew is as it was started, which `note` has kept, and as the database says as soon as it answers:
    one that is locked delays no show. One that goes on is as it was, and the database may only say that it is on air by
    now: what was read before it went there is no news.
    """

    def __init__(self, note: Path) -> None:
        self._note = note
        self.adopted = self._heard = False
        self.closed = False

    def begin(self, *, adopting: bool) -> None:
        """Go on as was noted last; without a note it is on air."""
        self.adopted = adopting
        self.closed = bool(self._noted())

    def hear(self, rehearsing: bool) -> bool:
        """What the database says; whether the ways out are to be opened for it."""
        first, self._heard = not self._heard, True
        if first and not self.adopted:
            was = self.closed
            self._set(rehearsing)
            return was and not rehearsing
        if not self.closed or rehearsing:
            return False
        self._set(False)
        return True

    def end(self) -> None:
        """The show goes on air."""
        self._set(False)

    def _set(self, closed: bool) -> None:
        self.closed = closed
        note(self._note, closed)

    def _noted(self) -> bool | None:
        try:
            return bool(json.loads(self._note.read_text())["rehearsing"])
        except (OSError, ValueError, KeyError, TypeError):
            return None


def note(path: Path, rehearsing: bool) -> None:
    """Keep how the show was started, for a runmixer that cannot ask the database."""
    with contextlib.suppress(OSError):  # a full disk: the database knows it too
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"rehearsing": rehearsing}).encode())
