"""Whoever makes a video, or plays a session again, stands still until readers are there: nothing said may be lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from mixer.core.clock import Timeline
from mixer.core.geometry import View
from mixer.errors import ChannelClosed
from mixer.feed.feed import Feed
from mixer.feed.frames import as_frame
from mixer.feed.messages import HOLD, PICTURE, Announcement, Hold, Wants
from mixer.feed.pace import Again, Pace
from mixer.feed.port import Port
from mixer.feed.ring import PictureRing, SoundRing
from mixer.kinds.sources.document import Document
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.showfile import Canvas, Source
from mixer.protocol.wire import Channel
from mixer.sources.document import read_document
from tests.helpers import solid
from tests.mixer.feed.paper_forkserver import paper_forkserver
from tests.mixer.pdfs import shaded

CANVAS, TIMELINE = Canvas(320, 180, "30"), Timeline(Fraction(30))
VIEW = View(0, 0, 320, 180, 160, 90)


@pytest.fixture
def rings() -> Iterator[tuple[PictureRing, SoundRing]]:
    fds = [PictureRing.allocate(320, 180), SoundRing.allocate()]
    yield PictureRing(fds[0], 320, 180), SoundRing(fds[1])
    for fd in fds:
        os.close(fd)


def test_a_picture_that_rests_is_announced_as_it_was_made_anew(rings: tuple[PictureRing, SoundRing]) -> None:
    """What is wanted changes just when the reader announces its picture again: else it would be waited for for ever."""
    engine, worker = Channel.pair()
    with engine, worker:
        port = Port(worker, *rings, CANVAS, Pace(True, TIMELINE, Again(0)))
        engine.send_json(Wants().to_json() | {"asked": 1})
        assert port.picture(as_frame(solid("#ff0000", 320, 180)), 0)
        engine.send_json(Wants((VIEW,)).to_json() | {"asked": 2})
        port.repeat(200_000_000)
        said = [Announcement.unpack(one.body) for one in engine.receive() if one.kind == PICTURE]
    assert [(one.number, one.asked) for one in said] == [(1, 1), (1, 2), (2, 2)]
    assert said[-1].views == said[-2].views and said[-1].views[0][0] == VIEW


class Turning(Port):
    """A port whose engine, once it has a picture, turns away and back before its reader listens again."""

    left = 20  # times that its reader listens after that

    def __init__(self, engine: Channel, worker: Channel, rings: tuple[PictureRing, SoundRing], fd: int) -> None:
        super().__init__(worker, *rings, CANVAS, Pace(True, TIMELINE), fd)
        self._engine, self.answered = engine, list[int]()

    def poll(self) -> None:
        said = [Announcement.unpack(one.body).asked for one in self._engine.receive() if one.kind == PICTURE]
        if said and not self.answered:
            for asked, wants in ((2, Wants(look="none")), (3, Wants((VIEW,)))):
                self._engine.send_json(wants.to_json() | {"asked": asked})
        self.answered += said
        self.left -= bool(self.answered)
        if 3 in self.answered or not self.left:
            raise ChannelClosed("seen enough")
        super().poll()


def test_a_page_is_published_for_what_is_wanted_again_though_it_was_for_the_same_before(
    tmp_path: Path, rings: tuple[PictureRing, SoundRing]
) -> None:
    engine, worker = Channel.pair()
    document = Document(str(shaded(tmp_path / "slides.pdf", 2)))
    with engine, worker, Path(document.path).open("rb") as file:
        engine.send_json(Wants((VIEW,)).to_json() | {"asked": 1})
        port = Turning(engine, worker, rings, file.fileno())
        with pytest.raises(ChannelClosed, match="seen enough"):
            read_document(Source("slides", "Slides", document), port, port.pace)
    assert port.answered[-1] == 3


def test_where_the_programme_stands_is_said_again_to_a_reader_that_had_no_room_for_it() -> None:
    with paper_forkserver() as worker:
        feed = Feed(Source("src", "Source", TestSignal()), CANVAS, TIMELINE, worker, offline=True)  # type: ignore[arg-type]
        feed.tend()
        assert feed._channel and worker.worker
        while not feed._channel.backlog:
            feed.tell_page({"reload": "x" * 10_000})
        feed.advance(50)
        while feed._channel.backlog:
            worker.worker.receive()
            feed.poll()
        feed.advance(50)
        said = [Hold.unpack(one.body) for one in worker.worker.receive() if one.kind == HOLD]
        feed.close()
    assert said == [Hold(0, 50)]
