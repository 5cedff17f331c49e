"""`run/up.json`: what the supervisor runs, for `make run` typed twice and for whoever comes after a `kill -9`."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from mixer.protocol.files import write_whole
from studio.home import recorded
from studio.up.program import Child, kill_group

SAME_START_S = 2.0
END_S = 8.0


def path(home: Path) -> Path:
    return home / "run" / "up.json"


def write(home: Path, url: str, ready: bool, children: Iterable[Child]) -> None:
    """Record the console's address, whether it answers, and each program with its state in words."""
    value = {"url": url, "ready": ready, "programs": {child.program.name: _state(child) for child in children}}
    write_whole(path(home), json.dumps(value, indent=1).encode(), 0o600)


def read(home: Path) -> dict[str, Any]:
    return recorded(path(home))


def remove(home: Path) -> None:
    path(home).unlink(missing_ok=True)


def _state(child: Child) -> dict[str, Any]:
    state: dict[str, Any] = {"text": child.text, "restarts": child.restarts}
    if child.process:
        with contextlib.suppress(psutil.Error):
            born = psutil.Process(child.process.pid).create_time()
            state |= {"pid": child.process.pid, "born": born}
    return state


@dataclass(frozen=True, slots=True)
class Leftover:
    """A program of an earlier supervisor that is still there: same pid, same time of birth."""

    name: str
    process: psutil.Process

    @classmethod
    def of(cls, name: str, state: Any) -> Leftover | None:
        try:
            process = psutil.Process(int(state["pid"]))
            same = abs(process.create_time() - float(state["born"])) < SAME_START_S
        except (KeyError, TypeError, ValueError, psutil.Error):
            return None
        return cls(name, process) if same and is_alive(process) else None


def leftovers(home: Path) -> list[Leftover]:
    """The programs an earlier supervisor left behind. Mixers are never among them: they have their own locks."""
    programs = read(home).get("programs", {})
    found = (Leftover.of(name, state) for name, state in programs.items()) if isinstance(programs, dict) else ()
    return [one for one in found if one]


def end(found: list[Leftover]) -> None:
    """Ask them to end; kill those that do not, with what they started."""
    for one in found:
        with contextlib.suppress(psutil.Error):
            one.process.terminate()
    deadline = time.monotonic() + END_S
    while any(is_alive(one.process) for one in found) and time.monotonic() < deadline:
        time.sleep(0.05)
    for one in found:
        kill_group(one.process.pid)


def is_alive(process: psutil.Process) -> bool:
    """Whether it still runs; one that only waits to be reaped does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
