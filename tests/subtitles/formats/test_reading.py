"""Subtitles of any tool are read, and what is broken in them costs itself only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from subtitles.errors import BadFile
from subtitles.formats import FORMATS
from subtitles.formats.captions import Caption
from subtitles.formats.reading import MOST_BYTES, in_turn, read, read_file, text_of

EVENING, WELCOME = Caption(1000, 2500, "Good evening."), Caption(3000, 4250, "Ça va ?")
SRT = "1\n00:00:01,000 --> 00:00:02,500\nGood evening.\n\n2\n00:00:03,000 --> 00:00:04,250\nÇa va ?\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_is_read_in_the_encodings_that_it_comes_in(encoding: str) -> None:
    assert read(text_of(SRT.encode(encoding))) == [EVENING, WELCOME]


@pytest.mark.parametrize(
    "text",
    [
        SRT.replace("\n", "\r\n"),
        SRT.replace("\n", "\r"),
        SRT.rstrip(),
        SRT.replace("\n\n", "\n"),
        SRT.replace("1\n0", "0").replace("2\n0", "0"),
        SRT.replace("00:00:", "00:").replace(",", "."),
        "WEBVTT - Evening\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE\nof nobody\n\n"
        + SRT.replace(",", "."),
        SRT.replace("2,500", "2,500 align:start line:0").replace("Good", "<v.loud Ada><i>Good</i>"),
        SRT.replace("Good evening", "{\\an8}<font color=red>Good&nbsp;evening</font>").replace(",500", ",5"),
        SRT + "\n3\n00:00:09,000 --> soon\nNever\n\n4\n00:00:09,000 --> 00:00:08,000\nBackwards\n\n5\n",
    ],
)
def test_what_other_tools_write_otherwise_is_the_same(text: str) -> None:
    assert read(text) == [EVENING, WELCOME]


def test_times_of_single_words_and_signs_that_are_no_markup() -> None:
    (cue,) = read("WEBVTT\n\n00:00.000 --> 00:02.000\nIf <00:01.000>a &lt; b\nand 3 < 4 > 2\n")
    assert cue.text == "If a < b\nand 3 < 4 > 2"


def test_cues_come_by_time_in_whatever_order_they_are_written() -> None:
    text = "00:05.000 --> 00:06.000\nlater\n\n00:01.000 --> 00:02.000\nsooner\n"
    assert [one.text for one in read(text)] == ["sooner", "later"]


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_what_we_export_is_read_back(kind: str) -> None:
    captions = [Caption(0, 1000, "One <b> & two"), Caption(90_000_000, 90_001_500, "Next day\nat one")]
    assert read(FORMATS[kind](captions)) == (
        captions if kind == "vtt" else [Caption(0, 1000, "One & two"), captions[1]]
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no cue"),
        (b"WEBVTT\n\n", "no cue"),
        (b"Dear Sir or Madam,\n" * 50, "no cue"),
        (os.urandom(64) + b"\0" * 64, "no text"),
        (b"00:00:01,000 --> 00:00:02,000\nx\n\n" * (MOST_BYTES // 20), "MB at most"),
    ],
)
def test_what_says_nothing_is_refused_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a.srt").write_bytes(data)
    with pytest.raises(BadFile, match=words):
        read_file(tmp_path / "a.srt")


def test_a_file_that_is_gone_or_is_none_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="gone"):
        read_file(tmp_path / "a.srt")
    os.mkfifo(tmp_path / "pipe.srt")
    for path in (tmp_path, tmp_path / "pipe.srt"):
        with pytest.raises(BadFile, match="no file"):
            read_file(path)


def test_ten_thousand_cues_are_all_read() -> None:
    text = "".join(f"{n}\n00:{n // 60 % 60:02}:{n % 60:02},000 --> 99:00:00,000\nx\n\n" for n in range(10_000))
    assert len(read(text)) == 10_000


def test_of_cues_over_each_other_the_later_takes_its_place() -> None:
    title, verse = Caption(0, 60_000, "Song"), Caption(5000, 8000, "Verse")
    assert in_turn([title, verse], 800) == [Caption(0, 5000, "Song"), verse]


def test_two_who_speak_at_once_are_one_cue() -> None:
    both = [Caption(1000, 3000, "- Who?"), Caption(1000, 3500, "- Me."), Caption(3200, 4000, "Ah.")]
    assert in_turn(both, 800) == [Caption(1000, 3200, "- Who?\n- Me."), both[2]]
