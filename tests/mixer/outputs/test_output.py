"""A monitor's rendition has a process of its own, which reads the canvases that the programme's encoder reads too."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import av
import numpy as np
import psutil
import pytest

from mixer.feed.forkserver import Forkserver
from mixer.outputs import output as outputs
from mixer.outputs.canvas import CanvasPool, CanvasRing
from mixer.outputs.output import SPLICES_KEPT, Output
from mixer.outputs.programme import PROGRAMMES, Programme, monitor
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.wire import Channel
from tests.children import children
from tests.helpers import a_show
from tests.waiting import until

SILENCE = np.zeros((1600, 2), np.float32)


class Screen:
    """A monitor that is shown grey pictures of a programme, and somebody who watches it."""

    def __init__(self, forkserver: Forkserver) -> None:
        self.show = a_show()
        rendition = monitor("program")
        size = self.show.canvas.width, self.show.canvas.height
        self.pool = CanvasPool(*size, CanvasRing.make(*size, 12))
        self.monitor = Output(Programme("desk", "desk", (rendition,)), rendition, self.show, forkserver)
        self.frame = 100
        self.readers: list[Channel] = []

    def shows(self, brightness: int = 120) -> None:
        canvas = self.pool.take()
        canvas.picture.fill((brightness, 128, 128))
        self.monitor.tend()
        self.monitor.offer(canvas, self.pool, SILENCE, 0, self.frame)
        self.pool.release(canvas)
        self.frame += 1

    def watched(self) -> Channel:
        ours, theirs = Channel.pair()
        self.monitor.subscribe(Subscriber(ours))
        self.readers.append(theirs)
        return theirs

    def sees(self, reader: Channel) -> list[Any]:
        """What the reader is told until its first picture."""
        told: list[Any] = []

        def has_a_picture() -> bool:
            self.shows()
            told.extend(reader.receive())
            return any(message.kind == b"K" for message in told)

        until(has_a_picture)
        return told

    def in_use(self) -> int:
        self.monitor.tend()
        return self.pool._made - len(self.pool._free)


@pytest.fixture
def screen() -> Iterator[Screen]:
    forkserver = Forkserver()
    screen = Screen(forkserver)
    yield screen
    screen.monitor.close()
    for reader in screen.readers:
        reader.close()
    forkserver.close()


def encoders() -> list[psutil.Process]:
    return children("tally monitor")


def test_who_watches_gets_small_pictures_that_begin_with_a_key(screen: Screen) -> None:
    told = screen.sees(screen.watched())
    session = told[0].json()["session"]
    width, height = screen.monitor.size
    assert (session["width"], session["height"], session["audio"]) == (width, height, False)
    film = b"".join(message.body for message in told if message.kind in (b"I", b"K"))
    with av.open(io.BytesIO(film), "r") as container:
        picture = next(container.decode(video=0)).to_ndarray(format="gray")
    assert picture.shape == (height, width) and abs(float(picture.mean()) - 120) < 4


def test_nobody_watching_costs_no_process_and_the_canvases_come_back(screen: Screen) -> None:
    for _ in range(5):
        screen.shows()
    assert encoders() == []
    reader = screen.watched()
    screen.sees(reader)
    assert len(encoders()) == 1
    until(lambda: screen.in_use() == 0)
    screen.monitor.rendition = replace(screen.monitor.rendition, linger_s=0.0)
    reader.close()

    def gone() -> bool:
        screen.shows()
        return not encoders()

    until(gone)
    assert screen.in_use() == 0


def test_a_second_watcher_begins_with_a_key_of_the_same_session(screen: Screen) -> None:
    first = screen.sees(screen.watched())[0].json()["session"]
    assert screen.sees(screen.watched())[0].json()["session"]["id"] == first["id"]
    assert len(encoders()) == 1


def test_a_jump_begins_a_new_session_for_the_same_reader(screen: Screen) -> None:
    reader = screen.watched()
    first = screen.sees(reader)[0].json()["session"]
    screen.monitor.jump()

    def again() -> list[Any]:
        screen.shows()
        told = [message.json() for message in reader.receive() if message.kind == b"J"]
        return [one["session"] for one in told if "session" in one]

    assert until(again)[0]["id"] != first["id"]


def test_a_monitor_whose_encoder_is_killed_begins_again_for_who_knocks_again(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "PAUSES_S", (0.0,))
    screen.sees(screen.watched())
    os.kill(encoders()[0].pid, signal.SIGKILL)

    def is_lost() -> bool:
        screen.shows()
        return screen.monitor.lost == 1

    until(is_lost)
    assert not screen.monitor.wanted
    assert screen.in_use() == 0
    screen.sees(screen.watched())


def test_a_picture_that_lies_in_no_ring_is_left_out(screen: Screen) -> None:
    screen.sees(screen.watched())
    session, pool = screen.monitor._session, CanvasPool(320, 180)
    canvas = pool.take()
    screen.monitor.offer(canvas, pool, SILENCE, 0, screen.frame)
    assert canvas.holders == 1 and screen.monitor._session is session
    pool.release(canvas)


def test_a_splice_begins_a_segment_and_leaves_monitors_alone(screen: Screen) -> None:
    main = Output(PROGRAMMES[0], PROGRAMMES[0].renditions[0], screen.show, screen.monitor._forkserver)
    screen.sees(screen.watched())
    main._session = screen.monitor._session
    for output in (main, screen.monitor):
        output.splice(1007)
    assert [frame for frame in range(991, 1049) if main.is_key(frame)] == [1007, 1020]
    assert not screen.monitor.is_key(1007)
    for frame in range(2000, 5000):
        main.splice(frame)
    assert len(main._splices) == SPLICES_KEPT


@pytest.mark.parametrize("forkserver", ["lives", "is lost"])
def test_an_encoder_that_hangs_when_it_is_to_end_is_killed(screen: Screen, forkserver: str) -> None:
    screen.sees(screen.watched())
    (encoder,) = encoders()
    encoder.suspend()
    if forkserver == "is lost":
        psutil.Process(encoder.ppid()).kill()
    screen.monitor.close()
    until(lambda: bool(not encoder.is_running() or encoder.status() == psutil.STATUS_ZOMBIE))
