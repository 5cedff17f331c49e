"""What an engine did on air, logged and rendered again: every picture that was in time is the same, to the pixel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mixer.kinds.overlays.text import TextOverlay
from mixer.kinds.sources.file import MediaFile
from mixer.kinds.sources.image import StillImage
from mixer.programs.replay import Comparison, Replay
from mixer.programs.session_log import read_log
from mixer.protocol.basics import Rect
from mixer.protocol.commands import LOG_VERSION
from mixer.protocol.parse import to_json
from mixer.protocol.showfile import Overlay, Scene, Show, Source
from mixer.protocol.wire import JSON
from tests.helpers import a_show
from tests.journeys.engine import Bench
from tests.mixer.sources.fakes import ffmpeg
from tests.waiting import until

pytestmark = [pytest.mark.journey]


def a_long_show(folder: Path) -> Show:
    """A test signal, waves, a file with B-frames that loops, a still and a title."""
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=1.4", "-f", "lavfi", "-i", "sine=d=1.4",
        "-c:v", "libx264", "-bf", "3", "-g", "12", "-pix_fmt", "yuv420p", str(folder / "clip.mp4"),
    )  # fmt: skip
    noise = np.random.default_rng(3).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    Image.fromarray(noise).save(folder / "still.png")
    show = a_show()
    clip = Source("clip", "Clip", MediaFile(str(folder / "clip.mp4")))
    still = Source("still", "Still", StillImage(str(folder / "still.png")))
    title = Overlay("t", "Title", TextOverlay(), Rect(0.05, 0.95, 0.5, 0.3, "bottom-left"), {"title": "Anna"})
    scenes = (
        Scene("three", "Three", "split", {"left": "clip", "right": "still"}),
        Scene("four", "Four", "full", {"main": "clip"}),
    )
    return replace(show, sources=(*show.sources, clip, still), scenes=(*show.scenes, *scenes), overlays=(title,))


class Clerk:
    """Writes an engine's sessions down, as they are told."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.sessions: list[list[dict[str, Any]]] = []
        self.begin()

    def begin(self) -> None:
        """Begin another file."""
        self.bench.control.send_json({"watch": {"log": len(self.sessions) + 1}})
        number = len(self.sessions) + 1
        until(lambda: self._read() or len(self.sessions) == number, "the session")

    def _read(self) -> bool:
        """Take in what has come; it is never the answer."""
        self.bench.programme.read()
        for message in self.bench.control.receive():
            value = message.json() if message.kind == JSON else {}
            assert value.get("ok", True), value
            if "session" in value:
                self.sessions.append([{"log": LOG_VERSION} | value["session"]])
            if "log" in value:
                self.sessions[-1] += value["log"]
        return False

    def wait(self, seconds: int) -> None:
        """Until so many more checksums are logged."""
        wanted = self.sums() + seconds
        until(lambda: self._read() or self.sums() >= wanted, "checksums")

    def sums(self) -> int:
        return sum("sum" in entry for session in self.sessions for entry in session)

    def do(self, verb: str, **parts: Any) -> None:
        self.bench.control.send_json({"id": f"{verb}-{self.sums()}", "verb": verb, **parts})

    def replays(self, folder: Path) -> Iterator[Comparison]:
        for number, lines in enumerate(self.sessions):
            log = folder / f"log-{number}"
            log.write_text("".join(json.dumps(line) + "\n" for line in lines))
            yield Replay(read_log(log)).run()


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Clerk]:
    bench = Bench(tmp_path, a_long_show(tmp_path))
    try:
        yield Clerk(bench)
    finally:
        bench.close()


def test_a_session_on_air_is_rendered_again_to_the_pixel(clerk: Clerk, tmp_path: Path) -> None:
    """Cut, mix, wipe, a text changed, fade to black and back, an edit; and a log that begins in the middle of it."""
    clerk.wait(2)
    clerk.do("preview", scene="three")
    clerk.do("auto", kind="mix", duration_ms=1500)
    clerk.wait(2)
    clerk.do("take", scene="four")
    clerk.do("overlay", overlay="t", on=True, fields={"title": "Bob"})
    clerk.wait(2)
    clerk.begin()
    clerk.do("take", scene="both", transition={"kind": "wipe", "duration_ms": 1500})
    clerk.wait(2)
    clerk.do("ftb", duration_ms=1500)
    clerk.wait(3)
    show = a_long_show(tmp_path)
    sooner = replace(show.sources[2], input=MediaFile(str(tmp_path / "clip.mp4"), in_s=0.5))
    clerk.do("load", revision=1, show=to_json(replace(show, sources=(*show.sources[:2], sooner, show.sources[3]))))
    clerk.do("ftb")
    clerk.do("take", scene="three")
    clerk.wait(3)
    compared = list(clerk.replays(tmp_path))
    assert [(one.different, one.refused) for one in compared] == [([], [])] * 2
    assert all(len(one.alike) >= 4 for one in compared), compared
    assert sum(len(one.left_out) for one in compared) <= 4


def test_what_was_cued_and_played_is_rendered_again_to_the_pixel(clerk: Clerk, tmp_path: Path) -> None:
    """Each on the frame on which its reader was there on air; and a log that begins while the clip stands."""
    clerk.do("take", scene="four")
    clerk.do("seek", source="clip", position_s=0.5)
    clerk.wait(2)
    clerk.do("playback", source="clip", speed=0.5, out_s=1.2)
    clerk.wait(2)
    clerk.do("cue", source="clip", position_s=0.7)
    clerk.wait(2)
    clerk.begin()
    clerk.wait(2)
    clerk.do("play", source="clip")
    clerk.wait(2)
    compared = list(clerk.replays(tmp_path))
    assert [(one.different, one.refused) for one in compared] == [([], [])] * 2
    assert all(len(one.alike) >= 2 for one in compared), compared


def test_a_picture_that_was_late_is_said_to_be(clerk: Clerk, tmp_path: Path) -> None:
    clerk.do("take", scene="four")
    clerk.wait(2)
    worker = clerk.bench.child("tally source clip")
    worker.suspend()
    clerk.wait(2)
    worker.resume()
    clerk.wait(4)
    (compared,) = clerk.replays(tmp_path)
    assert compared.different == []
    assert any("clip: late" in why for why in compared.left_out.values())
    assert len(compared.alike) >= 3, "and it comes back into step"
