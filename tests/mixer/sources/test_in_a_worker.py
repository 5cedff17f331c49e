"""Readers in their real processes, seen from the engine's end of the feed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from mixer.core.clock import Timeline
from mixer.core.geometry import View
from mixer.core.transport import Transport, arrived, new, paused, returned
from mixer.feed import reader as readers
from mixer.feed.feed import Feed
from mixer.feed.forkserver import Forkserver
from mixer.feed.messages import Wants
from mixer.kinds.sources.file import MediaFile
from mixer.kinds.sources.pull import Pull
from mixer.protocol.showfile import Canvas, Input, Scene, Source
from mixer.sources.counter import read_counter
from tests.children import children
from tests.helpers import FULL, a_show, pictures_of, rendered
from tests.mixer.sources.fakes import make_clip
from tests.mixer.sources.test_live import bars_clip, free_port, publisher
from tests.waiting import until

CANVAS = Canvas(320, 180, "25")
WHOLE = View(0, 0, 320, 180, 320, 180)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worker")
    folder.chmod(0o755)
    return bars_clip(folder / "bars.mp4")


@pytest.fixture
def forkserver() -> Iterator[Forkserver]:
    forkserver = Forkserver()
    yield forkserver
    forkserver.close()


class Watcher:
    """Looks at a feed as the engine does, in real time."""

    def __init__(self, what: Input, forkserver: Forkserver) -> None:
        self.feed = Feed(Source("src", "Source", what), CANVAS, Timeline(CANVAS.fps), forkserver, offline=False)
        self.feed.want(Wants((WHOLE,), native=False))
        playback = self.feed.kind.playback
        self.line, self.transport = Timeline(CANVAS.fps), new(playback(what)) if playback else None
        self.said: list[str] = []

    def look(self) -> int | None:
        """The counter of the picture on show, if there is a fresh one."""
        self.feed.tend()
        self.feed.poll()
        now = time.monotonic_ns()
        if self.transport:
            self.transport = self._followed(self.transport, self.line.frame_at(now))
        self.feed.advance(now)
        text = self.feed.status()["text"]
        if text not in self.said:
            self.said.append(text)
        return read_counter(self.feed.picture(WHOLE).planes) if self.feed.fresh else None

    def _followed(self, transport: Transport, frame: int) -> Transport:
        playing = self.feed.playing
        if transport.ready and not playing.has(transport.run):
            transport = returned(transport, frame, self.line)
        elif playing.can_begin(transport, frame):
            transport = arrived(transport, playing.length_s, frame, self.line.rate)
        self.feed.follow(transport, frame, self.line)
        return transport

    def wait_for(self, what: Callable[[int | None], bool]) -> int | None:
        answer = until(lambda: [seen] if what(seen := self.look()) else None)
        assert answer is not None
        return answer[0]


def workers() -> list[psutil.Process]:
    return children("tally source")


def test_a_file_is_rendered_picture_by_picture(tmp_path: Path) -> None:
    tones = np.zeros((48_000, 2), np.float32)
    path = make_clip(tmp_path / "a.mp4", size=(320, 180), sound=tones)
    show = a_show(
        sources=(Source("clip", "Clip", MediaFile(str(path))),),
        layouts=(FULL,),
        scenes=(Scene("one", "One", "full", {"main": "clip"}),),
    )
    lumas = [int(stacked[:180].mean()) for stacked in pictures_of(rendered(show, 70))]
    assert lumas == pytest.approx([16 + index % 30 * 7 % 220 for index in range(70)], abs=3)


def test_a_pushed_stream_is_on_show_and_heard(
    clip: Path, forkserver: Forkserver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLY_ALLOW_NETS", "127.0.0.0/8")
    forkserver.close()
    open_forkserver = Forkserver()  # the list is read where the worker runs
    url = f"rtmp://127.0.0.1:{free_port()}/live/bars"
    watcher = Watcher(Pull(url), open_forkserver)
    try:
        with publisher(clip, url, "flv"):
            first = watcher.wait_for(lambda seen: seen is not None)
            assert first is not None
            watcher.wait_for(lambda seen: seen is not None and seen > first + 50)
            now = time.monotonic_ns()
            assert watcher.feed.sound(now * 48_000 // 10**9 - 48_000, 48_000).any()
        assert "live 320×180 25 fps" in watcher.said
    finally:
        watcher.feed.close()
        open_forkserver.close()


def test_a_file_whose_worker_stands_still_keeps_its_picture(clip: Path, forkserver: Forkserver) -> None:
    watcher = Watcher(MediaFile(str(clip)), forkserver)
    try:
        watcher.wait_for(lambda seen: seen is not None and seen > 5)
        [worker] = workers()
        worker.send_signal(signal.SIGSTOP)
        late = time.monotonic_ns() + 2 * 10**9
        seen = [watcher.wait_for(lambda number: number is not None)]
        while time.monotonic_ns() < late:
            seen.append(watcher.look())
        assert None not in seen and seen[-1] == seen[len(seen) // 2]
        worker.send_signal(signal.SIGCONT)
        watcher.wait_for(lambda number: number != seen[-1])
        os.kill(worker.pid, signal.SIGKILL)
        until(lambda: watcher.look() or not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)
        watcher.wait_for(lambda seen: watcher.feed.restarts == 1 and seen is not None)
    finally:
        watcher.feed.close()


def test_a_paused_file_keeps_its_reader(clip: Path, forkserver: Forkserver, monkeypatch: pytest.MonkeyPatch) -> None:
    """While nothing moves the reader says that it lives: who says nothing for so long is ended."""
    monkeypatch.setattr(readers, "SILENT_S", 2.5)
    watcher = Watcher(MediaFile(str(clip)), forkserver)
    try:
        watcher.wait_for(lambda seen: seen is not None and seen > 2)
        assert watcher.transport
        before = watcher.feed.restarts  # a reader that was slow to begin counts too
        frame = watcher.line.frame_at(time.monotonic_ns())
        watcher.transport = paused(watcher.transport, frame, watcher.line.rate)
        until_s = time.monotonic() + 5
        watcher.wait_for(lambda seen: time.monotonic() > until_s)
        assert watcher.feed.restarts == before and watcher.said[-1].startswith("live")
    finally:
        watcher.feed.close()


def test_a_broken_file_is_told_and_left_alone(tmp_path: Path, forkserver: Forkserver) -> None:
    (tmp_path / "a.mp4").write_bytes(b"\0\0\0\x18ftypisom" + b"\xff" * 5000)
    watcher = Watcher(MediaFile(str(tmp_path / "a.mp4")), forkserver)
    try:
        watcher.wait_for(lambda seen: any("damaged" in text for text in watcher.said))
        assert watcher.feed.status()["state"] == "failed"
    finally:
        watcher.feed.close()
