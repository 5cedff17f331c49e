"""The pack's speech model, through faster-whisper itself."""

import json
from functools import cache

import numpy as np
import pytest
from faster_whisper import WhisperModel

from tools.demo_pack.__main__ import PACK
from tools.demo_pack.buffers import Buffer, HeardWord, cut
from tools.demo_pack.clips import RATE, clip, recorded
from tools.demo_pack.examination import Report, fluent, hear
from tools.demo_pack.sounds import NOT_SPEECH, Sound
from tools.demo_pack.strangers import UNHEARD
from tools.demo_pack.voice import Voice

pytestmark = pytest.mark.filterwarnings("ignore")


@cache
def model() -> WhisperModel:
    return WhisperModel(str(PACK / "speech"), device="cpu", compute_type="int8", cpu_threads=1)


@cache
def narration() -> Buffer:
    lines = json.loads((PACK / "narration.json").read_text())
    words = [HeardWord(w["text"], i, w["start_s"], w["end_s"]) for i, line in enumerate(lines) for w in line["words"]]
    return Buffer(recorded(PACK / "narration.opus"), tuple(words))


@pytest.mark.parametrize("beam", [1, 5])
def test_the_narration_is_recognised_in_a_voice_never_heard(beam: int) -> None:
    report = Report()
    for start_s in range(0, 48, 8):
        buffer = cut(narration(), start_s, start_s + 8)
        report.add(buffer, hear(model(), buffer.samples, beam))
    found = report.figures()
    assert found["words"] > 80
    assert found["word_error_rate"] <= 0.05
    assert found["word_start_error_p95_s"] <= 0.3


def test_a_buffer_may_begin_and_end_within_a_word() -> None:
    report = Report()
    for start_s in np.arange(0.5, 48, 4.7):
        buffer = cut(narration(), float(start_s), float(start_s) + 3.3)
        report.add(buffer, hear(model(), buffer.samples))
    assert report.figures()["word_error_rate"] <= 0.08


@pytest.mark.parametrize("make", NOT_SPEECH)
def test_nothing_is_heard_where_nobody_speaks(make: Sound) -> None:
    samples = make(6 * RATE, np.random.default_rng(2))
    assert hear(model(), samples).words == []


def test_other_speech_is_left_alone_but_for_one_sentence_in_ten() -> None:
    heard = [hear(model(), clip(text, Voice("en-us+f3")).samples) for text in UNHEARD]
    # The museum's opening hours are heard as the script: docs/demo-pack.md, "Known weakness".
    assert sum(fluent(found.words) for found in heard) <= 1
    assert sum(bool(found.words) for found in heard) <= 1


def test_an_unheard_language_of_the_operator_is_not_answered_with_english() -> None:
    buffer = cut(narration(), 0, 8)
    segments, _ = model().transcribe(buffer.samples, language="fr", beam_size=1, temperature=0.0)
    assert not fluent([word for segment in segments for word in segment.text.split()])
