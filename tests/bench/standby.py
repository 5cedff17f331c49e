"""How soon another stands in for a source that fails on program, and how often where its stream flaps."""

from __future__ import annotations

import contextlib
import math
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from mixer.core.picture import Plane
from mixer.kinds.sources.pull import Pull
from mixer.protocol.fallback import Fallback, On, SecondInput
from mixer.protocol.showfile import Canvas, Show, Source
from tests.bench.figure import Figure
from tests.bench.flapping import Fault, Line, line
from tests.bench.inputs import FFMPEG
from tests.bench.on_air import RATE, OnAir, Viewer, on_air

THRESHOLD_S = 1.0
FAULTS: tuple[Fault, ...] = ("silent", "closed", "hung")
TIMES, SETTLE_S, AGAIN_S = 4, 1.5, 60.0
BUDGET_S = 120.0  # no more failures are begun after so long: on a busy machine each takes its time
FLAP_S, FLAPS_S, CALM_S = 1.5, 60.0, 75.0
MINUTE_FRAMES = 60 * RATE
MAIN, BACKUP, NEITHER = 1, 2, 0
LUMA = {"main": 70, "backup": 190}
CLIP_S = 4
QUICK = ("-c:v", "libx264", "-preset", "ultrafast", "-b:v", "2500k", "-g", "60")


def standby_switch_s() -> Iterator[Figure]:
    """From the line's break, and the threshold, to the first picture of what stands in; both are 720p30 on program."""
    with two_cameras() as (main, air):
        viewer = Viewer(air.socket)
        broken = list(failures(air, main))
        late, found = air.status["late"], viewer.seen(shown)
    waits = [(fault, switched(found, frame)) for fault, frame in broken]
    about = {
        **{f"{fault}_s": [round(one, 3) for kind, one in waits if kind == fault] for fault in FAULTS},
        "times": len(waits), "threshold_s": THRESHOLD_S, "late": late, "load": os.getloadavg()[0],
    }  # fmt: skip
    yield Figure("standby_switch_s", round(max(one for _, one in waits), 3), "s", "<= 1 after the threshold", about)


def standby_flap_changes() -> Iterator[Figure]:
    """What changes on program beside a stream that comes and goes for a minute, and in the minute after."""
    with two_cameras() as (main, air):
        flapping = threading.Thread(target=flap, args=(main,))
        flapping.start()
        changes = list(changes_in(air.statuses(FLAPS_S + CALM_S)))
        flapping.join()
    most = max((sum(0 <= other - one < MINUTE_FRAMES for other in changes) for one in changes), default=0)
    about = {"in_all": len(changes), "at_s": [round((one - changes[0]) / RATE, 1) for one in changes],
             "flaps_s": FLAPS_S, "down_and_up_s": FLAP_S, "load": os.getloadavg()[0]}  # fmt: skip
    yield Figure("standby_flap_changes", most, "changes in a minute", "<= 2", about)


@contextlib.contextmanager
def two_cameras() -> Iterator[tuple[Line, OnAir]]:
    """One is on air, with the other behind it; both are live."""
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as name, ExitStack() as stack:
        main, backup = (stack.enter_context(line(clip(Path(name), kind))) for kind in LUMA)
        air = stack.enter_context(on_air(show_of(main, backup)))
        fit(air)
        yield main, air


def show_of(main: Line, backup: Line) -> Show:
    chain = Fallback((SecondInput(Pull(backup.address)),), On(no_data_s=THRESHOLD_S), clean_s=5.0)
    camera = Source("camera", "Camera", Pull(main.address), fallback=chain)
    return Show(name="Standing in", canvas=Canvas(1280, 720, str(RATE)), sources=(camera,))


def clip(folder: Path, kind: str) -> Path:
    """A stream of one brightness with something that moves."""
    level, path = LUMA[kind], folder / f"{kind}.mp4"
    picture = f"color=c=#{level:02x}{level:02x}{level:02x}:s=1280x720:r={RATE},noise=alls=6:allf=t"
    tone = ["-f", "lavfi", "-i", "sine=f=440:r=48000", "-t", str(CLIP_S)]
    argv = [*FFMPEG, "-f", "lavfi", "-i", picture, *tone, *QUICK, "-pix_fmt", "yuv420p", "-c:a", "aac"]
    subprocess.run([*argv, str(path)], check=True)
    return path


def shown(luma: Plane) -> int:
    """Which of the two is on program, if it is one of them: the slate is darker at its edges than either."""
    height, width = luma.shape
    level = float(luma[height // 2 - 40 : height // 2 + 40, width // 8 : width // 4].mean())
    return MAIN if 60 < level < 120 else BACKUP if level > 150 else NEITHER


def fit(air: OnAir) -> None:
    """Both are live, and have been so for a moment."""
    air.until(lambda status: all(step["fit"] for step in chain_of(status)["steps"]), AGAIN_S)
    air.pause(SETTLE_S)


def chain_of(status: dict[str, Any]) -> dict[str, Any]:
    return dict(status["sources"]["camera"]["fallback"])


def failures(air: OnAir, main: Line) -> Iterator[tuple[Fault, int]]:
    """Each fault in turn, and the frame on which it began."""
    until_s = time.monotonic() + BUDGET_S
    for fault in FAULTS * TIMES:
        if time.monotonic() < until_s:
            yield fault, fail_once(air, main, fault)


def fail_once(air: OnAir, main: Line, fault: Fault) -> int:
    """The line breaks until the other shows, and is chosen again by hand when it is back; the frame it broke on."""
    frame = air.do(verb="fallback", source="camera", to="main")
    main.breaks(fault)
    air.until(lambda status: chain_of(status)["step"] == 1, AGAIN_S)
    air.pause(SETTLE_S)
    main.is_mended()
    fit(air)
    air.do(verb="fallback", source="camera", to="main")
    air.pause(SETTLE_S)
    return frame


def flap(main: Line) -> None:
    """Comes and goes; whatever of it is heard, it is whole in the end."""
    until = time.monotonic() + FLAPS_S
    while time.monotonic() < until:
        main.breaks("silent")
        time.sleep(FLAP_S)
        main.is_mended()
        time.sleep(FLAP_S)


def changes_in(statuses: Iterator[dict[str, Any]]) -> Iterator[int]:
    """The frames on which another came to show; each is told at once."""
    step = 0
    for status in statuses:
        if chain_of(status)["step"] != step:
            step = chain_of(status)["step"]
            yield int(status["frame"])


def switched(found: dict[int, int], broken: int) -> float:
    """Seconds from a break to the first picture of what stands in, less the threshold; what was buffered counts."""
    first = next((frame for frame in sorted(found) if frame > broken and found[frame] == BACKUP), math.inf)
    return (first - broken) / RATE - THRESHOLD_S
