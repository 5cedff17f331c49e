"""Speech by espeak-ng's library, with the sample at which each word begins."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RETRIEVAL, POSITION_IS_CHARACTER, TEXT_IS_UTF8 = 1, 1, 1
RATE, PITCH, RANGE = 1, 3, 4
LIST_ENDS, WORD = 0, 1
QUIET = 0.01


class VoiceMissing(RuntimeError):
    """espeak-ng, or one voice of it, is not installed."""


@dataclass(frozen=True, slots=True)
class Voice:
    """An espeak-ng voice, such as ``en-us+f3``; speed in words a minute, pitch and its range 0–99."""

    name: str
    speed: int = 175
    pitch: int = 50
    range: int = 50


@dataclass(frozen=True, slots=True)
class SpokenWord:
    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """Mono samples in −1…1 at ``rate`` Hz, and the words in them with their times in seconds."""

    samples: Samples
    rate: int
    words: tuple[SpokenWord, ...]

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


class _EventId(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@cache
def _engine() -> tuple[ctypes.CDLL, int]:
    path = ctypes.util.find_library("espeak-ng")
    if path is None:
        raise VoiceMissing("espeak-ng's library is not installed: apt-get install espeak-ng")
    library = ctypes.CDLL(path)
    rate = library.espeak_Initialize(RETRIEVAL, 0, None, 0)
    if rate <= 0:
        raise VoiceMissing(f"espeak-ng did not start: expected a sample rate, found {rate}")
    return library, rate


@contextmanager
def _heard(library: ctypes.CDLL) -> Iterator[tuple[list[Samples], list[tuple[int, int]]]]:
    """Collect what the library says: blocks of samples, and (character, sample) of each word."""
    blocks: list[Samples] = []
    marks: list[tuple[int, int]] = []

    def hear(wave: ctypes._Pointer[ctypes.c_short], count: int, events: ctypes._Pointer[_Event]) -> int:
        if wave and count:
            blocks.append((np.ctypeslib.as_array(wave, (count,)) / 32768).astype(np.float32))
        at = 0
        while events[at].type != LIST_ENDS:
            if events[at].type == WORD:
                marks.append((events[at].text_position - 1, events[at].sample))
            at += 1
        return 0

    kept = _Callback(hear)
    library.espeak_SetSynthCallback(kept)
    yield blocks, marks


def speak(text: str, voice: Voice) -> Spoken:
    """The text in that voice, without the silence around it."""
    library, rate = _engine()
    if library.espeak_SetVoiceByName(voice.name.encode()) != 0:
        raise VoiceMissing(f"espeak-ng has no voice {voice.name}")
    for parameter, value in ((RATE, voice.speed), (PITCH, voice.pitch), (RANGE, voice.range)):
        library.espeak_SetParameter(parameter, value, 0)
    said = text.encode()
    with _heard(library) as (blocks, marks):
        library.espeak_Synth(said, len(said) + 1, 0, POSITION_IS_CHARACTER, 0, TEXT_IS_UTF8, None, None)
        library.espeak_Synchronize()
    samples = np.concatenate(blocks) if blocks else np.zeros(0, np.float32)
    return _trimmed(samples, rate, text, marks)


def _trimmed(samples: Samples, rate: int, text: str, marks: list[tuple[int, int]]) -> Spoken:
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    first, last = (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, 0)
    words = _words(samples, rate, text, marks)
    moved = tuple(
        SpokenWord(word.text, max(0.0, word.start_s - first / rate), min(word.end_s, last / rate) - first / rate)
        for word in words
    )
    return Spoken(samples[first:last], rate, moved)


def _words(samples: Samples, rate: int, text: str, marks: list[tuple[int, int]]) -> list[SpokenWord]:
    """Times of the text's words.

    espeak-ng runs some short words together and marks only the first; the
    second is then given its share of the time by its letters.
    """
    starts = dict(sorted(marks, reverse=True))
    begins: list[float | None] = []
    pieces: list[tuple[str, int]] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        pieces.append((word, at))
        begins.append(starts.get(at))
        at += len(word)
    known = [i for i, begin in enumerate(begins) if begin is not None]
    positions = [position for _, position in pieces] + [len(text)]
    anchors = [*known, len(pieces)]
    times = [*(float(begins[i] or 0) for i in known), float(len(samples))]
    found = np.interp(positions, [positions[i] for i in anchors], times)
    return [
        SpokenWord(word, found[i] / rate, _sounding_until(samples, found[i], found[i + 1]) / rate)
        for i, (word, _) in enumerate(pieces)
    ]


def _sounding_until(samples: Samples, start: float, end: float) -> float:
    """Where the sound between two samples ends: a comma's pause belongs to no word."""
    loud = np.flatnonzero(np.abs(samples[int(start) : int(end)]) > QUIET)
    return start + float(loud[-1]) + 1 if len(loud) else end


def at_rate(samples: Samples, rate: int, wanted: int) -> Samples:
    """Resample by the spectrum: exact for clips of seconds, whose ends are silent."""
    if rate == wanted or not len(samples):
        return samples
    count = round(len(samples) * wanted / rate)
    spectrum = np.fft.rfft(samples)
    bins = count // 2 + 1
    resized = np.zeros(bins, spectrum.dtype)
    kept = min(bins, len(spectrum))
    resized[:kept] = spectrum[:kept]
    return (np.fft.irfft(resized, count) * (count / len(samples))).astype(np.float32)
