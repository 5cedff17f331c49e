"""How long viewers miss an item of a rundown when the engine is killed in it, and where it goes on."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.aired import Recorder
from tests.bench.figure import Figure
from tests.bench.live import next_session
from tests.bench.mixed_files import THIRTY, right, said, write
from tests.bench.relays import Api
from tests.bench.rundown_joins import LISTED_S, RATE, Airing, lined_up, pictures, session, uploaded
from tests.bench.stack import Stack, studio
from tests.waiting import until

LONG = 9  # the file of twenty seconds
KILLED_AT_S = (3, 10)  # of the item
LISTED_SEGMENTS = 4


def rundown_restart_s() -> Iterator[Figure]:
    """Seconds without a picture, or with another than the one which the clock names, from the kill on; the worst."""
    with tempfile.TemporaryDirectory(prefix="tally-restart-") as name:
        folder = Path(name)
        write(folder / "long.mp4", LONG, THIRTY[LONG])
        with studio([{"name": "Bars", "input": {"kind": "test"}}]) as stack:
            api = Api(stack, stack.token())
            run, _ = lined_up(api, [uploaded(api, folder / "long.mp4")], rounds=0)
            api.ask("POST", "rundown_start", {"rundown": run})
            missing = [killed(stack, api, folder / f"hls-{at_s}", at_s) for at_s in KILLED_AT_S]
    yield Figure("rundown_restart_s", max(missing), "s", "<= 5", {"each": missing})


def killed(stack: Stack, api: Api, kept: Path, at_s: int) -> float:
    """Seconds that are missing of an airing in which the engine is killed so far into it."""
    kept.mkdir()
    airing = until(lambda: begun(stack, api), "an item that has just begun", poll_s=0.2)
    recorder, first_frames = Recorder(stack.hls, kept), session(stack)
    until(lambda: frame_now(stack) >= airing.start + at_s * RATE, "the moment to kill it", poll_s=0.05)
    last = frame_now(stack)
    os.kill(stack.engine_pid(), signal.SIGKILL)
    following = next_session(stack)
    first_frames[f"init-{following['id']}.mp4"] = following["first_frame"]
    after = len(recorder.playlist) + LISTED_SEGMENTS
    until(lambda: len(recorder.playlist) >= after, "what follows in HLS", LISTED_S, poll_s=0.5)
    recorder.finish()
    seen = pictures(recorder, first_frames, dict.fromkeys(range(last, airing.end), airing))
    again = [frame for frame, shown in seen.items() if shown == named(frame, airing)]
    return round(float((min(again, default=airing.end) - last) / RATE), 2)


def named(frame: int, airing: Airing) -> int:
    """What the picture says that the clock names."""
    return said(LONG, right(THIRTY[LONG], frame - airing.start, RATE))


def begun(stack: Stack, api: Api) -> Airing | None:
    """The airing that is on, if it is in its first second."""
    shown = (api.ask("GET", "status").get("desk") or {}).get("rundown", {}).get("on_air")
    if not shown or shown["ends_frame"] is None or frame_now(stack) - shown["start_frame"] > RATE:
        return None
    return Airing(LONG, shown["start_frame"], shown["ends_frame"])


def frame_now(stack: Stack) -> int:
    return stack.timeline().frame_at(time.monotonic_ns())
