"""Stretches of speech: where one opens, and where it closes."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from subtitles.listening.gate import HOP, Hop
from subtitles.values import RATE


def samples(seconds: float) -> int:
    return round(seconds * RATE)


MIN_SPEECH = samples(0.25)
FORGOTTEN = samples(0.2)  # a click is forgotten when nothing follows it for so long
SILENCE = samples(0.5)
DIP = samples(0.2)
BEFORE, AFTER = samples(0.2), samples(0.2)  # sound an engine is given on either side of speech
WHOLE = samples(0.25)
LOOK_BACK_S = 1.5
DIPS_AFTER_S, CAP_S = 6.0, 12.0


@dataclass(eq=False)
class Utterance:
    """Speech from `settled` on is still to be decided; everything is a sample index.

    `speech` are the beginnings of its hops of speech, `end` is None while it is open.
    """

    settled: int
    speech: list[int]
    end: int | None = None
    opened: int = field(init=False)
    cut: bool = False  # speech goes on after `end`
    torn: bool = False  # perhaps in the middle of a word
    examined: bool = False  # its language was asked for
    loops: int = 0  # passes that went round in circles

    def __post_init__(self) -> None:
        self.opened = self.settled

    @property
    def start(self) -> int:
        """Where the sound for an engine begins."""
        return self.settled - BEFORE

    @property
    def speech_end(self) -> int:
        return self.speech[-1] + HOP

    def is_over_by(self, end: int) -> bool:
        """Whether somebody who heard up to `end` heard the last word whole, and the silence after it."""
        return not self.cut and end >= self.speech_end + WHOLE

    def spoken(self, start: int, end: int) -> int:
        """How much speech was heard from `start` up to `end`, in samples."""
        return HOP * sum(start < at + HOP and at < end for at in self.speech)

    def waiting_from(self) -> int | None:
        """Where the first speech begins that is not settled."""
        return next((max(at, self.settled) for at in self.speech if at + HOP > self.settled), None)


class Utterances:
    """Follows the gate. `open` is being said; `closed` are over and wait for their last pass, oldest first."""

    def __init__(self) -> None:
        self.open: Utterance | None = None
        self.closed: deque[Utterance] = deque()
        self.cap_s = CAP_S
        self._seen: list[int] = []  # speech that may become an utterance
        self._levels: deque[Hop] = deque(maxlen=int(LOOK_BACK_S * RATE / HOP))

    @property
    def pending(self) -> list[Utterance]:
        return [*self.closed, *([self.open] if self.open else [])]

    @property
    def perhaps_from(self) -> int | None:
        """Where speech began that is too short yet to be an utterance."""
        return self._seen[0] if self._seen else None

    def take(self, hop: Hop) -> None:
        self._levels.append(hop)
        if self.open:
            self._follow(self.open, hop)
        else:
            self._wait(hop)

    def drop(self) -> None:
        """Leave out all that is pending."""
        self.open = None
        self.closed.clear()
        self._seen.clear()

    def stop(self) -> None:
        """The sound breaks off here."""
        self._seen.clear()
        if self.open:
            self._close(self.open, self.open.speech_end)

    def _wait(self, hop: Hop) -> None:
        if hop.speech:
            self._seen.append(hop.at)
        elif self._seen and hop.at + HOP - (self._seen[-1] + HOP) > FORGOTTEN:
            self._seen.clear()
        if len(self._seen) * HOP >= MIN_SPEECH:
            self.open, self._seen = Utterance(self._seen[0], self._seen), []

    def _follow(self, one: Utterance, hop: Hop) -> None:
        if hop.speech:
            one.speech.append(hop.at)
        now = hop.at + HOP
        quiet, length = now - one.speech_end, now - one.opened
        dips_after = min(DIPS_AFTER_S, self.cap_s / 2)
        if quiet >= SILENCE or (quiet >= DIP and length >= samples(dips_after)):
            self._close(one, one.speech_end + AFTER)
        elif length >= samples(self.cap_s):
            self._split(one)

    def _close(self, one: Utterance, end: int) -> None:
        one.end = end
        self.closed.append(one)
        self.open = None

    def _split(self, one: Utterance) -> None:
        """Nobody draws breath: cut where it was quietest of late, and go on from there."""
        recent = [hop for hop in self._levels if hop.at >= max(one.settled, one.opened + samples(self.cap_s) // 2)]
        quietest = min(reversed(recent), key=lambda hop: hop.level_db, default=self._levels[-1])
        cut = quietest.at + HOP // 2
        rest = [at for at in one.speech if at + HOP > cut]
        one.speech = [at for at in one.speech if at < cut] or one.speech[:1]
        one.cut, one.torn = True, quietest.speech
        self._close(one, cut)
        self.open = Utterance(cut, rest) if rest else None
