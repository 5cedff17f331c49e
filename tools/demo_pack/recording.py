"""The narration as the demo show plays it: one voice that no model was trained on, in a loop without a seam."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import av
import numpy as np

from tools.demo_pack.casting import NARRATOR
from tools.demo_pack.narration import LANGUAGES, NARRATION
from tools.demo_pack.voice import Samples, SpokenWord, Voice, at_rate, speak

RATE = 48_000
FRAME = 960
PAUSES_S = (0.9, 0.6, 1.2, 0.8, 0.5, 1.6)
BIT_RATE = 40_000
LOUDNESS = 0.1


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the recording; times in seconds from its beginning."""

    number: int
    start_s: float
    end_s: float
    words: tuple[SpokenWord, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """Mono samples at 48 kHz that begin and end in silence, and what is said in them."""

    samples: Samples
    said: tuple[Said, ...]


def record(voice: Voice = NARRATOR) -> Recording:
    """The whole narration, half of the first pause at either end so that the loop has no seam."""
    pieces, said, at = [_silence(PAUSES_S[0] / 2)], [], _samples(PAUSES_S[0] / 2)
    pauses = cycle(PAUSES_S[1:])
    for number, sentence in enumerate(NARRATION):
        spoken = speak(sentence.text, voice)
        samples = at_rate(spoken.samples, spoken.rate, RATE)
        said.append(_said(number, at / RATE, spoken.words))
        pause_s = next(pauses) if number + 1 < len(NARRATION) else PAUSES_S[0] / 2
        pieces += [samples, _silence(pause_s)]
        at += len(samples) + len(pieces[-1])
    whole = np.concatenate([*pieces, np.zeros(-at % FRAME, np.float32)])
    return Recording(_levelled(whole), tuple(said))


def _said(number: int, at_s: float, words: tuple[SpokenWord, ...]) -> Said:
    moved = tuple(SpokenWord(w.text, at_s + w.start_s, at_s + w.end_s) for w in words)
    return Said(number, moved[0].start_s, moved[-1].end_s, moved)


def write_sound(recording: Recording, path: Path) -> None:
    """As Opus in Ogg: its pre-skip and end are exact, so a loop keeps its length."""
    with av.open(str(path), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = BIT_RATE
        for start in range(0, len(recording.samples), FRAME):
            frame = av.AudioFrame.from_ndarray(recording.samples[None, start : start + FRAME], "flt", "mono")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def write_truth(recording: Recording, path: Path) -> None:
    """What is said, when, and its translations, as JSON."""
    path.write_text(json.dumps([_truth(said) for said in recording.said], ensure_ascii=False, indent=1) + "\n")


def _truth(said: Said) -> dict[str, object]:
    sentence = NARRATION[said.number]
    return {
        "start_s": round(said.start_s, 3),
        "end_s": round(said.end_s, 3),
        "text": sentence.text,
        "words": [{"text": w.text, "start_s": round(w.start_s, 3), "end_s": round(w.end_s, 3)} for w in said.words],
        "translations": {language: sentence.in_language(language) for language in LANGUAGES},
    }


def _samples(seconds: float) -> int:
    return int(seconds * RATE)


def _silence(seconds: float) -> Samples:
    return np.zeros(_samples(seconds), np.float32)


def _levelled(samples: Samples) -> Samples:
    """At a speaker's usual level, about −20 dBFS, and never clipped."""
    loud = samples[np.abs(samples) > 0]
    gain = LOUDNESS / float(np.sqrt(np.mean(loud**2)))
    levelled: Samples = (samples * min(gain, 0.9 / float(np.abs(samples).max()))).astype(np.float32)
    return levelled
