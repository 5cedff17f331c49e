from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mixer.text.clusters import length_of
from subtitles.showing.breaking import Page, pages
from subtitles.showing.joints import NOT_FIRST, NOT_LAST
from subtitles.showing.readability import RULES, Rules, rules_for
from tests.subtitles.showing.talk import TEXTS

SQUARE = st.text("港口舞台上的摄像机正在直播字幕跟随说话人カメラはひらがなッャー", min_size=1, max_size=7)
INSIDE = st.sampled_from(["，", "。", "、", "！", "？", "；", "……", "”", "」", "（", "「", "“", "『", "·", "：", "%"])
LATIN = st.sampled_from(["Tally", "3.14", "2024", "U.S.", "GPU-2", "100%", "$20", "x"])
WORDS = st.text("abcdefgàéßжщñ'", min_size=1, max_size=12)
ENDS = st.sampled_from(["", "", "", ",", ".", "!", " ?", ":", ";", "…", ")"])


@st.composite
def square_text(draw: st.DrawFn) -> str:
    return "".join(draw(st.lists(st.one_of(SQUARE, LATIN, INSIDE), min_size=1, max_size=24)))


@st.composite
def spaced_text(draw: st.DrawFn) -> str:
    return " ".join(draw(WORDS) + draw(ENDS) for _ in range(draw(st.integers(1, 40))))


def lines_of(found: list[Page]) -> list[str]:
    return [line for page in found for line in page]


def unspaced(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(max_examples=80)
@given(square_text(), st.sampled_from(["zh", "ja"]))
def test_no_chinese_or_japanese_line_begins_or_ends_with_a_forbidden_mark(text: str, language: str) -> None:
    rules = rules_for(language)
    found = lines_of(pages(text, language, rules))
    inner = list(zip(found, found[1:], strict=False))
    # A run of marks that is longer than half a line has no good place at all.
    longest = max((len(run) for run in re.findall(r"[^\w]+|[\w.$%-]+", text, re.ASCII)), default=0)
    if longest < rules.length // 2:
        assert [line for _, line in inner if line[0] in NOT_FIRST] == []
        assert [line for line, _ in inner if line[-1] in NOT_LAST] == []


@settings(max_examples=80)
@given(st.one_of(square_text(), spaced_text()), st.sampled_from(["zh", "ja", "ko", "en", "fr", "de", "th"]))
def test_no_line_is_too_long_no_page_too_high_and_no_character_lost(text: str, language: str) -> None:
    rules = rules_for(language)
    found = pages(text, language, rules)
    assert all(length_of(line, rules.square) <= rules.length for line in lines_of(found))
    assert all(1 <= len(page) <= rules.lines and all(page) for page in found)
    assert unspaced("".join(lines_of(found))) == unspaced(text)


@settings(max_examples=80)
@given(spaced_text(), st.sampled_from(["en", "fr", "ru", "ko", "ar"]), st.integers(1, 4))
def test_a_line_is_never_broken_within_a_word(text: str, language: str, count: int) -> None:
    rules = replace(rules_for(language), square=False, length=20)
    words = text.split()
    shown = [word for line in lines_of(pages(text, language, rules, count)) for word in line.split()]
    assert shown == words


@settings(max_examples=100)
@given(square_text())
def test_a_latin_word_or_a_number_is_one_unit(text: str) -> None:
    found = lines_of(pages(text, "zh", rules_for("zh")))
    for line, following in zip(found, found[1:], strict=False):
        joined = line[-1].isascii() and line[-1].isalnum() and following[0].isascii() and following[0].isalnum()
        long = re.search(r"[\x21-\x7e]{20,}", text)
        assert not joined or long


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", TEXTS["en"], [("The camera on the harbour stage is live,", "and the captions follow the speaker.")]),
        ("en", "It fits.", [("It fits.",)]),
        (
            "en",
            "We met in the office of John Smith last night.",
            [("We met in the office", "of John Smith last night.")],
        ),
        ("en", "Everybody here would like to hear the story.", [("Everybody here would like", "to hear the story.")]),
        ("fr", "Est-ce que vous voyez bien la caméra de la scène ?", None),
        ("ja", TEXTS["ja"], [("港の舞台のカメラは", "生放送中で、"), ("字幕は話し手を追います。",)]),
        ("zh", "所以你可以在3.14秒内看到“字幕”和画面。", [("所以你可以在3.14秒内看到", "“字幕”和画面。")]),
        ("ko", TEXTS["ko"], None),
    ],
)
def test_lines_break_where_a_reader_pauses(language: str, text: str, expected: list[Page] | None) -> None:
    found = pages(text, language, rules_for(language))
    if expected is not None:
        assert found == expected
    assert not any(re.search(r"\b(the|a|la|le|of)$", line) for line in lines_of(found))
    assert not any(line.startswith(("?", "!", "»")) for line in lines_of(found))


def test_a_title_and_a_name_stay_together() -> None:
    text = "It was all found out last year by Dr. Alice Brown and Mr. Smith in the long winter evenings."
    together = " | ".join(lines_of(pages(text, "en", Rules(length=30))))
    assert all(name in together for name in ("Dr. Alice Brown", "Mr. Smith"))


def test_a_text_is_split_into_as_many_pages_as_asked_for() -> None:
    assert [len(pages(TEXTS["en"], "en", rules_for("en"), count)) for count in (1, 2, 3)] == [1, 2, 3]
    assert len(pages("Two words", "en", rules_for("en"), 5)) == 2


def test_a_word_longer_than_a_line_is_cut_at_its_hyphen_or_between_characters() -> None:
    assert pages("https://example.com/a-rather-long-address", "en", Rules(length=30)) == [
        ("https://example.com/a-rather-", "long-address")
    ]
    assert pages("x" * 30, "en", Rules(length=20)) == [("x" * 20, "x" * 10)]


def test_nothing_has_no_pages() -> None:
    assert pages("  \n ", "en", rules_for("en")) == []


def test_every_language_with_rules_breaks_its_text() -> None:
    for code in {*RULES, *TEXTS}:
        assert pages(TEXTS.get(code, TEXTS["en"]), code, rules_for(code))
