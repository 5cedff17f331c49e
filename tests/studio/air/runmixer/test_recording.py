"""REC as runmixer hears it: begun, refused in words, kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from mixer.protocol.room import ENOUGH_BYTES
from studio.air.processes import kept
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer import output, recording
from studio.air.runmixer.recording import Recording
from studio.media import recordings
from tests.waiting import until_async

STORED = {"id": "dst_r", "name": "Recording", "output": {"kind": "record"}, "on": False}


class Process:
    """A recorder that fails as often as it is told, then runs until it is asked to end."""

    name, status, failures, state = "record", dict[str, Any](), 0, "waiting"

    def __init__(self, *_: object, **more: object) -> None:
        self._asked = asyncio.Event()

    async def run(self) -> None:
        if Process.failures:
            Process.failures -= 1
            raise OSError(11, "no process could be made")
        await self._asked.wait()

    def ask_to_end(self) -> None:
        self._asked.set()

    async def end(self, patience_s: float) -> None:
        self.ask_to_end()


@pytest.fixture(autouse=True)
def paper_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(output, "DestinationProcess", Process)
    monkeypatch.setattr(kept, "AGAIN_S", 0.0)
    yield
    Process.failures = 0


def a_recording(home: Path, free: int = 10 * ENOUGH_BYTES) -> tuple[Recording, list[dict[str, Any]], Mock]:
    events: list[dict[str, Any]] = []
    paths, writer = ShowPaths(home, "shw_a"), Mock()
    paths.run.mkdir(parents=True)
    return Recording(paths, STORED, lambda: None, events.append, writer, free=lambda _: free), events, writer


async def test_rec_on_a_full_disk_is_a_refusal_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recording, "write_whole", full)
    rec, events, _ = a_recording(tmp_path)
    problem = rec.start()
    assert problem and problem.code == "disk_full" and "No space left" in problem.text
    assert not rec.on and events == []


async def test_rec_where_a_recorder_would_begin_with_a_pause_is_refused_with_the_figures(tmp_path: Path) -> None:
    rec, _, _ = a_recording(tmp_path, free=60_000_000)
    problem = rec.start()
    assert problem and problem.text == "only 60 MB are free on the disk; a recording is begun where 100 MB are"


async def test_a_recording_whose_keeper_fails_is_kept_and_ends_as_it_should(tmp_path: Path) -> None:
    Process.failures = 2
    rec, events, writer = a_recording(tmp_path)
    assert rec.start() is None
    await until_async(lambda: Process.failures == 0)
    assert rec.on, "a mistake in between did not end it"
    await rec.end(1)
    assert [event["code"] for event in events] == ["recording_started", "recording_stopped"]
    assert writer.do.call_args.args[0].func is recordings.recording_ended
