"""Find a Python that can run Tally. Read by whatever `python3` is: old syntax, standard library only."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import NamedTuple

from studio.up.errors import CannotStart

NEEDED = (3, 11)
NAMES = ("python3", "python3.13", "python3.12", "python3.11", "python3.14", "python")
ASK = (
    "import importlib.util as u, json, sys; "
    "print(json.dumps([list(sys.version_info[:3]), all(u.find_spec(m) for m in ('venv', 'ensurepip'))]))"
)


class Interpreter(NamedTuple):
    """One Python on this machine, and whether it can make virtual environments."""

    path: str
    version: tuple[int, ...]
    has_venv: bool

    @property
    def is_new_enough(self) -> bool:
        return self.version[:2] >= NEEDED


def ask(path: str) -> Interpreter | None:
    """What the Python at `path` says of itself; None when it does not run."""
    try:
        answer = subprocess.run([path, "-c", ASK], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30)
        version, has_venv = json.loads(answer.stdout.decode())
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return Interpreter(path, tuple(version), bool(has_venv))


def on_this_machine(which: Callable[[str], str | None] = shutil.which) -> list[Interpreter]:
    """The Pythons found on PATH, ours first."""
    paths = dict.fromkeys([sys.executable] + [path for path in map(which, NAMES) if path])
    return [found for found in map(ask, paths) if found]


def choose(found: Iterable[Interpreter]) -> Interpreter:
    """The first that is new enough and has venv. Raises CannotStart that says what is missing."""
    found = list(found)
    new = [one for one in found if one.is_new_enough]
    for one in new:
        if one.has_venv:
            return one
    if new:
        raise CannotStart(without_venv(new[0]))
    have = ", ".join(f"{dotted(one.version)} at {one.path}" for one in found) or "none"
    raise CannotStart(f"Tally needs Python {dotted(NEEDED)} or newer. Found: {have}.")


def without_venv(python: Interpreter) -> str:
    number = dotted(python.version[:2])
    return (
        f"Python {dotted(python.version)} at {python.path} comes without venv, "
        "with which Tally keeps its packages apart from the system's.\n"
        f"On Debian and Ubuntu: apt install python3-venv (or python{number}-venv)."
    )


def dotted(version: Iterable[int]) -> str:
    return ".".join(map(str, version))
