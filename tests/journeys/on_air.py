"""A show really on air, small, in a home of its own: for tests that pull plugs."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import psutil

from mixer.outputs.boxes import leading, runs, tracks, whole_fragments
from mixer.protocol import locks
from studio.air.processes.show_paths import ShowPaths
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
SHOW = "shw_test"
PATIENCE_S = 40.0

MAKE_SHOW = """
from studio.shows.models import Show, Source, Overlay
from studio.shows import files
from studio.shows.making import add_usual
show = Show.objects.create(id="shw_test", name="Faults", width=320, height=180, rate="30", wanted=True,
    encoding={"video_kbps": 300, "preset": "ultrafast", "segment_s": 1.0})
for name, pattern in (("src_a", "bars"), ("src_b", "waves")):
    Source.objects.create(id=name, show=show, name=name, input={"kind": "test", "pattern": pattern})
add_usual(show)
Overlay.objects.create(id="ovl_a", show=show, name="Name", content={"kind": "text"}, fields={"title": ""})
files.write("shw_test")
"""


def environment(home: Path) -> dict[str, str]:
    return os.environ | {
        "TALLY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "studio.settings", "SECRET_KEY": "only for tests",
        "TALLY_LOG": "INFO", "PYTHONWARNINGS": "default",
    }  # fmt: skip


def manage(home: Path, *argv: str) -> str:
    argv = (sys.executable, "manage.py", *argv)
    done = subprocess.run(argv, cwd=ROOT, env=environment(home), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def make_home(home: Path) -> None:
    """A database with one show of two test signals."""
    manage(home, "migrate", "-v0")
    manage(home, "shell", "-v0", "-c", MAKE_SHOW)


def owner_of(paths: ShowPaths, name: str) -> int | None:
    """The pid of a program of the show, or of the first destination of a kind; None where none runs."""
    found = (locks.owner(lock) for lock in (paths.lock_of(name), *paths.run.glob(f"{name}-*.lock")))
    return next((pid for pid in found if pid), None)


@dataclass
class Air:
    """The processes and files of the show."""

    home: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def paths(self) -> ShowPaths:
        return ShowPaths(self.home, SHOW)

    # -- processes ---------------------------------------------------------------------------------

    def launch(self, root: Path = ROOT) -> subprocess.Popen[str]:
        """Start runmixer; `root` has the sources to start it from."""
        runmixer = subprocess.Popen(
            [sys.executable, "manage.py", "runmixer", SHOW], cwd=root, env=environment(self.home), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.started.append(runmixer)
        return runmixer

    def on_air(self) -> subprocess.Popen[str]:
        """Launch, and wait until the programme is being listed."""
        runmixer = self.launch()
        until(lambda: len(self.segments()) >= 2, "the first segments")
        return runmixer

    def pid(self, name: str) -> int:
        """The pid of `engine`, or of the first `hls` or `record` destination, once it runs."""
        return until(lambda: owner_of(self.paths, name), f"{name} to run")

    def another(self, name: str, than: int) -> int:
        """The pid of the process that took the place of `than`."""

        def ask() -> int | None:
            pid = owner_of(self.paths, name)
            return pid if pid != than else None

        return until(ask, f"another {name}")

    def owners(self) -> list[int]:
        """The pids of every program of the show."""
        return [pid for lock in self.paths.run.glob("*.lock") if (pid := locks.owner(lock))]

    def clean_up(self) -> None:
        for pid in self.owners():
            os.kill(pid, signal.SIGCONT)
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait(10)
            if process.stdout:
                process.stdout.close()
        for pid in self.owners():
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.home, ignore_errors=True)

    # -- the programme -----------------------------------------------------------------------------

    def playlist(self) -> str:
        try:
            return (self.paths.hls / "index.m3u8").read_text()
        except FileNotFoundError:
            return ""

    def segments(self) -> list[str]:
        return re.findall(r"^seg-.*$", self.playlist(), re.MULTILINE)

    def media_sequence(self) -> int:
        found = re.search(r"MEDIA-SEQUENCE:(\d+)", self.playlist())
        return int(found[1]) if found else -1

    def next_segment(self) -> int:
        """How many segments there have been."""
        return self.media_sequence() + len(self.segments())

    def goes_on(self, segments: int = 2) -> None:
        """Wait until the programme has grown by some segments."""
        before = self.next_segment()
        until(lambda: self.next_segment() >= before + segments, f"{segments} more segments")

    def gaps(self) -> list[str]:
        """Where pictures are missing between segments that claim to join on to each other."""
        found: list[str] = []
        expected: Fraction | None = None
        init = b""
        for line in self.playlist().splitlines():
            if line.startswith("#EXT-X-DISCONTINUITY") and "SEQUENCE" not in line:
                expected = None
            elif line.startswith("#EXT-X-MAP"):
                init = (self.paths.hls / line.split('"')[1]).read_bytes()
            elif line.startswith("seg-"):
                start, expected_next = span((self.paths.hls / line).read_bytes(), init)
                if expected is not None and start != expected:
                    found.append(f"{line} begins at {start}, expected {expected}")
                expected = expected_next
        return found

    # -- the database ------------------------------------------------------------------------------

    @contextmanager
    def locked_database(self) -> Iterator[None]:
        """Nobody can write meanwhile."""
        connection = sqlite3.connect(self.home / "tally.sqlite3", isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")
            connection.close()

    def rows(self, query: str) -> list[Any]:
        connection = sqlite3.connect(self.home / "tally.sqlite3")
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def codes(self) -> list[str]:
        """The codes of the events in the database, oldest first."""
        return [row[0] for row in self.rows("SELECT code FROM studio_event ORDER BY time, id")]

    def desk_file(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.paths.desk_file.read_text())
        return value


def span(segment: bytes, init: bytes) -> tuple[Fraction, Fraction]:
    """When the pictures of a segment begin and end, in seconds of their session; they must join on to each other."""
    found = tracks(init)
    lead = leading(found)
    start = end = None
    for first, last in whole_fragments(segment, 0):
        for run in runs(segment[first:last], found):
            if run.track == lead.id:
                assert end is None or run.tfdt == end, f"a picture is missing: {run.tfdt} follows {end}"
                start, end = (run.tfdt if start is None else start), run.tfdt + run.duration
    assert start is not None and end is not None, "a segment without pictures"
    return Fraction(start, lead.timescale), Fraction(end, lead.timescale)


def living(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
