"""Words that go round in a circle, as recognisers do when they lose their way."""

from __future__ import annotations

from collections.abc import Sequence

from subtitles.policy.spelling import key
from subtitles.values import RATE, Word

TIMES = 3
LONGEST = 6  # words


def loop_from(words: Sequence[Word], before: Sequence[Word] = ()) -> int | None:
    """The index in `words` where the repetition of a group of 1–6 words begins that is said three times in a row.

    It may have begun in `before`. The first saying is not part of it. Somebody who says one word three times,
    distinctly, is left to it.
    """
    all_words = [*before, *words]
    spelt = [key(word.text) for word in all_words]
    for start in range(len(spelt)):
        for size in range(1, LONGEST + 1):
            times = _times(spelt, start, size)
            end = start + times * size
            if times < TIMES or end <= len(before) or not any(spelt[start : start + size]):
                continue
            if times == TIMES and size == 1 and all(_is_distinct(word) for word in all_words[start:end]):
                continue
            return max(0, start + size - len(before))
    return None


def _times(spelt: Sequence[str], start: int, size: int) -> int:
    times, group = 1, spelt[start : start + size]
    while spelt[start + times * size : start + (times + 1) * size] == group:
        times += 1
    return times


def _is_distinct(word: Word) -> bool:
    return 0.08 * RATE <= word.end - word.start <= RATE and word.probability >= 0.6
