"""What people are warned of while a rundown plays: each thing once, until it is otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mixer.core.rundown import Rundown

Json = Mapping[str, Any]


class Warnings:
    """Follows the events of a rundown. A loop whose item fails in each round is one warning, not one a round."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], str] = {}

    def words(self, event: Json, rundown: Rundown | None) -> str | None:
        """What there is to warn of; None where it is nothing, or nothing new."""
        kind, of = event["event"], (event.get("rundown", ""), event.get("item", ""))
        if kind == "item_started" and of[1]:
            self._said.pop(of, None)
            self._said.pop((of[0], ""), None)
        if kind not in ("item_failed", "empty"):
            return None
        known = rundown.items.get(of[1]) if rundown else None
        text = event.get("text", "") if kind == "item_failed" else "there is nothing in the rundown to play"
        if self._said.get(of) == text:
            return None
        self._said[of] = text
        return f"{known.name}: {text}" if known and known.name else str(text)
