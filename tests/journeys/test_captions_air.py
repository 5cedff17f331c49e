"""A real engine, captioned and held back: text on its frames, sound with its picture, and nothing left by the dead."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mixer.protocol.bitmaps import packed, to_shared
from mixer.protocol.captions import CaptionLanguage, Captions
from mixer.protocol.parse import to_json
from mixer.protocol.showfile import Show
from mixer.protocol.wire import JSON, Channel, close_all
from mixer.sources.counter import read_counter
from subtitles.captioner.link import EngineLink, Session
from subtitles.captioner.screen import Screen
from subtitles.values import Line, Translation
from tests.bench.together import beep_times, flash_times
from tests.helpers import a_show, pictures_of
from tests.journeys.engine import ROOT, Bench, on_air
from tests.waiting import until

pytestmark = pytest.mark.journey
BOX = (160, 20, 64, 32)  # over a part of the bars that is never black
DELAY = 30
CLIENT = """
import json, sys, time
from pathlib import Path
from PIL import Image
from mixer.protocol.bitmaps import packed, to_shared
from mixer.protocol.wire import Channel
channel = Channel.connect(Path(sys.argv[1]))
channel.send_json({"hello": "captions", "listen": "program"})
box, track = json.loads(sys.argv[2])
fd = to_shared(packed(Image.new("RGBA", (box[2], box[3]), "black")))
channel.send(b"P", json.dumps({"plate": "one", "box": box}).encode(), [fd])
channel.send_json({"track": track})
print("sent", flush=True)
time.sleep(600)
"""


def held_back(delay_s: float) -> Show:
    return replace(a_show(), captions=Captions(on=True, delay_s=delay_s))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Bench]:
    with on_air(tmp_path, held_back(DELAY / 30)) as bench:
        bench.wait(lambda: bench.state("bars") == "live")
        bench.runs_on(DELAY + 15)
        yield bench


def numbered(bench: Bench) -> dict[int, Any]:
    """The programme's pictures (luma) by their frame numbers."""
    programme = bench.programme
    pictures = pictures_of(programme.init + b"".join(programme.fragments))
    numbers = sorted(programme.shown)
    return {number: one[: one.shape[0] * 2 // 3] for number, one in zip(numbers, pictures, strict=False)}


def captioned(pictures: dict[int, Any], since: int) -> list[int]:
    """Frames with the plate on them; before `since` a show may be on its start picture, which is as dark."""
    x, y, w, h = BOX
    dark = [number for number, luma in pictures.items() if luma[y + 4 : y + h - 4, x + 4 : x + w - 4].mean() < 30]
    return [number for number in dark if number >= since]


def ask(bench: Bench, **command: Any) -> dict[str, Any]:
    """A command's answer."""
    channel = bench.connect({"hello": "control"})
    channel.send_json({"id": "one", **command})

    def answer() -> dict[str, Any] | None:
        told = (message.json() for message in channel.receive() if message.kind == JSON)
        return next((value for value in told if "answer" in value), None)

    found = until(answer)
    channel.close()
    assert found is not None
    return found


class Captioner:
    """A captioner of the test's own, over the engine's socket."""

    def __init__(self, bench: Bench) -> None:
        self.channel = bench.connect({"hello": "captions", "listen": "program"})
        self.session = until(self._session)

    def _session(self) -> dict[str, Any] | None:
        words = [message.json() for message in self.channel.receive() if message.kind == JSON]
        return words[0]["session"] if words else None

    def shows(self, *track: Any) -> None:
        fd = to_shared(packed(Image.new("RGBA", (BOX[2], BOX[3]), "black")))
        self.channel.send(b"P", json.dumps({"plate": "one", "box": BOX}).encode(), [fd])
        close_all([fd])
        self.channel.send_json({"track": track})


def test_a_held_back_programme_keeps_its_numbers_its_sound_and_its_word(engine: Bench) -> None:
    engine.runs_on(120)
    pictures = numbered(engine)
    # A machine that is late repeats a picture now and then; none is ever ahead of its number.
    ahead = [read_counter([luma]) - n for n, luma in pictures.items() if n > min(pictures) + 2 * DELAY]
    assert max(ahead) == 0 and ahead.count(0) > len(ahead) / 3
    assert engine.programme.missing() == [] and engine.programme.sessions == 1
    engine.wait(lambda: "delay" in engine.status)
    assert engine.status["delay"] == {"frames": DELAY, "mb": round(DELAY * 320 * 180 * 1.5 / 1e6, 1)}
    answer = ask(engine, verb="cut")
    assert answer["air_frame"] == answer["frame"] + DELAY
    engine.wait(lambda: engine.programme.frames[-1] > answer["frame"] + 5)


def test_a_held_back_flash_stays_with_its_beep(engine: Bench) -> None:
    engine.runs_on(120)
    mp4 = engine.programme.init + b"".join(engine.programme.fragments)
    beeps = beep_times(mp4)
    apart_s = [min(abs(beep - flash) for beep in beeps) for flash in flash_times(mp4)]
    # A picture that is late on a busy machine shows its flash later, never its beep: the best tells.
    assert min(apart_s) <= 0.010


def test_what_leaves_can_be_watched_beside_what_is_composed(engine: Bench) -> None:
    sessions: dict[str, dict[str, Any]] = {}
    for bus in ("program", "air"):
        channel = engine.connect({"hello": "monitor", "bus": bus})

        def session(channel: Channel = channel) -> dict[str, Any] | None:
            words = [message.json() for message in channel.receive() if message.kind == JSON]
            return words[0]["session"] if words else None

        found = until(session)
        assert found is not None
        sessions[bus] = found
        channel.close()
    assert [(one["side"], one["delay_frames"]) for one in sessions.values()] == [("desk", DELAY), ("air", DELAY)]
    assert sessions["air"]["first_frame"] < sessions["program"]["first_frame"] + 30


def test_a_plate_is_burnt_in_on_its_frames_and_on_no_other(engine: Bench) -> None:
    captioner = Captioner(engine)
    first = engine.programme.frames[-1] + DELAY + 20
    captioner.shows([first, first + 10, [["one", 256, 0, 0, BOX[2]]]])
    engine.wait(lambda: engine.programme.frames[-1] > first + 30)
    captioner.channel.close()
    assert captioned(numbered(engine), first - 10) == list(range(first, first + 10))


def test_a_line_translated_within_the_delay_stands_on_the_frame_it_was_said_on(engine: Bench) -> None:
    english, chinese = "Six pictures at once.", "六路画面同时播出。"
    link = EngineLink(engine.run_dir / "engine.sock")
    screen = Screen(Captions(on=True, languages=(CaptionLanguage("en"), CaptionLanguage("zh"))), link)
    clock = {"leaving": 0}

    def heard() -> bool:
        link.knock()
        for one in link.hear():
            if isinstance(one, Session):
                screen.begin(one)
            else:
                clock["leaving"] = one.leaving
        screen.show(clock["leaving"])
        return clock["leaving"] > 0

    until(heard)
    said = clock["leaving"] + DELAY - 5
    texts = {"en": Translation("en", english), "zh": Translation("zh", chinese)}
    screen.add(Line("one", "translated", "en", english, english, said, said + 30, texts=texts), clock["leaving"])
    engine.wait(lambda: heard() and engine.programme.frames[-1] > said + 30)
    link.close()
    (first,) = {cue["from_frame"] for cue in screen.changed_cues()}  # later than it was said on a stalled machine
    assert first >= said
    pictures = numbered(engine)
    parts = [pictures[first + at][100:170, 60:260].astype(int) for at in (-2, -1, 0)]
    changed = [int((np.abs(after - before) > 40).sum()) for before, after in zip(parts, parts[1:], strict=False)]
    assert changed[1] > 3 * changed[0] + 200


def test_a_killed_captioner_leaves_no_text_and_costs_no_frame(engine: Bench) -> None:
    first = engine.programme.frames[-1] + DELAY + 20
    track = [[first, first + 15, [["one", 256, 0, 0, BOX[2]]]]]
    command = [sys.executable, "-c", CLIENT, str(engine.run_dir / "engine.sock"), json.dumps([BOX, track])]
    client = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert client.stdout and client.stdout.readline() == b"sent\n"
    engine.runs_on(3)
    client.send_signal(signal.SIGKILL)
    client.wait()
    client.stdout.close()
    engine.wait(lambda: engine.programme.frames[-1] > first + 60)
    stood = captioned(numbered(engine), first - 10)
    assert set(stood) <= set(range(first, first + 15))
    assert engine.programme.missing() == [] and engine.programme.sessions == 1


def test_another_delay_begins_a_new_session_and_the_engine_goes_on(engine: Bench) -> None:
    pid, show = engine.process.pid, held_back(0)
    ask(engine, verb="load", revision=1, show=to_json(show))
    engine.runs_on(15)
    assert engine.programme.sessions == 1, "it comes with a take"
    ask(engine, verb="take", scene="one")
    engine.wait(lambda: engine.programme.sessions == 2)
    engine.runs_on(30)
    assert engine.process.pid == pid and engine.process.poll() is None
    assert engine.programme.frames == sorted(engine.programme.frames)
    engine.wait(lambda: engine.status["delay"] == {"frames": 0, "mb": 0.0})


def test_numbers_never_go_back_when_a_held_back_engine_begins_again(tmp_path: Path) -> None:
    show = held_back(DELAY / 30)
    with on_air(tmp_path, show) as bench:
        bench.runs_on(DELAY)
        bench.process.kill()
        bench.process.wait()
        last = bench.programme.frames[-1]
    with on_air(tmp_path, show) as bench:
        assert last < bench.programme.frames[0] < last + 3000
