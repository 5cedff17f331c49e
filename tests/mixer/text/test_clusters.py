from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixer.text.clusters import clusters, length_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", ["a", "b", "c"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("👍🏽!", ["👍🏽", "!"]),
        ("👨‍👩‍👧x", ["👨‍👩‍👧", "x"]),
        ("🇫🇷🇩🇪", ["🇫🇷", "🇩🇪"]),
        ("1️⃣2", ["1️⃣", "2"]),
        ("שָׁלוֹם", ["שָׁ", "ל", "וֹ", "ם"]),
        ("กำลัง", ["กำ", "ลั", "ง"]),
    ],
)
def test_a_cluster_is_what_a_reader_takes_for_a_character(text: str, expected: list[str]) -> None:
    assert clusters(text) == expected


@given(st.text())
def test_clusters_joined_are_the_text(text: str) -> None:
    assert "".join(clusters(text)) == text


def test_a_chinese_character_is_as_long_as_two_letters() -> None:
    assert length_of("字幕", square=True) == 2
    assert length_of("Tally", square=True) == 2.5
    assert length_of("Tally", square=False) == 5
    assert length_of("e\u0301\u200b", square=False) == 1
