"""Every test, the quick ones first: `python -m tests [paths and options of pytest]`, which is what `make test` runs."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.ordinary import ordinary_user

ROOT = Path(__file__).resolve().parents[1]
NOTHING_THERE = 5  # pytest's status when it has found no test
OVERDUE = 124
STAGE_S = 1500.0
CACHE = ".pytest_cache/stages"
TWO = ("--numprocesses=2", "--dist=loadgroup", "-o", f"cache_dir={CACHE}", "--cache-clear")
ALONE = ("--numprocesses=0", "-o", f"cache_dir={CACHE}", "--last-failed", "--last-failed-no-failures=none")
SOME_FAILED = 1  # pytest's status
AGAIN_MOST = 5  # more that fail have another reason than each other's company


@dataclass(frozen=True, slots=True)
class Stage:
    """Tests that run together: those that pytest's `-m` finds by `marks`."""

    name: str
    marks: str
    options: tuple[str, ...] = ()
    as_ordinary_user: bool = False


STAGES = (
    Stage("pure and media tests", "not journey", TWO),
    Stage("journeys, two at a time", "journey and not alone", TWO),
    Stage("journeys that want the machine to themselves", "journey and alone"),
    Stage("journeys again, as an ordinary user", "ordinary", as_ordinary_user=True),
)
Run = Callable[[Stage, list[str]], int]


def main(argv: list[str]) -> int:
    """0 when every stage is green, pytest's 5 when no stage found a test, else 1. A red stage stops no other."""
    marks, rest = taken_apart(argv)
    statuses: dict[str, int] = {}
    only_alone: list[str] = []
    for stage in filter(concerns, STAGES):
        status = run(stage, arguments(stage, marks, rest))
        failed = last_failed() if stage.options and status == SOME_FAILED else []
        if 0 < len(failed) <= AGAIN_MOST:
            status = run(by_itself(stage), arguments(by_itself(stage), marks, rest))
            only_alone += failed if status == 0 else []
        statuses[stage.name] = status
    tell(only_alone)
    return verdict(statuses)


def by_itself(stage: Stage) -> Stage:
    """What failed in a stage, once more: side by side, tests keep each other waiting."""
    return Stage(f"again by themselves: what failed of the {stage.name}", stage.marks, ALONE)


def last_failed() -> list[str]:
    """What failed in the last stage that ran side by side."""
    try:
        return list(json.loads((ROOT / CACHE / "v/cache/lastfailed").read_text()))
    except (OSError, ValueError):
        return []


def tell(only_alone: list[str]) -> None:
    for name in only_alone:
        print(f"PASSED ONLY BY ITSELF, which is to be mended: {name}", file=sys.stderr, flush=True)


def taken_apart(argv: list[str]) -> tuple[str, list[str]]:
    """The caller's own `-m`, and everything else."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-m", dest="marks", default="")
    known, rest = parser.parse_known_args(argv)
    return known.marks, rest


def arguments(stage: Stage, marks: str, rest: list[str]) -> list[str]:
    """What pytest is called with: the caller's choice, narrowed to the stage."""
    both = f"({marks}) and ({stage.marks})" if marks else stage.marks
    return ["-m", both, *stage.options, *rest]


def concerns(stage: Stage, uid: int | None = None) -> bool:
    """Whether a stage is run by this user: who is an ordinary one already has been through the last with the others."""
    return not stage.as_ordinary_user or (os.geteuid() if uid is None else uid) == 0


def run(stage: Stage, argv: list[str]) -> int:
    """Run pytest; one that is overdue is ended with all its workers."""
    print(f"\n== {stage.name}", flush=True)
    if not stage.as_ordinary_user:
        return finished([sys.executable, "-m", "pytest", *argv])
    with ordinary_user(ROOT) as somebody:
        command = somebody.command("-m", "pytest", "-p", "no:cacheprovider", *argv)
        return finished(command, somebody.project, somebody.env)


def finished(command: list[str], folder: Path = ROOT, env: dict[str, str] | None = None) -> int:
    process = subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        return process.wait(STAGE_S)
    except subprocess.TimeoutExpired:
        print(f"No end after {STAGE_S / 60:.0f} minutes.", file=sys.stderr, flush=True)
        return OVERDUE
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def verdict(statuses: dict[str, int]) -> int:
    """Say which stages are red, and the status of all together."""
    red = {name: status for name, status in statuses.items() if status not in (0, NOTHING_THERE)}
    for name, status in red.items():
        print(f"RED: {name} (pytest ended with {status})", file=sys.stderr, flush=True)
    if red:
        return 1
    return NOTHING_THERE if set(statuses.values()) == {NOTHING_THERE} else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
