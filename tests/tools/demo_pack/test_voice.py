"""espeak-ng through its library: sound, and the times of its words."""

from itertools import pairwise

import numpy as np
import pytest

from tools.demo_pack.casting import UNHEARD_SPEEDS, UNHEARD_VOICES, a_trained_voice
from tools.demo_pack.voice import Voice, VoiceMissing, at_rate, speak


def test_words_follow_one_another_within_the_sound() -> None:
    spoken = speak("Colour bars, and a steady tone.", Voice("en-us"))
    assert [word.text for word in spoken.words] == ["Colour", "bars,", "and", "a", "steady", "tone."]
    assert all(before.end_s <= after.start_s + 1e-6 for before, after in pairwise(spoken.words))
    assert spoken.words[0].start_s == 0
    assert abs(spoken.words[-1].end_s - spoken.seconds) < 0.01


def test_a_comma_pauses_between_words_and_belongs_to_none() -> None:
    bars, follows = speak("Colour bars, and a steady tone.", Voice("en-us")).words[1:3]
    assert follows.start_s - bars.end_s > 0.05


def test_a_word_that_is_run_into_another_still_has_a_time() -> None:
    words = speak("The end of the road.", Voice("en-us")).words
    assert all(word.end_s > word.start_s for word in words)


def test_a_faster_voice_is_shorter() -> None:
    slow, fast = (speak("A red light marks the picture.", Voice("en-us", speed)) for speed in (130, 200))
    assert fast.seconds < slow.seconds * 0.8


def test_an_unknown_voice_is_refused() -> None:
    with pytest.raises(VoiceMissing, match="no-such"):
        speak("hello", Voice("no-such"))


def test_resampling_keeps_a_tone_and_its_length() -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(22_050) / 22_050).astype(np.float32)
    resampled = at_rate(tone, 22_050, 16_000)
    assert len(resampled) == 16_000
    expected = np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000)
    assert np.abs(resampled - expected).max() < 0.01


def test_the_examination_uses_no_voice_and_no_speed_of_the_training() -> None:
    import random

    chance = random.Random(3)
    trained = [a_trained_voice(chance) for _ in range(2000)]
    assert not {voice.name for voice in trained} & set(UNHEARD_VOICES)
    assert not {voice.speed for voice in trained} & set(UNHEARD_SPEEDS)
