"""An hour of a programme with ad breaks, as an HLS writer meets it: no pictures, but all their times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from mixer.outputs.boxes import leading, tracks
from mixer.outputs.destination import Session
from mixer.outputs.fragments import fragment_of
from mixer.outputs.hls import INDEX, Hls
from tests.mixer.outputs.break_rules import Player
from tests.mixer.outputs.makers import clip

BEGAN = 1_790_000_000.123  # seconds since 1970
ENCODER = 20  # frames that what is encoded is behind the desk
STEP = 30  # frames of a fragment, at most


class PaperHls(Hls):
    """Writes its playlist alone, and lets a player read each version."""

    def __init__(self, folder: Path, player: Player, *, cues: bool = False) -> None:
        self.player = player
        super().__init__(folder, lambda *_: None, clock=lambda: 0.0)
        self.use({"cue_tags": cues}, {})

    def _write(self, name: str, data: bytes) -> None:
        if name == INDEX:
            self.player.loads(data.decode())
            (self.folder / name).write_bytes(data)


@dataclass(frozen=True)
class Planned:
    """A break, as it was planned and as it went: frames."""

    id: str
    planned: int
    length: int
    start: int
    end: int
    cancelled: bool = False

    def told(self, now: int, late: int) -> dict[str, Any]:
        """What a studio says of it at a frame; of its end, `late` frames after that."""
        start = self.start if now >= self.start or now < self.planned else now + 1
        return {
            "id": self.id, "start_frame": self.planned if now < self.planned else start, "planned_frames": self.length,
            "end_frame": self.end if now >= self.end + late else None,
            "cancelled": self.cancelled and now >= self.planned - 40,
        }  # fmt: skip

    def near(self, now: int, second: int) -> bool:
        return self.planned - 12 * second < now < max(self.end, self.planned + self.length) + 30 * second


def an_hour(rate: Fraction, random: Random) -> list[Planned]:
    """Breaks of 1 to 60 s that come late, run short or over, or not at all; some in a row."""
    found, at = list[Planned](), round(20 * rate)
    while at < 3600 * rate:
        length, late = random.randint(round(rate), round(60 * rate)), random.choice((0, 0, 0, 3, 90))
        cancelled = random.random() < 0.2
        lasts = max(STEP, length + random.choice((0, 0, -10, 55)))
        found.append(Planned(f"run_x-{len(found)}", at, length, at + late, at + late + lasts, cancelled))
        at += late + lasts + (0 if random.random() < 0.2 else random.randint(1, round(200 * rate)))
    return found


class Air:
    """Feeds a writer the programme, step by step, and tells it what a studio would."""

    def __init__(self, folder: Path, rate: Fraction, breaks: Iterable[Planned] = (), *, cues: bool = False) -> None:
        self.folder, self.rate, self.breaks, self.cues = folder, rate, list(breaks), cues
        self.late = 0  # frames by which the end of a break is told late
        self.player = Player(Decimal(1) / Decimal(float(rate)))
        self.hls = PaperHls(folder, self.player, cues=cues)
        self.frame, self.segment_frames = 0, round(2 * rate)
        self.track = leading(tracks(clip().init))
        self.sessions = 0
        self.begins(0, BEGAN)

    def begins(self, frame: int, time: float) -> None:
        """An engine comes on air with this frame."""
        self.frame, self.sessions = frame, self.sessions + 1
        self.session = Session(f"s{self.sessions}", frame, self.rate, self.segment_frames, time)
        self.hls.begin(self.session, clip().init)

    def date(self, frame: int) -> float:
        """When a frame is on air, in seconds since 1970."""
        return self.session.time + float((frame - self.session.first_frame) / self.rate)

    def writer_restarts(self) -> None:
        """Killed, and begun again: it has what is on disk, joins at the next keyframe, and is told again."""
        self.hls = PaperHls(self.folder, self.player, cues=self.cues)
        self.hls.begin(self.session, clip().init)

    def until(self, frame: int) -> None:
        while self.frame < frame:
            self._tells()
            self._sends(min(self._edge(), self.frame + STEP, frame))
        self._tells()

    def _tells(self) -> None:
        now = self.frame + ENCODER
        near = [one for one in self.breaks if one.near(now, self.segment_frames // 2)]
        self.hls.take_breaks([one.told(now, self.late) for one in near])

    def _keys(self) -> Iterator[int]:
        """Where keyframes come next: on the grid, and where breaks really begin and end."""
        yield self.frame + self.segment_frames - self.frame % self.segment_frames
        yield from (edge for one in self.breaks if not one.cancelled for edge in (one.start, one.end))

    def _edge(self) -> int:
        return min(edge for edge in self._keys() if edge > self.frame)

    def _sends(self, until: int) -> None:
        first = self.frame == self.session.first_frame
        key = first or self.frame % self.segment_frames == 0 or self.frame in set(self._keys())
        since = (Fraction(at - self.session.first_frame) / self.rate for at in (self.frame, until))
        start, end = (round(seconds * self.track.timescale) for seconds in since)
        shown = self.track.begins_at
        fragment = fragment_of(1, self.track.id, start, end - start, b"", sync=key, composition=shown)
        self.hls.add(key, fragment)
        self.frame = until
