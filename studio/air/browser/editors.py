"""Who edits what just now, so that two people do not work on one thing. Pure: time comes in.

What is in hand is some items of a rundown, or a part of the show: a scene, layout, source or overlay. A courtesy and
no lock: whether an edit counts is up to the revision of the rundown or the show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

ITEMS_MOST = 200
NAME_MOST = 64
EDITORS_MOST = 50
SILENT_S = 30.0


@dataclass(frozen=True, slots=True)
class Editing:
    """Somebody, under the name that others know them by, and what they have in hand.

    That is items of a rundown, or else the part of the show of this id.
    """

    by: str
    rundown: str = ""
    items: tuple[str, ...] = ()
    part: str = ""

    def told(self) -> dict[str, Any]:
        if self.part:
            return {"by": self.by, "part": self.part}
        return {"by": self.by, "rundown": self.rundown, "items": self.items}


@dataclass(frozen=True, slots=True)
class _Kept:
    page: object
    editing: Editing
    at: float


class Editors:
    """One thing in hand a person: what they take at another page takes the place of what they had."""

    def __init__(self) -> None:
        self._all: dict[str, _Kept] = {}

    def take(self, person: str, page: object, editing: Editing, now: float) -> bool:
        """Somebody says, and says again, what they edit; whether that is news to others."""
        before = self._all.get(person)
        if before is None and len(self._all) >= EDITORS_MOST:
            return False
        self._all[person] = _Kept(page, editing, now)
        return before is None or (before.page, before.editing) != (page, editing)

    def leave(self, page: object) -> bool:
        """Nothing is edited at this page any more; whether something was."""
        return self._drop([person for person, kept in self._all.items() if kept.page is page])

    def forget_silent(self, now: float) -> bool:
        """Without those who have not said it again for half a minute; whether there were any."""
        return self._drop([person for person, kept in self._all.items() if now - kept.at > SILENT_S])

    def told(self, page: object) -> list[dict[str, Any]]:
        """What a page is told: all but its own."""
        return [kept.editing.told() for kept in self._all.values() if kept.page is not page]

    def _drop(self, people: list[str]) -> bool:
        for person in people:
            del self._all[person]
        return bool(people)


def read_editing(by: str, message: dict[str, Any]) -> Editing | None:
    """What a page says that it edits; None: nothing any more. Raises ValueError for what cannot be meant."""
    if "part" in message:
        return _read_part(by, message["part"])
    rundown, items = message.get("rundown"), message.get("items")
    if not isinstance(items, list) or len(items) > ITEMS_MOST:
        raise ValueError(f"expected `items` as a list of at most {ITEMS_MOST} ids")
    if not all(_is_name(one) for one in (rundown, *items)):
        raise ValueError(f"expected `rundown` and every item as an id of 1 to {NAME_MOST} characters")
    return Editing(by, str(rundown), tuple(items)) if items else None


def _read_part(by: str, part: object) -> Editing | None:
    if part is None:
        return None
    if not _is_name(part):
        raise ValueError(f"expected `part` as an id of 1 to {NAME_MOST} characters, or null for nothing any more")
    return Editing(by, part=str(part))


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= NAME_MOST
