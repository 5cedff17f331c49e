"""Four layers against text nobody said: the engine's own doubts, the shape of the text, known phrases, the prompt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from subtitles.policy.loops import loop_from
from subtitles.policy.phrases import is_made_up
from subtitles.policy.spelling import is_spaceless, key
from subtitles.values import RATE, Hypothesis, Segment, Word

NO_SPEECH, LOGPROB = 0.6, -1.0
COMPRESSION = 2.4
LETTERS_A_SECOND, CHARACTERS_A_SECOND = 25, 10  # nobody speaks faster; the second for languages without spaces
MIN_LETTERS = 12  # fewer say nothing about speed
SHORT = 2 * RATE
DOUBT = 0.2
SPEECH_AT_LEAST = RATE // 20
SLACK = RATE // 4  # engines place words so exactly


class Reason(StrEnum):
    """Why text was dropped, as an operator reads it."""

    DOUBTFUL = "probably not speech"
    SILENT = "nobody was speaking"
    LOOP = "repeats itself"
    FAST = "too fast to be speech"
    PHRASE = "a phrase recognisers make up"
    PROMPT = "an echo of the prompt"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Text that is not believed."""

    text: str
    start: int
    end: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Judged:
    """What is left of a hypothesis, and what is not. `no_speech`: the largest of the segments that are left."""

    words: tuple[Word, ...]
    doubts: tuple[Doubt, ...] = ()
    no_speech: float = 0.0

    @property
    def loops(self) -> bool:
        return any(doubt.reason == Reason.LOOP for doubt in self.doubts)


@dataclass(frozen=True, slots=True)
class Filter:
    """`spoken(start, end)`: samples of speech the gate heard there; `before`: the newest committed words, which
    `alone` says belong to another utterance; `prompt`: what the engine was told.
    """

    spoken: Callable[[int, int], int]
    before: tuple[Word, ...] = ()
    alone: bool = True
    prompt: str = ""

    def judge(self, heard: Hypothesis) -> Judged:
        kept: list[Word] = []
        doubts: list[Doubt] = []
        no_speech = 0.0
        segments = [segment for segment in heard.segments if segment.words]
        alone = self.alone and all(is_made_up(segment.text, heard.language) for segment in segments)
        for segment in segments:
            if reason := self._reason(segment, heard.language, alone):
                doubts.append(_doubt(segment.words, reason))
            else:
                kept.extend(segment.words)
                no_speech = max(no_speech, segment.no_speech)
        return self._straight(kept, doubts, no_speech)

    def _straight(self, kept: list[Word], doubts: list[Doubt], no_speech: float) -> Judged:
        start = loop_from(kept, self.before)
        if start is not None:
            doubts.append(_doubt(tuple(kept[start:]), Reason.LOOP))
            kept = kept[:start]
        return Judged(tuple(kept), tuple(doubts), no_speech)

    def _reason(self, segment: Segment, language: str, alone: bool) -> Reason | None:
        if segment.no_speech > NO_SPEECH and segment.avg_logprob < LOGPROB:
            return Reason.DOUBTFUL
        start, end = segment.words[0].start, segment.words[-1].end
        if self.spoken(start - SLACK, end + SLACK) < SPEECH_AT_LEAST:
            return Reason.SILENT
        if loop_from(segment.words) is not None:
            return None  # its beginning may be true: the loop is cut off later
        if segment.compression > COMPRESSION:
            return Reason.LOOP
        if _is_too_fast(segment.text, end - start, language):
            return Reason.FAST
        if self._is_phrase(segment, language, alone):
            return Reason.PHRASE
        return Reason.PROMPT if self._is_prompt(segment.text) else None

    def _is_phrase(self, segment: Segment, language: str, alone: bool) -> bool:
        """Phrases count when they stand alone: "thank you" beside a sentence is said, not made up."""
        short = segment.words[-1].end - segment.words[0].start < SHORT
        return is_made_up(segment.text, language) and ((alone and short) or segment.no_speech > DOUBT)

    def _is_prompt(self, text: str) -> bool:
        return bool(key(text)) and key(text) == key(self.prompt)


def _doubt(words: tuple[Word, ...], reason: Reason) -> Doubt:
    return Doubt("".join(word.text for word in words).strip(), words[0].start, words[-1].end, reason)


def _is_too_fast(text: str, samples: int, language: str) -> bool:
    most = CHARACTERS_A_SECOND if is_spaceless(language) else LETTERS_A_SECOND
    return len(text) >= MIN_LETTERS and len(text) * RATE > most * max(samples, 1)
