"""Stretches of sound cut as live ones are, beginning and ending anywhere, with the words that are whole in them."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import numpy as np

from tools.demo_pack.clips import RATE, STRANGER, Clip, Library
from tools.demo_pack.sounds import BEDS, LOUDNESS, NOT_SPEECH, Sound
from tools.demo_pack.voice import Samples

CUT_S, CUT_SHARE = 0.06, 0.25
BACKGROUND_S = 12


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word with its sentence's number and its times in the buffer, in seconds."""

    text: str
    sentence: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Buffer:
    """Mono samples at 16 kHz, and the narration's words that can be heard whole in them.

    ``torn`` are the words cut off at its beginning and at its end, empty if
    there are none: whoever hears them makes no mistake. ``strange`` if there
    may also be speech that is not in the narration.
    """

    samples: Samples
    words: tuple[HeardWord, ...]
    torn: tuple[str, str] = ("", "")
    strange: bool = False

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


def laid_out(clips: list[Clip], pauses_s: list[float]) -> Buffer:
    """Clips one after another, each after its pause."""
    pieces: list[Samples] = []
    words: list[HeardWord] = []
    at = 0
    for clip, pause_s in zip(clips, pauses_s, strict=True):
        pieces += [np.zeros(int(pause_s * RATE), np.float32), clip.samples]
        at += len(pieces[-2])
        words += [HeardWord(w.text, clip.sentence, at / RATE + w.start_s, at / RATE + w.end_s) for w in clip.words]
        at += len(clip.samples)
    return Buffer(np.concatenate(pieces), tuple(words))


def cut(buffer: Buffer, start_s: float, end_s: float) -> Buffer:
    """The part between two times; a word that loses more than a breath of itself is not in it."""
    first, last = int(start_s * RATE), int(end_s * RATE)
    start_s, end_s = first / RATE, min(last, len(buffer.samples)) / RATE
    words = tuple(
        HeardWord(w.text, w.sentence, max(w.start_s, start_s) - start_s, min(w.end_s, end_s) - start_s)
        for w in buffer.words
        if _whole(w, start_s, end_s)
    )
    torn = (_torn_at(buffer, start_s, start_s, end_s), _torn_at(buffer, end_s, start_s, end_s))
    return Buffer(buffer.samples[first:last], words, torn)


def _whole(word: HeardWord, start_s: float, end_s: float) -> bool:
    lost = max(0.0, start_s - word.start_s) + max(0.0, word.end_s - end_s)
    return lost <= min(CUT_S, CUT_SHARE * (word.end_s - word.start_s))


def _torn_at(buffer: Buffer, time_s: float, start_s: float, end_s: float) -> str:
    torn = (w.text for w in buffer.words if w.start_s < time_s < w.end_s and not _whole(w, start_s, end_s))
    return next(torn, "")


class Cutter:
    """An endless supply of training buffers from a library."""

    def __init__(self, library: Library, seed: int) -> None:
        self.library = library
        self.chance = random.Random(seed)
        self.noise = np.random.default_rng(seed)
        self.backgrounds = {make: [make(BACKGROUND_S * RATE, self.noise) for _ in range(8)] for make in NOT_SPEECH}

    def buffer(self, longest_s: float, easy: bool = False) -> Buffer:
        """One buffer of at most so many seconds; an easy one holds the narration alone, with little else to hear."""
        kind = 1.0 if easy else self.chance.random()
        if kind < 0.09:
            return self._without_speech(min(longest_s, self.chance.uniform(0.5, 8)))
        if kind < 0.28:
            clips = self.chance.choices(self.library.strangers, k=4)
        elif kind < 0.36:
            clips = self._mixed(longest_s)
        else:
            clips = self._passage(longest_s)
        whole = laid_out(clips, [self._pause() for _ in clips])
        strange = any(clip.sentence == STRANGER for clip in clips)
        return self._dressed(replace(self._cut(whole, longest_s), strange=strange), 25 if easy else 8)

    def _without_speech(self, seconds: float) -> Buffer:
        sound = self._background(NOT_SPEECH, int(seconds * RATE))
        return Buffer(np.clip(sound * 10 ** self.chance.uniform(-1.5, 0.6), -1, 1).astype(np.float32), ())

    def _passage(self, longest_s: float) -> list[Clip]:
        reading = self.chance.choice(self.library.readings)
        count = 2 + int(longest_s / 2.5)
        if self.chance.random() < 0.4:
            return self.chance.choices(reading, k=count)
        first = self.chance.randrange(len(reading))
        return [reading[(first + i) % len(reading)] for i in range(count)]

    def _mixed(self, longest_s: float) -> list[Clip]:
        clips = self._passage(longest_s)
        return [self.chance.choice(self.library.strangers) if self.chance.random() < 0.4 else c for c in clips]

    def _pause(self) -> float:
        return self.chance.uniform(0.2, 2.0) if self.chance.random() < 0.8 else self.chance.uniform(0.05, 0.3)

    def _cut(self, whole: Buffer, longest_s: float) -> Buffer:
        """Begin anywhere, at a word (as a trimmed buffer does), or at a sentence; end anywhere, or in a pause."""
        latest = max(0.0, whole.seconds / 2)
        words = [w for w in whole.words if w.start_s <= latest]
        firsts = [a for a, b in zip(words, (None, *words), strict=False) if b is None or a.sentence != b.sentence]
        kind = self.chance.random()
        if kind < 0.3 and words:
            start = self.chance.choice(words).start_s - self.chance.uniform(0, 0.12)
        elif kind < 0.6 and firsts:
            start = self.chance.choice(firsts).start_s - self.chance.uniform(0, 0.6)
        else:
            start = self.chance.uniform(0, latest)
        end = start + self.chance.uniform(0.5, longest_s)
        ends = [
            w.end_s + 0.1 for w in whole.words if w.text.endswith(".") and start + 0.5 < w.end_s < start + longest_s
        ]
        if ends and self.chance.random() < 0.35:
            end = min(self.chance.choice(ends) + self.chance.uniform(0, 0.6), start + longest_s)
        return cut(whole, max(0.0, start), end)

    def _dressed(self, buffer: Buffer, closest_db: float) -> Buffer:
        """Bedded in noise or music that stays so far below, and at any level from −35 dB up."""
        samples = buffer.samples
        loudness = float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0
        samples = samples * (LOUDNESS / max(loudness, 1e-6))
        if self.chance.random() < 0.55:
            samples = samples + self._background(BEDS, len(samples)) * 10 ** (-self.chance.uniform(closest_db, 35) / 20)
        gain = 10 ** (self.chance.uniform(-35, 3) / 20)
        hiss = self.noise.standard_normal(len(samples)) * self.chance.choice((0, 1e-5, 1e-4))
        return replace(buffer, samples=np.clip(samples * gain + hiss, -1, 1).astype(np.float32))

    def _background(self, kinds: tuple[Sound, ...], count: int) -> Samples:
        """A stretch of a kept background, begun anywhere."""
        kept = self.chance.choice(self.backgrounds[self.chance.choice(kinds)])
        return np.resize(np.roll(kept, -self.chance.randrange(len(kept))), count)
