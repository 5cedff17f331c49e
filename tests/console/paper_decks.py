"""The decks of a paper studio: they turn as the mixer's do, and their pages are there at once."""

from __future__ import annotations

from typing import Any

PAGES = 12


class PaperDecks:
    """By source; what is cued becomes current when its scene comes to program."""

    def __init__(self, show: dict[str, Any]) -> None:
        self.all = {
            one["id"]: {"source": one["id"], "page": 1, "cued": 1, "pages": PAGES, "seen": False}
            for one in show["sources"]
            if one["input"]["kind"] == "document"
        }

    def obey(self, command: dict[str, Any]) -> None:
        deck = self.all[command["source"]]
        part = "cued" if command.get("cue") else "page"
        now = deck[part]
        go = {"next": now + 1, "previous": now - 1, "first": 1, "last": PAGES}
        deck[part] = min(PAGES, max(1, command.get("page") or go[command["go"]]))
        if part == "page":
            deck["cued"] = deck["page"]

    def told(self, desk: dict[str, Any], show: dict[str, Any]) -> dict[str, Any]:
        scene: dict[str, Any] = next((one for one in show["scenes"] if one["id"] == desk["program"]), {"slots": {}})
        for name, deck in self.all.items():
            seen = name in scene["slots"].values()
            if seen and not deck["seen"]:
                deck["page"] = deck["cued"]
            deck["seen"] = seen
        return {f"reader-of-{name}": dict(deck) for name, deck in self.all.items()}
