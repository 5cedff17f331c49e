"""After a day's events nothing has piled up: the bench's own writers, a shorter day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mixer.outputs.hls import GRACE_S, WINDOW
from tests.bench import day

SHORT = {"HOURS": 4, "SEGMENTS": 1200, "LINES": 600, "RECONNECTS": 40}


@pytest.fixture(autouse=True)
def short_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SHORT.items():
        monkeypatch.setattr(day, name, value)


def files(home: Path) -> list[str]:
    return sorted(path.name for path in home.rglob("*") if path.is_file())


def flat(told: dict[str, Any]) -> bool:
    """Whether no descriptor was left open from one hour to the next."""
    return len({hour["fds"] for hour in told["hours"]}) == 1


def test_after_a_day_of_hls_only_what_players_may_still_ask_for_is_there(tmp_path: Path) -> None:
    told = day.hls(tmp_path)
    segments = WINDOW + GRACE_S / 2 + 2  # listed, and those that have just left the list
    assert len([name for name in files(tmp_path) if name.endswith(".m4s")]) <= segments
    assert len([name for name in files(tmp_path) if name.endswith(".vtt")]) <= 2 * segments
    assert len([name for name in files(tmp_path) if name.startswith("init-")]) <= segments
    assert flat(told)


def test_after_a_day_of_captions_the_journal_is_two_small_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("subtitles.captioner.journal.Journal.__init__.__defaults__", (100_000,))
    told = day.captions(tmp_path)
    assert files(tmp_path) == ["lines.1.jsonl", "lines.jsonl"]
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.jsonl")) < 250_000
    assert flat(told)


def test_a_day_s_recording_keeps_no_more_in_memory_than_where_its_keyframes_are(tmp_path: Path) -> None:
    told = day.recorder(tmp_path)
    assert files(tmp_path) == ["day-001.mp4", "day.json"]
    assert flat(told)
