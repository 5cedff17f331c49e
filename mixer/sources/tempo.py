"""Sound that is played faster or slower at its own pitch, by FFmpeg's `atempo`."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
from av.filter import Graph

from mixer.sources.sound import RATE, Samples


class Tempo:
    """Stretches one stream of 48 kHz stereo. What comes out lags a little; how far it has got is worked out exactly."""

    def __init__(self, speed: Fraction) -> None:
        self._speed = speed
        self._graph: Graph | None = None
        self._taken = self._given = 0

    def stretch(self, samples: Samples) -> tuple[Samples, Fraction]:
        """(what came out of these and earlier samples, how many samples of output are still to come of them)."""
        if self._graph is None:
            self._graph = self._made()
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._taken, Fraction(1, RATE)
        self._graph.push(frame)
        self._taken += len(samples)
        out = self._drained()
        self._given += len(out)
        return out, self._taken / self._speed - self._given

    def reset(self) -> None:
        """What comes next does not follow on what came before."""
        self._graph, self._taken, self._given = None, 0, 0

    def _made(self) -> Graph:
        graph = Graph()
        chain = [
            graph.add_abuffer(sample_rate=RATE, format="fltp", layout="stereo", time_base=Fraction(1, RATE)),
            graph.add("atempo", f"{float(self._speed):.6f}"),
            graph.add("aformat", "sample_fmts=fltp:channel_layouts=stereo"),
            graph.add("abuffersink"),
        ]
        graph.link_nodes(*chain).configure()
        return graph

    def _drained(self) -> Samples:
        assert self._graph
        pieces = []
        while True:
            try:
                frame = self._graph.pull()
            except (av.BlockingIOError, av.EOFError):
                break
            pieces.append(frame.to_ndarray().T)
        return np.concatenate(pieces) if pieces else np.zeros((0, 2), np.float32)
