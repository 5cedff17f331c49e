"""What happens to the engine's children costs a tile, never the programme: no frame number is missing."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from mixer.kinds.overlays.text import TextOverlay
from mixer.kinds.sources.pull import Pull
from mixer.protocol.basics import Rect
from mixer.protocol.showfile import Overlay, Scene, Source
from mixer.protocol.wire import JSON
from mixer.sources.counter import read_counter
from tests.helpers import a_show, pictures_of
from tests.journeys.engine import Bench, Programme, on_air
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.ordinary]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Bench]:
    with on_air(tmp_path, a_show()) as bench:
        bench.wait(lambda: bench.state("bars") == "live")
        yield bench


def shown_counter(bench: Bench) -> int:
    """The number that the test signal shows in the newest picture of the programme, lossy coding and all."""
    programme = bench.programme
    newest = pictures_of(programme.init + b"".join(programme.fragments))[-1]
    height, width = newest.shape[0] * 2 // 3, newest.shape[1]
    return read_counter([newest[:height, :width]])


def test_a_killed_source_costs_no_frame_and_comes_back(engine: Bench) -> None:
    engine.child("tally source bars").kill()
    engine.wait(lambda: ("bars", "retrying") in engine.seen)
    engine.wait(lambda: engine.state("bars") == "live")
    engine.runs_on()
    assert engine.programme.missing() == [] and engine.programme.sessions == 1
    assert engine.status["sources"]["bars"]["restarts"] >= 1


def test_a_stopped_test_signal_keeps_its_picture_and_returns_live_not_cached(engine: Bench) -> None:
    """What is read on this machine is never lost while its process lives."""
    worker = engine.child("tally source bars")
    engine.read()
    engine.seen.clear()
    worker.suspend()
    engine.runs_on(45)
    replaced = engine.status["sources"]["bars"]["restarts"]  # on a very slow machine it took too long to answer
    assert ("bars", "slate") not in engine.seen or replaced
    with contextlib.suppress(psutil.NoSuchProcess):  # on a slow machine it has been replaced by now
        worker.resume()
    # The test signal counts the programme's own frames: a picture from before would be 45 behind at least.
    engine.wait(
        lambda: bool(engine.programme.fragments) and abs(shown_counter(engine) - engine.programme.frames[-1]) < 30
    )
    assert engine.programme.missing() == []


def test_a_source_that_stays_stopped_is_replaced(engine: Bench) -> None:
    worker = engine.child("tally source bars")
    worker.suspend()
    engine.wait(lambda: engine.status["sources"]["bars"]["restarts"] >= 1 and engine.state("bars") == "live")
    assert not worker.is_running() or worker.status() == "zombie"
    assert engine.programme.missing() == []


def test_losing_every_worker_at_once_costs_no_frame(engine: Bench) -> None:
    engine.child("mixer forkserver").kill()
    engine.wait(lambda: ("bars", "retrying") in engine.seen and ("waves", "retrying") in engine.seen)
    engine.wait(lambda: engine.state("bars") == "live" and engine.state("waves") == "live")
    engine.runs_on()
    assert engine.programme.missing() == [] and engine.programme.sessions == 1


def test_a_forkserver_that_hangs_is_replaced_and_the_programme_goes_on(engine: Bench) -> None:
    forkserver = engine.child("mixer forkserver")
    forkserver.suspend()
    engine.child("tally source bars").kill()  # until now nothing was asked of it
    engine.wait(lambda: ("bars", "retrying") in engine.seen)
    engine.wait(lambda: engine.state("bars") == "live" and engine.state("waves") == "live")
    engine.runs_on()
    assert not forkserver.is_running() or forkserver.status() == "zombie"
    assert engine.programme.missing() == [] and engine.programme.sessions == 1


def test_an_encoder_that_stalls_keeps_its_session_and_its_sound(engine: Bench) -> None:
    """Pictures are left out, never a segment's first, and what is there joins on without a gap."""
    encoder = engine.child("tally encoder")
    encoder.suspend()
    engine.wait(lambda: engine.status.get("left_out", 0) > 10)
    encoder.resume()
    engine.wait(lambda: engine.status["encode_lag_frames"] < 15)
    engine.runs_on()
    programme = engine.programme
    assert engine.status["overloads"] == 0 and programme.sessions == 1 and programme.missing() == []
    assert [start for start, _ in programme.sound[1:]] == [start + length for start, length in programme.sound[:-1]]
    assert {number for number in range(programme.keys[0], programme.keys[-1]) if number % 30 == 0} <= {*programme.keys}


def test_an_encoder_that_is_killed_is_replaced_and_the_engine_goes_on(engine: Bench) -> None:
    engine.child("tally encoder").kill()
    engine.wait(lambda: engine.status.get("overloads", 0) == 1)
    again = Programme(engine.connect({"hello": "program"}))

    def has_begun() -> bool:
        again.read()
        return bool(again.frames)

    until(has_begun)
    assert again.frames[0] > engine.programme.frames[-1]
    assert engine.process.poll() is None and engine.state("bars") == "live"
    again.channel.close()


