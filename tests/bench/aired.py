"""What viewers got, from the decoded HLS: pictures by their counters, sound by its tones, time by its fragments."""

from __future__ import annotations

import io
import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from mixer.feed.frames import rows_of
from mixer.outputs.boxes import moov_of, runs, tracks, whole_fragments
from mixer.sources.counter import read_counter
from tests.bench.marked import RATE, SOUND_RATE

WINDOW = SOUND_RATE // 50
TURN, FADED = 0.7, 0.5  # radians between two windows, part of the usual level: more or less is a break


class Recorder:
    """Keeps every segment that the playlist ever named, as whoever watches would have loaded it."""

    def __init__(self, hls: Path, folder: Path) -> None:
        self._hls, self._folder = hls, folder
        self.playlist: list[tuple[str, str]] = []  # (init, segment), in order
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(0.5):
            self._look()

    def _look(self) -> None:
        known, init = {name for _, name in self.playlist}, ""
        for line in (self._hls / "index.m3u8").read_text().splitlines():
            if found := re.match(r'#EXT-X-MAP:URI="([^"]+)"', line):
                init = found[1]
            elif line.startswith("seg-") and line not in known:
                for name in (init, line):
                    shutil.copy(self._hls / name, self._folder / name)
                self.playlist.append((init, line))

    def finish(self) -> None:
        self._stop.set()
        self._thread.join()
        self._look()

    def sessions(self) -> list[bytes]:
        """The bytes of each session, its init first."""
        found: dict[str, list[bytes]] = {}
        for init, name in self.playlist:
            found.setdefault(init, [(self._folder / init).read_bytes()]).append((self._folder / name).read_bytes())
        return [b"".join(parts) for parts in found.values()]


@dataclass
class Aired:
    """One session as decoded. Times are seconds since it began; `counters` has a row a picture, a column a cell."""

    times: list[float] = field(default_factory=list)
    counters: list[tuple[int, ...]] = field(default_factory=list)  # 0 where a slate stands
    missing_ms: float = 0.0
    sound: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    sound_from_s: float = 0.0

    def between(self, start_s: float, end_s: float) -> list[tuple[int, ...]]:
        return [row for time, row in zip(self.times, self.counters, strict=True) if start_s <= time < end_s]

    def slates(self, start_s: float, end_s: float) -> int:
        """Pictures with a slate in them."""
        return sum(1 for row in self.between(start_s, end_s) if 0 in row)

    def pictures_s(self, start_s: float, end_s: float, window_s: float = 5.0) -> tuple[float, float]:
        """Different pictures a second in the worst window: of the programme, and of its worst source."""
        whole, worst = float(RATE), float(RATE)
        for begin in np.arange(start_s, max(start_s, end_s - window_s) + 0.5, 0.5):
            rows = self.between(begin, begin + window_s)
            whole = min(whole, len(set(rows)) / window_s)
            worst = min(worst, *(len({row[cell] for row in rows}) / window_s for cell in range(len(rows[0]))))
        return whole, worst

    def steady_from(self, start_s: float) -> float | None:
        """From when on there is a second of thirty different pictures."""
        later = [time for time in self.times if time >= start_s]
        for begin in later:
            rows = self.between(begin, begin + 1.0)
            if len(rows) >= RATE - 1 and len(set(rows)) >= RATE - 1:
                return begin
        return None

    def sound_gaps(self, start_s: float, end_s: float, tones: Sequence[int]) -> int:
        """Windows of 20 ms in which a tone fades or breaks its phase."""
        first, last = (max(0, round((at - self.sound_from_s) * SOUND_RATE / WINDOW)) for at in (start_s, end_s))
        windows = self.sound[first * WINDOW : last * WINDOW]
        windows = windows[: len(windows) // WINDOW * WINDOW].reshape(-1, WINDOW)
        bad = np.zeros(len(windows), bool)
        for hertz in tones:
            seen = windows @ np.exp(-2j * np.pi * hertz * np.arange(WINDOW) / SOUND_RATE)
            level = np.abs(seen)
            bad |= level < FADED * np.median(level)
            bad[1:] |= np.abs(np.angle(seen[1:] * np.conj(seen[:-1]))) > TURN
        return int(bad.sum())


def decoded(session: bytes, cells: Sequence[tuple[int, int, int, int]]) -> Aired:
    """Decode a session whose counters stand in these cells (x, y, width, height)."""
    aired = Aired(missing_ms=missing_ms(session))
    with av.open(io.BytesIO(session), "r") as container:
        for frame in container.decode(video=0):
            luma = rows_of(frame.planes[0])
            aired.times.append(float(frame.time or 0))
            aired.counters.append(tuple(counter(luma[y : y + h, x : x + w]) for x, y, w, h in cells))
    with av.open(io.BytesIO(session), "r") as container:
        frames = list(container.decode(audio=0))
        aired.sound = np.concatenate([frame.to_ndarray()[0] for frame in frames])
        aired.sound_from_s = float(frames[0].time or 0)
    return aired


def counter(luma: NDArray[np.uint8]) -> int:
    """The number in a cell; 0 where there is none: a clip's first picture is 1."""
    return read_counter([luma])


def missing_ms(session: bytes) -> float:
    """Time for which there is neither a picture nor sound, by the fragments' own times and lengths."""
    found, until, missing = tracks(session), dict[int, int](), 0.0
    for fragment in fragments(session):
        for run in runs(fragment, found):
            gap = run.tfdt - until.get(run.track, run.tfdt)
            missing += max(0, gap) * 1000 / found[run.track].timescale
            until[run.track] = run.tfdt + run.duration
    return missing


def fragments(session: bytes) -> Iterator[bytes]:
    end = moov_of(session).end
    return (session[start:stop] for start, stop in whole_fragments(session, end))
