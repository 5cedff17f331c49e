"""Words and hypotheses, written as text."""

from __future__ import annotations

from subtitles.values import RATE, Hypothesis, Segment, Word


def said(text: str, at: float = 0.0, each: float = 0.3) -> tuple[Word, ...]:
    """The words of `text` one after the other, `each` seconds long, from second `at` on."""
    return tuple(
        Word(f" {word}", round((at + i * each) * RATE), round((at + (i + 1) * each) * RATE))
        for i, word in enumerate(text.split())
    )


def letters(text: str, at: float = 0.0, each: float = 0.2) -> tuple[Word, ...]:
    """As engines write languages without spaces: a letter a word."""
    return tuple(
        Word(letter, round((at + i * each) * RATE), round((at + (i + 1) * each) * RATE))
        for i, letter in enumerate(text)
    )


def heard(*segments: tuple[Word, ...], language: str = "en", no_speech: float = 0.0) -> Hypothesis:
    return Hypothesis(tuple(Segment(words, -0.2, no_speech) for words in segments), language)


def text(words: tuple[Word, ...] | list[Word]) -> str:
    return "".join(word.text for word in words).strip()
