"""Text into pages of lines: balanced, broken where a reader would pause, never longer than the length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import ceil, inf

from mixer.text.clusters import clusters, is_wide, length_of
from subtitles.showing.joints import NOT_FIRST, NOT_LAST, square_cost, word_cost
from subtitles.showing.readability import Rules

Page = tuple[str, ...]
"""The lines that stand at one time, top to bottom."""

HARD = 200.0  # the cost of cutting a word that is longer than a line
PAGE = 2.0  # a break between pages counts so many times one between lines
UNEVEN = 3.0  # how much balance counts against good places
TOP_HEAVY = 0.2  # of the unevenness, more: a longer lower line is read more easily
_SPACES = re.compile(r"[^\S\u00a0\u202f\u2007]+")
_LONE_MARK = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """What is never broken: a word, a number, a character with its punctuation. `cost` is of a break before it."""

    text: str
    spaced: bool = False  # a space stands before it, unless a line begins with it
    cost: float = 0.0


def pages(text: str, language: str, rules: Rules, at_least: int = 1) -> list[Page]:
    """The text in pages of at most `rules.lines` lines of at most `rules.length` characters.

    As few pages as hold it, or `at_least` as many while there are enough words; [] for a text without any.
    Punctuation stays with its word (kinsoku), whatever the balance.
    """
    units = [piece for unit in units_of(text, language, rules) for piece in _within(unit, rules)]
    return _Breaker(units, rules).pages(at_least) if units else []


def units_of(text: str, language: str, rules: Rules) -> list[Unit]:
    """The text's units, with what a break before each costs in this language."""
    found: list[Unit] = []
    for word in _words(text):
        parts = [word] if rules.spaced else _squares(word)
        for number, part in enumerate(parts):
            before = found[-1].text if found else ""
            cost = 0.0 if not before else _cost(before, part, language, rules, spaced=number == 0)
            found.append(Unit(part, spaced=number == 0 and bool(before), cost=cost))
    return found


def _cost(before: str, part: str, language: str, rules: Rules, *, spaced: bool) -> float:
    letters = spaced and before[-1].isascii() and part[0].isascii()
    if rules.spaced or letters:
        return word_cost(before, part, language)
    return square_cost(before, part, language, spaced=spaced)


def _words(text: str) -> list[str]:
    """What spaces separate; a mark that stands alone stays with its neighbour (`mot ?`, `« mot »`)."""
    words: list[str] = []
    for word in _SPACES.split(text.strip()):
        if words and (_is_lone(word) and word[0] not in NOT_LAST or _is_lone(words[-1]) and words[-1][-1] in NOT_LAST):
            words[-1] += f"\u00a0{word}"
        elif word:
            words.append(word)
    return words


def _is_lone(word: str) -> bool:
    return bool(_LONE_MARK.fullmatch(word)) and all(one in NOT_FIRST | NOT_LAST or one in "-–—»«\"'" for one in word)


def _squares(word: str) -> list[str]:
    """A stretch without spaces cut between its wide characters; what is narrow holds together, kinsoku holds."""
    parts: list[str] = []
    for cluster in clusters(word):
        if parts and _sticks(parts[-1], cluster):
            parts[-1] += cluster
        else:
            parts.append(cluster)
    return parts


def _sticks(before: str, cluster: str) -> bool:
    if cluster[0] in NOT_FIRST or clusters(before)[-1][0] in NOT_LAST:
        return True
    return not _is_square(before[-1]) and not _is_square(cluster[0])


def _is_square(character: str) -> bool:
    """Characters that lines may break beside: wide ones, and scripts that write no spaces."""
    thai, burmese = "\u0e00" <= character <= "\u0eff", "\u1000" <= character <= "\u109f"
    return is_wide(character) or character in "…—“”‘’" or thai or burmese


def _within(unit: Unit, rules: Rules) -> Iterator[Unit]:
    """The unit, cut where it is longer than a line: at hyphens and slashes first, else between characters."""
    piece, first = "", True
    for cluster in clusters(unit.text):
        if piece and length_of(piece + cluster, rules.square) > rules.length:
            head, tail = _cut(piece, cluster)
            yield Unit(head, unit.spaced and first, unit.cost if first else HARD)
            piece, first = tail, False
        piece += cluster
    yield Unit(piece, unit.spaced and first, unit.cost if first else HARD)


