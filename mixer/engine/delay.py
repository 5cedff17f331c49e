"""The programme's delay: composed frames wait here, with their sound, until the one of their number leaves."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

import numpy as np

from mixer.core.picture import size_of
from mixer.core.sound import Samples
from mixer.outputs.canvas import Canvas, CanvasPool


class Frame(NamedTuple):
    """What the desk composed at `number`: a picture that its owner must release, and the sound of its time.

    One that is not `fresh` shows an earlier frame's picture, because there was no time to paint it, or no use.
    """

    number: int
    canvas: Canvas
    pool: CanvasPool
    samples: Samples
    fresh: bool = True


class Delay:
    """Lets frame N − `frames` leave while N is composed.

    Whatever has no frame of its own (before the delay has filled, after a stall, after the delay was made longer)
    shows the oldest picture that waits, in silence: numbers and time go on evenly.
    """

    def __init__(self, frames: int) -> None:
        self.frames = frames
        self._held: deque[Frame] = deque()

    def megabytes(self, width: int, height: int) -> float:
        """Memory of the pictures that wait."""
        return round(self.frames * size_of(width, height) / 1e6, 1)

    def push(self, frame: Frame) -> None:
        """Keep a frame, as a reader of its picture."""
        frame.pool.hold(frame.canvas)
        self._held.append(frame)

    def leaving(self, number: int, samples: int) -> Frame:
        """The frame of this number, `samples` long; who takes it releases its picture."""
        while self._held[0].number < number:
            self._drop()
        first = self._held[0]
        if first.number == number:
            return self._held.popleft()
        first.pool.hold(first.canvas)
        return first._replace(number=number, samples=np.zeros((samples, 2), np.float32))

    def _drop(self) -> None:
        gone = self._held.popleft()
        gone.pool.release(gone.canvas)

    def clear(self) -> None:
        """Let go of what waits."""
        while self._held:
            self._drop()
