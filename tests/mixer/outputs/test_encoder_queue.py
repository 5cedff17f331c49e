"""A slow encoder gets as many pictures as it manages, evenly, and is never far behind."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from mixer.outputs.encoder_link import LEFT_OUT, Offered
from mixer.outputs.encoder_queue import LATE_S, EncoderQueue

RATE, SEGMENT = 30, 60
SOUND = np.zeros((1600, 2), np.float32)


class Show:
    """Thirty pictures a second, and an encoder that takes its time for each. Sound costs it nothing."""

    def __init__(self) -> None:
        self.queue = EncoderQueue(RATE)
        self.offered = self.frame = 0
        self.busy_s = self.now = 0.0
        self.worst_lag = 0

    def runs(self, seconds: float, pictures_s: float) -> list[int]:
        """The frames whose pictures were encoded meanwhile."""
        pictures, self.worst_lag = [], 0
        for _ in range(round(seconds * RATE)):
            self.queue.add(Offered(self.offered, 0, self.offered % SEGMENT == 0, self.offered * 1600, SOUND))
            self.offered += 1
            self.now += 1 / RATE
            while self.queue and self.busy_s <= self.now:
                offer, _ = self.queue.take()
                assert offer.frame == self.frame and len(offer.samples) == 1600, "every frame's sound, in order"
                self.frame += 1
                if offer.slot != LEFT_OUT:
                    pictures.append(offer.frame)
                    self.busy_s = max(self.busy_s, self.now - 1 / RATE) + 1 / pictures_s
            self.worst_lag = max(self.worst_lag, self.offered - self.frame)
        return pictures


@pytest.mark.parametrize("pictures_s", [2.0, 4.5, 10.0, 20.0])
def test_a_slow_encoder_gets_what_it_manages_evenly_and_is_at_once_in_step_again(pictures_s: float) -> None:
    show = Show()
    assert len(show.runs(10, 60)) == 300
    pictures = show.runs(30, pictures_s)
    assert len(pictures) >= 0.9 * 30 * pictures_s
    assert max(after - before for before, after in pairwise(pictures)) <= 2 * RATE / pictures_s + 1
    assert show.worst_lag <= (LATE_S + 2 / pictures_s) * RATE + 2, "a segment's first may follow at once"
    show.runs(LATE_S, 60)
    assert unbroken(show.runs(5, 60))


def unbroken(pictures: list[int]) -> bool:
    return all(after == before + 1 for before, after in pairwise(pictures))


def test_a_short_stop_leaves_nothing_out() -> None:
    show = Show()
    show.runs(5, 60)
    show.busy_s = show.now + 0.9 * LATE_S
    assert unbroken(show.runs(5, 60)) and show.frame == show.offered


def test_the_first_picture_of_a_segment_is_never_left_out() -> None:
    show = Show()
    pictures = show.runs(40, 1.0)
    assert set(range(0, pictures[-1], SEGMENT)) <= set(pictures)
