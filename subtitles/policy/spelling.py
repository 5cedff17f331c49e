"""When two spellings are the same word, and which languages write without spaces."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from subtitles.values import Word

SPACELESS = frozenset({"zh", "ja", "yue", "th", "lo", "km", "my", "bo"})


def is_spaceless(language: str) -> bool:
    return language.partition("-")[0] in SPACELESS


def key(text: str) -> str:
    """`text` without case, width, spaces and punctuation: what two passes must agree on."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LMN")


def phrase_key(text: str) -> str:
    """As `key`, but words stay apart by one space."""
    return " ".join(filter(None, (key(part) for part in text.split())))


def joined(words: Iterable[Word]) -> str:
    return "".join(word.text for word in words).strip()
