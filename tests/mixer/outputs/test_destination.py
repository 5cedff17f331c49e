"""What the programs promise: they outlive the engine, say how they are, and end properly."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mixer.kinds.destinations import DESTINATIONS
from mixer.outputs.playlist import parse
from mixer.outputs.recorder import Note
from mixer.protocol.resident import ALREADY_RUNNING
from tests.mixer.outputs.programs import ROOT, FakeEngine, Program, Watcher
from tests.waiting import until


def test_hls_waits_for_the_engine_and_outlives_it(tmp_path: Path, start: Callable[..., Program]) -> None:
    program = start("hls")
    watcher = program.watch()
    assert watcher.until_state("waiting")["engine"] is False
    for name in ("one", "two"):
        engine = FakeEngine(tmp_path / "run")
        engine.welcome()
        engine.play(name)
        watcher.until_state("live")
        engine.vanish()
        watcher.until_state("waiting")
    playlist = parse((tmp_path / "hls" / "index.m3u8").read_text())
    firsts = [(segment.init, segment.discontinuity) for segment in playlist.segments[::4]]
    assert firsts == [("init-one.mp4", False), ("init-two.mp4", True)]


def test_sigterm_ends_the_playlist(tmp_path: Path, start: Callable[..., Program], engine: FakeEngine) -> None:
    program = start("hls")
    engine.welcome()
    engine.play("one")
    program.watch().until_state("live")
    program.process.send_signal(signal.SIGTERM)
    assert program.process.wait(20) == 0
    playlist = parse((tmp_path / "hls" / "index.m3u8").read_text())
    assert playlist.ended and sum(s.duration_s for s in playlist.segments) == 2.0
    assert not (tmp_path / "run" / "hls.sock").exists()


def test_a_recording_is_stopped_over_its_socket(
    tmp_path: Path, start: Callable[..., Program], engine: FakeEngine
) -> None:
    program = start("record", "--name", "tape")
    engine.welcome()
    engine.play("one", first_frame=900)
    watcher = program.watch()
    until(lambda: watcher.listen().get("seconds") == 2.0)
    watcher.channel.send_json({"stop": True})
    assert watcher.until_state("ended")["name"] == "tape"
    assert program.process.wait(20) == 0
    note = Note.read(tmp_path / "record" / "tape.json")
    assert [(note.state, part.first_frame, part.seconds) for part in note.parts] == [("finished", 900, 2.0)]


SLOW = """
import os, signal, sys
from mixer.outputs.recorder import Recorder, main

def close(self, whole=Recorder.close):
    os.kill(os.getpid(), signal.SIGTERM)
    whole(self)

