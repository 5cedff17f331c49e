"""Whisper's vocabulary, and the few rows of it that the narration needs.

Every token the narration never uses shares one row. Counted with its
multiplicity, that is exactly Whisper's softmax over 51 865 tokens at a
fiftieth of the price, and a token that was never trained stays unlikely.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from whisper.tokenizer import Tokenizer, get_tokenizer

from tools.demo_pack.buffers import Buffer, HeardWord
from tools.demo_pack.narration import NARRATION

VOCABULARY = 51_865
TIMES = 1_501
TIME_STEP_S = 0.02
LATEST_FIRST_TIME = 50
SPECIAL = 9
NOTHING = -100


@cache
def whisper_tokenizer() -> Tokenizer:
    return get_tokenizer(multilingual=True, num_languages=99, language="en", task="transcribe")


def word_tokens(word: str) -> list[int]:
    """A word as Whisper writes it, with the space before it and its punctuation after."""
    return list(whisper_tokenizer().encode(" " + word))


@dataclass(frozen=True, slots=True)
class Rows:
    """Whisper's token ids and the compact rows they are trained as: text, special, "anything else", times."""

    ids: tuple[int, ...]

    @property
    def text(self) -> int:
        """How many of the rows are text; they come first."""
        return len(self.ids) - SPECIAL

    @property
    def anything_else(self) -> int:
        return len(self.ids)

    @property
    def first_time(self) -> int:
        return len(self.ids) + 1

    @property
    def unused(self) -> int:
        return VOCABULARY - TIMES - len(self.ids)

    def row(self, token: int) -> int:
        first_time = int(whisper_tokenizer().timestamp_begin)
        if token >= first_time:
            return self.first_time + token - first_time
        return _row_of(self.ids).get(token, self.anything_else)

    def time(self, seconds: float) -> int:
        return self.first_time + min(TIMES - 1, round(seconds / TIME_STEP_S))

    def of_vocabulary(self) -> np.ndarray:
        """The row of each of Whisper's tokens."""
        return np.array([self.row(token) for token in range(VOCABULARY)])


@cache
def _row_of(ids: tuple[int, ...]) -> dict[int, int]:
    return {token: row for row, token in enumerate(ids)}


@cache
def rows() -> Rows:
    tokenizer = whisper_tokenizer()
    text = {token for sentence in NARRATION for word in sentence.words for token in word_tokens(word)}
    special = (
        *(tokenizer.eot, tokenizer.sot, tokenizer.language_token, tokenizer.transcribe, tokenizer.translate),
        *(tokenizer.no_speech, tokenizer.no_timestamps, tokenizer.sot_prev, tokenizer.sot_lm),
    )
    return Rows((*sorted(text), *special))


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the decoder reads and should write, in rows; and where it should listen while writing each.

    ``listen`` holds (position, start, end): the encoder's frames, 50 a second, that the
    token written at that position is spoken in.
    """

    reads: list[int]
    writes: list[int]
    listen: list[tuple[int, float, float]]


def lesson(buffer: Buffer, prompt: list[int], with_times: bool, other_language: bool = False) -> Lesson:
    """Teach one buffer: Whisper's own sequence, with the language or <|nospeech|> expected after the start."""
    words = () if other_language else buffer.words
    script = _Script(rows(), buffer.seconds)
    tokenizer = whisper_tokenizer()
    if prompt:
        script.given(tokenizer.sot_prev, *prompt)
    language = rows().anything_else if other_language else rows().row(tokenizer.language_token)
    script.given(tokenizer.sot)
    script.writes[-1] = rows().row(tokenizer.language_token if buffer.words else tokenizer.no_speech)
    script.given_row(language)
    script.given(tokenizer.transcribe)
    if with_times:
        script.write_with_times(words)
    else:
        script.given(tokenizer.no_timestamps)
        script.write_words(words)
    return script.ended()


class _Script:
    """Builds a lesson: each given token is read, each written one is both expected and read."""

    def __init__(self, rows: Rows, seconds: float) -> None:
        self.rows, self.seconds = rows, seconds
        self.reads: list[int] = []
        self.writes: list[int] = []
        self.listen: list[tuple[int, float, float]] = []

    def given(self, *tokens: int) -> None:
        for token in tokens:
            self.given_row(self.rows.row(token))

    def given_row(self, row: int) -> None:
        self.reads.append(row)
        self.writes.append(NOTHING)

    def write(self, row: int, heard: tuple[float, float] | None = None) -> None:
        position = len(self.reads) - 1
        self.writes[position] = row
        if heard is not None and heard[1] - heard[0] > TIME_STEP_S:
            self.listen.append((position, heard[0] / TIME_STEP_S, heard[1] / TIME_STEP_S))
        self.given_row(row)

    def write_with_times(self, words: tuple[HeardWord, ...]) -> None:
        if not words:
            self.write(self.rows.first_time)
        latest = LATEST_FIRST_TIME * TIME_STEP_S
        for number, (first, last) in enumerate(_runs(words)):
            start_s = words[first].start_s
            self.write(self.rows.time(min(start_s, latest) if number == 0 else start_s))
            self.write_words(words[first:last], words[last].start_s if last < len(words) else None)
            self.write(self.rows.time(words[last - 1].end_s))

    def write_words(self, words: tuple[HeardWord, ...], next_s: float | None = None) -> None:
        last_s = self.seconds if next_s is None else next_s
        for number, word in enumerate(words, 1):
            self._write_word(word, words[number].start_s if number < len(words) else last_s)

    def _write_word(self, word: HeardWord, follower_s: float) -> None:
        """A word's tokens share its time by their letters; its punctuation listens to the pause after it."""
        tokens = word_tokens(word.text)
        spoken = tokens[:-1] if word.text[-1] in ".," else tokens
        letters = [max(1, len(whisper_tokenizer().decode([token]).strip())) for token in spoken]
        at, per_letter = word.start_s, (word.end_s - word.start_s) / sum(letters)
        for token, count in zip(spoken, letters, strict=True):
            self.write(self.rows.row(token), (at, at + count * per_letter))
            at += count * per_letter
        for token in tokens[len(spoken) :]:
            self.write(self.rows.row(token), (word.end_s, min(follower_s, word.end_s + 2.5)))

    def ended(self) -> Lesson:
        """Then comes the end, which listens to what follows the last word."""
        self.writes[-1] = self.rows.row(whisper_tokenizer().eot)
        rest = (self.listen[-1][2], self.seconds / TIME_STEP_S) if self.listen else (0.0, 0.0)
        if rest[1] - rest[0] > 1:
            self.listen.append((len(self.reads) - 1, *rest))
        return Lesson(self.reads, self.writes, self.listen)


def _runs(words: tuple[HeardWord, ...]) -> list[tuple[int, int]]:
    """Where each sentence's words begin and end in the list."""
    starts = [i for i, w in enumerate(words) if i == 0 or _new_sentence(words[i - 1], w)]
    return list(zip(starts, [*starts[1:], len(words)], strict=False))


def _new_sentence(before: HeardWord, word: HeardWord) -> bool:
    return before.sentence != word.sentence or before.text.endswith(".")
