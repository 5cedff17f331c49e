"""Every test, the quick ones first: `python -m tests [paths and options of pytest]`, which is what `make test` runs."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.ordinary import ordinary_user

ROOT = Path(__file__).resolve().parents[1]
NOTHING_THERE = 5  # pytest's status when it has found no test
OVERDUE = 124
STAGE_S = 3000.0
SLOWEST = ("--durations=25", "--durations-min=4")  # said at the end, so that what became slow is seen
TWO = ("--numprocesses=2", "--dist=loadgroup")
GROUP = re.compile(r"@[\w./-]+$")  # behind the name of a test that stays together with others
AGAIN = ("--last-failed", "--last-failed-no-failures=none")
SOME_FAILED = 1  # pytest's status
AGAIN_MOST = 5  # more that fail have another reason than each other's company, or a machine that was taken away


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
    only_again: list[str] = []
    for stage in filter(concerns, STAGES):
        with cache() as folder:
            kept = ["-o", f"cache_dir={folder}"]
            status = run(stage, [*arguments(stage, marks, rest), *kept])
            failed = last_failed(folder) if status == SOME_FAILED else []
            if 0 < len(failed) <= AGAIN_MOST:
                status = run(again(stage), [*arguments(again(stage), marks, rest), *kept])
                only_again += failed if status == 0 else []
        statuses[stage.name] = status
    tell(only_again)
    return verdict(statuses)


@contextmanager
def cache() -> Iterator[Path]:
    """Where pytest notes what failed, whoever runs it."""
    with tempfile.TemporaryDirectory(prefix="tally-tests-", ignore_cleanup_errors=True) as name:
        os.chmod(name, 0o777)
        yield Path(name, "cache")


def again(stage: Stage) -> Stage:
    """What failed in a stage, once more and one by one: tests keep each other waiting, and so do other machines."""
    return replace(stage, name=f"again, one by one: what failed of the {stage.name}", options=AGAIN)


def last_failed(folder: Path) -> list[str]:
    """What failed in a stage; noted under the names that tests have where they run one by one."""
    noted = folder / "v" / "cache" / "lastfailed"
    try:
        names = [GROUP.sub("", name) for name in json.loads(noted.read_text())]
        noted.write_text(json.dumps(dict.fromkeys(names, True)))
    except (OSError, ValueError):
        return []
    return names


def tell(only_again: list[str]) -> None:
    for name in only_again:
        print(f"PASSED ONLY THE SECOND TIME, which is to be mended: {name}", file=sys.stderr, flush=True)


def taken_apart(argv: list[str]) -> tuple[str, list[str]]:
    """The caller's own `-m`, and everything else."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-m", dest="marks", default="")
    known, rest = parser.parse_known_args(argv)
    return known.marks, rest


def arguments(stage: Stage, marks: str, rest: list[str]) -> list[str]:
    """What pytest is called with: the caller's choice, narrowed to the stage."""
    both = f"({marks}) and ({stage.marks})" if marks else stage.marks
    return ["-m", both, *SLOWEST, *stage.options, *rest]


def concerns(stage: Stage, uid: int | None = None) -> bool:
    """Whether a stage is run by this user: who is an ordinary one already has been through the last with the others."""
    return not stage.as_ordinary_user or (os.geteuid() if uid is None else uid) == 0


def run(stage: Stage, argv: list[str]) -> int:
    """Run pytest; one that is overdue is ended with all its workers."""
    print(f"\n== {stage.name}", flush=True)
    if not stage.as_ordinary_user:
        return finished([sys.executable, "-m", "pytest", *argv])
    with ordinary_user(ROOT) as somebody:
        command = somebody.command("-m", "pytest", *argv)
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
