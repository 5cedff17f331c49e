"""What a presenter is told, and what they may ask for."""

from __future__ import annotations

from typing import Any

import pytest

from studio.presenting.state import deck_in, order_in, told

FILE = {"sources": [{"id": "src_a", "name": "Slides", "input": {"kind": "document", "path": "asset:ast_1"}}]}
DECKS = {"r1": {"source": "src_a", "page": 3, "cued": 5, "pages": 9, "seen": True}}


def test_the_current_page_of_a_deck_on_air_is_told() -> None:
    assert told(True, {"desk": {"decks": DECKS}}, FILE, "src_a") == {
        "type": "deck", "on_air": True, "name": "Slides", "document": "ast_1", "page": 3, "pages": 9, "seen": True,
    }  # fmt: skip


def test_off_air_no_page_is_told_but_the_document_is() -> None:
    found = told(False, {"desk": {"decks": DECKS}}, FILE, "src_a")
    assert (found["on_air"], found["page"], found["pages"], found["seen"]) == (False, None, None, False)
    assert found["document"] == "ast_1"


def test_of_a_source_that_was_edited_the_deck_on_program_counts() -> None:
    desk = {"decks": {"old": DECKS["r1"], "new": {**DECKS["r1"], "page": 1, "seen": False}}}
    assert (deck_in(desk, "src_a") or {})["page"] == 3
    assert deck_in(desk, "src_b") is None
    assert deck_in(None, "src_a") is None


def test_a_deck_whose_length_nobody_knows_yet_has_none() -> None:
    desk = {"decks": {"r1": {**DECKS["r1"], "pages": 0}}}
    assert told(True, {"desk": desk}, FILE, "src_a")["pages"] is None


@pytest.mark.parametrize(
    ("message", "parts"),
    [({"go": "next"}, {"go": "next"}), ({"go": "previous", "cue": True, "source": "other"}, {"go": "previous"}),
     ({"page": 4}, {"page": 4}), ({"page": True}, None), ({"page": 0}, None), ({"page": "4"}, None),
     ({"go": "take"}, None), ({}, None), ({"go": ["next"]}, None)],
)  # fmt: skip
def test_a_presenter_turns_pages_and_asks_for_nothing_else(message: Any, parts: Any) -> None:
    assert order_in(message) == parts
