"""What the transcriber tells: words committed, sentences ready, and everything that was left out and why.

`start` and `end` are sample indices at 16 kHz, as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from subtitles.values import Sentence, Word


@dataclass(frozen=True, slots=True)
class Committed:
    """Words that will not change any more, next after those before."""

    words: tuple[Word, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A whole sentence (or a clause of a long one): what is translated and shown."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text an engine wrote and the filter does not believe."""

    text: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Speech nobody will read: recognition was too slow, or away."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Partial:
    """Heard and not yet committed; "" when nothing is."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Locked:
    """The language that was found, and is kept."""

    language: str
    probability: float


Event = Committed | Spoken | Dropped | Gap | Partial | Locked
