"""What was said is not lost, and can be read again."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from subtitles.captioner import journal as journals
from subtitles.captioner.journal import BLOCK, LATE_MOST, Journal, newest_lines, older, read_lines
from tests.subtitles.captioner.makers import a_line, texts


def test_the_last_change_of_a_line_counts(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "captions" / "lines.jsonl")
    journal.append([a_line("a"), a_line("b", from_frame=50)])
    journal.append([a_line("a", state="translated", texts=texts(fr="Bonsoir."))])
    lines = read_lines(journal.path)
    assert [(line.id, line.state) for line in lines] == [("b", "heard"), ("a", "translated")]
    assert lines[1].texts["fr"].text == "Bonsoir."


def test_a_half_written_line_spoils_neither_the_earlier_nor_the_later(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    Journal(path).append([a_line("a")])
    with path.open("ab") as file:
        file.write(b'{"id": "b", "sta')
    Journal(path).append([a_line("c")])
    assert [line.id for line in read_lines(path)] == ["a", "c"]


@pytest.mark.parametrize("row", ["", "null", "[]", '"x"', "{}", '{"id": 3}', '{"id": "x", "texts": []}'])
def test_what_is_no_line_is_passed_over(tmp_path: Path, row: str) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(row + "\n" + json.dumps(a_line("a").to_json()) + "\n")
    assert [line.id for line in read_lines(path)] == ["a"]


def test_a_disk_that_refuses_keeps_lines_for_later_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path / "lines.jsonl")
    journal.append([a_line("a")])

    def full(fd: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        journal.append([a_line("b")])
        assert "No space left" in journal.trouble
    journal.sync()
    assert journal.trouble == ""
    assert {line.id for line in read_lines(journal.path)} == {"a", "b"}


def test_a_line_survives_its_own_json() -> None:
    line = a_line(
        texts=texts(zh="晚上好。", ar="مساء الخير."), aired_from=120, aired_to=200, reason="x", edited_by="Ada"
    )
    assert type(line).from_json(json.loads(json.dumps(line.to_json()))) == line


def test_a_disk_that_cannot_sync_is_trouble_and_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path / "lines.jsonl")
    journal.append([a_line("a")])

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdatasync", full)
        journal.sync()
    assert "No space" in journal.trouble
    journal.append([a_line("b")])
    assert journal.trouble == ""
    journal.close()


def test_the_journal_of_a_long_day_stays_small_and_has_the_newest_lines(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "lines.jsonl", large=50_000)
    for number in range(2000):
        journal.append([a_line(f"line-{number}", from_frame=number)])
    assert journal.path.stat().st_size + older(journal.path).stat().st_size < 2 * 51_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lines.1.jsonl", "lines.jsonl"]
    assert [line.id for line in newest_lines(journal.path, 100)] == [f"line-{n}" for n in range(1900, 2000)]


def test_a_start_reads_no_more_of_the_journal_than_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path / "lines.jsonl")
    journal.append(a_line(f"line-{number}", from_frame=number) for number in range(20_000))
    reads: list[int] = []
    backwards = journals.backwards

    def counted(file: Any) -> Any:
        for row in backwards(file):
            reads.append(len(row))
            yield row

    monkeypatch.setattr(journals, "backwards", counted)
    assert len(newest_lines(journal.path, 50)) == 50
    assert sum(reads) < BLOCK < journal.path.stat().st_size / 50


def test_a_line_is_as_it_was_last_also_when_that_is_in_the_newer_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "lines.jsonl", large=400)
    journal.append([a_line("a"), a_line("b", from_frame=1)])
    assert older(journal.path).exists() and not journal.path.exists()
    journal.append([a_line("a", state="aired")])
    assert {line.id: line.state for line in read_lines(journal.path)} == {"a": "aired", "b": "heard"}


def test_rows_longer_than_a_block_are_read_whole(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "lines.jsonl")
    long = a_line("a", text="x" * (2 * BLOCK + 17))
    journal.append([long, a_line("b", from_frame=100)])
    assert [line.id for line in read_lines(journal.path)] == ["a", "b"]
    assert read_lines(journal.path)[0] == long


def test_a_disk_that_is_full_for_days_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    journal = Journal(tmp_path / "lines.jsonl")
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        for number in range(LATE_MOST + 100):
            journal.append([a_line(f"line-{number}", from_frame=number)])
            journal.append([a_line(f"line-{number}", from_frame=number, state="aired")])
    journal.sync()
    lines = read_lines(journal.path)
    assert [line.id for line in lines] == [f"line-{n}" for n in range(100, LATE_MOST + 100)]
    assert {line.state for line in lines} == {"aired"}, "only the last change of each waited"


def test_a_line_with_parts_of_a_later_version_is_read(tmp_path: Path) -> None:
    told = a_line("a", texts=texts(fr="Bonsoir.")).to_json()
    told["mood"], told["texts"]["fr"]["mood"] = "happy", "happy"
    (tmp_path / "lines.jsonl").write_text(json.dumps(told) + "\n")
    assert [line.texts["fr"].text for line in read_lines(tmp_path / "lines.jsonl")] == ["Bonsoir."]
