"""Captions on the frame that leaves, and the frame without them for a clean programme."""

from __future__ import annotations

from mixer.core.compose import Bitmap, blend, dimmed
from mixer.engine.captioners import Captioners
from mixer.engine.delay import Frame


class BurntIn:
    """Blends what the captioners want to stand on a frame."""

    def __init__(self, captioners: Captioners) -> None:
        self._captioners = captioners
        self._standing: list[Bitmap] = []  # on the frame that left last
        self._clean: Frame | None = None  # the last that was asked for, held

    def clean(self, leaving: Frame, repeated: bool) -> Frame | None:
        """The frame without captions, good until the next; to be asked for before `captioned`.

        None of one that is repeated and was not asked for the first time: it carries captions by now.
        """
        if repeated and self._clean is None:
            return None
        if repeated and self._clean:
            return self._clean._replace(number=leaving.number, samples=leaving.samples, fresh=False)
        self.let_go()
        self._clean = copied(leaving) if self._captioners.bitmaps(leaving.number) else held(leaving)
        return self._clean

    def let_go(self) -> None:
        if self._clean:
            self._clean.pool.release(self._clean.canvas)
        self._clean = None

    def captioned(self, leaving: Frame, repeated: bool, key: bool) -> Frame:
        """The frame with its captions, `fresh` where it looks different from the one before.

        A picture that is repeated at once carries its captions already; one that waited in the delay has none. What
        nobody will look at is not blended: what looks the same, unless it is a segment's first (`key`).
        """
        if repeated:
            return leaving
        bitmaps = self._captioners.bitmaps(leaving.number)
        changed = leaving.fresh or bitmaps != self._standing
        self._standing = bitmaps
        shown = blended(leaving, bitmaps) if changed or key else leaving
        return shown._replace(fresh=changed)


def blended(leaving: Frame, bitmaps: list[Bitmap]) -> Frame:
    """Captions on the frame's own picture, or on a copy where somebody else will read that."""
    light = leaving.canvas.light
    if not bitmaps or not light:
        return leaving
    if leaving.canvas.holders > 1:
        first, leaving = leaving, copied(leaving)
        first.pool.release(first.canvas)
    canvas = leaving.canvas
    for bitmap in bitmaps:
        blend(bitmap if light == 1 else dimmed(bitmap, light), canvas.picture)
    canvas.stale = (*canvas.stale, *(bitmap.box for bitmap in bitmaps))
    return leaving


def copied(frame: Frame) -> Frame:
    """The same frame on a canvas of its own, which the caller must release."""
    canvas = frame.pool.take()
    canvas.picture.copy_from(frame.canvas.picture)
    canvas.plan, canvas.light = None, frame.canvas.light
    return frame._replace(canvas=canvas)


def held(frame: Frame) -> Frame:
    """The same frame, which the caller must release once more."""
    frame.pool.hold(frame.canvas)
    return frame
