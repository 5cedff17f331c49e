"""Committed words become sentences: what is translated and shown as one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from subtitles.policy.glossary import Glossary
from subtitles.policy.spelling import is_spaceless, joined
from subtitles.values import RATE, Sentence, Word

PAUSE = round(0.7 * RATE)
LONG = 6 * RATE  # a clause is enough then
TOO_LONG = 10 * RATE  # and then any place to breathe

CLOSERS = "\"'”’»)）]」』】*_"
ENDS = ".?!…。！？｡؟۔।"
COMMAS = ",;:，、；：،؛—"
# What a full stop after these belongs to: it ends no sentence by itself.
ABBREVIATIONS = re.compile(
    r"(?:^|\W)(?:mr|mrs|ms|dr|prof|st|jr|sr|vs|etc|e\.g|i\.e|vol|approx|dept|gen|col|sen|rep|gov|capt|lt|sgt"
    r"|mme|mlle|sra|srta|ud|uds|z\.b|d\.h|usw|bzw|nr|т\.е|т\.д|т\.п|г|ул|[^\W\d_](?:\.[^\W\d_])*)\.$",
    re.IGNORECASE,
)
URL = re.compile(r"(?:www\.|https?:|\w@\w|\w\.(?:com|org|net|io|tv|gov|edu)\b)", re.IGNORECASE)


class Sentences:
    """Collects words and gives whole sentences, each with its glossary applied.

    A sentence ends at its mark or before a pause of 0.7 s; a clause of more than 6 s ends at a comma.
    """

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        self._words: list[Word] = []
        self._language, self._no_speech = "", 0.0

    @property
    def last_end(self) -> int | None:
        """Where the sentence that is being said has got to."""
        return self._words[-1].end if self._words else None

    def add(self, words: Sequence[Word], language: str, no_speech: float = 0.0) -> list[Sentence]:
        """The sentences that these words complete."""
        done = self.rest() if self._words and language != self._language else []
        self._language = language
        for word in words:
            done += self._add(word)
            self._no_speech = max(self._no_speech, no_speech)
        return [*done, *self._ended()]

    def pause(self, until: int) -> list[Sentence]:
        """Nothing was or will be said from the last word to `until`: that ends a sentence when it is 0.7 s."""
        return self.rest() if self._words and until - self._words[-1].end >= PAUSE else []

    def rest(self) -> list[Sentence]:
        """What was said so far, ended or not."""
        return self._cut(len(self._words))

    def _add(self, word: Word) -> list[Sentence]:
        done = self.pause(word.start)
        # A mark waits for the next word when it may stand inside something: 3.5, Dr. Who, example.com.
        if self._words and _may_end(self._words, word, self._language):
            done += self.rest()
        self._words.append(word)
        return done + self._clause()

    def _ended(self) -> list[Sentence]:
        return self.rest() if self._words and _surely_ends(self._words) else []

    def _clause(self) -> list[Sentence]:
        length = self._words[-1].end - self._words[0].start
        if length > LONG and (at := self._last_comma()):
            return self._cut(at)
        return self._cut(self._breath()) if length > TOO_LONG else []

    def _last_comma(self) -> int:
        pairs = enumerate(zip(self._words, self._words[1:], strict=False), start=1)
        commas = [at for at, (word, after) in pairs if _is_comma(word, after, self._language)]
        return commas[-1] if commas else 0

    def _breath(self) -> int:
        """Before which word of the second half it was quiet for longest."""
        half = range(max(1, len(self._words) // 2), len(self._words))
        return max(half, key=lambda at: self._words[at].start - self._words[at - 1].end, default=len(self._words))

    def _cut(self, count: int) -> list[Sentence]:
        words, self._words = tuple(self._words[:count]), self._words[count:]
        raw, no_speech = joined(words), self._no_speech
        if not self._words:
            self._no_speech = 0.0
        if not raw:
            return []
        confidence = sum(word.probability for word in words) / len(words)
        text = self.glossary.written(raw)
        return [Sentence(text, raw, words[0].start, words[-1].end, self._language, confidence, no_speech, words)]


def _bare(text: str) -> str:
    return text.strip().rstrip(CLOSERS)


def _has_mark(word: Word) -> bool:
    return _bare(word.text).endswith(tuple(ENDS))


def _surely_ends(words: Sequence[Word]) -> bool:
    """Whether the last word ends a sentence whatever comes next."""
    return _has_mark(words[-1]) and not _is_inside(words)


def _may_end(words: Sequence[Word], after: Word, language: str) -> bool:
    """Whether the last word ends a sentence, now that the word `after` it is known."""
    if not _has_mark(words[-1]):
        return False
    if not after.text[:1].isspace() and (not is_spaceless(language) or after.text[:1].isdigit()):
        return False
    return not ABBREVIATIONS.search(_bare(joined(words)))


def _is_inside(words: Sequence[Word]) -> bool:
    text = _bare(joined(words))
    if not text.endswith("."):
        return False
    last = text.split()[-1]
    return text[-2:-1].isdigit() or bool(ABBREVIATIONS.search(text) or URL.search(last))


def _is_comma(word: Word, after: Word, language: str) -> bool:
    if not _bare(word.text).endswith(tuple(COMMAS)):
        return False
    return after.text[:1].isspace() or (is_spaceless(language) and not after.text[:1].isdigit())