def test_a_monitor_s_sound_goes_on_while_its_picture_stands_still(engine: Bench) -> None:
    """They are processes of their own, and losing one costs the programme nothing."""
    picture = engine.connect({"hello": "monitor", "bus": "program"})
    sound = engine.connect({"hello": "monitor", "bus": "program-pcm"})
    heard: list[tuple[int, int]] = []  # (index of the first sample, samples)

    def listen() -> int:
        packets = (message.body for message in sound.receive() if message.kind == b"K")
        heard.extend((int.from_bytes(body[:8], "big", signed=True), (len(body) - 8) // 4) for body in packets)
        return len(heard)

    engine.wait(lambda: listen() > 0 and any(message.kind == b"K" for message in picture.receive()))
    engine.child("tally monitor").suspend()
    until_packet = listen() + 60
    engine.wait(lambda: listen() >= until_packet)
    assert [first for first, _ in heard[1:]] == [first + length for first, length in heard[:-1]]
    engine.child("tally sound").kill()
    engine.runs_on()
    assert engine.programme.missing() == [] and engine.programme.sessions == 1
    picture.close()
    sound.close()


def test_engine_encoder_and_each_source_have_sessions_of_their_own(engine: Bench) -> None:
    """Where the kernel shares its cores by session, they would else have one program's part between them."""
    children = [engine.child(title) for title in ("tally encoder", "tally source bars", "tally source waves")]
    sessions = {os.getsid(process.pid) for process in children}
    assert len(sessions) == 3 and os.getsid(engine.process.pid) not in sessions


def test_a_peer_that_accepts_and_never_answers_costs_only_its_tile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLY_ALLOW_NETS", "127.0.0.0/8")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        pull = Source("camera", "Camera", Pull(f"rtmp://127.0.0.1:{silent.getsockname()[1]}/live/x"))
        accepting = threading.Thread(target=accept_all, args=(silent,), daemon=True)
        accepting.start()
        with on_air(tmp_path, a_show(sources=(*a_show().sources, pull))) as bench:
            bench.wait(lambda: bench.state("camera") in ("connecting", "retrying"))
            bench.wait(lambda: bench.state("bars") == "live")
            bench.runs_on(150)
            assert bench.programme.missing() == []
            assert bench.state("camera") in ("connecting", "retrying")
        silent.shutdown(socket.SHUT_RDWR)
        accepting.join()


def accept_all(server: socket.socket) -> None:
    kept = []
    try:
        while True:
            kept.append(server.accept()[0])
    except OSError:
        for connection in kept:
            connection.close()


def test_an_artist_that_dies_takes_nothing_off_air(tmp_path: Path) -> None:
    title = Overlay("t", "Title", TextOverlay(), Rect(0, 1, 1, 0.5, "bottom-left"), {"title": "Anna"}, on=True)
    show = a_show(overlays=(title,))
    with on_air(tmp_path, replace(show, encoding=replace(show.encoding, crf=10))) as bench:
        artist = bench.child("tally artist")
        artist.kill()
        bench.runs_on()
        bench.control.send_json({"id": "1", "verb": "overlay", "overlay": "t", "fields": {"title": "Bert"}})
        successor = until(lambda: (one := bench.child("tally artist")).pid != artist.pid and one)
        assert successor
        bench.runs_on()
        assert bench.programme.missing() == []


def test_an_artist_that_hangs_is_replaced(tmp_path: Path) -> None:
    title = Overlay("t", "Title", TextOverlay(), Rect(0, 1, 1, 0.5, "bottom-left"), {"title": "Anna"}, on=True)
    with on_air(tmp_path, a_show(overlays=(title,))) as bench:
        artist = bench.child("tally artist")
        artist.suspend()
        bench.control.send_json({"id": "1", "verb": "overlay", "overlay": "t", "fields": {"title": "Bert"}})
        bench.wait(lambda: not artist.is_running() or artist.status() == "zombie")
        bench.wait(lambda: bench.child("tally artist").pid != artist.pid)
        bench.runs_on()
        assert bench.programme.missing() == []


def test_a_subscriber_that_reads_nothing_costs_nobody_anything(engine: Bench) -> None:
    deaf = engine.connect({"hello": "program"})
    engine.runs_on(150)
    assert engine.programme.missing() == []
    deaf.close()


def test_sigterm_ends_the_programme_on_purpose(engine: Bench) -> None:
    os.kill(engine.process.pid, signal.SIGTERM)
    assert engine.process.wait(20) == 0
    kinds = [message.json() for message in engine.programme.channel.receive() if message.kind == b"J"]
    assert {"end": True} in kinds


SILENT = Source("silent", "Silent", Pull("rtmp://127.0.0.1:9/live/none"))
WAITING = a_show(sources=(SILENT,), scenes=(Scene("one", "One", "full", {"main": "silent"}),))


def greeted(bench: Bench) -> dict[str, Any]:
    """The desk that a controller is told first."""
    channel = bench.connect({"hello": "control"})

    def desk() -> dict[str, Any] | None:
        told = (message.json() for message in channel.receive() if message.kind == JSON)
        return next((value["desk"] for value in told if "desk" in value), None)

    found = until(desk)
    channel.close()
    assert found is not None
    return found


def test_a_show_begins_on_its_start_picture_and_a_restarted_engine_on_its_desk(tmp_path: Path) -> None:
    with on_air(tmp_path, WAITING) as bench:
        desk = bench.desks[0]
        assert (desk["program"], desk["preview"], desk["starting"]) == ("black", "one", True)
    with on_air(tmp_path, WAITING) as bench:
        desk = greeted(bench)
        assert (desk["program"], desk["starting"]) == ("one", False)
