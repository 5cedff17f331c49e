"""A show on air beside programs that want every core: what viewers got, as an ordinary user and as root.

`python -m tests.bench.overload` measures as whoever runs it, a JSON line a figure.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mixer.protocol.wire import JSON, Channel
from subtitles.models.store import PACKS
from tests.bench.aired import Aired, Recorder, decoded
from tests.bench.as_user import as_ordinary_user
from tests.bench.browser import console
from tests.bench.captioned import lines_of
from tests.bench.captioned import settings as captions
from tests.bench.figure import Figure
from tests.bench.inputs import inputs
from tests.bench.marked import RATE, TONES_HZ, marked, speech, tone
from tests.bench.stack import Stack, messages, studio
from tests.waiting import until

CLIP_S = 20
BUSY = (4, 8)
SETTLE_S, BUSY_S, REST_S = 20, 60, 20
CELLS = [(i % 3 * 640, 180 + i // 3 * 360, 640, 360) for i in range(6)]
SPIN = "while True: pass"


def overload() -> Iterator[Figure]:
    """As an ordinary user; as root too, where we are root, with its figures beside."""
    if os.geteuid() != 0:
        yield from measured()
        return
    as_root = {figure.name: figure for figure in measured()}
    for figure in as_ordinary_user("overload"):
        other = as_root[figure.name]
        yield Figure(
            figure.name, figure.value, figure.unit, figure.goal,
            (figure.about or {}) | {"as root": other.value, "about root": other.about},
        )  # fmt: skip


def measured() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        sources = clips(folder)
        with studio(sources, captions()) as stack, console(stack):
            until(lambda: lines_of(stack), "the first caption", 240)
            run = Run(stack, folder)
            run.watch(SETTLE_S)
            for count in BUSY:
                run.beside(count)
            run.finish()
            aired = [decoded(session, CELLS) for session in run.recorder.sessions()]
    yield from figures(run, aired)


def clips(folder: Path) -> list[dict[str, Any]]:
    """Six 720p30 files: five with a tone each, one with the narration, which only the captions hear."""
    narration = next((PACKS / "demo").glob("narration.*[!n]"))
    made = []
    with inputs(CLIP_S) as plain:
        for number in range(6):
            path = folder / f"marked{number}.mkv"
            sound = tone(TONES_HZ[number], CLIP_S) if number < 5 else speech(narration, CLIP_S)
            marked(plain / f"in{number + 1}.mp4", path, CLIP_S, sound)
            mode = "on" if number < 5 else "off"
            made.append({"name": path.stem, "input": {"kind": "file", "path": str(path)}, "sound": {"mode": mode}})
    return made


class Run:
    """Time with a show on air: what its engine said, and what its playlist named."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self._control: Channel = stack.connect({"hello": "control"})
        self.first_frame = int(session_of(stack)["first_frame"])
        self.recorder = Recorder(stack.hls, folder)
        self.statuses: list[dict[str, Any]] = []
        self.phases: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}  # first and last status beside so many
        self.calm: dict[int, float | None] = {}  # seconds until nothing was given up any more

    def watch(self, seconds: float) -> None:
        for message in messages(self._control, seconds):
            if message.kind == JSON and "status" in (value := message.json()):
                self.statuses.append(value["status"])

    def beside(self, count: int) -> None:
        """So many busy programs, a session each, for a minute; then a rest."""
        before = self.statuses[-1]
        with busy(count):
            self.watch(BUSY_S)
        self.phases[count] = before, self.statuses[-1]
        seen, ended = len(self.statuses), time.monotonic()
        self.calm[count] = None
        while time.monotonic() < ended + REST_S:
            self.watch(0.2)
            if self.calm[count] is None and len(self.statuses) > seen and not self.statuses[-1]["overload"]["level"]:
                self.calm[count] = time.monotonic() - ended

    def finish(self) -> None:
        self.watch(4)
        self.recorder.finish()
        self._control.close()

    def seconds(self, status: dict[str, Any]) -> float:
        """When a status was told, in seconds since the session began."""
        return float((status["frame"] - self.first_frame) / RATE)


def session_of(stack: Stack) -> dict[str, Any]:
    channel = stack.connect({"hello": "program"})
    for message in messages(channel, 20):
        if message.kind == JSON and "session" in (value := message.json()):
            channel.close()
            return dict(value["session"])
    raise TimeoutError("the programme has no session")


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """Programs of normal priority that take whatever they get, each in a session of its own."""
    programs = [subprocess.Popen([sys.executable, "-c", SPIN], start_new_session=True) for _ in range(count)]
    try:
        yield
    finally:
        for program in programs:
            program.kill()
        for program in programs:
            program.wait()


def figures(run: Run, aired: list[Aired]) -> Iterator[Figure]:
    """Everything is held against the worse of the two phases; what each was like stands beside."""
    spans = {count: (run.seconds(first), run.seconds(last)) for count, (first, last) in run.phases.items()}
    show = aired[0]
    each = {count: show.pictures_s(*span) for count, span in spans.items()}
    slates = {count: show.slates(*span) for count, span in spans.items()}
    gaps = {count: show.sound_gaps(*span, TONES_HZ) for count, span in spans.items()}
    before = show.sound_gaps(run.seconds(run.statuses[0]), spans[BUSY[0]][0], TONES_HZ)
    back = {count: recovery(run, show, count) for count in BUSY}
    late = {count: late_percent(*run.phases[count]) for count in BUSY}
    shed = {count: most_shed(run, *run.phases[count]) for count in BUSY}
    yield Figure("overload_slates", sum(slates.values()), "pictures", "0", {"beside": slates})
    yield Figure("overload_sessions", len(aired) - 1, "new sessions", "0")
    yield Figure("overload_missing_ms", round(sum(one.missing_ms for one in aired), 1), "ms", "0")
    yield Figure("overload_sound_gaps", sum(gaps.values()), "20 ms windows", "0", {"beside": gaps, "before": before})
    yield Figure(
        "overload_pictures_s", round(each[BUSY[-1]][0], 1), "pictures/s in the worst 5 s", ">= 10",
        {"beside": {count: round(whole, 1) for count, (whole, _) in each.items()},
         "worst source": {count: round(worst, 1) for count, (_, worst) in each.items()}},
    )  # fmt: skip
    yield Figure("overload_recovery_s", max(back.values()), "s", "<= 5", {"beside": back})
    about = {"beside": late, "given up": shed, "priority": run.statuses[-1].get("priority")}
    yield Figure("overload_late_percent", max(late.values()), "%", "as it is", about)


def recovery(run: Run, show: Aired, count: int) -> float:
    """From the end of the busy programs until thirty pictures a second and everything that was given up are back."""
    ended = run.seconds(run.phases[count][1])
    steady, calm = show.steady_from(ended), run.calm[count]
    if steady is None or calm is None:
        return float(REST_S)
    return round(max(steady - ended, calm), 1)


def late_percent(first: dict[str, Any], last: dict[str, Any]) -> float:
    return round(float(100 * (last["late"] - first["late"]) / (last["frame"] - first["frame"])), 2)


def most_shed(run: Run, first: dict[str, Any], last: dict[str, Any]) -> int:
    """How many steps were given up at most."""
    levels = [one["overload"]["level"] for one in run.statuses if first["frame"] < one["frame"] <= last["frame"]]
    return max(levels, default=0)


if __name__ == "__main__":
    for one in measured():
        print(one.line(), flush=True)
