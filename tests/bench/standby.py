"""How soon another stands in for a source that fails on program, and how often where its stream flaps."""

from __future__ import annotations

import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from mixer.core.picture import Plane
from mixer.kinds.sources.pull import Pull
from mixer.protocol.fallback import Fallback, On, SecondInput
from mixer.protocol.showfile import Canvas, Show, Source
from tests.bench.figure import Figure
from tests.bench.flapping import Line, line
from tests.bench.inputs import FFMPEG, H264
from tests.bench.on_air import RATE, OnAir, Viewer, on_air

THRESHOLD_S = 1.0
TIMES, SETTLE_S, AWAY_S = 5, 6.0, 4.0
FLAP_S, FLAPS_S, CALM_S = 1.5, 60.0, 75.0
MAIN, BACKUP, NEITHER = 1, 2, 0
LUMA = {"main": 70, "backup": 190}


def standby_switch_s() -> Iterator[Figure]:
    """From the threshold that has passed to the first picture of what stands in; both are 720p30 streams on program."""
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as name, ExitStack() as stack:
        main, backup = (stack.enter_context(line(clip(Path(name), kind))) for kind in LUMA)
        air = stack.enter_context(on_air(show_of(main, backup)))
        viewer = Viewer(air.socket)
        ready(air)
        for _ in range(TIMES):
            fail_once(air, main)
        found = viewer.seen(shown)
    waits = list(switches(found))
    about = {"times": len(waits), "all_s": [round(one, 3) for one in waits], "threshold_s": THRESHOLD_S}
    yield Figure("standby_switch_s", round(max(waits), 3), "s", "<= 1 after the threshold", about)


def standby_flap_changes() -> Iterator[Figure]:
    """What changes on program beside a stream that comes and goes for a minute, and in the minute after."""
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as name, ExitStack() as stack:
        main, backup = (stack.enter_context(line(clip(Path(name), kind))) for kind in LUMA)
        air = stack.enter_context(on_air(show_of(main, backup)))
        ready(air)
        viewer, flapping = Viewer(air.socket), threading.Thread(target=flap, args=(main,))
        flapping.start()
        air.pause(FLAPS_S + CALM_S)
        flapping.join()
        steps = air.status["sources"]["camera"]["fallback"]["step"]
        found = viewer.seen(shown)
    seen = [found[frame] for frame in sorted(found) if found[frame] != NEITHER]
    changes = sum(one != other for one, other in zip(seen, seen[1:], strict=False))
    about = {"flaps_s": FLAPS_S, "down_and_up_s": FLAP_S, "step_in_the_end": steps, "seconds": round(len(found) / RATE)}
    yield Figure("standby_flap_changes", changes, "changes", "<= 2", about)


def show_of(main: Line, backup: Line) -> Show:
    chain = Fallback((SecondInput(Pull(backup.address)),), On(no_data_s=THRESHOLD_S), clean_s=5.0)
    camera = Source("camera", "Camera", Pull(main.address), fallback=chain)
    return Show(name="Standing in", canvas=Canvas(1280, 720, str(RATE)), sources=(camera,))


def clip(folder: Path, kind: str) -> Path:
    """A stream of one brightness with something that moves."""
    level, path = LUMA[kind], folder / f"{kind}.mp4"
    picture = f"color=c=#{level:02x}{level:02x}{level:02x}:s=1280x720:r={RATE},noise=alls=6:allf=t"
    tone = ["-f", "lavfi", "-i", "sine=f=440:r=48000"]
    argv = [*FFMPEG, "-f", "lavfi", "-i", picture, *tone, "-t", "20", *H264, "-pix_fmt", "yuv420p", "-c:a", "aac"]
    subprocess.run([*argv, str(path)], check=True)
    return path


def shown(luma: Plane) -> int:
    """Which of the two is on program, if it is one of them: the slate is darker at its edges than either."""
    height, width = luma.shape
    level = float(luma[height // 2 - 40 : height // 2 + 40, width // 8 : width // 4].mean())
    return MAIN if 60 < level < 120 else BACKUP if level > 150 else NEITHER


def ready(air: OnAir) -> None:
    """Both are live, and what stands in has been so for a moment."""
    air.until(lambda status: all(step["fit"] for step in status["sources"]["camera"]["fallback"]["steps"]))
    air.pause(SETTLE_S)


def fail_once(air: OnAir, main: Line) -> None:
    """The line goes down until the other shows, and is chosen again by hand when it is back."""
    main.up.clear()
    air.pause(AWAY_S)
    main.up.set()
    air.until(lambda status: status["sources"]["camera"]["fallback"]["steps"][0]["fit"])
    air.pause(SETTLE_S / 2)
    air.do(verb="fallback", source="camera", to="main")
    air.pause(SETTLE_S)


def flap(main: Line) -> None:
    until = time.monotonic() + FLAPS_S
    while time.monotonic() < until:
        main.up.clear()
        time.sleep(FLAP_S)
        main.up.set()
        time.sleep(FLAP_S)


def switches(found: dict[int, int]) -> Iterator[float]:
    """Seconds between each last picture of the one and the first of the other, less the threshold.

    The last picture is held for a moment before the slate shows; that is counted as well, so this is the longer time.
    """
    last = None
    before = NEITHER
    for frame in sorted(found):
        now = found[frame]
        if now == MAIN:
            last = frame
        elif now == BACKUP and last is not None and before != BACKUP:
            yield (frame - last - 1) / RATE - THRESHOLD_S
        before = now
