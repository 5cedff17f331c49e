"""What was said is not lost, and can be read again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from subtitles.captioner.journal import Journal, read_lines
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
