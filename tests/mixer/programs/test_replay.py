"""A log played again: the same pixels each time, and those that were logged."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mixer.core.clock import Timeline
from mixer.core.desk import Desk
from mixer.core.stored import desk_for, opened
from mixer.core.transport import arrived
from mixer.errors import BadShow
from mixer.kinds.overlays.clock import ClockOverlay
from mixer.kinds.overlays.text import TextOverlay
from mixer.kinds.sources.file import MediaFile
from mixer.kinds.sources.image import StillImage
from mixer.kinds.sources.pull import Pull
from mixer.programs import render
from mixer.programs.replay import Comparison, Replay
from mixer.programs.session_log import read_log
from mixer.protocol.basics import Rect
from mixer.protocol.parse import to_json
from mixer.protocol.showfile import Canvas, Encoding, Overlay, Scene, Show, Source
from tests.helpers import a_show, pictures_of, sound_of
from tests.mixer.sources.fakes import ffmpeg

UP_NS = 7_000_000_123_456_789  # a machine that has been up for a while: no frame lies on a whole nanosecond of it
FIRST = 400_007
CLIP_S = 1.4
SECOND_FRAME = FIRST // 30 * 30 + 60  # a checksum is made of every thirtieth


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replay")
    ffmpeg(
        "-f", "lavfi", "-i", f"testsrc2=s=640x360:r=25:d={CLIP_S}", "-f", "lavfi", "-i", f"sine=d={CLIP_S}",
        "-c:v", "libx264", "-bf", "3", "-g", "12", "-pix_fmt", "yuv420p", str(folder / "clip.mp4"),
    )  # fmt: skip
    noise = np.random.default_rng(3).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    Image.fromarray(noise).save(folder / "still.png")
    return folder


@pytest.fixture(scope="module")
def show(folder: Path) -> Show:
    """A test signal, waves, a looping file with B-frames and a still; a title and a clock."""
    base = a_show(canvas=Canvas(320, 180, "30"), encoding=Encoding(crf=0, preset="ultrafast", threads=1, segment_s=1.0))
    clip = Source("clip", "Clip", MediaFile(str(folder / "clip.mp4")))
    still = Source("still", "Still", StillImage(str(folder / "still.png")))
    return replace(
        base,
        sources=(*base.sources, clip, still),
        scenes=(
            *base.scenes,
            Scene("three", "Three", "split", {"left": "clip", "right": "still"}),
            Scene("four", "Four", "full", {"main": "clip"}),
        ),
        overlays=(
            Overlay("t", "Title", TextOverlay(), Rect(0.05, 0.95, 0.5, 0.3, "bottom-left"), {"title": "Anna"}),
            Overlay("c", "Clock", ClockOverlay(), Rect(0.05, 0.06, 0.2, 0.1, "top-left"), on=True),
        ),
    )


SOURCES_AT = {"bars": 33_366_667, "waves": 1_234_567, "still": 70_000_003}


def header_of(
    show: Show,
    desk: Desk | None = None,
    first: int = FIRST,
    began: dict[str, int] = SOURCES_AT,
    clip_at: int = FIRST - 3,
) -> Any:
    """What a log of this show begins with; sources begin so many nanoseconds after frame FIRST, the clip on a frame."""
    timeline = Timeline(show.canvas.fps, UP_NS, 0)
    desk = replace(desk or desk_for(show), frame=first - 1)
    if "clip" in desk.transports and not desk.transports["clip"].ready:
        desk = replace(desk, transports={"clip": arrived(desk.transports["clip"], CLIP_S, clip_at, timeline.rate)})
    return {
        "log": 2, "frame": first, "rate": "30", "anchor_ns": UP_NS, "anchor_frame": 0, "offset_s": 1.7e9 + 0.25,
        "show": to_json(show), "desk": desk.to_json(), "revision": 0, "pinned": [],
        "sources": [
            {"id": name, "mark": "", "began_ns": timeline.due_ns(FIRST) + ns} for name, ns in began.items()
        ],
    }  # fmt: skip


def written(path: Path, header: Any, entries: Iterable[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(value) + "\n" for value in (header, *entries)))
    return path


def at(after: int, verb: str, **parts: Any) -> dict[str, Any]:
    return {"frame": FIRST + after, "command": {"id": "x", "verb": verb, **parts}, "by": "ada", "origin": "console"}


COMMANDS = [
    at(20, "take", scene="three", transition={"kind": "mix", "duration_ms": 400}),
    at(40, "overlay", overlay="t", on=True, fields={"title": "Bob"}),
    at(50, "take", scene="four"),
    at(70, "take", scene="both", transition={"kind": "wipe", "duration_ms": 500}),
    at(71, "start_recording"),
    at(95, "ftb", duration_ms=500),
    at(125, "ftb", duration_ms=500),
]
LENGTH = 150
SAID = {"id": "clip", "mark": "", "did": "arrived", "length_s": CLIP_S}  # by its reader, of another run


def played(log: Path, frames: int | None = LENGTH) -> tuple[bytes, Comparison, dict[int, str]]:
    """The programme as an MP4, what the comparison found, and the checksums that were seen."""
    with tempfile.TemporaryFile() as file:
        replay = Replay(read_log(log), file.fileno())
        comparison = replay.run(frames)
        file.seek(0)
        return file.read(), comparison, replay.seen


@pytest.fixture(scope="module")
def once(show: Show, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dict[int, str]]:
    log = written(tmp_path_factory.mktemp("once") / "log", header_of(show), COMMANDS)
    mp4, _, seen = played(log)
    return mp4, seen


def test_two_replays_are_alike_to_the_pixel_and_the_sample(show: Show, once: Any, tmp_path: Path) -> None:
    again, comparison, seen = played(written(tmp_path / "log", header_of(show), COMMANDS))
    assert seen == once[1] and len(seen) == 5 and len(set(seen.values())) == 5
    ours, theirs = pictures_of(once[0]), pictures_of(again)
    assert len(ours) == len(theirs) == LENGTH
    assert all(np.array_equal(one, other) for one, other in zip(ours, theirs, strict=True))
    assert np.array_equal(sound_of(once[0]), sound_of(again))
    assert comparison.whole and comparison.refused == []


def test_a_log_that_begins_later_shows_the_same(show: Show, once: Any, tmp_path: Path) -> None:
    """Each file of a log stands alone: what loops since long ago is found where it was, and a wipe goes on."""
    replay = Replay(read_log(written(tmp_path / "log", header_of(show), COMMANDS)))
    replay.run(76)
    desk, first = replay.engine.desk, FIRST + 76
    assert desk.running is not None and desk.frame == first - 1
    later = [entry for entry in COMMANDS if entry["frame"] >= first]
    _, _, seen = played(written(tmp_path / "later", header_of(show, desk, first), later), LENGTH - 76)
    assert seen == {frame: checksum for frame, checksum in once[1].items() if frame >= first}


def test_a_batch_with_a_scene_of_its_own_is_played_again(show: Show, tmp_path: Path) -> None:
    """It looks like the stored scene, also from a log that begins while it is on program."""
    own = {"verb": "take", "layout": "split", "sources": {"left": "clip", "right": "still"}}
    title = {"overlay": "t", "on": True}
    batch = at(20, "batch", commands=[own, {"verb": "overlay", **title}], on_frame=FIRST + 20)
    stored = [at(20, "take", scene="three"), at(20, "overlay", **title)]
    replay = Replay(read_log(written(tmp_path / "own", header_of(show), [batch])))
    assert replay.run(90).refused == []
    assert replay.seen == played(written(tmp_path / "stored", header_of(show), stored), 90)[2]
    first = FIRST + 40
    begun = Replay(read_log(written(tmp_path / "own", header_of(show), [batch])))
    begun.run(40)
    header = header_of(show, begun.engine.desk, first) | {"pinned": begun.engine.reports.session()["pinned"]}
    _, _, seen = played(written(tmp_path / "later", header, [{"frame": first + 49}]), 50)
    assert seen and seen == {frame: checksum for frame, checksum in replay.seen.items() if frame >= first}


def test_hours_of_laps_are_not_read_again(show: Show, tmp_path: Path) -> None:
    """The same picture as in a lap that began a moment ago: a clip of 1.4 s has laps of whole frames of its own."""
    one, other = (
        played(written(tmp_path / "log", header_of(show, clip_at=began), [at(0, "take", scene="four")]), 60)[2]
        for began in (FIRST - 3, FIRST - 3 - 9000 * round(CLIP_S * 30))
    )
    assert one[SECOND_FRAME] == other[SECOND_FRAME]


def test_logged_checksums_are_compared_and_those_in_doubt_are_left_out(
    show: Show, once: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frames = sorted(once[1])
    sums = [{"frame": frame, "sum": once[1][frame]} for frame in frames]
    sums[1] |= {"sum": "00000000", "doubts": ["clip: late"]}
    log = written(tmp_path / "log", header_of(show), [*COMMANDS, *sums, {"frame": FIRST + LENGTH - 1}])
    assert rendered(log, tmp_path, "--checksums", str(tmp_path / "sums.json")) == 0
    told = json.loads((tmp_path / "sums.json").read_text())
    assert told["alike"] == [frames[0], *frames[2:]] and told["different"] == []
    assert told["left_out"] == {str(frames[1]): ["clip: late"]}
    assert "4 checksums match, 0 do not, 1 were left out" in capsys.readouterr().out
    assert len(pictures_of((tmp_path / "out.mp4").read_bytes())) == LENGTH, "all of the log, without --seconds"


def test_a_picture_that_differs_is_an_error(show: Show, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = written(tmp_path / "log", header_of(show), [{"frame": FIRST + 13, "sum": "00000000"}])
    assert rendered(log, tmp_path, "--seconds", "0.5") == 1
    assert f"frame {FIRST + 13} looks different" in capsys.readouterr().out


def test_the_first_scene_comes_when_it_came_on_air(show: Show, tmp_path: Path) -> None:
    desk = opened(None, show)
    mp4, _, _ = played(written(tmp_path / "log", header_of(show, desk), [{"frame": FIRST + 12, "begun": True}]), 20)
    dark = [bool(picture[100:150].std() < 1) for picture in pictures_of(mp4)]
    assert dark == [True] * 12 + [False] * 8


def test_a_seek_shows_when_its_reader_was_there_on_air(show: Show, tmp_path: Path) -> None:
    seek = at(24, "seek", source="clip", position_s=0.0)
    entries = [at(0, "take", scene="four"), seek, {"frame": FIRST + 30, "run": SAID}]
    mp4, _, _ = played(written(tmp_path / "log", header_of(show, clip_at=FIRST), entries), 60)
    pictures = [picture[60:170] for picture in pictures_of(mp4)]  # below the clock
    assert np.array_equal(pictures[1], pictures[31]) and not np.array_equal(pictures[1], pictures[30])


STANDING: dict[str, list[dict[str, Any]]] = {
    "paused": [at(10, "pause", source="clip")],
    "cued": [at(10, "cue", source="clip", position_s=0.9), {"frame": FIRST + 12, "run": SAID}],
    "held at its end": [
        at(10, "playback", source="clip", end="hold", out_s=0.9),
        {"frame": FIRST + 14, "run": SAID},
    ],
    "black at its end": [
        at(10, "playback", source="clip", end="black", out_s=0.9),
        {"frame": FIRST + 14, "run": SAID},
    ],
    "playing slowly": [at(10, "playback", source="clip", speed=0.25), {"frame": FIRST + 14, "run": SAID}],
}


@pytest.mark.parametrize("how", STANDING)
def test_a_log_that_begins_while_the_clip_stands_shows_the_same(how: str, show: Show, tmp_path: Path) -> None:
    anew = [{"frame": FIRST + 118, "run": SAID}] if "end" in how else []
    entries = [at(0, "take", scene="four"), *STANDING[how], at(110, "play", source="clip"), *anew]
    log = written(tmp_path / "log", header_of(show, clip_at=FIRST), entries)
    begun = Replay(read_log(log))
    begun.run(76)
    desk, first = begun.engine.desk, FIRST + 76
    rest = [entry for entry in entries if entry["frame"] >= first]
    _, _, seen = played(written(tmp_path / "later", header_of(show, desk, first), rest), 64)
    assert seen == {frame: checksum for frame, checksum in played(log, 140)[2].items() if frame >= first}
    assert len(set(seen.values())) > 1, "it goes on"


def test_a_live_source_shows_its_slate_and_nothing_is_fetched(show: Show, tmp_path: Path) -> None:
    show = replace(show, sources=(Source("cam", "Cam", Pull("rtmp://192.0.2.1/live/…")),), scenes=())
    mp4, comparison, _ = played(written(tmp_path / "log", header_of(show, began={}), []), 5)
    assert len(pictures_of(mp4)) == 5 and comparison.whole


def test_what_an_engine_refuses_now_is_said(show: Show, tmp_path: Path) -> None:
    log = written(tmp_path / "log", header_of(show), [at(3, "take", scene="nowhere")])
    assert "no scene or source nowhere" in played(log, 5)[1].refused[0]


def test_a_line_cut_off_by_a_crash_is_left_out(show: Show, tmp_path: Path) -> None:
    log = written(tmp_path / "log", header_of(show), COMMANDS)
    log.write_text(log.read_text() + '{"frame": 99999, "comma')
    assert read_log(log).last == COMMANDS[-1]["frame"]


def test_what_is_no_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log").write_text('{"frame": 1}\n')
    with pytest.raises(BadShow, match="expected a command log of version 2"):
        read_log(tmp_path / "log")


def rendered(log: Path, folder: Path, *options: str) -> int:
    return render.main(["--log", str(log), str(folder / "out.mp4"), *options])


def test_a_line_cut_off_in_the_middle_of_a_character_costs_that_line_alone(show: Show, tmp_path: Path) -> None:
    log = written(tmp_path / "log", header_of(show), COMMANDS)
    line = json.dumps(
        {"frame": FIRST + 3, "command": {"verb": "overlay", "fields": {"title": "Zoë"}}}, ensure_ascii=False
    )
    log.write_bytes(log.read_bytes() + line.encode()[: line.encode().index("ë".encode()) + 1])
    assert FIRST + 3 not in read_log(log).entries and FIRST + 20 in read_log(log).entries
