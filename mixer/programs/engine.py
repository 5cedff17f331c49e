"""`python -m mixer engine RUN_DIR --show FILE [--desk FILE] [--pinned FILE]`: a show on air until SIGTERM."""

from __future__ import annotations

import argparse
import gc
import json
import signal
import sys
from dataclasses import replace
from pathlib import Path

from mixer.core import stored
from mixer.core.desk import Desk
from mixer.engine.control_server import ControlServer
from mixer.engine.engine import Engine
from mixer.engine.epoch import timeline_for, write
from mixer.engine.ticks import on_air
from mixer.errors import BadShow
from mixer.feed.forkserver import Forkserver
from mixer.process import log
from mixer.process.memory import SCRATCH, keep_freed_memory
from mixer.protocol import locks
from mixer.protocol.build import MIXER, build_of
from mixer.protocol.kept import FOLDER
from mixer.protocol.parse import read_desk, read_parts, read_show
from mixer.protocol.priority import go_first
from mixer.protocol.showfile import Show


def main(argv: list[str], forkserver: Forkserver | None = None) -> int:
    options = arguments(argv)
    # A show that goes off air takes its run folder along: who finds the lock file goes on for an engine that was lost.
    was_here = (options.run_dir / "engine.lock").exists()
    lock = locks.take(options.run_dir / "engine.lock")
    if lock is None:
        log.write("an engine is already running there")
        return 3
    keep_freed_memory(SCRATCH)
    build_of(MIXER)  # while the files are those that we run from
    # Beside other threads the frame thread gets the GIL back in half a millisecond, not in five.
    sys.setswitchinterval(0.0005)
    show, revision = stored_show(options.show)
    desk = (resumed if was_here else opened)(show, revision, options)
    epoch = options.show.parent / "epoch.json"
    timeline = timeline_for(epoch, desk.sides(show)[-1].show.canvas.fps)
    engine = Engine(show, timeline, desk=desk, forkserver=forkserver)
    engine.keep_in(options.show.parent / FOLDER)
    engine.control = ControlServer(options.run_dir / "engine.sock", engine.output.admit)
    engine.control.applied, engine.control.touched = engine.applied, engine.touch
    engine.control.waits = engine.waits
    signal.signal(signal.SIGTERM, lambda *_: setattr(engine, "stopping", True))
    signal.signal(signal.SIGINT, lambda *_: setattr(engine, "stopping", True))
    engine.priority = go_first()
    gc.freeze()
    engine.re_anchored = lambda timeline: write(epoch, timeline)
    engine.run(on_air(lambda: engine.timeline))
    log.close()
    return 0


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mixer engine", description=__doc__)
    parser.add_argument("run_dir", type=Path, help="folder of the sockets and locks")
    parser.add_argument(
        "--show",
        type=Path,
        required=True,
        help="the show file; epoch.json is kept beside it",
    )
    parser.add_argument("--desk", type=Path, help="the desk to start with, if the file is there")
    parser.add_argument("--pinned", type=Path, help="what was on program with that desk, if the file is there")
    return parser.parse_args(argv)


def stored_show(path: Path) -> tuple[Show, int | None]:
    """The show file and the revision that stands in it, if one does. Raises BadShow."""
    data = path.read_bytes()
    revision = json.loads(data).get("revision")
    return read_show(data), revision if isinstance(revision, int) and revision >= 0 else None


def opened(show: Show, revision: int | None, options: argparse.Namespace) -> Desk:
    """The desk of a show that goes on air: on its start picture."""
    desk = stored.opened(stored_desk(options.desk), show)
    return replace(desk, revision=revision or 0)


def resumed(show: Show, revision: int | None, options: argparse.Namespace) -> Desk:
    """The desk as it was, with what was on program as it was."""
    desk = stored_desk(options.desk)
    if desk is None:
        return replace(stored.desk_for(show), revision=revision or 0)
    return stored.resumed(desk, revision, stored_parts(options.pinned), show)


def stored_parts(path: Path | None) -> list[tuple[str, Show]]:
    """What was on program, by its name on the bus; what cannot be read is played from the stored show instead."""
    try:
        return read_parts(json.loads(path.read_text())) if path and path.exists() else []
    except (BadShow, ValueError, OSError) as error:
        log.note(f"what was on program is left aside: {error}")
        return []


def stored_desk(path: Path | None) -> Desk | None:
    """The journaled desk; one that cannot be read is left aside, the show starts with a new one."""
    try:
        return read_desk(json.loads(path.read_text())) if path and path.exists() else None
    except (BadShow, ValueError, OSError) as error:
        log.note(f"the stored desk is left aside: {error}")
        return None
