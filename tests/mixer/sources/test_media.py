"""Files: every picture on its frame, laps without a gap, whatever is in them; rubbish is named."""

import contextlib
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray

from mixer.core.geometry import View
from mixer.errors import ChannelClosed, SourceLost, SourceRefused
from mixer.feed.messages import Wants
from mixer.kinds.sources.file import MediaFile, playback
from mixer.protocol.addresses import Policy
from mixer.protocol.showfile import Canvas, Source
from mixer.sources.counter import read_counter
from mixer.sources.demuxer import Demuxer
from mixer.sources.fetch import Fetched, Fetcher
from mixer.sources.media_reader import read_file
from tests.helpers import MEDIA
from tests.mixer.clips import SIZE, counted
from tests.mixer.sources.fakes import RATE, SECOND_NS, FakePace, FakePort, ffmpeg, first_runs, make_clip, play, run_of
from tests.mixer.sources.servers import ranged, serving


def ramp(seconds: float, rate: int = RATE, channels: int = 2) -> NDArray[np.float32]:
    """Sound whose every sample tells where it comes from."""
    line = np.arange(round(seconds * rate), dtype=np.float32) / (16 * rate)
    return np.repeat(line[:, None], channels, axis=1)


def played(path: Path, seconds: float, **more: object) -> FakePort:
    settings = {key: more.pop(key) for key in ("end", "in_s", "out_s", "speed") if key in more}
    return play(MediaFile(path=str(path), **settings), seconds, path, **more)  # type: ignore[arg-type]


def lumas(port: FakePort) -> list[int]:
    return [int(planes[0].mean()) for _, planes in port.pictures]


def luma(index: int) -> int:
    return 16 + index * 7 % 220


def test_offline_picture_n_is_the_one_for_its_time(tmp_path: Path) -> None:
    port = played(make_clip(tmp_path / "a.mp4"), 0.9)
    for n in range(25):
        assert int(port.shown_at(n / 30 + 1e-6)[0].mean()) == pytest.approx(luma(n), abs=2)
        assert port.pictures[n][0] == n * SECOND_NS // 30


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_laps_follow_each_other_without_a_gap(tmp_path: Path, suffix: str) -> None:
    codec = "aac" if suffix == "ts" else "flac"
    port = played(make_clip(tmp_path / f"a.{suffix}", sound=ramp(1.0), audio_codec=codec), 3.5)
    dues = [due for due, _ in port.pictures[:90]]
    assert max(abs((b - a) - SECOND_NS / 30) for a, b in zip(dues, dues[1:], strict=False)) < 1.1e6
    assert lumas(port)[30:60] == pytest.approx(lumas(port)[:30], abs=1)
    assert len(port.heard()) > 3 * RATE


def test_looped_sound_is_exact_to_the_sample(tmp_path: Path) -> None:
    heard = played(make_clip(tmp_path / "a.mp4", sound=ramp(1.0)), 3.5).heard()
    for lap in range(3):
        assert heard[lap * RATE : (lap + 1) * RATE, 0] == pytest.approx(ramp(1.0)[:, 0], abs=1e-4)


class OnAirPace(FakePace):
    """Time as on air: it passes in waiting, and pictures and sound are made ahead of it."""

    offline = False


