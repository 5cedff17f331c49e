"""faster-whisper itself, on an untrained model: what goes in and out, and that it always ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from subtitles.engines import RECOGNISERS, faster, versions
from subtitles.engines.decoding import MOST_TOKENS, Wandered, Windows, longest, within
from subtitles.errors import EngineFailed, ModelMissing
from subtitles.values import RATE, Pass, Speech

pytestmark = pytest.mark.filterwarnings("ignore")


def noise(seconds: float) -> Speech:
    return (np.random.default_rng(2).standard_normal(round(seconds * RATE)) * 0.1).astype(np.float32)


def test_words_lie_within_the_piece_on_the_programmes_clock(whisper: Path) -> None:
    recognise = RECOGNISERS["faster-whisper"](whisper)
    at = 1_000_000
    for request in (Pass(1, at, noise(2), "en"), Pass(2, at, noise(1.5), final=True, beam=2, prompt="Hello")):
        heard = recognise(request)
        assert heard.language and all(at <= word.start <= word.end <= request.end for word in heard.words)


def test_a_language_is_detected_where_none_is_given(whisper: Path) -> None:
    heard = faster.load(whisper)(Pass(1, 0, noise(1)))
    assert len(heard.language) == 2 and 0 < heard.language_probability <= 1


def test_no_sound_is_no_words(whisper: Path) -> None:
    assert faster.load(whisper)(Pass(1, 5, noise(0), "en")).segments == ()


def test_a_model_that_loses_its_way_costs_no_more_than_a_few_windows(whisper: Path) -> None:
    recognise = faster.load(whisper)
    assert isinstance(recognise, faster.Faster)
    recognise(Pass(1, 0, noise(4), "en"))  # untrained, it would go over its 30 s again and again
    assert -1 <= recognise.windows.left < 3


def test_nothing_is_fetched_where_a_model_is_not_whole(tmp_path: Path, whisper: Path) -> None:
    for name in ("model.bin", "config.json", "vocabulary.json"):
        (tmp_path / name).write_bytes((whisper / name).read_bytes())
    with pytest.raises(ModelMissing, match="install it again"):
        faster.load(tmp_path)
    (tmp_path / "tokenizer.json").write_bytes((whisper / "tokenizer.json").read_bytes())
    (tmp_path / "model.bin").write_bytes(b"damaged")
    with pytest.raises(EngineFailed, match="cannot be opened"):
        faster.load(tmp_path)


def test_only_a_final_pass_may_try_other_temperatures() -> None:
    partial = Pass(1, 0, noise(2), "en", beam=1, prompt="Tally")
    told = faster.options(partial)
    assert told["temperature"] == 0.0 and told["initial_prompt"] == "Tally"
    assert faster.options(replace(partial, final=True))["temperature"] == (0.0, 0.2, 0.4)
    assert not told["condition_on_previous_text"] and told["word_timestamps"] and told["no_repeat_ngram_size"] > 5


def test_an_answer_has_a_length_that_speech_can_have() -> None:
    assert longest(5, "en") == 50 < longest(5, "zh") == longest(5, "")
    assert longest(60, "en") == MOST_TOKENS


def test_a_time_outside_the_piece_is_its_edge() -> None:
    request = Pass(1, 100, noise(1), "en")
    assert [within(request, seconds) for seconds in (-1.0, 0.5, 29.9)] == [100, 8100, request.end]


def test_windows_are_counted_for_each_piece() -> None:
    windows = Windows()
    encode = windows.counted(lambda: 1)
    for _ in range(2):
        windows.allow(1.0)
        assert encode() + encode() == 2
        with pytest.raises(Wandered):
            encode()


def test_the_packages_behind_an_engine_are_named() -> None:
    assert versions("faster-whisper").startswith("faster-whisper 1.2.1, ctranslate2 ")
    assert versions("unknown") == ""
