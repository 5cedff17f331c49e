"""The operator's glossary: how what is heard is written."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mixer.protocol.captions import Term

# Scripts without spaces know no word boundaries (ranges: kana, CJK, their extensions and compatibility forms, Thai).
SPACELESS_LETTER = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


class Glossary:
    """Replaces whole words, whatever their case; the longest entry wins, and nothing is replaced twice."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self._written = {_folded(term.heard): term.written for term in self.terms if term.written}
        self._heard = _pattern(self._written)

    @property
    def prompt(self) -> str:
        """The terms as they are written, for an engine to expect them."""
        return ", ".join(dict.fromkeys(term.written or term.heard for term in self.terms))

    def written(self, text: str) -> str:
        """`text` as the operator wants it written."""
        if not self._heard:
            return text
        return self._heard.sub(lambda found: self._written[_folded(found[0])], text)

    def said_in(self, text: str, language: str) -> str:
        """A translation into `language`, with the terms that were left as they are said in that language instead."""
        names = {
            _folded(name): term.languages[language]
            for term in self.terms
            if language in term.languages
            for name in (term.heard, term.written)
            if name
        }
        pattern = _pattern(names)
        return pattern.sub(lambda found: names[_folded(found[0])], text) if pattern else text


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(_bounded, longest_first)), re.IGNORECASE) if longest_first else None


def _bounded(name: str) -> str:
    inner = r"\s+".join(re.escape(part) for part in name.split())
    left = "" if SPACELESS_LETTER.match(name[0]) else r"(?<!\w)"
    right = "" if SPACELESS_LETTER.match(name[-1]) else r"(?!\w)"
    # Beside letters of such a script a Latin name has no boundary either, and needs none.
    if left:
        left = rf"(?:{left}|(?<={SPACELESS_LETTER.pattern}))"
    if right:
        right = rf"(?:{right}|(?={SPACELESS_LETTER.pattern}))"
    return f"{left}{inner}{right}"
