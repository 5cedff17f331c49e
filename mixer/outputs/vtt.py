"""WebVTT for HLS: the cues of one segment, in the times of its session (RFC 8216, 3.5). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mixer.protocol.captions import is_language
from mixer.protocol.webvtt import clock, escaped

LONGEST_TEXT = 2000
TOP = " line:0"  # a cue's setting: its first line is the picture's first
# Our sessions' decode times begin at 0, so local time and the media's are the same.
HEAD = "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n"


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption in one language, on the frames from `first` to before `until`."""

    id: str
    language: str
    text: str
    first: int
    until: int

    @classmethod
    def parse(cls, told: dict[str, Any]) -> Cue:
        """Raises KeyError, TypeError, ValueError on anything that is no cue."""
        language = str(told["language"])
        if not is_language(language):
            raise ValueError(f"expected a language code, found {language[:20]!r}")
        text = str(told["text"])[:LONGEST_TEXT]
        return cls(str(told["id"])[:80], language, text, int(told["from_frame"]), int(told["to_frame"]))


@dataclass(frozen=True, slots=True)
class Span:
    """Where a segment lies: frames from `first` to before `until`, of a session that begins at frame `origin`."""

    origin: int
    rate: Fraction
    first: int
    until: int

    def has(self, cue: Cue) -> bool:
        return cue.first < self.until and self.first < cue.until


def webvtt(span: Span, cues: Iterable[Cue], *, above: bool = False) -> str:
    """A segment's file. A cue that crosses its border stands whole in both; a player knows it by its id.

    `above`: at the top of the picture, as what is burnt in stands below.
    """
    inside = sorted((cue for cue in cues if span.has(cue)), key=lambda cue: (cue.first, cue.until, cue.id))
    return "\n".join([HEAD, *(_block(span, cue, TOP if above else "") for cue in inside)])


def _block(span: Span, cue: Cue, settings: str) -> str:
    first, until = ((frame - span.origin) / span.rate for frame in (max(cue.first, span.origin), cue.until))
    times = f"{clock(round(first * 1000))} --> {clock(round(until * 1000))}"
    return f"{escaped(cue.id)}\n{times}{settings}\n{escaped(cue.text)}\n"
