"""When the picture of a source is beyond doubt: who reads it again would see the same."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest

from mixer.core.clock import Timeline
from mixer.core.geometry import View
from mixer.feed.feed import Feed
from mixer.feed.messages import BEGAN, PICTURE, Announcement, Began, Wants
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.showfile import Canvas, Source
from tests.mixer.feed.paper_forkserver import PaperForkserver, paper_forkserver

READ = Began(0)
VIEW = View(0, 0, 320, 180, 160, 90)
CANVAS = Canvas(320, 180, "30")


@pytest.fixture
def worker() -> Iterator[PaperForkserver]:
    with paper_forkserver() as forkserver:
        yield forkserver


@pytest.fixture
def feed(worker: PaperForkserver) -> Iterator[Feed]:
    feed = Feed(Source("src", "Source", TestSignal()), CANVAS, Timeline(Fraction(30)), worker, offline=False)  # type: ignore[arg-type]
    feed.tend()
    feed.want(Wants((VIEW,)))
    yield feed
    feed.close()


def seen(feed: Feed, worker: PaperForkserver, *pictures: Announcement, began: Began | None = READ) -> str:
    """The doubt at 50 ns about what its worker has said."""
    if began:
        worker.say(BEGAN, began.pack())
    for picture in pictures:
        worker.say(PICTURE, picture.pack())
    feed.poll()
    feed.advance(50)
    return feed.doubt(VIEW)


NOW = Announcement(1, 0, 0, 320, 180, True, (), gap=False, asked=2)  # its views did not fit: it did what it could
NEXT = replace(NOW, number=2, due_ns=100, slot=1)


def test_the_newest_due_with_its_successor_known_is_beyond_doubt(feed: Feed, worker: PaperForkserver) -> None:
    assert seen(feed, worker, replace(NOW, gap=True), NEXT) == ""


def test_without_its_successor_nobody_knows_whether_one_is_missing(feed: Feed, worker: PaperForkserver) -> None:
    assert seen(feed, worker, NOW) == "late"


def test_one_before_a_gap_may_stand_for_another(feed: Feed, worker: PaperForkserver) -> None:
    assert seen(feed, worker, NOW, replace(NEXT, gap=True)) == "late"


def test_one_made_for_what_was_wanted_before_is_scaled_for_now(feed: Feed, worker: PaperForkserver) -> None:
    assert seen(feed, worker, replace(NOW, asked=1), NEXT) == "scaled for now"


def test_what_nobody_can_read_again_is_live(feed: Feed, worker: PaperForkserver) -> None:
    assert seen(feed, worker, NOW, NEXT, began=None) == "live"
    assert seen(feed, worker, began=Began(0, exact=False)) == "live"


def test_the_last_picture_of_a_lost_reader_is_held(feed: Feed, worker: PaperForkserver) -> None:
    seen(feed, worker, NOW, NEXT)
    feed.lost("its reader ended")
    assert feed.doubt(VIEW) == "held"
