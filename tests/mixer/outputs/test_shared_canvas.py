"""The programme and its monitor read the same picture at the same time."""

from __future__ import annotations

from fractions import Fraction

from mixer.outputs.canvas import CanvasPool
from mixer.outputs.encoder import KEY, Fragment, Quality
from mixer.outputs.rendition import Offer, Rendition
from mixer.outputs.session import Session
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.wire import Channel
from tests.waiting import until

RATE = Fraction(30)


def test_a_monitor_leaves_the_programme_s_timestamps_alone() -> None:
    pool, fragments = CanvasPool(320, 180), list[Fragment]()
    canvas = pool.take()
    canvas.frame.pts, canvas.frame.time_base = 4711, 1 / RATE
    monitor = Rendition(
        Session(0, RATE, 320, 180, 60, False, 0.0), Quality(500, "ultrafast", threads=1, instant=True), 4,
        fragments.append, shared=True,
    )  # fmt: skip
    monitor.start()
    monitor.offer(Offer(canvas, pool, None, 0, 0, True))
    monitor.finish()
    assert monitor.failed == ""
    assert KEY in [fragment.kind for fragment in fragments]
    assert canvas.frame.pts == 4711


def test_a_reader_that_comes_when_the_last_has_gone_is_let_in() -> None:
    """A console that is reloaded leaves for a moment nobody at its monitor."""
    pool = CanvasPool(320, 180)
    monitor = Rendition(
        Session(0, RATE, 320, 180, 60, False, 0.0), Quality(500, "ultrafast", threads=1, instant=True), 9
    )
    monitor.start()
    frames = iter(range(1000))

    def shown() -> None:
        canvas = pool.take()
        monitor.offer(Offer(canvas, pool, None, 0, next(frames), False))
        pool.release(canvas)

    def watched() -> Channel:
        ours, theirs = Channel.pair()
        monitor.subscribe(Subscriber(ours), key_now=True)
        kinds: set[bytes] = set()

        def has_a_picture() -> bool:
            shown()
            kinds.update(message.kind for message in theirs.receive())
            return b"K" in kinds

        until(has_a_picture)
        return theirs

    def is_alone() -> bool:
        shown()
        return monitor.subscribers == 0

    watched().close()
    until(is_alone)
    watched().close()
    monitor.finish()
