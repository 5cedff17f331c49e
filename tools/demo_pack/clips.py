"""Sentences spoken once and kept: the material that training buffers are cut from."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.demo_pack.casting import ABROAD, a_trained_voice
from tools.demo_pack.narration import NARRATION
from tools.demo_pack.strangers import a_strange_sentence, sentences_abroad
from tools.demo_pack.voice import Samples, SpokenWord, Voice, at_rate, speak

RATE = 16_000
STRANGER = -1
LANGUAGE_OF = {"cmn": "zh", "pt-br": "pt"}


@dataclass(frozen=True, slots=True)
class Clip:
    """One spoken sentence at 16 kHz; ``sentence`` is its number in the narration, or STRANGER."""

    samples: Samples
    sentence: int
    words: tuple[SpokenWord, ...]


def clip(text: str, voice: Voice, sentence: int = STRANGER) -> Clip:
    spoken = speak(text, voice)
    words = spoken.words if sentence != STRANGER else ()
    return Clip(at_rate(spoken.samples, spoken.rate, RATE), sentence, words)


def told(voice: Voice) -> list[Clip]:
    """The whole narration in one voice."""
    return [clip(sentence.text, voice, number) for number, sentence in enumerate(NARRATION)]


@dataclass(frozen=True, slots=True)
class Library:
    """Readings of the narration, one list of clips a voice, and strangers' speech."""

    readings: list[list[Clip]]
    strangers: list[Clip]

    def save(self, path: Path) -> None:
        clips = [clip for reading in self.readings for clip in reading] + self.strangers
        index = [[c.sentence, len(c.samples), [[w.text, w.start_s, w.end_s] for w in c.words]] for c in clips]
        samples = np.concatenate([_as_int16(c.samples) for c in clips])
        np.savez(path, samples=samples, index=np.array(json.dumps(index)))

    @classmethod
    def load(cls, path: Path) -> Library:
        with np.load(path) as stored:
            clips = list(_clips(stored["samples"], json.loads(str(stored["index"]))))
        told = [c for c in clips if c.sentence != STRANGER]
        strangers = [c for c in clips if c.sentence == STRANGER]
        size = len(NARRATION)
        return cls([told[i : i + size] for i in range(0, len(told), size)], strangers)


def make_library(voices: int, seed: int = 1, real_speech: Path | None = None) -> Library:
    """Speak the narration in so many voices, and as much that is not the narration."""
    chance = random.Random(seed)
    readings, strangers = [], list(_real(real_speech))
    for _ in range(voices):
        voice = a_trained_voice(chance)
        readings.append(told(voice))
        strangers += [clip(a_strange_sentence(chance), voice) for _ in range(9)]
        strangers += [_from_abroad(chance) for _ in range(3)]
    return Library(readings, strangers)


def _from_abroad(chance: random.Random) -> Clip:
    name = chance.choice(ABROAD)
    text = chance.choice(sentences_abroad(LANGUAGE_OF.get(name, name)))
    variant = chance.choice(("", "+m1", "+m3", "+m7", "+f1", "+f2", "+f4"))
    return clip(text, Voice(name + variant, chance.randint(130, 210), chance.randint(30, 70)))


def _real(path: Path | None) -> Iterator[Clip]:
    """Six-second pieces of the first half of a recording; the second half is for evaluation."""
    if path is None:
        return
    samples = recorded(path)
    for start in range(0, len(samples) // 2, 6 * RATE):
        yield Clip(samples[start : start + 6 * RATE], STRANGER, ())


def recorded(path: Path) -> Samples:
    """The sound of a media file as 16 kHz mono."""
    import av

    resampler = av.AudioResampler("flt", "mono", RATE)
    with av.open(str(path)) as container:
        frames = [f for frame in container.decode(audio=0) for f in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(np.float32)


def _as_int16(samples: Samples) -> NDArray[np.int16]:
    return (np.clip(samples, -1, 1) * 32767).astype(np.int16)


def _clips(samples: NDArray[np.int16], index: list[tuple[int, int, list[tuple[str, float, float]]]]) -> Iterator[Clip]:
    at = 0
    for sentence, count, words in index:
        piece = (samples[at : at + count] / 32767).astype(np.float32)
        yield Clip(piece, sentence, tuple(SpokenWord(*word) for word in words))
        at += count
