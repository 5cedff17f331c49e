"""How long a picture stays when no other follows: a source that stopped is told from a reader that must wait."""

from collections.abc import Iterator
from fractions import Fraction

import pytest

from mixer.core.clock import Timeline
from mixer.feed.feed import Feed
from mixer.feed.messages import DRY, PICTURE, STATUS, Dry
from mixer.protocol.showfile import Input, Pull, Source, TestSignal
from tests.mixer.paper_nursery import PaperNursery, paper_nursery
from tests.mixer.test_hostile_workers import CANVAS, GOOD

MS = 1_000_000


@pytest.fixture
def nursery() -> Iterator[PaperNursery]:
    with paper_nursery() as nursery:
        yield nursery


def showing(nursery: PaperNursery, what: Input, fps: float = 30) -> Feed:
    """A feed whose picture 1 is on show since time 0."""
    feed = Feed(Source("src", "Source", what), CANVAS, Timeline(Fraction(30)), nursery, offline=False)  # type: ignore[arg-type]
    feed.tend()
    live = f'{{"state":"live","text":"","width":320,"height":180,"fps":{fps},"sound":false}}'
    nursery.say(STATUS, live.encode())
    nursery.say(PICTURE, GOOD.pack())
    feed.poll()
    feed.advance(0)
    return feed


def hear(feed: Feed, nursery: PaperNursery, number: int) -> None:
    nursery.say(DRY, Dry(number).pack())
    feed.poll()


CAMERA = Pull("rtmp://camera.example/live")


def test_a_camera_that_stopped_is_held_as_long_as_was_asked_for(nursery: PaperNursery) -> None:
    feed = showing(nursery, CAMERA)
    hear(feed, nursery, GOOD.number)
    assert feed.fresh(feed.source.hold_ms * MS) and not feed.fresh(feed.source.hold_ms * MS + 1)
    feed.close()


def test_a_camera_whose_reader_gets_no_processor_does_not_flicker(nursery: PaperNursery) -> None:
    feed = showing(nursery, CAMERA)
    assert feed.fresh(900 * MS)
    hear(feed, nursery, GOOD.number - 1)  # it was dry, but a picture has come since
    assert feed.fresh(900 * MS) and not feed.fresh(1001 * MS)
    feed.close()


def test_a_camera_whose_reader_died_is_not_held_longer(nursery: PaperNursery) -> None:
    feed = showing(nursery, CAMERA)
    assert nursery.worker
    nursery.worker.close()
    feed.poll()
    assert feed.fresh(feed.source.hold_ms * MS) and not feed.fresh(200 * MS)
    feed.close()


def test_a_slow_camera_is_held_for_two_and_a_half_pictures(nursery: PaperNursery) -> None:
    feed = showing(nursery, CAMERA, fps=5)
    hear(feed, nursery, GOOD.number)
    assert feed.fresh(500 * MS) and not feed.fresh(501 * MS)
    feed.close()


def test_a_source_that_says_it_is_live_and_brings_no_picture_is_told_as_lost(
    nursery: PaperNursery,
) -> None:
    feed = Feed(Source("src", "Source", CAMERA), CANVAS, Timeline(Fraction(30)), nursery, offline=False)  # type: ignore[arg-type]
    feed.tend()
    nursery.say(STATUS, b'{"state":"live","text":"","width":320,"height":180,"fps":30,"sound":true}')
    feed.poll()
    assert feed.state(0) == "live"
    feed._since -= 2
    assert feed.state(0) == "slate"
    nursery.say(STATUS, b'{"state":"live","text":"live, sound only","width":0,"height":0,"fps":0,"sound":true}')
    feed.poll()
    assert feed.state(0) == "live"
    feed.close()


def test_what_is_read_on_this_machine_is_late_only_when_that_is_busy(nursery: PaperNursery) -> None:
    feed = showing(nursery, TestSignal())
    hear(feed, nursery, GOOD.number)
    assert feed.fresh(900 * MS)
    feed.close()