Recorder.close = close
sys.exit(main(sys.argv[1:]))
"""


def test_a_recorder_told_to_stop_twice_still_finishes_its_files(tmp_path: Path, engine: FakeEngine) -> None:
    """By a word and then by a signal, which comes while it is finishing."""
    folders = [str(tmp_path / "run"), str(tmp_path / "record")]
    with subprocess.Popen([sys.executable, "-c", SLOW, *folders, "--name", "tape"], cwd=ROOT) as process:
        engine.welcome()
        engine.play("one")
        watcher = Watcher(tmp_path / "run" / "record.sock")
        until(lambda: watcher.listen().get("seconds") == 2.0)
        watcher.channel.send_json({"stop": True})
        assert process.wait(20) == 0
        watcher.channel.close()
    note = Note.read(tmp_path / "record" / "tape.json")
    assert [(note.state, part.state, part.seconds) for part in note.parts] == [("finished", "finished", 2.0)]


def test_a_killed_recorder_leaves_what_finish_can_mend(
    tmp_path: Path, start: Callable[..., Program], engine: FakeEngine
) -> None:
    program = start("record", "--name", "tape")
    engine.welcome()
    engine.play("one")
    watcher = program.watch()
    until(lambda: watcher.listen().get("seconds") == 2.0)
    finish = [sys.executable, "-c", "import sys; from mixer.outputs.finish import main; sys.exit(main(sys.argv[1:]))"]
    finish += [str(tmp_path / "run"), str(tmp_path / "record")]
    assert subprocess.run(finish, cwd=ROOT, capture_output=True).returncode == ALREADY_RUNNING, "not while it records"
    program.kill()
    assert subprocess.run(finish, cwd=ROOT, capture_output=True, check=True).stdout.count(b"\n") == 1
    assert Note.read(tmp_path / "record" / "tape.json").seconds == 2.0


def test_there_is_one_of_each(tmp_path: Path, start: Callable[..., Program]) -> None:
    first = start("hls")
    first.watch().until_state("waiting")
    assert start("hls").process.wait(20) == ALREADY_RUNNING
    lock = tmp_path / "run" / "hls.lock"
    assert int(lock.read_text()) == first.process.pid
    with lock.open() as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_client_that_reads_nothing_costs_nothing(start: Callable[..., Program], engine: FakeEngine) -> None:
    program = start("hls")
    _silent, watcher = program.watch(), program.watch()
    engine.welcome()
    engine.play("one")
    watcher.until_state("live")


def test_garbage_from_a_client_is_ignored(start: Callable[..., Program]) -> None:
    program = start("hls")
    rude, watcher = program.watch(), program.watch()
    rude.channel.send(b"J", b"{not json")
    rude.channel.send(b"J", b"[1]")
    rude.channel.send(b"X", os.urandom(100))
    watcher.until_state("waiting")
    assert program.process.poll() is None


def test_hls_marks_the_breaks_that_it_is_told_of(
    tmp_path: Path, start: Callable[..., Program], engine: FakeEngine
) -> None:
    watcher = start("hls").watch()
    watcher.until_state("waiting")
    one = {"id": "run_x-1", "start_frame": 15, "planned_frames": 30, "end_frame": 45, "cancelled": False}
    watcher.channel.send_json({"breaks": [one, {"id": "no break"}]})
    watcher.channel.send_json({"breaks": [one]})
    engine.welcome()
    engine.play("one")
    watcher.until_state("live")
    engine.vanish()
    watcher.until_state("waiting")
    (told,) = parse((tmp_path / "hls" / "index.m3u8").read_text()).ranges
    assert (told.planned_ms, told.end_ms) == (1000, told.start_ms + 1000)


def test_a_recorder_has_no_use_for_breaks(tmp_path: Path, start: Callable[..., Program], engine: FakeEngine) -> None:
    watcher = start("record", "--name", "tape").watch()
    watcher.channel.send_json({"breaks": [{"id": "run_x-1", "start_frame": 15, "planned_frames": 30}]})
    engine.welcome()
    engine.play("one")
    assert until(lambda: watcher.listen().get("seconds") == 2.0)


def test_it_ends_when_its_run_folder_is_gone(tmp_path: Path, start: Callable[..., Program]) -> None:
    program = start("hls")
    program.watch().until_state("waiting")
    (tmp_path / "run" / "hls.sock").unlink()
    assert program.process.wait(20) == 0


def test_nobody_is_told_twice_and_nothing_is_told_to_the_wind(
    tmp_path: Path, start: Callable[..., Program], engine: FakeEngine
) -> None:
    program = start("hls")
    engine.welcome()
    engine.play("one")
    assert engine.client
    engine.client.send_json({"lost": 7})
    engine.client.send_json({"end": True})
    watcher = program.watch()
    until(lambda: watcher.listen() and watcher.events)
    watcher.channel.close()
    late = program.watch()
    late.until_state("waiting")
    assert (watcher.events, late.events) == (["fragments_lost"], [])


def test_the_table_names_every_destination() -> None:
    assert sorted(DESTINATIONS) == ["hls", "record", "relay"]


def test_a_hung_up_engine_mid_message_is_no_half_fragment(
    tmp_path: Path, start: Callable[..., Program], engine: FakeEngine
) -> None:
    program = start("hls")
    engine.welcome()
    engine.play("one")
    assert engine.client
    engine.client.sock.send(b"F\1half of a fragment, and then the engine is killed")
    engine.vanish()
    watcher = program.watch()
    watcher.until_state("waiting")
    assert len(parse((tmp_path / "hls" / "index.m3u8").read_text()).segments) == 4
