"""Where a rundown is that runs on this host: by the journal of what plays it, which the plan goes on from."""

from __future__ import annotations

import json
from typing import Any

from mixer.core.rundown import Playout, Rundown, WallClock, read_rundown
from mixer.core.rundown.state import State
from studio.air.processes.show_paths import paths_of
from studio.air.runmixer.rundowns import wall_clock
from studio.home import recorded


def clock_here(show_id: str) -> WallClock | None:
    """Which frame is when, by the engine of the show; None where none plays on this host."""
    found = wall_clock(paths_of(show_id).epoch_file)
    return found[0] if found else None


def state_here(show_id: str, rundown: Rundown, clock: WallClock, frame: int, *, edited: bool) -> State | None:
    """Where it is on a frame; `edited`: it is another than the one on disk. None where it does not run here."""
    paths = paths_of(show_id)
    journal: dict[str, Any] = recorded(paths.rundown_journal)
    if journal.get("rundown") != rundown.id:
        return None
    try:
        before = read_rundown(json.loads(paths.rundown_file(rundown.id).read_text())) if edited else rundown
        playout = Playout(clock, before, journal["entries"])
        if edited:
            playout.load(rundown, frame)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return playout.state if playout.state.running else None
