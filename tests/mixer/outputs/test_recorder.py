"""What a recording promises: it plays, whatever happened to whoever wrote it."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from mixer.outputs import part as part_module
from mixer.outputs.destination import Session
from mixer.outputs.finish import finish_all
from mixer.outputs.recorder import Note, Recorder
from mixer.protocol.room import ENOUGH_BYTES, FLOOR_BYTES
from tests.mixer.outputs.makers import clip


class Watched(Recorder):
    """A recorder whose events are kept and whose disk can be filled."""

    def __init__(self, folder: Path) -> None:
        self.events, self.room = list[str](), 10**12
        super().__init__(folder, "tape", self.note_event, free=lambda folder: self.room, clock=lambda: 1_700_000_000.0)

    def note_event(self, level: str, code: str, text: str) -> None:
        self.events.append(code)

    def play(self, name: str = "one", keyframe: int = 0, first_frame: int = 0) -> None:
        self.begin(Session.parse(clip().session(name, first_frame)), clip().init)
        self.feed(keyframe)

    def feed(self, keyframe: int = 0) -> None:
        for kind, fragment in clip().from_keyframe(keyframe):
            self.add(kind == b"K", fragment)
            self.flush()


def packets(path: Path, stream: str = "v") -> list[float]:
    """The decode times of a file's packets, in seconds; fails where ffprobe has anything to complain about."""
    ask = ["ffprobe", "-v", "error", "-select_streams", stream, "-show_entries", "packet=dts_time", "-of", "csv=p=0"]
    found = subprocess.run([*ask, str(path)], capture_output=True, text=True, check=True)
    assert not found.stderr
    return [float(line.strip(",")) for line in found.stdout.split()]


def length(path: Path) -> float:
    ask = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)]
    return float(subprocess.run(ask, capture_output=True, text=True, check=True).stdout)


def note(folder: Path) -> Note:
    return Note.read(folder / "tape.json")


def test_a_finished_recording_has_every_frame_and_its_length(tmp_path: Path) -> None:
    recorder = Watched(tmp_path)
    recorder.play()
    recorder.close()
    [part] = note(tmp_path).parts
    assert (note(tmp_path).state, part.state, part.seconds) == ("finished", "finished", 2.0)
    assert len(packets(tmp_path / part.file)) == 60
    assert part.bytes == (tmp_path / part.file).stat().st_size


def test_a_recording_that_starts_late_begins_at_zero_with_sound_in_step(tmp_path: Path) -> None:
    recorder = Watched(tmp_path)
    recorder.play(keyframe=2, first_frame=900)
    recorder.close()
    [part] = note(tmp_path).parts
    path = tmp_path / part.file
    assert (part.first_frame, part.time, part.seconds) == (930, 1_700_000_001.0, 1.0)
    assert packets(path)[0] == pytest.approx(-2 / 30, abs=1e-3)  # two B-frames' worth, taken off again by the edit list
    assert -1024 / 48_000 <= packets(path, "a")[0] < 1024 / 48_000
    assert length(path) == pytest.approx(1.0, abs=0.05)


def test_a_finished_recording_says_where_its_keyframes_are(tmp_path: Path) -> None:
    recorder = Watched(tmp_path)
    recorder.play(keyframe=1)
    recorder.close()
    data = (tmp_path / "tape-001.mp4").read_bytes()
    assert data[-12:-8] == b"mfro" and data[-int.from_bytes(data[-4:], "big") :][4:8] == b"mfra"
    entries = data[data.rindex(b"tfra") + 20 : -16]
    keys = [struct.unpack_from(">QQ", entries, at) for at in range(0, len(entries), 19)]
    assert [time for time, _ in keys] == [0, 15 * 512, 30 * 512]
    assert all(data[offset + 4 : offset + 8] == b"moof" for _, offset in keys)


