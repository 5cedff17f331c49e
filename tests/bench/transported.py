"""How soon the programme shows what was sought, and what slept: by the numbers in its pictures."""

from __future__ import annotations

import contextlib
import random
import socket
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from mixer.core.picture import Plane
from mixer.kinds.sources.file import MediaFile
from mixer.kinds.sources.pull import Pull
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.showfile import Canvas, Show, Source
from mixer.sources.counter import read_counter
from tests.bench.figure import Figure
from tests.bench.inputs import FFMPEG, FILMED, H264
from tests.bench.marked import RATE, marked, tone
from tests.bench.on_air import OnAir, Viewer, on_air
from tests.helpers import MEDIA

SETTLE_S = 8.0
SEEKS, BETWEEN_S = 48, (0.9, 1.3)
WAKES, AWAKE_S, ASLEEP_S = 8, 3.0, (3.5, 6.5)  # asleep also for how long readers keep looking after a take
STEADY = (60, 80)  # frames after a take, in which every source has long been in step
MOVING = 10  # frames in step, one after the other, are moving pictures
NO_NUMBER = -1
FRAME_MS = 1000 / RATE

Numbers = dict[int, int]
"""The number of the source's picture on each frame of the programme; NO_NUMBER on what has none."""


# -- seeks -----------------------------------------------------------------------------------------


