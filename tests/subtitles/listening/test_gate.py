"""Speech opens the gate; nothing else does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest import MonkeyPatch

from subtitles.errors import EngineFailed
from subtitles.listening import gate as gates
from subtitles.listening.ear import Ear
from subtitles.listening.gate import HOP, Gate, Hop
from subtitles.listening.silero import Silero
from subtitles.listening.utterances import Utterance, Utterances
from subtitles.values import RATE
from tests.subtitles.listening.sounds import NOT_SPEECH, Sound, int16, music, pink_noise, silence, speech


def real() -> Gate:
    return Gate(Silero())


class Always:
    """Hears a voice in everything."""

    def probabilities(self, hops: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.ones(len(hops), np.float32)

    def reset(self) -> None:
        return


def hops(gate: Gate, sound: Sound, block: int = 1920) -> list[Hop]:
    ear, heard = Ear(), []
    for i in range(0, len(sound), block):
        heard += gate.hear(*ear.hear(sound[i : i + block], i))
    return heard


def utterances(gate: Gate, sound: Sound) -> list[Utterance]:
    found = Utterances()
    for hop in hops(gate, sound):
        found.take(hop)
    found.stop()
    return list(found.closed)


def seconds_of(found: list[Utterance]) -> list[tuple[float, float]]:
    return [(round(one.opened / RATE, 1), round(one.speech_end / RATE, 1)) for one in found]


@pytest.mark.parametrize("name", NOT_SPEECH)
def test_what_is_not_speech_does_not_open_it(name: str) -> None:
    assert utterances(real(), NOT_SPEECH[name](20)) == []


def test_four_stretches_of_real_speech_are_four_utterances() -> None:
    found = seconds_of(utterances(real(), np.concatenate([speech(), silence(1)])))
    true = [(0.3, 2.2), (3.3, 4.4), (5.4, 7.6), (8.2, 10.6)]
    assert len(found) == len(true)
    for (start, end), (true_start, true_end) in zip(found, true, strict=True):
        assert abs(start - true_start) <= 0.3 and abs(end - true_end) <= 0.4


def test_speech_at_a_tenth_of_the_level_is_heard_too() -> None:
    assert len(utterances(real(), np.concatenate([(speech() // 10).astype(np.int16), silence(1)]))) == 4


@pytest.mark.parametrize("bed", [pink_noise, music])
def test_speech_over_noise_and_music_is_heard(bed: Callable[[float], Sound]) -> None:
    both = speech().astype(np.int32) + bed(len(speech()) / 48_000)[: len(speech())] // 10
    found = utterances(real(), np.concatenate([both.clip(-32768, 32767).astype(np.int16), silence(1)]))
    assert sum(one.spoken(0, 12 * RATE) for one in found) > 4 * RATE


def test_blocks_of_any_size_are_gated_alike() -> None:
    assert hops(real(), speech(), 1600) == hops(real(), speech(), 1600)
    ours, theirs = hops(real(), speech(), 1600), hops(real(), speech(), 48_000)
    assert [hop.at for hop in ours] == [hop.at for hop in theirs] == list(range(0, len(ours) * HOP, HOP))
    assert [hop.speech for hop in ours] == [hop.speech for hop in theirs]


def test_a_voice_too_soft_to_be_meant_does_not_open_it() -> None:
    tone = np.full(RATE, 10 ** (-55 / 20), np.float32)
    assert not any(hop.speech for hop in Gate(Always()).hear(tone, 0))
    assert all(hop.speech for hop in Gate(Always()).hear(tone * 20, 0))


def test_without_a_voice_detector_it_goes_by_loudness_and_says_so(monkeypatch: MonkeyPatch) -> None:
    def absent() -> Silero:
        raise EngineFailed("the voice detector is not there")

    monkeypatch.setattr(gates, "Silero", absent)
    gate = Gate.best()
    assert "loudness" in gate.text
    assert len(utterances(gate, np.concatenate([speech(), silence(1)]))) >= 3


def test_by_loudness_a_steady_tone_is_the_room() -> None:
    at = np.arange(10 * 48_000) / 48_000
    assert utterances(Gate(None), int16(0.3 * np.sin(2 * np.pi * 440 * at))) == []
