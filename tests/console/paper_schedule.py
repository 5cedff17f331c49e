"""The schedule of a paper studio: entries stored as they are sent, whose next time is always the same."""

from __future__ import annotations

import itertools
from typing import Any

NEXT = [{"utc": "2036-11-22T19:00:00Z", "local": "2036-11-22T20:00:00"}]


class PaperSchedule:
    """`part` is what consoles are told of it on air."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, Any]] = {}
        self.removed: list[dict[str, Any]] = []
        self.part: dict[str, Any] | None = None
        self.numbers = itertools.count(1)
        self.refusal = ""

    def rest(self, method: str, parts: list[str], body: dict[str, Any]) -> tuple[int, Any]:
        """Answer a request; `parts` is what follows `schedule` in the address."""
        if method == "GET":
            return 200, {"results": list(self.entries.values()), "next": None}
        if self.refusal:
            return 400, {"title": "Invalid", "errors": [{"field": "at", "message": self.refusal}]}
        if method == "POST":
            id = f"sch_{next(self.numbers)}"
            self.entries[id] = {"id": id, "next": NEXT, **body}
            return 201, self.entries[id]
        if method == "DELETE":
            self.removed.append(self.entries.pop(parts[0]))
            return 204, None
        self.entries[parts[0]] |= body
        return 200, self.entries[parts[0]]

    def undo(self) -> tuple[int, Any]:
        entry = self.removed.pop()
        self.entries[entry["id"]] = entry
        return 200, {}
