from __future__ import annotations

import pytest

from subtitles.engines.junk import repeats, why_junk

GOOD = [
    ("Good evening and welcome.", "晚上好，欢迎收看。"),
    ("Hi.", "Bonjour à tous !"),
    ("No, no, no, no.", "Non, non, non, non."),
    ("One two three four five.", "Раз два три четыре пять."),
    ("...", "..."),
    ("晚上好，欢迎收看今天的节目。", "Good evening, and welcome to our programme of today."),
]
JUNK = [
    ("Good evening.", "", "nothing"),
    ("Good evening.", " . ", "nothing"),
    ("Applause in the hall.", "(掌声)(掌声)(掌声)(掌声)", "repeated"),
    ("Good evening and welcome.", "bonsoir le soir bonsoir le soir bonsoir le soir", "repeated"),
    ("Good evening and welcome to the programme of today.", "oui", "length"),
    (
        "Yes, well.",
        "Ce que nous avons vu hier dans la ville, et ce qui viendra, personne ne le sait.",
        "length",
    ),
]


@pytest.mark.parametrize(("source", "translated"), GOOD)
def test_a_translation_is_let_through(source: str, translated: str) -> None:
    assert why_junk(source, translated) == ""


@pytest.mark.parametrize(("source", "translated", "why"), JUNK)
def test_junk_is_told_apart(source: str, translated: str, why: str) -> None:
    assert why in why_junk(source, translated)


def test_repeats_are_counted_in_groups() -> None:
    assert [repeats(text) for text in ("", "a b c", "a a", "a b a b a b", "好好好")] == [0, 1, 2, 3, 3]
