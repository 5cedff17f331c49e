"""Whether a translation is one: translators loop, fall silent and ramble, most of all on short or strange input."""

from __future__ import annotations

import re
import unicodedata

LOOP = 3  # so many times in a row, and more often than in the source
LONGEST_GROUP = 6
RATIO = (0.2, 5.0)
SHORT = 20.0  # of lengths below this the ratio says nothing
WIDE = 2.5  # a Chinese, Japanese or Korean character says about as much as so many letters


def why_junk(source: str, translated: str) -> str:
    """What is wrong with a translation of `source`, in words; "" when nothing is."""
    if not any(char.isalnum() for char in translated) and any(char.isalnum() for char in source):
        return "the translator gave nothing"
    if repeats(translated) >= LOOP and repeats(translated) > repeats(source):
        return "the translator repeated itself"
    there, here = weight(source), weight(translated)
    if max(there, here) > SHORT and not RATIO[0] <= here / max(there, 1.0) <= RATIO[1]:
        return "the translation has a length that cannot be right"
    return ""


def repeats(text: str) -> int:
    """How many times in a row the most repeated word or group of words (of characters, where there are no spaces)."""
    tokens = _tokens(text)
    return max((_run(tokens, size) for size in range(1, LONGEST_GROUP + 1)), default=1)


def weight(text: str) -> float:
    """A length that is comparable between scripts."""
    return sum(WIDE if unicodedata.east_asian_width(char) in "WF" else 1.0 for char in text.strip())


def _tokens(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+", folded)


def _run(tokens: list[str], size: int) -> int:
    """The longest run of one group of `size` tokens after another, all the same."""
    longest = same = 0
    for at in range(size, len(tokens)):
        same = same + 1 if tokens[at] == tokens[at - size] else 0
        longest = max(longest, same)
    return longest // size + 1 if tokens else 0
