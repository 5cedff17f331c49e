"""What HLS promises: whole files, true times, and numbers that never go back."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mixer.outputs import stock
from mixer.outputs.boxes import leading, runs, tracks, whole_fragments
from mixer.outputs.destination import Session
from mixer.outputs.hls import GRACE_S, LEAST, Hls
from mixer.outputs.playlist import Playlist, parse
from tests.mixer.outputs.makers import Clip, clip
from tests.mixer.outputs.test_stock import Disk


class Watched(Hls):
    """An HLS writer with a clock to turn and its events kept."""

    def __init__(self, folder: Path, window: int = 10) -> None:
        self.now, self.events = 0.0, list[str]()
        super().__init__(folder, self.note, window=window, clock=lambda: self.now)

    def note(self, level: str, code: str, text: str) -> None:
        self.events.append(code)

    def play(self, name: str, source: Clip | None = None, time: float = 1_700_000_000.0, keyframe: int = 0) -> None:
        source = source or clip()
        self.begin(Session.parse(source.session(name, time=time)), source.init)
        for kind, fragment in source.from_keyframe(keyframe):
            self.add(kind == b"K", fragment)
        self.flush()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "hls"


def listed(folder: Path) -> Playlist:
    playlist = parse((folder / "index.m3u8").read_text())
    assert all((folder / name).stat().st_size for name in playlist.names()), "every file that is named is there"
    return playlist


def video_times(folder: Path, playlist: Playlist) -> Iterator[list[int]]:
    """For each segment, the decode times of its pictures."""
    for segment in playlist.segments:
        found = tracks((folder / segment.init).read_bytes())
        data = (folder / segment.name).read_bytes()
        parts = [run for a, b in whole_fragments(data, 0) for run in runs(data[a:b], found)]
        yield [run.tfdt for run in parts if run.track == leading(found).id]


def test_segments_are_cut_at_keyframes_and_last_as_long_as_they_say(folder: Path) -> None:
    hls = Watched(folder)
    hls.play("one")
    hls.broken()
    playlist = listed(folder)
    assert [segment.duration_s for segment in playlist.segments] == [0.5] * 4
    assert [len(times) for times in video_times(folder, playlist)] == [15] * 4


def test_every_picture_of_a_session_is_in_exactly_one_segment(folder: Path) -> None:
    hls = Watched(folder)
    hls.play("one")
    hls.broken()
    times = [time for segment in video_times(folder, listed(folder)) for time in segment]
    assert times == [512 * frame for frame in range(60)]


def test_the_wall_clock_is_that_of_the_frame(folder: Path) -> None:
    hls = Watched(folder)
    hls.play("one", time=1_700_000_000.25, keyframe=2)
    assert [segment.time for segment in listed(folder).segments] == [1_700_000_001.25]


def test_an_engine_restart_brings_its_own_init_after_a_discontinuity(folder: Path) -> None:
    hls = Watched(folder)
    hls.play("one")
    hls.play("two", time=1_700_000_003.0)
    segments = listed(folder).segments
    assert [(s.init, s.discontinuity) for s in segments if s.discontinuity] == [("init-two.mp4", True)]
    assert (folder / "init-one.mp4").exists() and len(segments) == 4 + 3


def test_a_killed_process_goes_on_counting(folder: Path) -> None:
    Watched(folder).play("one")  # and then it is gone, without a word
    again = Watched(folder)
    again.play("one", time=1_700_000_000.0, keyframe=2)
    playlist = listed(folder)
    assert [s.name[:12] for s in playlist.segments] == [f"seg-{n:08d}" for n in range(4)]
    assert [s.discontinuity for s in playlist.segments] == [False, False, False, True]


def test_numbers_go_on_even_when_the_playlist_is_lost(folder: Path) -> None:
    Watched(folder).play("one")
    (folder / "index.m3u8").write_text("")
    again = Watched(folder)
    again.play("two")
    assert listed(folder).media_sequence == 3


def test_lost_fragments_make_a_discontinuity_and_no_half_pictures(folder: Path) -> None:
    hls = Watched(folder)
    session, media = Session.parse(clip().session("one")), clip().media
    hls.begin(session, clip().init)
    for kind, fragment in media[:50]:
        hls.add(kind == b"K", fragment)
    hls.broken()
    for kind, fragment in media[60:]:  # deltas first: nothing can be shown before the next keyframe
        hls.add(kind == b"K", fragment)
    hls.broken()
    playlist = listed(folder)
    assert [s.discontinuity for s in playlist.segments] == [False, False, True, False]
    assert [times[0] // 512 % 15 for times in video_times(folder, playlist)] == [0, 0, 0, 0]
    assert len({s.init for s in playlist.segments}) == 1


def test_stopping_ends_the_list_and_the_next_show_starts_clean(folder: Path) -> None:
    hls = Watched(folder)
    hls.play("one")
    hls.close()
    assert listed(folder).ended and len(listed(folder).segments) == 4
    again = Watched(folder)
    again.play("two", time=1_700_009_000.0)
    playlist = listed(folder)
    assert (playlist.ended, playlist.media_sequence, playlist.segments[0].discontinuity) == (False, 4, True)


def test_old_files_go_after_a_grace_and_no_sooner(folder: Path) -> None:
    hls = Watched(folder, window=2)
    hls.play("one")
    hls.tick()
    first = next(folder.glob("seg-00000000-*"))
    hls.now = GRACE_S + 1
    hls.tick()
    assert not first.exists()
    assert {path.name for path in folder.iterdir()} == listed(folder).names() | {"index.m3u8", "master.m3u8"}


def test_what_a_killed_process_left_behind_is_cleaned_up(folder: Path) -> None:
    folder.mkdir()
    for name in ("seg-00000003-old.m4s", "init-old.mp4", ".index.m3u8.tmp", "a-note-by-the-operator.txt"):
        (folder / name).write_text("left")
    hls = Watched(folder)
    hls.now = GRACE_S + 1
    hls.tick()
    assert [path.name for path in folder.iterdir()] == ["a-note-by-the-operator.txt"]


def test_a_full_disk_is_said_once_and_recovered_from(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    hls = Watched(folder)
    with monkeypatch.context() as patch:
        patch.setattr(stock, "write_whole", full)
        hls.play("one")
    assert (hls.status()["state"], hls.events) == ("error", ["disk_error"])
    hls.play("two")
    assert (hls.status()["state"], hls.events) == ("live", ["disk_error", "disk_recovered"])
    assert listed(folder).media_sequence == 0


def test_a_disk_that_fills_up_before_the_list_is_long_keeps_a_shorter_list_going(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hls = Watched(folder)
    hls.stock._free = lambda _: 0
    hls.play("one")
    hls.play("two", time=1_700_000_002.0)
    disk = Disk(folder, monkeypatch)
    for number in range(5):
        hls.play(f"again {number}", time=1_700_000_004.0 + 2 * number)
        disk.taken_by_others()
    assert hls.events == []
    playlist = listed(folder)
    assert len(playlist.segments) >= LEAST and playlist.next_sequence == 28 - 1


def test_garbage_from_an_engine_is_a_state_and_not_an_exit(folder: Path) -> None:
    hls = Watched(folder)
    hls.begin(Session.parse(clip().session("one")), b"no init at all")
    hls.add(True, b"no fragment")
    assert (hls.status()["state"], hls.events) == ("error", ["bad_init"])
    hls.play("two")
    hls.add(True, b"no fragment")
    assert hls.status()["segments"] == 4


def test_a_player_reads_it_whole_over_a_restart(folder: Path) -> None:
    hls = Watched(folder)
    hls.play("one")
    hls.play("two", time=1_700_000_003.0)
    hls.close()
    count = ["ffprobe", "-v", "error", "-count_packets", "-select_streams", "v", "-show_entries",
             "stream=nb_read_packets", "-of", "csv=p=0", str(folder / "index.m3u8")]  # fmt: skip
    found = subprocess.run(count, capture_output=True, text=True, check=True)
    assert found.stdout.split()[0].strip(",") == "120"
