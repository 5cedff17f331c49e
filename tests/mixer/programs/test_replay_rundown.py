"""A rundown played again from its log: the same items on the same frames, also from the middle of one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mixer.core.clock import Timeline
from mixer.engine.engine import Engine
from mixer.engine.ticks import offline
from mixer.programs.replay import Comparison, Replay
from mixer.programs.session_log import read_log
from mixer.protocol.commands import LOG_VERSION
from mixer.protocol.parse import to_json
from mixer.protocol.showfile import Canvas, Encoding, Show
from tests.helpers import a_show
from tests.mixer.clips import SIZE, counted
from tests.mixer.engine.items import an_item, line_up

SHOW = a_show(canvas=Canvas(*SIZE, "30"), encoding=Encoding(crf=0, preset="ultrafast", threads=1, segment_s=1.0))


class Aired:
    """A rundown of three items that was aired, with its log from a frame on."""

    def __init__(self, folder: Path, show: Show, since: int, frames: int) -> None:
        clip = counted(folder / "clip.mp4", 40)
        items = [replace(an_item(f"run-{n}", clip), source="clip") for n in range(3)]
        self.lines: list[dict[str, Any]] = []
        with (folder / "out.mp4").open("wb") as out:
            engine = Engine(show, Timeline(show.canvas.fps), offline=True, file=out.fileno())
            engine.log.listens = True
            for tick in offline(frames):
                if tick.frame == 0:
                    engine.obey(line_up(*items))
                    engine.applied(to_json(line_up(*items)))
                engine.frame(tick)
                if tick.frame >= since:
                    self.lines += engine.log.drained()
                elif tick.frame == since - 1:
                    engine.log.drained()
                    self.lines = [{"log": LOG_VERSION} | engine.reports.session()]
            engine.close()


@pytest.mark.parametrize("since", [1, 25, 38, 45])
def test_a_rundown_shows_the_same_again_from_wherever_its_log_begins(tmp_path: Path, since: int) -> None:
    log = tmp_path / "log"
    log.write_text("".join(json.dumps(line) + "\n" for line in Aired(tmp_path, SHOW, since, 125).lines))
    with (tmp_path / "again.mp4").open("wb") as out:
        comparison = Replay(read_log(log), out.fileno()).run()
    assert comparison == Comparison(alike=[frame for frame in (30, 60, 90, 120) if frame >= since])
