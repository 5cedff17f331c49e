"""What is done to a source's sound before its fader, by libavfilter: noise reduction, gate, equalizer, compressor.

Everything goes through in blocks that lie on one grid, so that the same sound comes out whatever pieces it came in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np

from mixer.core.auto_gain import Leveled, Leveler
from mixer.core.sound import FLOOR_DB, Limiter, Samples, factor
from mixer.protocol.processing import Compressor, Equalizer, Gate, Processing

RATE = 48_000
BLOCK = RATE // 80  # the step of `afftdn`, which gives back nothing else
DENOISE_BLOCKS = 2  # so much later it gives back what went in (measured)
WARM_BLOCKS = 40  # that go through a chain before the first that is heard

Spec = tuple[str, str]
"""A filter of libavfilter and its options."""


def grid(at: int) -> int:
    """The beginning of the block that a sample lies in."""
    return at // BLOCK * BLOCK


def shaping(processing: Processing) -> list[Spec]:
    """What comes before the compressor."""
    found: list[Spec] = []
    if processing.eq.on and processing.eq.low_cut_hz:
        found.append(("highpass", f"f={processing.eq.low_cut_hz}:r=f64"))
    if processing.denoise.on:
        found.append(("afftdn", f"nr={processing.denoise.reduction_db}:nf={processing.denoise.noise_db}"))
    if processing.gate.on:
        found.append(gate(processing.gate))
    return found + (equalizer(processing.eq) if processing.eq.on else [])


def gate(one: Gate) -> Spec:
    level, least = factor(one.threshold_db), factor(-one.range_db)
    return "agate", f"threshold={level:.6f}:range={least:.6f}:ratio=20:attack={one.attack_ms}:release={one.release_ms}"


def equalizer(one: Equalizer) -> list[Spec]:
    bands = [
        ("lowshelf", one.low_db, f"f={one.low_hz}:t=s:w=0.7:g={one.low_db}:r=f64"),
        ("equalizer", one.mid_db, f"f={one.mid_hz}:t=q:w={one.mid_q}:g={one.mid_db}:r=f64"),
        ("highshelf", one.high_db, f"f={one.high_hz}:t=s:w=0.7:g={one.high_db}:r=f64"),
    ]
    return [(name, options) for name, gain_db, options in bands if gain_db]


def compressor(one: Compressor) -> Spec:
    level = max(factor(one.threshold_db), 0.000977)  # lower it does not go
    times = f"attack={one.attack_ms}:release={one.release_ms}"
    return "acompressor", f"threshold={level:.6f}:ratio={one.ratio}:{times}:makeup={factor(one.makeup_db):.4f}"


# K-weighting of BS.1770, within a tenth of a dB
WEIGHTING: tuple[Spec, ...] = (
    ("highshelf", "f=1681:t=q:w=0.707:g=4:r=f64"),
    ("highpass", "f=38:t=q:w=0.5:r=f64"),
)


class Filters:
    """A row of filters; what goes in block by block comes out block by block, maybe later."""

    def __init__(self, specs: Sequence[Spec]) -> None:
        self._graph, self._at = av.filter.Graph(), 0
        self._graph.threads = 1
        time_base = Fraction(1, RATE)
        last = self._graph.add_abuffer(format="flt", sample_rate=RATE, layout="stereo", time_base=time_base)
        for name, options in (*specs, ("aformat", "sample_fmts=flt:channel_layouts=stereo")):
            one = self._graph.add(name, options)
            last.link_to(one)
            last = one
        last.link_to(self._graph.add("abuffersink"))
        self._graph.configure()

    def run(self, block: Samples) -> list[Samples]:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block).reshape(1, -1), "flt", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._at, Fraction(1, RATE)
        self._at += len(block)
        self._graph.push(frame)
        given: list[Samples] = []
        while True:
            try:
                given.append(np.asarray(self._graph.pull().to_ndarray(), np.float32).reshape(-1, 2))
            except (BlockingIOError, EOFError):
                return given


@dataclass(frozen=True, slots=True)
class Work:
    """How much a chain does at the moment, in dB: what its compressor takes away, and its automatic gain."""

    reduction_db: float = 0.0
    auto_gain_db: float = 0.0


class Chain:
    """Processes a line of sound from index `at` on, which lies on the grid; `end` is how far that has come out.

    What comes out has the index at which it went in. `known` is what an earlier automatic gain made of the blocks
    before `since`.
    """

    def __init__(self, processing: Processing, at: int, since: int, known: dict[int, Leveled] | None = None) -> None:
        self._trim = np.float32(factor(processing.trim_db))
        specs = shaping(processing)
        self._shaping = Filters(specs) if specs else None
        self._skipped = DENOISE_BLOCKS if processing.denoise.on else 0  # blocks that are from before the beginning
        on, makeup_db = processing.compressor.on, processing.compressor.makeup_db
        self._compressor, self._makeup_db = Filters([compressor(processing.compressor)]) if on else None, makeup_db
        self._weighting = Filters(WEIGHTING) if processing.auto_gain.on else None
        self.leveler = Leveler(processing.auto_gain, BLOCK / RATE, since // BLOCK, known)
        self._limiter = Limiter()
        self._waiting: Samples = np.zeros((0, 2), np.float32)
        self.end = at
        self.work = Work()

    def run(self, samples: Samples) -> Samples:
        """What comes out now, which begins at `end`; its tail comes with the next samples."""
        self._waiting = np.concatenate((self._waiting, samples))
        made: list[Samples] = []
        while len(self._waiting) >= BLOCK:
            block, self._waiting = self._waiting[:BLOCK], self._waiting[BLOCK:]
            made += self._block(block)
        given: Samples = np.concatenate(made) if made else self._waiting[:0]
        return given

    def _block(self, block: Samples) -> list[Samples]:
        shaped = block * self._trim
        for one in self._shaping.run(shaped) if self._shaping else [shaped]:
            if self._skipped:
                self._skipped -= 1
                continue
            return [self._finished(one)]
        return []

    def _finished(self, block: Samples) -> Samples:
        number, reduction_db, auto_gain_db = self.end // BLOCK, 0.0, 0.0
        self.end += BLOCK
        if self._compressor:
            squeezed = self._compressor.run(block)[0]
            reduction_db = max(0.0, level_db(block) + self._makeup_db - level_db(squeezed))
            block = squeezed
        if self._weighting:
            weighted = self._weighting.run(block)[0]
            start_db, auto_gain_db = self.leveler.take(number, float(2 * np.mean(np.square(weighted))))
            ramp = np.linspace(factor(start_db), factor(auto_gain_db), BLOCK, dtype=np.float32)
            block = self._limiter.limit(block * ramp[:, None])
        self.work = Work(reduction_db, auto_gain_db)
        return block


def level_db(samples: Samples) -> float:
    """The mean level of a block, which of silence is the floor."""
    mean = float(np.mean(np.square(samples)))
    return max(FLOOR_DB, 10 * math.log10(max(mean, 1e-9)))
