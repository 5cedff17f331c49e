"""What a presenter is told of a deck, from what is known of its show. Pure."""

from __future__ import annotations

from typing import Any

State = dict[str, Any]


def deck_in(desk: State | None, source: str) -> State | None:
    """The deck of a source: of the one that is on program, where it was edited since."""
    decks = [one for one in ((desk or {}).get("decks") or {}).values() if one.get("source") == source]
    return max(decks, key=lambda one: bool(one.get("seen")), default=None)


def told(up: bool, known: State, stored: State | None, source: str) -> State:
    """Whether the show is on air, which page its deck is on, and which document it shows.

    `known` is what the mixer tells of the show, `stored` its file. `page` is null while nobody knows it.
    """
    named: State = next((one for one in (stored or {}).get("sources", ()) if one["id"] == source), {})
    deck = deck_in(known.get("desk"), source) if up else None
    return {
        "type": "deck", "on_air": up, "name": named.get("name", ""), "document": document_in(named),
        "page": deck["page"] if deck else None, "pages": (deck.get("pages") or None) if deck else None,
        "seen": bool(deck and deck.get("seen")),
    }  # fmt: skip


def document_in(source: State) -> str:
    """The id of the asset that a source shows."""
    return str(source.get("input", {}).get("path", "")).removeprefix("asset:")


def order_in(message: State) -> State | None:
    """The parts of a command that a presenter's message asks for; None where it asks for none that they may."""
    if message.get("go") in ("next", "previous", "first", "last"):
        return {"go": message["go"]}
    page = message.get("page")
    return {"page": page} if isinstance(page, int) and not isinstance(page, bool) and page >= 1 else None
