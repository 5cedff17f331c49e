"""Shows on this machine as the supervisor sees them: by the locks of their programs, never as its children."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

from mixer.protocol import locks
from mixer.protocol.build import SUPERVISOR, build_of
from studio.air.processes.launch import HAND_OVER
from studio.air.processes.show_paths import ShowPaths

STOP_S, PROGRAMS_STOP_S, LOOK_EVERY_S = 10.0, 5.0, 0.05


@dataclass(frozen=True, slots=True)
class OnAir:
    """A show with at least one living program; `mixer` is the runmixer's pid, None when only its programs live."""

    paths: ShowPaths
    mixer: int | None
    programs: dict[str, int]

    @property
    def show_id(self) -> str:
        return self.paths.show_id


def on_air(home: Path) -> list[OnAir]:
    """Every show that anything runs for."""
    found = (look(ShowPaths(home, show_id)) for show_id in show_ids(home))
    return [one for one in found if one.mixer or one.programs]


def show_ids(home: Path) -> list[str]:
    """The shows that have ever run here."""
    return sorted(path.name.removeprefix("show-").removesuffix(".lock") for path in (home / "run").glob("show-*.lock"))


def look(paths: ShowPaths) -> OnAir:
    owners = {path.stem: locks.owner(path) for path in paths.run.glob("*.lock")}
    return OnAir(paths, locks.owner(paths.lock), {name: pid for name, pid in owners.items() if pid})


def launching(home: Path) -> list[int]:
    """Mixers of this home that were started a moment ago and do not hold their lock yet."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if "runmixer" in process.cmdline()[1:] and process.environ().get("TALLY_HOME") == str(home):
                found.append(process.pid)
    return found


def stop(shows: Iterable[OnAir], say: Callable[[str], None]) -> None:
    """Ask each mixer to close its files and end; who does not within ten seconds is ended, then its programs.

    Whether a show is wanted on air stays as it is: that is stored, and not for us to change.
    """
    for show in shows:
        send(signal.SIGTERM, [show.mixer] if show.mixer else show.programs.values())
    for show in still(shows, STOP_S):
        say(f"Show {show.show_id} did not end in time; ending its programs.")
        send(signal.SIGKILL, [show.mixer] if show.mixer else [])
        send(signal.SIGTERM, show.programs.values())
    for show in still(shows, PROGRAMS_STOP_S):
        send(signal.SIGKILL, show.programs.values())


def hand_over(shows: Iterable[OnAir]) -> list[OnAir]:
    """Have mixers of an older build leave their shows to mixers of ours; the programme goes on. Those that were asked.

    The next look at what is wanted on air launches ours, which adopt the programs.
    """
    older = [show for show in shows if show.mixer and build_in(show.paths) != build_of(SUPERVISOR)]
    for show in older:
        send(HAND_OVER, [show.mixer] if show.mixer else [])
    return older


def build_in(paths: ShowPaths) -> str:
    """The build that a show's mixer was started from; "" when it did not say."""
    with contextlib.suppress(OSError):
        return paths.build.read_text()
    return ""


def still(shows: Iterable[OnAir], within_s: float) -> list[OnAir]:
    """Those that have a living program after at most so long; returns as soon as there is none."""
    deadline = time.monotonic() + within_s
    while True:
        left = [one for one in (look(show.paths) for show in shows) if one.mixer or one.programs]
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(LOOK_EVERY_S)


def send(number: signal.Signals, pids: Iterable[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
