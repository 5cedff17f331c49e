"""BLEU of a whole corpus (Papineni et al., 2002): four-grams, clipped counts, brevity penalty, no smoothing."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

PIECE = re.compile(r"\w+|[^\w\s]")


def tokens(text: str, by_character: bool) -> list[str]:
    """Words and punctuation; characters where a language writes no spaces."""
    return [c for c in text if not c.isspace()] if by_character else PIECE.findall(text)


def bleu(pairs: Sequence[tuple[str, str]], by_character: bool = False) -> float:
    """0 to 100, for pairs of (translation, reference)."""
    matched, possible = [0] * 4, [0] * 4
    ours = theirs = 0
    for text, reference in pairs:
        one, other = tokens(text, by_character), tokens(reference, by_character)
        ours, theirs = ours + len(one), theirs + len(other)
        for size in range(1, 5):
            found, known = grams(one, size), grams(other, size)
            matched[size - 1] += sum((found & known).values())
            possible[size - 1] += sum(found.values())
    if not all(matched):
        return 0.0
    mean = sum(math.log(hit / all_) for hit, all_ in zip(matched, possible, strict=True)) / 4
    return 100 * math.exp(mean) * min(1.0, math.exp(1 - theirs / ours))


def grams(words: list[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))
