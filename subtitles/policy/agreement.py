"""LocalAgreement-2: what two passes in a row heard alike at the beginning is believed (whisper_streaming)."""

from __future__ import annotations

from collections.abc import Sequence

from subtitles.policy.spelling import is_spaceless, key
from subtitles.values import Word


def agreed(before: Sequence[Word], now: Sequence[Word], language: str) -> int:
    """How many words at the beginning of `now` the hypothesis `before` has too.

    Languages without spaces are cut into words at the engine's whim, so there letters are compared.
    """
    if is_spaceless(language):
        return _by_letters(before, now)
    return _by_words([key(word.text) for word in before], [key(word.text) for word in now])


def _by_words(before: Sequence[str], now: Sequence[str]) -> int:
    theirs = iter([spelt for spelt in before if spelt])
    for count, spelt in enumerate(now):
        if spelt and spelt != next(theirs, None):
            return count
    return len(now)


def _by_letters(before: Sequence[Word], now: Sequence[Word]) -> int:
    theirs, ours = "".join(key(word.text) for word in before), ""
    for count, word in enumerate(now):
        ours += key(word.text)
        if not theirs.startswith(ours):
            return count
    return len(now)
