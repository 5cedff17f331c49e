"""From a reader's samples to the sound ring, through what is to be done to them; settings change without a gap.

Sound is made ahead of its time. A change that comes meanwhile is made anew from the sample on that it is for, out of
what was read: it is heard at once, and as the same sound whoever plays it again.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from mixer.core.sound import Samples
from mixer.feed.ring import SOUND_LENGTH
from mixer.protocol.processing import Denoise, Processing
from mixer.sources.processing import BLOCK, DENOISE_BLOCKS, WARM_BLOCKS, Chain, Work, grid

KEPT = SOUND_LENGTH // 2  # samples as they were read, 2.7 s: the longest lead, and what warms a chain up
FADE = BLOCK  # 12.5 ms in which one setting goes over into another
MARGIN = 48 * 60  # what is due sooner, the engine may be reading
DENOISE_ROOM = 48 * 80  # samples: with less time before it is due, sound would come too late
WORKS = 256  # of each put, what a chain did

Write = Callable[[Samples, int], None]
Read = Callable[[int, int], Samples]
"""(index of the first sample, how many) → what was written there."""


def nothing() -> Samples:
    return np.zeros((0, 2), np.float32)


@dataclass(slots=True)
class Fading:
    """From index `at` on one chain (None: nothing is done) goes over into another."""

    at: int
    old: Chain | None
    samples: Samples  # of the old one, from `at` on

    @property
    def end(self) -> int:
        return self.at + len(self.samples)


class Raw:
    """What was read last of a line that ends at `end`."""

    def __init__(self, end: int, samples: Samples) -> None:
        self.end, self._pieces, self._count = end, deque([samples]), len(samples)

    def add(self, samples: Samples) -> None:
        self._pieces.append(samples)
        self.end, self._count = self.end + len(samples), self._count + len(samples)
        while self._count - len(self._pieces[0]) >= KEPT:
            self._count -= len(self._pieces.popleft())

    @property
    def first(self) -> int:
        return self.end - self._count

    def since(self, at: int) -> Samples:
        """From index `at` on; before the first there was silence."""
        pad = np.zeros((max(0, self.first - at), 2), np.float32)
        return np.concatenate((pad, *self._pieces))[max(0, at - self.first) :]


class SoundPath:
    """One source's line of sound. `now` tells the index that is due now; without one time stands still meanwhile.

    Its reader makes sound `room` samples before that is due, at least.
    """

    def __init__(self, write: Write, read: Read, now: Callable[[], int] | None = None, pause_s: float = 0.0) -> None:
        """Between two changes there is a pause at least: what a hand on a slider asks for costs a burst each time."""
        self.room = KEPT
        self._write, self._read, self._now = write, read, now
        self._pause_s, self._next_change = pause_s, 0.0
        self._wanted: list[tuple[int, Processing]] = []
        self._setting = Processing()
        self._chain: Chain | None = None
        self._fading: Fading | None = None
        self._ready = nothing()  # of the new chain, while it fades in
        self._raw: Raw | None = None  # from the first processing on
        self._line: tuple[int, int] | None = None  # from where to where it was read
        self._end = 0  # after the last sample that is written as it is to be heard
        self._works: deque[tuple[int, Work]] = deque(maxlen=WORKS)

    def work(self) -> Work | None:
        """What is done to the sound that is due now; None where nothing is."""
        if self._chain is None or self._now is None:
            return None
        now = self._now()
        while len(self._works) > 1 and self._works[1][0] <= now:
            self._works.popleft()
        return self._works[0][1] if self._works else None

    def set(self, processing: Processing, since: int) -> None:
        """From index `since` on sound is processed so."""
        if processing.denoise.on and self.room < DENOISE_ROOM:
            processing = replace(processing, denoise=Denoise())
        if self._now:  # of what a hand on a slider asks for only the latest counts
            self._wanted.clear()
        self._wanted.append((since, processing))
        self.settle()

    def put(self, samples: Samples, at: int) -> None:
        """Take samples (n, 2) that begin at index `at`; what does not follow on the last ones begins a line."""
        if self._line is None or at != self._line[1]:
            self._begin(at)
        assert self._line
        self._line = self._line[0], at + len(samples)
        if self._raw:
            self._raw.add(samples)
        self._go_on(samples)
        self.settle()
        if self._chain:
            self._works.append((self._end, self._chain.work))

    def flush(self) -> None:
        """Give out what a chain still holds: the line is over."""
        if self._line and (self._chain or self._fading):
            end, rest = self._line[1], (DENOISE_BLOCKS + 2) * BLOCK
            self._line = self._line[0], end + rest
            self._go_on(np.zeros((rest, 2), np.float32), until=end)
        self._line = None

    def _begin(self, at: int) -> None:
        self.flush()
        while self._wanted:
            self._setting = self._wanted.pop(0)[1]
        self._line, self._end = (at, at), at
        self._fading, self._ready, self._chain, self._raw = None, nothing(), None, None
        self._works.clear()
        if not self._setting.does_nothing:
            self._raw = Raw(at, nothing())
            self._chain = Chain(self._setting, grid(at), grid(at))
            self._chain.run(np.zeros((at - grid(at), 2), np.float32))  # less than a block: nothing comes of it

    # -- a change of settings ----------------------------------------------------------------------

    def settle(self) -> None:
        """Go over to what is wanted, as soon as its sample is here and nothing else is under way."""
        while self._wanted and not self._fading and self._line and time.monotonic() >= self._next_change:
            since, setting = self._wanted[0]
            at = max(since, min(self._now() + MARGIN, self._end) if self._now else since, self._line[0])
            if at > self._end or self._end == self._line[0]:
                return
            self._wanted.pop(0)
            if setting != self._setting:
                self._next_change = time.monotonic() + self._pause_s
                self._change(setting, at)

    def _change(self, setting: Processing, at: int) -> None:
        """Make what was made from `at` on anew."""
        raw = self._raw = self._raw or self._written()
        at = max(at, raw.first)
        known = self._chain.leveler.blocks if self._chain else None
        self._fading = Fading(at, self._chain, self._read(at, self._end - at))
        self._setting, self._end, self._chain = setting, at, None
        begins = at
        if not setting.does_nothing:
            begins = max(grid(raw.first), grid(at) - WARM_BLOCKS * BLOCK)
            self._chain = Chain(setting, begins, grid(at), known)
        made = raw.since(begins)
        made = self._chain.run(made) if self._chain else made
        self._write(nothing(), at)  # what was there from here on counts no more
        self._ready = made[at - begins :]
        self._blend(None)

    def _written(self) -> Raw:
        """Until now what was written is what was read."""
        assert self._line
        count = min(KEPT, self._line[1] - self._line[0])
        return Raw(self._line[1], self._read(self._line[1] - count, count))

    # -- what comes in -----------------------------------------------------------------------------

    def _go_on(self, samples: Samples, until: int | None = None) -> None:
        """Put samples through; what lies after `until` is not sound any more."""
        made, begins = self._made(self._chain, samples)
        made = made[max(0, self._end + len(self._ready) - begins) :]
        if not self._fading:
            return self._give(made, until)
        self._extend(self._fading, samples)
        self._ready = np.concatenate((self._ready, made))
        self._blend(until)

    def _made(self, chain: Chain | None, samples: Samples) -> tuple[Samples, int]:
        """What comes out of a chain, and the index that begins with."""
        if chain is None:
            assert self._line
            return samples, self._line[1] - len(samples)
        begins = chain.end
        return chain.run(samples), begins

    def _extend(self, fading: Fading, samples: Samples) -> None:
        if fading.end < fading.at + FADE:
            made, begins = self._made(fading.old, samples)
            fading.samples = np.concatenate((fading.samples, made[max(0, fading.end - begins) :]))

    def _blend(self, until: int | None) -> None:
        """Give out what is there of both."""
        fading = self._fading
        assert fading
        left = max(0, fading.at + FADE - self._end)
        count = min(len(self._ready), left, max(0, fading.end - self._end))
        if count:
            offset = self._end - fading.at
            share = (np.arange(offset, offset + count, dtype=np.float32) + 1)[:, None] / np.float32(FADE)
            mixed: Samples = fading.samples[offset : offset + count] * (1 - share) + self._ready[:count] * share
            self._ready = self._ready[count:]
            self._give(mixed, until)
        if count == left:
            rest, self._ready, self._fading = self._ready, nothing(), None
            self._give(rest, until)

    def _give(self, samples: Samples, until: int | None) -> None:
        samples = samples if until is None else samples[: max(0, until - self._end)]
        if len(samples):
            self._write(samples, self._end)
            self._end += len(samples)