def _cut(piece: str, following: str) -> tuple[str, str]:
    """A too long word's part for this line, and what goes to the next before `following`."""
    at = max(piece.rfind(mark) for mark in "-/_?&=") + 1
    if at > len(piece) // 2:
        return piece[:at], piece[at:]
    held = [*clusters(piece), following]
    keep = len(held) - 1
    while keep > len(held) // 2 and (held[keep][0] in NOT_FIRST or held[keep - 1][0] in NOT_LAST):
        keep -= 1
    return "".join(held[:keep]), "".join(held[keep:-1])


class _Breaker:
    """The dynamic programme of one text: first lines into a page, then pages into a row."""

    def __init__(self, units: list[Unit], rules: Rules) -> None:
        self.units, self.rules = units, rules
        widths = [length_of(unit.text, rules.square) for unit in units]
        space = 0.5 if rules.square else 1.0
        self._sums = [0.0]
        for unit, width in zip(units, widths, strict=True):
            self._sums.append(self._sums[-1] + width + (space if unit.spaced else 0))
        self._heads = [space if unit.spaced else 0.0 for unit in units]
        self._best = cache(self._lines)

    def pages(self, at_least: int) -> list[Page]:
        count = min(max(at_least, self._fewest()), len(self.units))
        while not (found := self._row(count)):  # even shares may not be to be had in so few
            count += 1
        return found

    def width(self, start: int, end: int) -> float:
        return self._sums[end] - self._sums[start] - self._heads[start]

    def _fewest(self) -> int:
        """How many pages it takes when each holds all it can."""
        return max(1, ceil(self.width(0, len(self.units)) / (self.rules.length * self.rules.lines)))

    def _row(self, count: int) -> list[Page]:
        """The cheapest row of exactly `count` pages; [] when there is none."""
        total = len(self.units)
        share = self.width(0, total) / count
        costs = [0.0] + [inf] * total
        steps: list[list[int]] = []
        for _ in range(count):
            costs, cuts = self._one_more(costs, share)
            steps.append(cuts)
        return self._read(steps) if costs[total] < inf else []

    def _one_more(self, costs: list[float], share: float) -> tuple[list[float], list[int]]:
        total = len(self.units)
        better, cuts = [inf] * (total + 1), [0] * (total + 1)
        for start in (at for at in range(total) if costs[at] < inf):
            for end in range(start + 1, total + 1):
                page = self._best(start, end, self.rules.lines)[0]
                if page == inf and self.width(start, end) > self.rules.length * self.rules.lines:
                    break
                uneven = (self.width(start, end) / share - 1) ** 2
                cost = costs[start] + page + UNEVEN * uneven + self._break(end)
                if cost < better[end]:
                    better[end], cuts[end] = cost, start
        return better, cuts

    def _break(self, at: int) -> float:
        """The cost of a page that ends here: its reader waits for the rest."""
        return 0.0 if at >= len(self.units) else PAGE * self.units[at].cost

    def _read(self, steps: list[list[int]]) -> list[Page]:
        end, found = len(self.units), []
        for cuts in reversed(steps):
            found.append(self._page(cuts[end], end))
            end = cuts[end]
        return found[::-1]

    def _lines(self, start: int, end: int, lines: int) -> tuple[float, tuple[int, ...]]:
        """The cost of units start to end on at most so many lines, and where the lines after the first begin."""
        whole = self.width(start, end)
        if whole <= self.rules.length:
            return 0.0, ()
        if lines == 1 or whole > lines * self.rules.length:
            return inf, ()
        best: tuple[float, tuple[int, ...]] = inf, ()
        for cut in range(start + 1, end):
            upper = self.width(start, cut)
            if upper > self.rules.length:
                break
            rest, cuts = self._best(cut, end, lines - 1)
            cost = rest + self.units[cut].cost + self._unevenness(upper, self.width(cut, end) / (len(cuts) + 1))
            if cost < best[0]:
                best = cost, (cut, *cuts)
        return best

    def _unevenness(self, upper: float, lower: float) -> float:
        uneven = ((upper - lower) / self.rules.length) ** 2
        return UNEVEN * uneven * (1 + TOP_HEAVY if upper > lower else 1)

    def _page(self, start: int, end: int) -> Page:
        _, cuts = self._best(start, end, self.rules.lines)
        edges = (start, *cuts, end)
        return tuple(self._line(one, other) for one, other in zip(edges, edges[1:], strict=False))

    def _line(self, start: int, end: int) -> str:
        line = "".join((" " if unit.spaced else "") + unit.text for unit in self.units[start:end])
        return line.lstrip(" ")
