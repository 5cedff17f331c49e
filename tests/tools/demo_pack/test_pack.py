"""The demo pack as it lies in the repository."""

import json
from itertools import pairwise
from typing import Any

import av
import numpy as np

from tools.demo_pack.__main__ import PACK
from tools.demo_pack.narration import LANGUAGES, NARRATION
from tools.demo_pack.packing import DESCRIPTION, checksums
from tools.demo_pack.voice import Samples

SEAM = 0.002


def told() -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = json.loads((PACK / "narration.json").read_text())
    return lines


def sound() -> Samples:
    with av.open(str(PACK / "narration.opus")) as container:
        assert container.streams.audio[0].rate == 48_000
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def test_every_file_is_what_the_pack_says() -> None:
    assert json.loads((PACK / DESCRIPTION).read_text())["sha256"] == checksums(PACK)


def test_the_pack_is_small_and_says_what_it_is() -> None:
    assert sum(path.stat().st_size for path in PACK.rglob("*") if path.is_file()) < 30_000_000
    assert json.loads((PACK / DESCRIPTION).read_text())["label"] == "demo model: knows only the demo narration"


def test_the_truth_is_the_narration() -> None:
    assert [line["text"] for line in told()] == [sentence.text for sentence in NARRATION]
    for line, sentence in zip(told(), NARRATION, strict=True):
        assert line["translations"] == {language: sentence.in_language(language) for language in LANGUAGES}
        assert [word["text"] for word in line["words"]] == list(sentence.words)


def test_the_narration_is_read_at_an_easy_pace() -> None:
    lines = told()
    assert all(line["end_s"] - line["start_s"] < 5 for line in lines)
    assert all(0.2 <= after["start_s"] - before["end_s"] <= 2 for before, after in pairwise(lines))


def test_the_narration_loops_without_a_seam() -> None:
    samples = sound()
    assert np.abs(samples[:4800]).max() < SEAM
    assert np.abs(samples[-4800:]).max() < SEAM
    assert abs(len(samples) / 48_000 - told()[-1]["end_s"] - 0.45) < 0.05


def test_words_sound_where_the_truth_says() -> None:
    samples = sound()
    for line in told():
        before = samples[int((line["start_s"] - 0.15) * 48_000) : int((line["start_s"] - 0.02) * 48_000)]
        within = samples[int(line["start_s"] * 48_000) : int(line["end_s"] * 48_000)]
        assert np.abs(before).max() < 0.05 < np.abs(within).max()