def test_it_plays_while_it_is_being_written(tmp_path: Path) -> None:
    recorder = Watched(tmp_path)
    recorder.play()
    assert len(packets(tmp_path / "tape-001.mp4")) == 60


@pytest.mark.parametrize("lost_bytes", [1, 333, 5000])
def test_after_a_kill_the_file_is_finished_up_to_the_last_whole_frame(tmp_path: Path, lost_bytes: int) -> None:
    Watched(tmp_path).play()  # and then it is gone
    path = tmp_path / "tape-001.mp4"
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - lost_bytes)
    [found] = finish_all(tmp_path)
    assert (found.state, found.parts[0].state) == ("interrupted", "interrupted")
    assert found.parts[0].seconds == pytest.approx(len(packets(path)) / 30)
    assert found.parts[0].bytes == path.stat().st_size
    assert not finish_all(tmp_path), "once is enough"


def test_a_new_session_and_a_loss_go_into_numbered_parts(tmp_path: Path) -> None:
    recorder = Watched(tmp_path)
    recorder.play("one")
    recorder.play("two", first_frame=60)
    recorder.broken()
    recorder.feed(keyframe=1)
    recorder.close()
    parts = note(tmp_path).parts
    assert [part.file for part in parts] == ["tape-001.mp4", "tape-002.mp4", "tape-003.mp4"]
    assert [part.first_frame for part in parts] == [0, 60, 75]
    assert [len(packets(tmp_path / part.file)) for part in parts] == [60, 60, 45]


def test_a_recorder_that_was_killed_goes_on_under_the_same_name(tmp_path: Path) -> None:
    Watched(tmp_path).play("one")
    again = Watched(tmp_path)
    again.play("one", keyframe=2)
    again.close()
    finish_all(tmp_path)
    assert [part.state for part in note(tmp_path).parts] == ["interrupted", "finished"]
    assert note(tmp_path).state == "finished"


def test_a_nearly_full_disk_pauses_and_says_so_once(tmp_path: Path) -> None:
    recorder = Watched(tmp_path)
    recorder.play()
    recorder.room = FLOOR_BYTES - 1
    recorder.tick()
    recorder.tick()
    recorder.feed()
    assert (recorder.status()["state"], recorder.events) == ("error", ["disk_full"])
    assert note(tmp_path).parts[0].state == "finished" and len(note(tmp_path).parts) == 1
    recorder.room = ENOUGH_BYTES
    recorder.tick()
    recorder.feed(keyframe=1)
    assert (recorder.status()["state"], recorder.events) == ("recording", ["disk_full", "disk_recovered"])


def test_a_disk_that_refuses_leaves_whole_fragments_and_recording_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Watched(tmp_path)
    recorder.play()
    whole = (tmp_path / "tape-001.mp4").stat().st_size

    def full(fd: int, data: bytes) -> None:
        write_all(fd, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    write_all = part_module.write_all
    with monkeypatch.context() as patch:
        patch.setattr(part_module, "write_all", full)
        recorder.add(False, clip().media[-1][1])
        recorder.flush()
    assert recorder.events == ["disk_error"]
    assert (tmp_path / "tape-001.mp4").read_bytes()[whole + 4 : whole + 8] == b"mfra", "the half fragment is gone"
    assert len(packets(tmp_path / "tape-001.mp4")) == 60
    recorder.feed()
    assert recorder.status()["state"] == "recording"


def test_a_note_that_cannot_be_read_harms_nobody(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text(json.dumps({"name": "other"}))
    (tmp_path / "tape.json").write_text("half a no")
    assert finish_all(tmp_path) == []
    recorder = Watched(tmp_path)
    recorder.play()
    recorder.close()
    assert note(tmp_path).state == "finished"


def test_a_part_that_never_got_a_picture_is_marked_empty(tmp_path: Path) -> None:
    Watched(tmp_path).play()
    shutil.copy(__file__, tmp_path / "tape-001.mp4")
    [found] = finish_all(tmp_path)
    assert found.parts[0].state == "empty"