class OrderedPort(FakePort):
    """Notes what is due when, in the order in which it comes."""

    order: ClassVar[list[tuple[str, int]]] = []

    def picture(self, frame: object, due_ns: int) -> bool:
        self.order.append(("picture", due_ns))
        return True

    def sound(self, samples: object, at: int) -> None:
        self.order.append(("sound", at * SECOND_NS // RATE))


def order_of(path: Path, seconds: float, **settings: Any) -> list[tuple[str, int]]:
    """What was handed over, in order: ("picture" or "sound", when it is due in ns)."""
    port, order = OrderedPort(), OrderedPort.order
    order.clear()
    with path.open("rb") as file, pytest.raises(ChannelClosed):
        port.fd, media = file.fileno(), MediaFile(str(path), **settings)
        port.runs = first_runs(media)
        read_file(Source("s", "S", media), port, OnAirPace(int(seconds * SECOND_NS)))  # type: ignore[arg-type]
    return list(order)


def test_sound_is_decoded_a_second_ahead_also_over_the_join_of_two_laps(tmp_path: Path) -> None:
    """A reader that gets no processor for a second is seen, and not heard."""
    order = order_of(make_clip(tmp_path / "a.mp4", frames=60, sound=ramp(2.0)), 7)
    ahead, sound = [], 0
    for what, due in order:
        if what == "sound":
            sound = due
        else:
            ahead.append(sound - due)
    assert min(ahead) >= SECOND_NS and len(ahead) > 150


def test_a_file_of_many_short_laps_does_not_grow(tmp_path: Path) -> None:
    order = order_of(make_clip(tmp_path / "a.mp4", frames=3, sound=ramp(0.1)), 9)
    dues = [due for what, due in order if what == "picture"]
    assert len(dues) > 250 and max(b - a for a, b in zip(dues, dues[1:], strict=False)) < SECOND_NS / 29


class StallingPace(OnAirPace):
    """Stands still for a while, once."""

    def __init__(self, until_ns: int, at_ns: int, for_ns: int) -> None:
        super().__init__(until_ns)
        self._at_ns, self._for_ns = at_ns, for_ns

    def wait_until(self, ns: int, port: FakePort) -> None:
        super().wait_until(ns, port)
        if self._for_ns and self._now_ns >= self._at_ns:
            self._now_ns, self._for_ns = self._now_ns + self._for_ns, 0


@pytest.mark.parametrize("stall_ms", [700, 1800])
def test_a_reader_that_stood_still_shows_every_picture_again_from_the_next_keyframe_on(
    tmp_path: Path, stall_ms: int
) -> None:
    """Less is decoded while it is late, and no longer."""
    path, port = make_clip(tmp_path / "a.mp4", frames=240), OrderedPort()
    OrderedPort.order.clear()
    pace = StallingPace(7 * SECOND_NS, SECOND_NS, stall_ms * 1_000_000)
    with path.open("rb") as file, pytest.raises(ChannelClosed):
        port.fd, media = file.fileno(), MediaFile(str(path))
        port.runs = first_runs(media)
        read_file(Source("s", "S", media), port, pace)  # type: ignore[arg-type]
    after = [due for what, due in OrderedPort.order if what == "picture" and due > (3.5 * SECOND_NS)]
    assert len(after) > 90 and max(b - a for a, b in zip(after, after[1:], strict=False)) < SECOND_NS / 29
    assert port.gaps, "and what was left out is said"


class CountedReel(Demuxer):
    """Knows how many are open."""

    open: ClassVar[int] = 0

    def __init__(self, container: Any) -> None:
        super().__init__(container)
        CountedReel.open += 1

    def close(self) -> None:
        super().close()
        CountedReel.open -= 1


def test_a_file_with_an_out_point_leaves_no_decoder_of_a_lap_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mixer.sources.opened_file.Demuxer", CountedReel)
    order = order_of(make_clip(tmp_path / "a.mp4", frames=60, sound=ramp(2.0)), 12, out_s=0.5)
    assert len(order) > 300 and CountedReel.open <= 2


def test_a_file_of_which_nothing_can_be_decoded_is_refused(tmp_path: Path) -> None:
    data = bytearray(make_clip(tmp_path / "a.mp4").read_bytes())
    start = data.index(b"mdat") + 4
    data[start : start + int.from_bytes(data[start - 8 : start - 4], "big") - 8] = bytes(
        int.from_bytes(data[start - 8 : start - 4], "big") - 8
    )
    (tmp_path / "b.mp4").write_bytes(data)
    with pytest.raises(SourceRefused):
        played(tmp_path / "b.mp4", 5)


def test_in_and_out_points_are_exact(tmp_path: Path) -> None:
    port = played(make_clip(tmp_path / "a.mp4", sound=ramp(1.0)), 1.5, in_s=0.5, out_s=0.7)
    assert lumas(port)[:12] == pytest.approx([luma(n) for n in range(15, 21)] * 2, abs=2)
    lap = round(0.2 * RATE)
    heard = port.heard()
    for start in (0, lap, 2 * lap):
        assert heard[start : start + lap, 0] == pytest.approx(ramp(1.0)[RATE // 2 : RATE // 2 + lap, 0], abs=1e-4)


def test_an_in_point_between_two_pictures_shows_the_earlier_one(tmp_path: Path) -> None:
    port = played(make_clip(tmp_path / "a.mp4", frames=10, rate=Fraction(5)), 1.0, in_s=0.5)
    assert lumas(port)[:2] == pytest.approx([luma(2), luma(3)], abs=2)
    assert [due for due, _ in port.pictures[:2]] == pytest.approx([0, SECOND_NS // 10], abs=2)


def test_a_file_that_does_not_loop_ends(tmp_path: Path) -> None:
    port = played(make_clip(tmp_path / "a.mp4", sound=ramp(1.0)), 60, end="hold")
    assert len(port.pictures) == 30
    assert len(port.heard()) == RATE


def test_silent_files_and_files_without_pictures_play(tmp_path: Path) -> None:
    silent = played(make_clip(tmp_path / "a.mp4"), 0.5)
    assert not silent.sounds and silent.said[-1]["sound"] is False
    blind = played(make_clip(tmp_path / "b.mkv", frames=0, sound=ramp(1.0)), 2.5)
    assert not blind.pictures and len(blind.heard()) > 2 * RATE
    assert blind.said[-1]["text"] == "live, sound only"


def test_sound_alone_lasts_as_long_as_its_file_says_not_as_its_coder_padded_it(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.m4a", frames=0, sound=ramp(1.4, 44_100), sound_rate=44_100, audio_codec="aac")
    port = played(path, 60, end="hold")
    assert port.lengths[-1] == 1.4
    assert abs(len(port.heard()) - round(1.4 * RATE)) <= 1


def test_sound_shorter_than_the_picture_goes_on_as_silence(tmp_path: Path) -> None:
    heard = played(make_clip(tmp_path / "a.mp4", sound=ramp(0.5) + 0.25), 2.5).heard()
    assert len(heard) > 2 * RATE
    assert not heard[round(0.55 * RATE) : round(0.99 * RATE)].any()
    assert heard[RATE + 100 : RATE + 20_000].all()


def test_slow_pictures_are_announced_again(tmp_path: Path) -> None:
    port = played(make_clip(tmp_path / "a.mp4", frames=4, rate=Fraction(1), sound=ramp(4.0)), 3.9)
    announced = sorted([due for due, _ in port.pictures] + port.repeats)
    assert max(b - a for a, b in zip(announced, announced[1:], strict=False)) <= 0.25 * SECOND_NS


def test_variable_frame_rates_keep_their_times(tmp_path: Path) -> None:
    stamps = [0, 1, 2, 10, 11, 25, 26, 27]
    port = played(make_clip(tmp_path / "a.mp4", frames=8, pts=lambda index: stamps[index]), 0.95, end="hold")
    assert [round(due * 30 / SECOND_NS) for due, _ in port.pictures] == stamps


@pytest.mark.parametrize(("rate", "channels"), [(44_100, 2), (8_000, 1), (96_000, 2), (48_000, 6)])
def test_sound_of_any_rate_and_layout_keeps_its_place(tmp_path: Path, rate: int, channels: int) -> None:
    click = np.zeros((rate, channels), np.float32)
    click[rate // 2 : rate // 2 + rate // 50] = 0.5
    port = played(make_clip(tmp_path / "a.mp4", sound=click, sound_rate=rate), 0.9)
    heard = port.heard()
    first = int(np.flatnonzero(np.abs(heard[:, 0]) > 0.2)[0])
    assert first == pytest.approx(RATE // 2, abs=RATE // 500)
    assert heard[RATE // 2 + 400, 0] == pytest.approx(heard[RATE // 2 + 400, 1], abs=1e-3)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_phone_clip_stands_upright(tmp_path: Path, angle: int) -> None:
    flat, turned, upright = (str(tmp_path / name) for name in ("a.mp4", "b.mp4", "c.mkv"))
    ffmpeg("-f", "lavfi", "-i", "color=black:s=160x90:d=0.3,drawbox=0:0:80:30:white:fill", flat)
    ffmpeg("-i", flat, "-c", "copy", "-metadata:s:v", f"rotate={angle}", turned)
    ffmpeg("-i", turned, "-c:v", "libx264", "-qp", "1", upright)  # which turns it
    ours, theirs = (played(Path(path), 0.2).pictures[0][1][0].astype(int) for path in (turned, upright))
    assert ours.shape == ((160, 90) if angle % 180 else (90, 160))
    assert abs(ours - theirs).mean() < 3


def test_an_anamorphic_clip_is_stretched(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "color=red:s=144x108:d=0.3,setsar=4/3", str(tmp_path / "a.mp4"))
    assert played(tmp_path / "a.mp4", 0.2).pictures[0][1][0].shape == (108, 192)


def test_cover_art_is_not_a_picture(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=d=1", "-f", "lavfi", "-i", "color=red:s=64x64:d=0.04", "-map", "0", "-map", "1",
           "-c:v", "mjpeg", "-disposition:v", "attached_pic", str(tmp_path / "a.m4a"))  # fmt: skip
    port = played(tmp_path / "a.m4a", 0.5)
    assert not port.pictures and port.sounds


def test_pictures_only_seen_small_are_decoded_lean_and_look_the_same(tmp_path: Path) -> None:
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        "mandelbrot=s=640x360:r=30",
        "-t",
        "1",
        "-c:v",
        "libx264",
        "-b:v",
        "800k",
        str(tmp_path / "a.mp4"),
    )
    small = Wants((View(0, 0, 320, 180, 160, 90),), native=False)
    full, lean = (played(tmp_path / "a.mp4", 0.9, canvas=Canvas(320, 180), wants=wants) for wants in (Wants(), small))
    errors = [
        ((a[0].astype(float) - b[0]) ** 2).mean() for (_, a), (_, b) in zip(full.pictures, lean.pictures, strict=True)
    ]
    assert 10 * np.log10(255**2 / max(np.mean(errors), 1e-9)) > 45


class Zooming(FakePort):
    """Wants small views first, the native picture after a while."""

    def picture(self, frame: object, due_ns: int) -> bool:
        self.wants = Wants() if len(self.pictures) > 8 else Wants((View(0, 0, 160, 90, 40, 22),), native=False)
        return super().picture(frame, due_ns)  # type: ignore[arg-type]


def test_changing_the_decoder_loses_no_picture_and_no_sample(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", sound=ramp(1.0))
    port = Zooming(wants=Wants((View(0, 0, 160, 90, 40, 22),), native=False))
    with path.open("rb") as file, pytest.raises(ChannelClosed):
        port.fd, media = file.fileno(), MediaFile(str(path))
        port.runs = first_runs(media)
        read_file(Source("s", "S", media), port, FakePace(SECOND_NS * 9 // 10))  # type: ignore[arg-type]
    by_due = dict(port.pictures)
    assert [int(by_due[n * SECOND_NS // 30][0].mean()) for n in range(25)] == pytest.approx(
        [luma(n) for n in range(25)], abs=2
    )
    assert port.heard()[: RATE // 2, 0] == pytest.approx(ramp(0.5)[:, 0], abs=1e-4)


# -- rubbish ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\0", "not a video"),
        (b"hello world " * 100, "not a video"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "playlist"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "playlist"),
        (b"\0\0\0\x18ftypisom" + b"\xff" * 5000, "damaged"),
        (b"\x1aE\xdf\xa3" + b"\x55" * 5000, "damaged"),
        (b"G" + b"\x1f" * 187 + b"G" + b"\x1f" * 187 + b"G" + b"\x00" * 4000, "damaged|neither"),
        (b"RIFF\x10\0\0\0WAVE", "damaged|neither|nothing"),
        (b"fLaC" + bytes(100), "damaged|neither|nothing"),
    ],
)
def test_rubbish_is_refused_in_plain_words(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "a.mp4").write_bytes(content)
    with pytest.raises(SourceRefused, match=words):
        played(tmp_path / "a.mp4", 5)


def test_a_file_without_its_index_is_refused(tmp_path: Path) -> None:
    whole = make_clip(tmp_path / "a.mp4").read_bytes()
    (tmp_path / "b.mp4").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceRefused, match="damaged or incomplete"):
        played(tmp_path / "b.mp4", 5)


def test_what_is_good_in_a_truncated_file_is_played(tmp_path: Path) -> None:
    whole = make_clip(tmp_path / "a.mkv", sound=ramp(1.0)).read_bytes()
    (tmp_path / "b.mkv").write_bytes(whole[: len(whole) // 2])
    assert len(played(tmp_path / "b.mkv", 60, end="hold").pictures) > 3


@pytest.mark.parametrize("seed", range(12))
def test_flipped_bytes_end_in_pictures_or_in_words(tmp_path: Path, seed: int) -> None:
    data = bytearray(make_clip(tmp_path / "a.ts", sound=ramp(1.0), audio_codec="aac").read_bytes())
    chance = np.random.default_rng(seed)
    for at in chance.integers(0, len(data), max(1, len(data) // 500)):
        data[at] = int(chance.integers(0, 256))
    (tmp_path / "b.ts").write_bytes(data)
    try:
        assert played(tmp_path / "b.ts", 1.5).said
    except SourceRefused as refused:
        assert str(refused)


def test_a_missing_file_may_come_back() -> None:
    with pytest.raises(SourceLost, match="missing"):
        play(MediaFile("gone.mp4"), 1)


@pytest.mark.parametrize("name", ["street-768x432-12.5fps-aac.mp4", "bottle-640x360-29.8fps-silent.mp4"])
def test_real_footage_plays(name: str) -> None:
    port = played(MEDIA / name, 2.0, canvas=Canvas(384, 216))
    assert len(port.pictures) >= 24
    assert (port.pictures[0][1][0] != port.pictures[-1][1][0]).any()


def test_sound_stored_far_behind_its_pictures_plays_in_step(tmp_path: Path) -> None:
    port = played(make_clip(tmp_path / "a.mkv", sound=ramp(1.0)), 0.9)  # all pictures come first in it
    assert port.heard()[: RATE // 2, 0] == pytest.approx(ramp(0.5)[:, 0], abs=1e-4)


# -- by address ------------------------------------------------------------------------------------


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALLY_ALLOW_NETS", "127.0.0.0/8")
    return counted(tmp_path / "film.mp4", 150)


def numbers(port: FakePort) -> list[int]:
    return [read_counter(planes) for _, planes in port.pictures]


def fetched(url: str, *positions: float, seconds: float = 20.0, **media: Any) -> FakePort:
    """What is published of a file by its address: a run after the other, from these positions on."""
    what = MediaFile(url=url, **({"end": "hold"} | media))
    of = playback(what)
    runs = [run_of(of, at_s, n * 10 * SECOND_NS, n + 1) for n, at_s in enumerate(positions)]
    return play(what, seconds, runs=runs, canvas=Canvas(*SIZE, "30"))


def test_a_file_by_address_is_read_from_any_place_again_and_again(film: Path) -> None:
    with ranged(film) as url:
        found = numbers(fetched(url, 0, 4.5, 2.5, seconds=40))
    assert found == [*range(150), *range(135, 150), *range(75, 150)]


def test_a_server_that_hangs_up_in_between_is_asked_again_from_there(film: Path) -> None:
    with ranged(film, breaks_off=20_000) as url:
        assert numbers(fetched(url, 0)) == list(range(150))


def test_of_what_only_comes_from_the_beginning_on_the_rest_is_read_over_for_a_seek(film: Path) -> None:
    """A server that takes no ranges."""
    once = counted(film.with_suffix(".mkv"), 90)
    with serving(film.parent) as port:
        found = numbers(fetched(f"http://127.0.0.1:{port}/{once.name}", 0, 2.0, 1.0, seconds=40))
    assert found == [*range(90), *range(60, 90), *range(30, 90)]


def opened(url: str) -> contextlib.closing[Fetched]:
    return contextlib.closing(Fetched(Fetcher(Policy.from_env()), url))


def test_reading_on_after_a_hang_up_is_from_the_right_place(film: Path) -> None:
    """Also where what lies between is skipped on a connection that is gone."""
    data = film.read_bytes() * 3
    whole = film.with_name("whole.bin")
    whole.write_bytes(data)
    with ranged(whole, breaks_off=30_000) as url, opened(url) as file:
        for place in (0, 29_000, 70_000, 71_000, 5, len(data) - 10, len(data) + 5):
            file.seek(place)
            found = file.read(3000)
            assert found == data[place : place + len(found)] and (found or place >= len(data)), place


def test_a_server_that_answers_with_nothing_has_not_ended_the_file(film: Path) -> None:
    with ranged(film, breaks_off=20_000, then=0) as url, opened(url) as file:
        with pytest.raises(SourceLost, match="closed"):
            while file.read(8000):
                pass
        assert file.tell() == 20_000


def test_a_server_that_sends_next_to_nothing_is_not_asked_for_ever(film: Path) -> None:
    with ranged(film, breaks_off=3) as url, opened(url) as file:
        with pytest.raises(SourceLost, match="closed"):
            while file.read(8000):
                pass
        assert file.tell() < 100


@pytest.mark.parametrize(("rate", "made"), [("60", 91), ("120", 181), ("60000/1001", 179), ("30", 90), ("24", 72)])
def test_of_many_pictures_a_second_those_are_made_that_a_frame_may_show(tmp_path: Path, rate: str, made: int) -> None:
    order = order_of(make_clip(tmp_path / "a.mp4", int(3 * Fraction(rate)), Fraction(rate)), 5, end="hold")
    dues = [due for what, due in order if what == "picture"]
    assert 70 < len(dues) <= made
    assert dues[-1] == int((int(3 * Fraction(rate)) - 1) * SECOND_NS / Fraction(rate)), "the last one stays"
