"""What is exported can be read again by others, at the right times."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pysubs2
import pytest

from subtitles.formats import FORMATS, whole
from subtitles.formats.captions import Caption, captions_of
from subtitles.values import Line, Translation

RATE = Fraction(25)


def a_line(name: str, first: int | None, end: int | None, **changes: Any) -> Line:
    texts = {"fr": Translation("fr", f"{name} en français"), "zh": Translation("zh", "晚上好。")}
    line = Line(name, "aired", "en", f"{name} in English", "raw", 0, 10, texts=texts, aired_from=first, aired_to=end)
    return line.but(**changes)


def test_times_count_from_the_recordings_first_frame() -> None:
    (caption,) = captions_of([a_line("a", 1025, 1075)], "fr", RATE, [(1000, 2000)])
    assert caption == Caption(1000, 3000, "a en français")


def test_parts_of_a_recording_follow_each_other_without_the_hole_between() -> None:
    lines = [a_line("a", 1000, 1025), a_line("b", 1100, 1125), a_line("c", 1990, 2010), a_line("d", 3000, 3025)]
    spans = [(1000, 1050), (2000, 2050), (3000, 3100)]
    assert [(one.start_ms, one.end_ms, one.text[0]) for one in captions_of(lines, "fr", RATE, spans)] == [
        (0, 1000, "a"), (2000, 2400, "c"), (4000, 5000, "d"),
    ]  # fmt: skip


def test_only_what_aired_is_exported_and_the_speakers_words_are_there_too() -> None:
    lines = [a_line("a", 0, 25), a_line("b", None, None), a_line("c", 50, 50)]
    assert [one.text for one in captions_of(lines, "en", RATE, [(0, 1000)])] == ["a in English"]
    assert captions_of(lines, "ru", RATE, [(0, 1000)]) == []


@pytest.mark.parametrize("kind", FORMATS)
def test_a_player_reads_back_what_was_written(kind: str) -> None:
    captions = [Caption(1040, 2500, "Une ligne,\ndeux lignes."), Caption(3_661_001, 3_662_000, "晚上好。")]
    file = pysubs2.SSAFile.from_string(FORMATS[kind](captions), format_=kind)
    step = 10 if kind == "ass" else 1
    assert [(one.start // step, one.end // step, one.plaintext) for one in file] == [
        (one.start_ms // step, one.end_ms // step, one.text) for one in captions
    ]


def test_markup_in_a_text_stays_text() -> None:
    caption = Caption(0, 1000, "a < b & <b>c</b> --> {\\an8}")
    assert "a &lt; b &amp; &lt;b&gt;c&lt;/b&gt; --&gt; {" in FORMATS["vtt"]([caption])
    assert "{" not in FORMATS["ass"]([caption]).split("[Events]")[1]


def test_an_empty_line_in_a_text_does_not_end_its_cue() -> None:
    written = FORMATS["vtt"]([Caption(0, 1000, "first\n\nsecond")])
    assert "first\nsecond\n" in written


def test_json_has_all_there_is() -> None:
    line = a_line("a", 0, 25, edited_by="Ada")
    assert [Line.from_json(one) for one in json.loads(whole.write([line]))] == [line]
