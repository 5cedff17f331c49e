"""How long a picture stays when no other follows: a source that stopped is told from a reader that must wait."""

from collections.abc import Iterator
from fractions import Fraction

import pytest

from mixer.core.clock import Timeline
from mixer.core.signal import Signal
from mixer.feed.feed import RESTART_S, Feed
from mixer.feed.messages import DRY, PICTURE, STATUS, Dry
from mixer.kinds.sources.clock import ClockFace
from mixer.kinds.sources.file import MediaFile
from mixer.kinds.sources.image import StillImage
from mixer.kinds.sources.pull import Pull
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.showfile import Input, Source
from tests.mixer.feed.paper_forkserver import PaperForkserver, paper_forkserver
from tests.mixer.feed.test_hostile_workers import CANVAS, GOOD

MS = 1_000_000


@pytest.fixture
def forkserver() -> Iterator[PaperForkserver]:
    with paper_forkserver() as forkserver:
        yield forkserver


def showing(forkserver: PaperForkserver, what: Input, fps: float = 30) -> Feed:
    """A feed whose picture 1 is on show since time 0."""
    feed = Feed(Source("src", "Source", what), CANVAS, Timeline(Fraction(30)), forkserver, offline=False)  # type: ignore[arg-type]
    feed.tend()
    live = f'{{"state":"live","text":"","width":320,"height":180,"fps":{fps},"sound":false}}'
    forkserver.say(STATUS, live.encode())
    forkserver.say(PICTURE, GOOD.pack())
    feed.poll()
    feed.advance(0)
    return feed


def fresh_at(feed: Feed, due_ns: int) -> bool:
    """Whether the picture shows at this time."""
    feed.advance(due_ns)
    return feed.fresh


def hear(feed: Feed, forkserver: PaperForkserver, number: int) -> None:
    forkserver.say(DRY, Dry(number).pack())
    feed.poll()


CAMERA = Pull("rtmp://camera.example/live")


def test_a_camera_that_stopped_is_held_as_long_as_was_asked_for(forkserver: PaperForkserver) -> None:
    feed = showing(forkserver, CAMERA)
    hear(feed, forkserver, GOOD.number)
    assert fresh_at(feed, feed.source.hold_ms * MS) and not fresh_at(feed, feed.source.hold_ms * MS + 1)
    feed.close()


def test_a_camera_whose_reader_gets_no_processor_does_not_flicker(forkserver: PaperForkserver) -> None:
    feed = showing(forkserver, CAMERA)
    assert fresh_at(feed, 900 * MS)
    hear(feed, forkserver, GOOD.number - 1)  # it was dry, but a picture has come since
    assert fresh_at(feed, 900 * MS) and not fresh_at(feed, 1001 * MS)
    feed.close()


def test_a_reader_that_holds_its_last_picture_by_itself_may_wait_for_a_processor_too(
    forkserver: PaperForkserver,
) -> None:
    feed = showing(forkserver, CAMERA)
    forkserver.say(STATUS, b'{"state":"hold","text":"back in 2 s","width":320,"height":180,"fps":30,"sound":false}')
    feed.poll()
    assert fresh_at(feed, 900 * MS) and not fresh_at(feed, 1001 * MS)
    feed.close()


def test_a_camera_whose_reader_died_is_not_held_longer(forkserver: PaperForkserver) -> None:
    feed = showing(forkserver, CAMERA)
    assert forkserver.worker
    forkserver.worker.close()
    feed.poll()
    assert fresh_at(feed, feed.source.hold_ms * MS) and not fresh_at(feed, 200 * MS)
    feed.close()


def test_a_slow_camera_is_held_for_two_and_a_half_pictures(forkserver: PaperForkserver) -> None:
    feed = showing(forkserver, CAMERA, fps=5)
    hear(feed, forkserver, GOOD.number)
    assert fresh_at(feed, 500 * MS) and not fresh_at(feed, 501 * MS)
    feed.close()


def test_a_source_that_says_it_is_live_and_brings_no_picture_is_told_as_lost(
    forkserver: PaperForkserver,
) -> None:
    feed = Feed(Source("src", "Source", CAMERA), CANVAS, Timeline(Fraction(30)), forkserver, offline=False)  # type: ignore[arg-type]
    feed.tend()
    forkserver.say(STATUS, b'{"state":"live","text":"","width":320,"height":180,"fps":30,"sound":true}')
    feed.poll()
    assert feed.state == "live"
    feed._since -= 2
    assert feed.state == "slate"
    forkserver.say(STATUS, b'{"state":"live","text":"live, sound only","width":0,"height":0,"fps":0,"sound":true}')
    feed.poll()
    assert feed.state == "live"
    feed.close()


HERE = [
    TestSignal(), ClockFace(), StillImage("still.png"), MediaFile("film.mp4"), MediaFile("film.mp4", end="hold"),
]  # fmt: skip


@pytest.mark.parametrize("what", HERE, ids=lambda what: what.kind)
def test_what_is_read_here_is_never_lost_while_its_reader_lives(forkserver: PaperForkserver, what: Input) -> None:
    feed = showing(forkserver, what)
    hear(feed, forkserver, GOOD.number)
    assert fresh_at(feed, 3600 * 1000 * MS) and feed.state == "live"
    feed.close()


def test_a_file_by_address_is_as_live_as_a_stream(forkserver: PaperForkserver) -> None:
    feed = showing(forkserver, MediaFile(url="https://example.com/film.mp4"))
    hear(feed, forkserver, GOOD.number)
    assert not fresh_at(feed, 200 * MS)
    feed.close()


def test_a_reader_that_ended_leaves_its_picture_until_another_is_there(forkserver: PaperForkserver) -> None:
    feed = showing(forkserver, TestSignal())
    assert forkserver.worker
    forkserver.worker.close()
    feed.poll()
    assert fresh_at(feed, 10_000 * MS) and feed.state == "retrying"
    feed._lost_at -= RESTART_S
    assert not fresh_at(feed, 10_001 * MS)
    feed.close()


def seen(pattern: str) -> str:
    """Ten looks a second at a source that has a picture (x) or none (.): what is shown."""
    signal, shown = Signal(), ""
    for number, there in enumerate(pattern):
        signal.look(there == "x", number * 100 * MS)
        shown += "x" if signal.shown else "."
    return shown


def test_a_lost_source_comes_back_when_its_pictures_hold() -> None:
    assert seen("..xxx..xxxxxxx") == "..xxx.....xxxx"


def test_a_source_that_flaps_does_not_flicker_on_air() -> None:
    flapping = seen("xxxxx" + 60 * "..xxxxxx")
    assert flapping.count(".x") <= 6
    steady_again = seen("xxxxx" + 5 * "..xxxxxx" + 200 * "x")
    assert steady_again.endswith(100 * "x")
