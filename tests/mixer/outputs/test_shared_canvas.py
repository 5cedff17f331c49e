"""The programme and its monitor read the same picture at the same time."""

from __future__ import annotations

from fractions import Fraction

from mixer.outputs.canvas import CanvasPool
from mixer.outputs.encoder import KEY, Fragment, Quality
from mixer.outputs.rendition import Offer, Rendition
from mixer.outputs.session import Session

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
