"""Loudness by EBU R 128: momentary, short-term and integrated, in LUFS; and, where asked for, the true peak."""

from __future__ import annotations

import math
from fractions import Fraction

import av
import numpy as np

from mixer.core.clock import SAMPLE_RATE
from mixer.core.sound import FLOOR_DB, Samples

STEP_SAMPLES = SAMPLE_RATE // 10  # its values are of so much each: less at a time only costs more

_NAMES = {"lufs_m": "lavfi.r128.M", "lufs_s": "lavfi.r128.S", "lufs_i": "lavfi.r128.I"}
_PEAK = "lavfi.r128.true_peak"  # linear, and the highest so far


class Loudness:
    """Wraps libavfilter's `ebur128`; values settle every 100 ms.

    With `peaks` it also finds the true peak (BS.1770, four times oversampled) in dBTP, which costs more.
    """

    def __init__(self, peaks: bool = False) -> None:
        self.values = dict.fromkeys(_NAMES, FLOOR_DB)
        self.true_peak_db = FLOOR_DB
        self._graph = av.filter.Graph()
        self._graph.threads = 1  # else libav begins one for each core, beside the frame thread
        source = self._graph.add_abuffer(
            format="flt",
            sample_rate=SAMPLE_RATE,
            layout="stereo",
            time_base=Fraction(1, SAMPLE_RATE),
        )
        meter = self._graph.add("ebur128", "metadata=1:framelog=quiet" + (":peak=true" if peaks else ""))
        sink = self._graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        self._graph.configure()
        self._at = 0
        self._waiting: list[Samples] = []

    def add(self, samples: Samples, busy: bool = False) -> None:
        """Measure as soon as there is enough; not on a frame that is busy with other things."""
        self._waiting.append(samples)
        if busy or sum(map(len, self._waiting)) < STEP_SAMPLES:
            return
        samples, self._waiting = np.concatenate(self._waiting), []
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), "flt", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = (
            SAMPLE_RATE,
            self._at,
            Fraction(1, SAMPLE_RATE),
        )
        self._at += len(samples)
        self._graph.push(frame)
        while True:
            try:
                self._read(self._graph.pull().metadata)
            except (BlockingIOError, EOFError):
                return

    def _read(self, metadata: dict[str, str]) -> None:
        for name, key in _NAMES.items():
            if key in metadata:
                value = float(metadata[key])
                self.values[name] = max(FLOOR_DB, round(value, 1)) if value == value else FLOOR_DB
        if (peak := float(metadata.get(_PEAK, 0))) > 0:
            self.true_peak_db = max(FLOOR_DB, round(20 * math.log10(peak), 1))
