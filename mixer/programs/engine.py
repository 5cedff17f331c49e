"""`python -m mixer engine RUN_DIR --show FILE [--desk FILE]`: a show on air until SIGTERM."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import IO

from mixer import log
from mixer.control import Door
from mixer.core.desk import Desk
from mixer.engine import Engine
from mixer.epoch import timeline_for, write
from mixer.errors import BadShow
from mixer.memory import SCRATCH, keep_freed_memory
from mixer.protocol.build import MIXER, build_of
from mixer.protocol.parse import read_desk, read_show
from mixer.protocol.resident import sign
from mixer.ticks import on_air


def main(argv: list[str]) -> int:
    options = arguments(argv)
    lock = locked(options.run_dir / "engine.lock")
    if lock is None:
        log.write("an engine is already running there")
        return 3
    keep_freed_memory(SCRATCH)
    build_of(MIXER)  # while the files are those that we run from
    # Beside other threads the frame thread gets the GIL back in half a millisecond, not in five.
    sys.setswitchinterval(0.0005)
    show = read_show(options.show.read_bytes())
    epoch = options.show.parent / "epoch.json"
    timeline = timeline_for(epoch, show.canvas.fps)
    engine = Engine(show, timeline, desk=stored_desk(options.desk))
    engine.door = Door(options.run_dir / "engine.sock", engine.air.admit)
    signal.signal(signal.SIGTERM, lambda *_: setattr(engine, "stopping", True))
    signal.signal(signal.SIGINT, lambda *_: setattr(engine, "stopping", True))
    go_first()
    gc.freeze()
    engine.re_anchored = lambda timeline: write(epoch, timeline)
    engine.run(on_air(lambda: engine.timeline))
    log.close()
    return 0


def go_first() -> None:
    """Where we may, let this thread run whenever it has something to do: a few milliseconds a frame.

    The encoders' threads, which are begun later, do not inherit it: they have a second and a half.
    """
    if not hasattr(os, "sched_setscheduler"):
        return
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(1))


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
    return parser.parse_args(argv)


def locked(path: Path) -> IO[bytes] | None:
    """The lock file, held as long as it is open, with our pid in it; None when somebody else holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644), "rb+", buffering=0)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    sign(file.fileno())
    return file


def stored_desk(path: Path | None) -> Desk | None:
    """The journaled desk; one that cannot be read is left aside, the show starts with a new one."""
    try:
        return read_desk(json.loads(path.read_text())) if path and path.exists() else None
    except (BadShow, ValueError, OSError) as error:
        log.note(f"the stored desk is left aside: {error}")
        return None
