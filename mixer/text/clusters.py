"""What a reader takes for one character, and how wide it stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import regex

ZWJ = "\u200d"
_PICTOGRAPHS = ((0x1F000, 0x1FAFF), (0x2600, 0x27BF), (0x2190, 0x21FF), (0x2B00, 0x2BFF))
KEYCAP = "\u20e3"


def clusters(text: str) -> list[str]:
    """The text as extended grapheme clusters (UAX #29); joined together they are the text."""
    found: list[str] = regex.findall(r"\X", text)
    return found


def is_mark(character: str) -> bool:
    """Combining marks, variation selectors, skin tones and the tags of flags: nothing that stands alone."""
    code = ord(character)
    if code < 0x300:
        return False
    return unicodedata.category(character)[0] == "M" or 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE007F


def is_control(character: str) -> bool:
    """Characters that are never drawn: controls, joiners, direction marks."""
    return unicodedata.category(character) in ("Cc", "Cf")


def is_pictograph(character: str) -> bool:
    code = ord(character)
    return any(first <= code <= last for first, last in _PICTOGRAPHS)


def is_wide(cluster: str) -> bool:
    """Whether a cluster fills a square, as Chinese characters and emoji do."""
    return unicodedata.east_asian_width(cluster[0]) in "WF" or is_emoji(cluster)


def is_emoji(cluster: str) -> bool:
    """Whether a cluster asks to be drawn in colour."""
    first, code = cluster[0], ord(cluster[0])
    if "\ufe0e" in cluster:
        return False
    if "\ufe0f" in cluster or KEYCAP in cluster or 0x1F1E6 <= code <= 0x1F1FF:
        return True
    return is_pictograph(first) and unicodedata.east_asian_width(first) == "W"


def lengths(text: str) -> Iterator[float]:
    """How many columns each cluster takes: 1, or 2 for a wide one, or 0 for what is never drawn."""
    for cluster in clusters(text):
        if all(is_control(one) or is_mark(one) for one in cluster):
            yield 0
        else:
            yield 2 if is_wide(cluster) else 1


def length_of(text: str, square: bool) -> float:
    """Characters of a line. Where characters are `square`, Latin letters and spaces count half."""
    return sum(lengths(text)) / (2 if square else 1)
