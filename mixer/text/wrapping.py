"""Text into lines that fit a width: between words, between Chinese characters, inside a word only where it must be."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from mixer.text.clusters import clusters, is_emoji, is_wide

NOT_FIRST = frozenset("、。，．・：；？！）］｝〉》」』】〕”’…ー,.:;?!)]}»%°")
NOT_LAST = frozenset("（［｛〈《「『【〔“‘([{«")
ELLIPSIS = "…"
LONGEST = 200  # characters: no line has more, and long ones are dear to measure
Measure = Callable[[str], float]


def wrapped(text: str, width: float, measure: Measure) -> list[str]:
    """The lines of a text, each at most `width` wide by `measure`; a line break of its own begins a line too.

    A single cluster that is wider than that still has its line.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines += _filled(paragraph, width, measure)
    return lines


def cut_off(lines: list[str], most: int, width: float, measure: Measure) -> list[str]:
    """The first so many lines; where more is lost, the last ends in an ellipsis."""
    if len(lines) <= most:
        return lines
    kept = clusters(lines[most - 1])
    while kept and measure("".join(kept) + ELLIPSIS) > width:
        kept.pop()
    return [*lines[: most - 1], "".join(kept).rstrip() + ELLIPSIS]


def _filled(text: str, width: float, measure: Measure) -> list[str]:
    lines, line = [], ""
    for piece in pieces(text):
        if not line or _fits((line + piece).rstrip(), width, measure):
            line += piece
        else:
            lines.append(line.rstrip())
            line = piece
        while not _fits(line.rstrip(), width, measure) and len(clusters(line)) > 1:
            head = _head(line, width, measure)
            lines.append(head)
            line = line[len(head) :].lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _fits(text: str, width: float, measure: Measure) -> bool:
    return len(text) <= LONGEST and measure(text) <= width


def _head(word: str, width: float, measure: Measure) -> str:
    """As many clusters of a word as fit, one at least."""
    found = clusters(word)
    low, high = 1, min(len(found), LONGEST)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure("".join(found[:middle])) <= width else (low, middle - 1)
    return "".join(found[:low])


def pieces(text: str) -> list[str]:
    """What may not be broken inside, in order; spaces stand at the end of a piece."""
    found = clusters(text)
    made = found[:1]
    for before, after in pairwise(found):
        if may_break(before, after):
            made.append(after)
        else:
            made[-1] += after
    return made


def may_break(before: str, after: str) -> bool:
    if before.isspace():
        return not after.isspace()
    if after.isspace() or after in NOT_FIRST or before in NOT_LAST:
        return False
    squares = [is_wide(one) and not is_emoji(one) for one in (before, after)]
    return any(squares) or before == "-"
