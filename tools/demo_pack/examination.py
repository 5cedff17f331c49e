"""The speech model's figures, taken through faster-whisper itself on voices and speeds it never heard."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel

from tools.demo_pack.buffers import Buffer, cut, laid_out
from tools.demo_pack.casting import UNHEARD_SPEEDS, UNHEARD_VOICES
from tools.demo_pack.clips import RATE, clip, recorded, told
from tools.demo_pack.marking import Marks, marked, plain
from tools.demo_pack.narration import LANGUAGES, NARRATION
from tools.demo_pack.sounds import NOT_SPEECH
from tools.demo_pack.strangers import UNHEARD, sentences_abroad
from tools.demo_pack.voice import Samples, Voice

FLUENT = 4
ABROAD = {"zh": "cmn"}


@dataclass(frozen=True, slots=True)
class Heard:
    """What faster-whisper made of a buffer: words, their starts in seconds, and its doubts."""

    words: list[str]
    starts_s: list[float]
    no_speech: float
    average_logprob: float


def hear(model: WhisperModel, samples: Samples, beam: int = 1) -> Heard:
    """Transcribe as the live recogniser does."""
    segments, _ = model.transcribe(
        samples,
        language="en",
        beam_size=beam,
        temperature=0.0,
        condition_on_previous_text=False,
        word_timestamps=True,
    )
    found = list(segments)
    words = [word for segment in found for word in segment.words or ()]
    return Heard(
        [word.word.strip() for word in words],
        [float(word.start) for word in words],
        max((segment.no_speech_prob for segment in found), default=1.0),
        min((segment.avg_logprob for segment in found), default=0.0),
    )


@dataclass(slots=True)
class Report:
    """Running totals of one kind of examination."""

    said: int = 0
    errors: int = 0
    strict_errors: int = 0
    late_s: list[float] = field(default_factory=list)
    no_speech: list[float] = field(default_factory=list)
    logprob: list[float] = field(default_factory=list)

    def add(self, buffer: Buffer, heard: Heard) -> None:
        said = [word.text for word in buffer.words]
        strict = marked(said, heard.words)
        self.said += strict.said
        self.strict_errors += strict.errors
        self.errors += min(marks.errors for marks in _with_torn_words(said, buffer.torn, heard.words))
        self.late_s += [heard.starts_s[j] - buffer.words[i].start_s for i, j in strict.agreeing]
        self.no_speech.append(heard.no_speech)
        self.logprob.append(heard.average_logprob)

    def figures(self) -> dict[str, float]:
        wrong = np.abs(self.late_s)
        return {
            "buffers": len(self.no_speech),
            "words": self.said,
            "word_error_rate": round(self.errors / max(1, self.said), 4),
            "word_error_rate_torn_words_counted": round(self.strict_errors / max(1, self.said), 4),
            "word_start_error_p50_s": _rounded(np.quantile(wrong, 0.5)),
            "word_start_error_p95_s": _rounded(np.quantile(wrong, 0.95)),
            "word_start_bias_s": _rounded(np.median(self.late_s)),
            "no_speech_p99": _rounded(np.quantile(self.no_speech, 0.99)),
            "avg_logprob_p01": _rounded(np.quantile(self.logprob, 0.01)),
        }


def whole_sentences() -> Iterator[Buffer]:
    """Two sentences with their pauses, in every unheard voice at every unheard speed."""
    for name, speed in product(UNHEARD_VOICES, UNHEARD_SPEEDS):
        clips = told(Voice(name, speed))
        for at in range(0, len(clips), 2):
            yield laid_out(clips[at : at + 2], [0.2, 0.7])


def live_cuts(each: int, seed: int = 7) -> Iterator[Buffer]:
    """Buffers of 1–10 s that begin and end anywhere, as many in each unheard voice at each unheard speed."""
    chance = random.Random(seed)
    for name, speed in product(UNHEARD_VOICES, UNHEARD_SPEEDS):
        clips = told(Voice(name, speed))
        whole = laid_out(clips, [chance.uniform(0.2, 2.0) for _ in clips])
        for _ in range(each):
            start_s = chance.uniform(0, whole.seconds - 2)
            yield cut(whole, start_s, start_s + chance.uniform(1, 10))


def strange_speech(real_speech: Path | None = None) -> Iterator[Samples]:
    """Sentences that are not in the narration: unheard English ones, other languages, a recording's second half."""
    voices = (*UNHEARD_VOICES, "en-us", "en-029")
    for number, text in enumerate(UNHEARD):
        for name in (voices[number % 6], voices[(number + 3) % 6]):
            yield clip(text, Voice(name, 165)).samples
    for language in LANGUAGES:
        for text in sentences_abroad(language)[-4:]:
            yield clip(text, Voice(ABROAD.get(language, language), 160, 45)).samples
    if real_speech is not None:
        samples = recorded(real_speech)
        for start in range(len(samples) // 2, len(samples) - 5 * RATE, 5 * RATE):
            yield samples[start : start + 5 * RATE]


def no_speech(seed: int = 11) -> Iterator[Samples]:
    """Eight seconds of each kind of sound that is not speech, at three levels."""
    chance = np.random.default_rng(seed)
    for make, gain in product(NOT_SPEECH, (0.05, 0.5, 2.0)):
        yield np.clip(make(8 * RATE, chance) * gain, -1, 1).astype(np.float32)


def examine(folder: Path, each: int = 8, real_speech: Path | None = None) -> dict[str, dict[str, float]]:
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
    figures: dict[str, dict[str, float]] = {}
    for beam in (1, 5):
        for name, buffers in (("whole_sentences", whole_sentences()), ("live_cuts", live_cuts(each))):
            report = Report()
            for buffer in buffers:
                report.add(buffer, hear(model, buffer.samples, beam))
            figures[f"{name}_beam_{beam}"] = report.figures()
    figures["strange_speech"] = _invented(model, strange_speech(real_speech))
    figures["no_speech"] = _invented(model, no_speech())
    return figures


def fluent(words: list[str]) -> bool:
    """Whether these words hold four or more of the narration in a row."""
    said = " ".join(plain(word) for sentence in NARRATION for word in sentence.words)
    found = [plain(word) for word in words]
    return any(" ".join(found[at : at + FLUENT]) in said for at in range(len(found) - FLUENT + 1))


def _invented(model: WhisperModel, sounds: Iterator[Samples]) -> dict[str, float]:
    """How often, and how much, the model writes where there is nothing to write."""
    heard = [hear(model, samples, beam) for samples in sounds for beam in (1, 5)]
    doubts = [h.no_speech for h in heard if h.words]
    return {
        "buffers": len(heard),
        "with_words": sum(bool(h.words) for h in heard),
        "with_words_and_no_speech_under_0.6": sum(doubt < 0.6 for doubt in doubts),
        "fluent": sum(fluent(h.words) for h in heard),
        "words": sum(len(h.words) for h in heard),
    }


def _with_torn_words(said: list[str], torn: tuple[str, str], heard: list[str]) -> Iterator[Marks]:
    """A word that the cut goes through may be heard or not: both are right."""
    first, last = ([word] if word else [] for word in torn)
    for before, after in product(([], first), ([], last)):
        yield marked([*before, *said, *after], heard)


def _rounded(value: float) -> float:
    return round(float(value), 3)
