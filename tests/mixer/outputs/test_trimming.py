"""A stretch of a recording: exactly the pictures that were asked for, nothing encoded again."""

from __future__ import annotations

import io
from fractions import Fraction
from functools import cache
from typing import BinaryIO

import av
import numpy as np
import pytest
from av.container import InputContainer

from mixer.errors import SourceRefused
from mixer.outputs.trimming import Stretch, trim
from mixer.sources.demuxer import Demuxer

RATE, GOP, FRAMES = 30, 60, 240
FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof+delay_moov"}


@cache
def recording(fragmented: bool) -> bytes:
    """Eight seconds with B pictures: each as light as its number says; a tone in every odd second."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4", options=FRAGMENTED if fragmented else {}) as target:
        video = target.add_stream("libx264", rate=RATE)
        video.width, video.height, video.pix_fmt, video.gop_size = 64, 36, "yuv420p", GOP
        video.options = {"preset": "veryfast", "x264-params": "scenecut=0:open-gop=0:bframes=3"}
        sound = target.add_stream("aac", rate=48_000)
        sound.layout = "stereo"
        for number in range(FRAMES):
            picture = np.full((54, 64), 128, np.uint8)
            picture[:36] = 16 + 2 * (number % 110)
            frame = av.VideoFrame.from_ndarray(picture, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            target.mux(video.encode(frame))
            at = np.arange(1600) + 1600 * number
            wave = (0.5 * np.sin(2 * np.pi * 440 * at / 48_000) * (number // RATE % 2)).astype(np.float32)
            heard = av.AudioFrame.from_ndarray(np.stack([wave, wave]), "fltp", "stereo")
            heard.rate, heard.pts = 48_000, 1600 * number
            target.mux(sound.encode(heard))
        target.mux(video.encode())
        target.mux(sound.encode())
    return file.getvalue()


def opened(file: BinaryIO) -> InputContainer:
    """As it is read."""
    container = av.open(file, "r")
    assert isinstance(container, InputContainer)
    return container


def clip(first: int, last: int, fragmented: bool = True, data: bytes | None = None) -> BinaryIO:
    """The pictures from `first` up to `last`, without that."""
    out = io.BytesIO()
    with opened(io.BytesIO(data or recording(fragmented))) as source:
        trim(source, out, Stretch(Fraction(first, RATE), Fraction(last, RATE)))
    out.seek(0)
    return out


def numbers(file: BinaryIO) -> list[int]:
    file.seek(0)
    with opened(file) as container:
        return [number_of(frame) for frame in container.decode(video=0)]


def number_of(frame: av.VideoFrame) -> int:
    return round((float(frame.to_ndarray()[:36].mean()) - 16) / 2)


@pytest.mark.parametrize("fragmented", [True, False], ids=["as it is recorded", "with an index"])
@pytest.mark.parametrize("first, last", [(77, 191), (60, 120), (61, 62), (0, 30), (119, 121), (200, 240)])
def test_a_clip_has_exactly_the_pictures_that_were_asked_for(first: int, last: int, fragmented: bool) -> None:
    file = clip(first, last, fragmented)
    assert numbers(file) == [number % 110 for number in range(first, last)]


def test_a_clip_begins_at_zero_and_lasts_as_long_as_was_asked() -> None:
    with opened(clip(77, 191)) as container:
        times = [float((frame.pts or 0) * (frame.time_base or 0)) for frame in container.decode(video=0)]
        assert times[0] == 0 and times[-1] == pytest.approx(113 / 30)
        assert container.duration == pytest.approx(114 / 30 * 1e6, abs=1e3)


def test_tally_plays_a_clip_as_browsers_do() -> None:
    demuxer = Demuxer(opened(clip(77, 191)))
    shown = [number_of(shot.frame) for shot in demuxer.shots(Fraction(0))]
    assert shown[:3] == [77, 78, 79] and shown[-1] == 190 - 110 and len(shown) == 114


def test_sound_stays_with_its_picture() -> None:
    with opened(clip(77, 191)) as container:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    loud = np.abs(sound) > 0.1
    assert np.argmax(loud) / 48_000 == pytest.approx(13 / 30, abs=0.025)  # picture 90 begins an odd second
    assert len(sound) / 48_000 == pytest.approx(114 / 30, abs=0.045)


def test_nothing_is_encoded_again() -> None:
    """A decoder of what is not changed finds the same bytes: the clip is as large as its share of the recording."""
    with opened(clip(60, 180)) as made, opened(io.BytesIO(recording(True))) as source:
        mine = {bytes(packet) for packet in made.demux(video=0) if packet.size}
        all_of_it = {bytes(packet) for packet in source.demux(video=0) if packet.size}
    assert mine and mine <= all_of_it


def test_a_recording_that_goes_on_can_be_cut_as_far_as_it_is() -> None:
    whole = recording(True)
    assert numbers(clip(30, 90, data=whole[: int(len(whole) * 0.6)])) == list(range(30, 90))


def test_what_is_no_stretch_is_refused() -> None:
    for first, last in ((30, 30), (40, 30), (10_000, 10_030)):
        with pytest.raises(SourceRefused):
            clip(first, last)
