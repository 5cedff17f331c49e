"""How many sources decode for air at once."""

from __future__ import annotations

import pytest

from mixer.core.decoding import awake
from mixer.protocol.decoding import NAME, USUAL, most_decoding


def test_what_is_needed_first_decodes_and_the_rest_sleeps() -> None:
    assert awake("ab", ["bc", "d", "efgh"], 6) == set("abcdef")


def test_what_is_on_program_decodes_however_much_it_is() -> None:
    assert awake("abcdefgh", ["i", "j"], 6) == set("abcdefgh")


def test_where_there_is_room_all_decode() -> None:
    assert awake("a", ["b", "", "c"], 6) == set("abc")


@pytest.mark.parametrize(("said", "most"), [("", USUAL), ("12", 12), ("0", USUAL), ("many", USUAL), ("-3", USUAL)])
def test_the_operator_says_how_many(monkeypatch: pytest.MonkeyPatch, said: str, most: int) -> None:
    monkeypatch.setenv(NAME, said)
    assert most_decoding() == most
