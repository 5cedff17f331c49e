"""Buffers cut as live ones are: what is whole is taught, what is torn is not."""

import numpy as np
import pytest

from tools.demo_pack.buffers import Buffer, Cutter, cut, laid_out
from tools.demo_pack.clips import RATE, STRANGER, Clip, Library
from tools.demo_pack.sounds import NOT_SPEECH, Sound, silence
from tools.demo_pack.voice import SpokenWord


def a_clip(*words: str, sentence: int = 0) -> Clip:
    """Words of a quarter of a second each, as a rising tone."""
    samples = np.sin(np.arange(len(words) * RATE // 4) / 20).astype(np.float32)
    return Clip(samples, sentence, tuple(SpokenWord(w, i / 4, (i + 1) / 4) for i, w in enumerate(words)))


def texts(buffer: Buffer) -> list[str]:
    return [word.text for word in buffer.words]


def test_clips_are_laid_out_after_their_pauses() -> None:
    whole = laid_out([a_clip("one", "two"), a_clip("three")], [0.5, 1.0])
    assert [(word.text, word.start_s) for word in whole.words] == [("one", 0.5), ("two", 0.75), ("three", 2.0)]
    assert whole.seconds == 2.25


def test_a_word_torn_by_the_cut_is_not_taught() -> None:
    whole = laid_out([a_clip("one", "two", "three")], [0.0])
    part = cut(whole, 0.1, 0.65)
    assert texts(part) == ["two"]
    assert part.torn == ("one", "three")


def test_a_breath_lost_leaves_a_word_whole() -> None:
    part = cut(laid_out([a_clip("one", "two")], [0.0]), 0.03, 0.5)
    assert texts(part) == ["one", "two"]
    assert part.torn == ("", "")
    assert part.words[0].start_s == 0
    assert part.words[0].end_s == pytest.approx(0.22)


@pytest.mark.parametrize("longest_s", [5, 12])
def test_training_buffers_hold_their_words_in_order(longest_s: int) -> None:
    reading = [a_clip("one", "two", "three.", sentence=i) for i in range(6)]
    cutter = Cutter(Library([reading], [a_clip("x", sentence=STRANGER)]), seed=1)
    for _ in range(200):
        buffer = cutter.buffer(longest_s)
        times = [time for word in buffer.words for time in (word.start_s, word.end_s)]
        assert 0.4 < buffer.seconds <= longest_s
        assert all(0 <= time <= buffer.seconds + 1e-6 for time in times)
        assert times == sorted(times)
        assert np.abs(buffer.samples).max() <= 1


@pytest.mark.parametrize("make", NOT_SPEECH)
def test_sounds_that_are_not_speech_are_of_even_loudness(make: Sound) -> None:
    samples = make(RATE, np.random.default_rng(1))
    assert samples.shape == (RATE,)
    loudness = float(np.sqrt(np.mean(samples**2)))
    assert loudness < 0.001 if make is silence else loudness == pytest.approx(0.1, rel=0.01)
