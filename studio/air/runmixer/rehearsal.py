"""Whether a show is only rehearsed: everything runs, and its ways out are closed. Once they are open they stay so."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from mixer.protocol.files import write_whole


class Rehearsal:
    """What is known of it, noted in the run folder for the next runmixer. `adopting`: there is an engine already.

    A show that begins anew is as the database says; until that has answered nothing goes out. One that goes on is as it
    was, and the database may only say that it is on air by now: what was read before it went there is no news.
    """

    def __init__(self, note: Path) -> None:
        self._note = note
        self._adopting = self._heard = False
        self.closed = False

    def begin(self, *, adopting: bool) -> None:
        """Go on as the last runmixer noted; an engine without a note is on air."""
        noted = self._noted()
        self._adopting = adopting
        self.closed = not adopting if noted is None else noted

    def hear(self, rehearsing: bool) -> bool:
        """What the database says; whether the ways out are to be opened for it."""
        first, self._heard = not self._heard, True
        if first and not self._adopting:
            self._set(rehearsing)
            return not rehearsing
        if not self.closed or rehearsing:
            return False
        self._set(False)
        return True

    def end(self) -> None:
        """The show goes on air."""
        self._set(False)

    def _set(self, closed: bool) -> None:
        self.closed = closed
        with contextlib.suppress(OSError):  # a full disk: the database knows it too
            write_whole(self._note, json.dumps({"rehearsing": closed}).encode())

    def _noted(self) -> bool | None:
        try:
            return bool(json.loads(self._note.read_text())["rehearsing"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
