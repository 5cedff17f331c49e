"""How loud a file is: measured once, as it is played, by a child that has nothing to lose."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mixer.core.sound import Samples
from studio.errors import Refused
from studio.library import measuring
from studio.library.measuring import measure, note_loudness
from studio.library.models import Asset
from studio.library.probing import probe
from tests.studio.library.sounds import tone, wav

MEDIA = Path(__file__).resolve().parents[2] / "media"


def nobody(share: float) -> None:
    pass


def test_a_tone_is_as_loud_as_its_level_tells(tmp_path: Path) -> None:
    told = measure(wav(tmp_path / "tone.wav", tone(5, -20)), nobody)
    assert told["loudness_lufs"] == pytest.approx(-20, abs=0.1)
    assert told["true_peak_db"] == pytest.approx(-20, abs=0.1)
    assert told["sound_s"] == 5.0


def test_speech_has_the_figures_that_other_meters_give(tmp_path: Path) -> None:
    """As ffmpeg's ebur128 filter tells of the same file."""
    told = measure(MEDIA / "speech-en-44.1k.flac", nobody)
    assert (told["loudness_lufs"], told["true_peak_db"]) == (-12.5, -2.1)


def test_the_true_peak_lies_between_the_samples(tmp_path: Path) -> None:
    """A quarter of the sample rate, sampled 45° off its tops: each sample is 3 dB below what a converter plays."""
    at = np.arange(4 * 48_000)
    faded = np.minimum(1, np.minimum(at, at[::-1]) / 4800)
    one = (0.5 * faded * np.sin(np.pi / 2 * at + np.pi / 4)).astype(np.float32)
    assert np.abs(one).max() < 0.36
    told = measure(wav(tmp_path / "between.wav", np.stack([one, one], axis=1)), nobody)
    assert told["true_peak_db"] == pytest.approx(-6, abs=0.3)


def test_a_peak_in_the_last_moment_is_found(tmp_path: Path) -> None:
    sound = np.concatenate([tone(4, -30), tone(0.05, -3)])
    assert measure(wav(tmp_path / "late.wav", sound), nobody)["true_peak_db"] == pytest.approx(-3, abs=0.5)


@pytest.mark.parametrize(
    "sound", [np.zeros((5 * 48_000, 2), np.float32), tone(2.5)], ids=["silence", "less than three seconds"]
)
def test_what_has_no_loudness_gets_none(tmp_path: Path, sound: Samples) -> None:
    told = measure(wav(tmp_path / "x.wav", sound), nobody)
    assert told["loudness_lufs"] is told["true_peak_db"] is None


def test_a_file_without_sound_or_a_file_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no sound"):
        measure(MEDIA / "bottle-640x360-29.8fps-silent.mp4", nobody)
    (tmp_path / "x").write_bytes(b"\0\0\0\x20ftypisom" + bytes(200))
    for path, words in ((tmp_path / "x", "damaged"), (tmp_path / "absent", "gone")):
        with pytest.raises(Refused, match=words):
            measure(path, nobody)


def test_a_child_that_does_not_come_to_an_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "WITHIN_S", 0.05)
    began = time.monotonic()
    with pytest.raises(Refused, match="not known"):
        measure(wav(tmp_path / "tone.wav", tone(60)), nobody)
    assert time.monotonic() - began < 20


def test_how_far_it_is_is_told_and_not_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(range(100))
    monkeypatch.setattr("studio.library.measuring.time.monotonic", lambda: next(now) / 2)
    heard: list[float] = []
    lines: Iterator[dict[str, Any]] = iter([*({"progress": n / 10} for n in range(1, 9)), {"sound_s": 1}])
    assert measuring.answer(lines, heard.append) == {"sound_s": 1}
    assert 2 <= len(heard) < 8 and heard == sorted(heard)


@pytest.mark.parametrize("said", [b"", b"nonsense\n", b"[1]\n", b'{"progress": 1}\n', b"x" * 5000])
def test_whatever_a_child_that_was_taken_over_says_it_is_an_answer_or_a_refusal(tmp_path: Path, said: bytes) -> None:
    (tmp_path / "out").write_bytes(said)
    with (tmp_path / "out").open("rb") as out, pytest.raises(Refused):
        measuring.answer(measuring.lines_of(out), nobody)


@pytest.mark.django_db
def test_sound_alone_lasts_as_long_as_was_heard_of_it() -> None:
    for kind, duration_s in (("audio", 11.0), ("video", 11.2)):
        asset = Asset.objects.create(name="x", file=kind, kind=kind, mime="", bytes=1, duration_s=11.2)
        note_loudness(asset, {"loudness_lufs": -23.0, "true_peak_db": -4.5, "sound_s": 11.0})
        asset.refresh_from_db()
        assert (asset.loudness_lufs, asset.true_peak_db, asset.duration_s) == (-23.0, -4.5, duration_s)


# -- codec facts -----------------------------------------------------------------------------------


def test_a_file_is_told_by_what_it_is_made_of() -> None:
    told, _ = probe(MEDIA / "street-768x432-12.5fps-aac.mp4")
    facts: dict[str, Any] = {"container": "mp4", "video_codec": "h264", "pixel_format": "yuv420p", "rate": "25/2"}
    facts |= {"audio_codec": "aac", "channels": 2, "sample_rate": 48_000, "profile": "Baseline"}
    assert {name: told[name] for name in facts} == facts
    assert told["bit_rate"] == pytest.approx(745_000, rel=0.02)
    assert json.loads(json.dumps(told)) == told


def test_a_lap_lasts_as_long_as_its_reader_plays_it() -> None:
    """Its header says 0.005 s more, for the padding of its sound."""
    assert probe(MEDIA / "street-768x432-12.5fps-aac.mp4")[0]["duration_s"] == pytest.approx(377 / 12.5, abs=1e-6)


def test_sound_alone_has_no_facts_of_pictures() -> None:
    told, picture = probe(MEDIA / "speech-en-44.1k.flac")
    assert (told["container"], told["audio_codec"], told["sample_rate"]) == ("flac", "flac", 44_100)
    assert not picture and "video_codec" not in told and "rate" not in told
