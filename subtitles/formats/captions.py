"""A caption as every format writes it: a text and when it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from subtitles.values import Line


@dataclass(frozen=True, slots=True)
class Caption:
    """`text` has its lines apart by newlines; milliseconds count from the recording's, or the show's, beginning."""

    start_ms: int
    end_ms: int
    text: str


Writer = Callable[[Iterable[Caption]], str]


Span = tuple[int, int]
"""Frames: the first, and the one after the last."""


def captions_of(lines: Iterable[Line], language: str, rate: Fraction, spans: Iterable[Span]) -> list[Caption]:
    """The aired lines in a language, within spans that play one after the other.

    A line over the edge of a span is cut there; what lies between two spans takes no time.
    """
    aired = [line for line in lines if line.aired_from is not None and line.aired_to is not None]
    captions, before = [], 0
    for first, end in spans:
        for line in aired:
            assert line.aired_from is not None and line.aired_to is not None
            start, stop = max(first, line.aired_from), min(end, line.aired_to)
            text = text_in(line, language)
            if start < stop and text:
                captions.append(Caption(_ms(before + start - first, rate), _ms(before + stop - first, rate), text))
        before += end - first
    return captions


def text_in(line: Line, language: str) -> str:
    """What stood in the picture in this language; "" when nothing did."""
    if told := line.texts.get(language):
        return told.text
    return line.text if language == line.language else ""


def _ms(frames: int, rate: Fraction) -> int:
    return round(frames * 1000 / rate)