def seek_ms() -> Iterator[Figure]:
    """The 95th percentile of seeks to anywhere in a 1080p30 file on program; half of them while it stands."""
    length_s, chance = 40, random.Random(1)
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as name:
        clip = filmed(Path(name), 1920, 1080, length_s, 8000)
        with on_air(show_of(Source("clip", "Clip", MediaFile(str(clip))))) as air, viewing(air) as viewer:
            air.do(verb="take", scene="clip")
            air.pause(SETTLE_S)
            asked = [seek(air, chance, length_s, standing=number % 2 == 1) for number in range(SEEKS)]
            late = air.status["late"]
        found = viewer.seen(number_of)
    waits = sorted(wait for wait, _ in (sought(found, *one) for one in asked))
    wrong = sum(not right for _, right in (sought(found, *one) for one in asked))
    about = {
        "seeks": SEEKS,
        "p50": round(waits[SEEKS // 2]),
        "worst": round(waits[-1]),
        "not_exact": wrong,
        "late": late,
    }
    yield Figure("seek_ms", round(waits[int(0.95 * SEEKS)]), "ms", "<= 400, and not_exact 0", about)


def seek(air: OnAir, chance: random.Random, length_s: int, standing: bool) -> tuple[int, int, bool]:
    """The frame on which a seek was applied, the number of the picture that was asked for, whether the clip stands."""
    air.do(verb="pause" if standing else "play", source="clip")
    number = chance.randrange((length_s - 3) * RATE)
    frame = air.do(verb="seek", source="clip", position_s=number / RATE)
    air.pause(chance.uniform(*BETWEEN_S))
    return frame, number + 1, standing


def sought(found: Numbers, frame: int, wanted: int, standing: bool) -> tuple[float, bool]:
    """Milliseconds from a seek to the end of what was on show, and whether what was asked for then came first."""
    shown = [(number, found[number]) for number in range(frame - 1, frame + 2 * RATE) if number in found]
    step = 0 if standing else 1
    for (before, one), (after, other) in pairwise(shown):
        if after >= frame and other != one + step * (after - before) and other != one:
            return (after - frame) * FRAME_MS, other == wanted
    return 2000.0, False


# -- wakes -----------------------------------------------------------------------------------------


def wake_ms() -> Iterator[Figure]:
    """From a take of what slept to moving, current pictures: the worst of some takes of a stream, and of a file."""
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as name:
        clip = filmed(Path(name), 1280, 720, 120, 2500)
        with streaming(clip) as url:
            camera = Source("camera", "Camera", Pull(url))
            show = show_of(camera, Source("clip", "Clip", MediaFile(str(clip))), Source("other", "Other", TestSignal()))
            with on_air(show) as air, viewing(air) as viewer:
                air.do(verb="take", scene="other")
                air.until(lambda status: status["sources"]["camera"]["state"] == "live")
                air.pause(SETTLE_S)
                chance = random.Random(1)
                frames = {source: [wake(air, chance, source) for _ in range(WAKES)] for source in ("camera", "clip")}
            found = viewer.seen(number_of)
    woken = {source: [woke(found, frame) for frame in of] for source, of in frames.items()}
    worst = {source: round(max(one for one, _, _ in of)) for source, of in woken.items()}
    about = {
        "takes": WAKES, "file": worst["clip"], "file_goal": "<= 1000",
        "median": {source: round(statistics.median(one for one, _, _ in of)) for source, of in woken.items()},
        "first_picture_is_older_by_ms": {source: round(max(age for _, age, _ in of)) for source, of in woken.items()},
        "frames_without_its_picture": sum(missing for of in woken.values() for _, _, missing in of),
    }  # fmt: skip
    yield Figure("wake_ms", worst["camera"], "ms", "<= 500, a file <= 1000, and no frame without a picture", about)


def wake(air: OnAir, chance: random.Random, source: str) -> int:
    """The frame on which a sleeping source was taken; afterwards it is let go to sleep again."""
    air.do(verb="preview", scene="black")  # what is lined up does not sleep
    air.pause(chance.uniform(*ASLEEP_S))
    frame = air.do(verb="take", scene=source)
    air.pause(AWAKE_S)
    air.do(verb="take", scene="other")
    return frame


def woke(found: Numbers, frame: int) -> tuple[float, float, int]:
    """Milliseconds until pictures are in step with those of later on; how much older the first is; frames with none."""
    shown = {number: found[number] - number for number in range(frame, frame + STEADY[1]) if number in found}
    step = int(np.median([ahead for number, ahead in shown.items() if number >= frame + STEADY[0]]))
    missing = sum(found[number] == NO_NUMBER for number in shown)
    in_step = [number for number, ahead in shown.items() if abs(ahead - step) <= 1]
    moving = next(one for one, tenth in zip(in_step, in_step[MOVING:], strict=False) if tenth - one == MOVING)
    first = shown[min(shown)]
    return (moving - frame) * FRAME_MS, (step - first) * FRAME_MS, missing


# -- what is shown, and what is seen ---------------------------------------------------------------


def show_of(*sources: Source) -> Show:
    return Show(name="Bench", canvas=Canvas(1920, 1080, "30"), sources=sources)


def filmed(folder: Path, width: int, height: int, seconds: int, kbps: int) -> Path:
    """Real footage with a counter, B-frames and a keyframe every two seconds."""
    plain, out = folder / "plain.mp4", folder / "counted.mp4"
    scaled = ["-vf", f"scale={width}:{height},setsar=1,fps={RATE},format=yuv420p", "-t", "10", "-an"]
    footage = ["-stream_loop", "-1", "-i", str(MEDIA / FILMED[2])]
    subprocess.run([*FFMPEG, *footage, *scaled, *H264[:4], "-crf", "20", str(plain)], check=True)
    marked(plain, out, seconds, tone(440, seconds), kbps)
    return out


@contextlib.contextmanager
def streaming(clip: Path) -> Iterator[str]:
    """The address of a live stream of a clip, over and over."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/live.ts"
    coded = ["-c:v", "copy", "-c:a", "aac", "-f", "mpegts", "-listen", "1", url]
    process = subprocess.Popen(
        [*FFMPEG, "-re", "-stream_loop", "-1", "-i", str(clip), *coded], stderr=subprocess.DEVNULL
    )
    try:
        yield url
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def viewing(air: OnAir) -> Iterator[Viewer]:
    viewer = Viewer(air.socket)
    try:
        yield viewer
    finally:
        viewer.close()


def number_of(luma: Plane) -> int:
    """The number in a picture; black and slates have none: where it would be they are dark."""
    return read_counter([luma]) or NO_NUMBER
