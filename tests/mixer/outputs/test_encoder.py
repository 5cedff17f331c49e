"""What comes out of the encoder can be joined anywhere there is a keyframe."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import numpy as np

from mixer.outputs.boxes import Run, runs, tracks
from mixer.outputs.encoder import Encoder
from mixer.outputs.media import INIT, KEY, Fragment
from mixer.outputs.quality import Quality
from tests.mixer.outputs.makers import a_session

FRAMES, SEGMENT = 60, 20


def encoded(quality: Quality, rate: Fraction = Fraction(30)) -> tuple[list[Fragment], list[Run]]:
    """Two seconds of grey and silence; the fragments behind the init, and the one run of each."""
    encoder, out = Encoder(a_session(rate=rate, segment_frames=SEGMENT), quality), list[Fragment]()
    samples = [round(48_000 * n / rate) for n in range(FRAMES + 1)]
    for number in range(FRAMES):
        picture = av.VideoFrame.from_ndarray(np.full((135, 160), number, np.uint8), format="yuv420p")
        picture.pts, picture.time_base = number, 1 / rate
        picture.pict_type = av.video.frame.PictureType.I if number % SEGMENT == 0 else 0
        out += encoder.picture(picture)
        out += encoder.sound(np.zeros((samples[number + 1] - samples[number], 2), np.float32), samples[number])
    out += encoder.close()
    assert out[0].kind == INIT
    found = tracks(out[0].data)
    return out[1:], [runs(fragment.data, found)[0] for fragment in out[1:]]


def test_every_sample_follows_the_one_before_without_a_gap() -> None:
    for rate in (Fraction(30), Fraction(30_000, 1001)):
        _, parts = encoded(Quality(kbps=300), rate)
        for track in (1, 2):
            own = [run for run in parts if run.track == track]
            assert all(run.duration for run in own)
            assert [run.tfdt for run in own[1:]] == [run.tfdt + run.duration for run in own[:-1]]


def test_sound_of_a_keyframes_time_comes_after_the_keyframe() -> None:
    fragments, parts = encoded(Quality(kbps=300))
    scale = {1: 15_360, 2: 48_000}
    times = [run.tfdt / scale[run.track] for run in parts]
    assert times == sorted(times)
    for at, fragment in enumerate(fragments):
        if fragment.kind == KEY:
            assert all(time < times[at] for time in times[:at])


def test_sound_does_not_wait_for_a_later_picture() -> None:
    """A browser plays no further than both tracks reach."""
    encoder = Encoder(a_session(), Quality(kbps=300, preset="ultrafast", instant=True))
    grey = np.full((135, 160), 128, np.uint8)
    after_sound = list[Fragment]()
    for number in range(10):
        picture = av.VideoFrame.from_ndarray(grey, format="yuv420p")
        picture.pts, picture.time_base = number, Fraction(1, 30)
        encoder.picture(picture)
        after_sound += encoder.sound(np.zeros((1600, 2), np.float32), number * 1600)
    assert len(after_sound) >= 10


def greys(encoder: Encoder, shown: list[int], grid: int = 1000) -> tuple[list[Fragment], list[Run]]:
    """The fragments, init first, of one grey picture for each of these frame numbers, and their runs."""
    grey, out = np.full((135, 160), 128, np.uint8), list[Fragment]()
    for number in shown:
        picture = av.VideoFrame.from_ndarray(grey, format="yuv420p")
        picture.pts, picture.time_base = number, Fraction(1, 30)
        picture.pict_type = av.video.frame.PictureType.I if number % grid == 0 else 0
        out += encoder.picture(picture)
    out += encoder.close()
    return out, [runs(fragment.data, tracks(out[0].data))[0] for fragment in out[1:]]


def shown_in(fragments: list[Fragment]) -> list[int]:
    """When a player shows these fragments' pictures, in frames."""
    with av.open(io.BytesIO(b"".join(fragment.data for fragment in fragments)), "r") as container:
        return [(frame.pts or 0) // 512 for frame in container.decode(video=0)]


def test_pictures_left_out_of_a_monitor_leave_no_wide_gap_in_its_decode_times() -> None:
    """Chromium drops what follows a gap of more than two frames, up to the next keyframe."""
    encoder = Encoder(a_session(audio=""), Quality(kbps=300, preset="ultrafast", instant=True))
    shown = [0, 1, 2, 6, 7, 12, 13, 14, 15, 16]
    fragments, parts = greys(encoder, shown)
    assert [run.tfdt // 512 for run in parts] == [0, 1, 2, 4, 6, 8, 10, 12, 14, 16]
    assert shown_in(fragments) == shown


def test_a_monitor_at_half_rate_is_decoded_in_step_with_its_sound() -> None:
    encoder = Encoder(a_session(audio=""), Quality(kbps=300, preset="ultrafast", instant=True))
    _, parts = greys(encoder, list(range(0, 60, 2)))
    assert [run.tfdt // 512 for run in parts] == list(range(0, 60, 2))


def test_a_picture_of_the_programme_that_is_left_out_leaves_no_gap() -> None:
    """Durations add up, every picture shows at its time, and each twentieth is a keyframe's."""
    shown = [number for number in range(100) if number % 20 == 0 or number % 3 == 0 or number in (41, 58, 59)]
    fragments, parts = greys(Encoder(a_session(audio=""), Quality(kbps=300)), shown, grid=20)
    assert [run.tfdt for run in parts[1:]] == [run.tfdt + run.duration for run in parts[:-1]]
    assert shown_in(fragments) == shown
    track = tracks(fragments[0].data)[1]
    keys = [run.shown_at(track) // 512 for one, run in zip(fragments[1:], parts, strict=True) if one.kind == KEY]
    assert keys == [0, 20, 40, 60, 80]


def test_pictures_left_out_do_not_make_the_others_dearer() -> None:
    """Few pictures that share the whole bit rate would cost so much more that leaving others out would save little."""
    every, some = mean_size(1), mean_size(8)
    assert some < 1.5 * every


def mean_size(step: int) -> float:
    """Bytes of a picture where only one in so many is encoded, of a second of noise at more than it can be had for."""
    session = a_session(width=320, height=180, segment_frames=150, audio="")
    encoder, out = Encoder(session, Quality(kbps=600)), list[Fragment]()
    rng = np.random.default_rng(1)
    for number in range(0, 300, step):
        noise = rng.integers(16, 236, (270, 320), np.uint8)
        picture = av.VideoFrame.from_ndarray(noise, format="yuv420p")
        picture.pts, picture.time_base = number, Fraction(1, 30)
        out += encoder.picture(picture)
    out += encoder.close()
    sizes = [len(fragment.data) for fragment in out if fragment.kind != INIT]
    return sum(sizes[len(sizes) // 2 :]) / (len(sizes) - len(sizes) // 2)


def test_keyframes_are_on_the_grid_and_nowhere_else() -> None:
    fragments, parts = encoded(Quality(kbps=300))
    keys = [run.tfdt // 512 for fragment, run in zip(fragments, parts, strict=True) if fragment.kind == KEY]
    assert keys == [0, 20, 40]
