"""Comparing what was recognised with what was said."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


def plain(word: str) -> str:
    """A word without case and punctuation, for comparing."""
    return "".join(c for c in unicodedata.normalize("NFKC", word).lower() if c.isalnum())


@dataclass(frozen=True, slots=True)
class Marks:
    """Errors against the words that were said, and the pairs (said, heard) of places that agree."""

    said: int
    errors: int
    agreeing: list[tuple[int, int]]

    @property
    def rate(self) -> float:
        return self.errors / max(1, self.said)


def marked(said: Sequence[str], heard: Sequence[str]) -> Marks:
    """Levenshtein's distance in words."""
    a, b = [plain(word) for word in said], [plain(word) for word in heard]
    costs = _costs(a, b)
    agreeing, i, j = [], len(a), len(b)
    while i and j:
        if a[i - 1] == b[j - 1] and costs[i][j] == costs[i - 1][j - 1]:
            agreeing.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif costs[i][j] == costs[i - 1][j - 1] + 1:
            i, j = i - 1, j - 1
        elif costs[i][j] == costs[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return Marks(len(a), costs[-1][-1], agreeing[::-1])


def _costs(a: list[str], b: list[str]) -> list[list[int]]:
    costs = [list(range(len(b) + 1))]
    for i, word in enumerate(a, 1):
        above, row = costs[-1], [i]
        for j, other in enumerate(b, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (word != other)))
        costs.append(row)
    return costs
