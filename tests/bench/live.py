"""The studio on air on this machine: late frames, takes, restarts, lost sources."""

from __future__ import annotations

import contextlib
import os
import signal
import statistics
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from mixer.outputs.boxes import Track, runs, tracks
from mixer.outputs.playlist import Playlist, parse
from mixer.protocol.wire import JSON, Channel
from tests.bench.as_user import as_ordinary_user
from tests.bench.browser import console
from tests.bench.figure import Figure
from tests.bench.inputs import inputs
from tests.bench.stack import Stack, files, messages, studio
from tests.waiting import until

LIVE_SECONDS = 60
SETTLE_SECONDS = 15
TAKES = 20
KILLS = 3


def live_late_frames_user() -> Iterator[Figure]:
    """The same minute as an ordinary user, with a Chromium of the same user."""
    figures = live() if os.geteuid() != 0 else as_ordinary_user("live")
    for figure in figures:
        if figure.name == "live_late_frames":
            yield replace(figure, name="live_late_frames_user")


def live() -> Iterator[Figure]:
    """Sixty seconds with six 720p30 sources into 1080p30 and one console open, then takes."""
    with inputs(20) as folder:
        folder.chmod(0o755)
        with studio(files(folder)) as stack, console(stack):
            control = stack.connect({"hello": "control"})
            pause(control, SETTLE_SECONDS)
            before, gaps, cpu = None, [0.0], cpu_of(stack)
            for message in messages(control, LIVE_SECONDS):
                if message.kind == JSON and "status" in (value := message.json()):
                    before = before or value["status"]
                    after = value["status"]
                    gaps.append(after["worst_gap_ms"])
            assert before is not None
            frames = after["frame"] - before["frame"]
            spent = cpu_of(stack) - cpu
            about = {"frames": frames, "cpu_cores": round(spent / LIVE_SECONDS, 2), "compose_ms": after["compose_ms"]}
            yield Figure("live_late_frames", after["late"] - before["late"], "frames", "0", about)
            yield Figure("live_worst_gap_ms", max(gaps[1:]), "ms", "33.3 is a frame", {"frames": frames})
            asked = list(takes(stack, control))
            about = {"takes": TAKES, "most": max(asked)}
            yield Figure("take_frames", statistics.median(asked), "frames", "1", about)


def cpu_of(stack: Stack) -> float:
    """CPU seconds that the studio's processes have used so far; Chromium is not among them."""
    return sum(sum(process.cpu_times()[:2]) for process in stack.processes() if "chromium" not in process.name())


def takes(stack: Stack, control: Channel) -> Iterator[int]:
    """Frames from asking for a take to the first frame composited so."""
    timeline = stack.timeline()
    for number in range(TAKES):
        scene = ("src_1", "scn_grid")[number % 2]
        asked = timeline.frame_at(time.monotonic_ns())
        control.send_json({"id": f"bench-{number}", "verb": "take", "scene": scene})
        yield answer_to(control, f"bench-{number}")["frame"] - asked
        pause(control, 0.13)


def answer_to(control: Channel, name: str) -> dict[str, Any]:
    for message in messages(control, 10):
        if message.kind == JSON and (value := message.json()).get("answer") == name:
            assert value["ok"], value
            return dict(value)
    raise TimeoutError("the engine did not answer")


# -- faults ----------------------------------------------------------------------------------------


def engine_restart_s() -> Iterator[Figure]:
    """Seconds of programme missing after the engine is killed: by frame numbers, which count on."""
    with studio([{"name": "Test", "input": {"kind": "test"}}]) as stack:
        worst = 0.0
        for _ in range(3):
            last = last_frame(stack, 6)
            os.kill(stack.engine_pid(), signal.SIGKILL)
            worst = max(worst, (next_session(stack)["first_frame"] - last) / 30)
    yield Figure("engine_restart_s", round(worst, 2), "s", "<= 3", {"kills": 3})


def encoder_restart_s() -> Iterator[Figure]:
    """Seconds of programme missing in HLS around a SIGKILL of its encoder; the engine must not notice."""
    with studio([{"name": "Test", "input": {"kind": "test"}}]) as stack:
        control, missing, late = stack.connect({"hello": "control"}), [], 0
        for _ in range(KILLS):
            encoder = next(one for one in stack.processes() if "tally encoder" in " ".join(one.cmdline()))
            listed = len(joins(stack))
            until(lambda: len(playlist(stack).segments) >= 3, "some segments")
            encoder.kill()
            missing.append(until(lambda at=listed: joins(stack)[at:], "the programme to go on")[0])  # type: ignore[misc]
            pause(control, 2)
        for message in messages(control, 3):
            if message.kind == JSON and "status" in (value := message.json()):
                late = value["status"]["late"]
    about = {"kills": KILLS, "each": [round(one, 2) for one in missing], "late frames": late}
    yield Figure("encoder_restart_s", round(max(missing), 2), "s", "<= 1", about)


def playlist(stack: Stack) -> Playlist:
    return parse((stack.hls / "index.m3u8").read_text())


def joins(stack: Stack) -> list[float]:
    """Seconds missing where one session follows another, by the wall clock that the playlist tells."""
    listed = playlist(stack).segments
    pairs = [(one, then) for one, then in pairwise(listed) if then.discontinuity]
    return [then.time - one.time - one.duration_s for one, then in pairs]


def next_session(stack: Stack) -> dict[str, Any]:
    """The session of the engine that comes next: the dying one may still accept, and hang up."""
    while True:
        program = stack.connect({"hello": "program"})
        for message in messages(program, 30):
            if message.kind == JSON and "session" in (value := message.json()):
                program.close()
                return dict(value["session"])
        program.close()


def last_frame(stack: Stack, seconds: float) -> int:
    """The number of the last frame that left the engine within so many seconds."""
    program = stack.connect({"hello": "program"})
    session: dict[str, Any] = {}
    found: dict[int, Track] = {}
    last = 0
    for message in messages(program, seconds):
        if message.kind == JSON:
            session = message.json().get("session", session)
        elif message.kind == b"I":
            found = tracks(message.body)
        else:
            for run in runs(message.body, found):
                if found[run.track].media == "video":
                    last = session["first_frame"] + round(run.tfdt * 30 / found[run.track].timescale)
    program.close()
    return last


def source() -> Iterator[Figure]:
    """A pushed stream (RTMP, GOP of 2 s) stops and comes back: seconds to the slate and to live pictures."""
    slates, backs = [], []
    with studio([{"name": "Camera", "input": {"kind": "push"}}]) as stack, pushing(stack.ingest()) as camera:
        control = stack.connect({"hello": "control"})
        wait_for(control, "live")
        for _ in range(3):
            pause(control, 5)
            os.kill(camera.pid, signal.SIGSTOP)
            slates.append(wait_for(control, "slate"))
            pause(control, 3)
            os.kill(camera.pid, signal.SIGCONT)
            backs.append(wait_for(control, "live"))
    yield Figure("source_slate_s", round(max(slates), 2), "s", "<= 0.5 after the last picture was due", {"times": 3})
    yield Figure("source_back_s", round(max(backs), 2), "s", "<= 3", {"times": 3})


def pause(control: Channel, seconds: float) -> None:
    """Let time pass while what arrives is read."""
    for _ in messages(control, seconds):
        pass


def wait_for(control: Channel, state: str) -> float:
    """Seconds until the first source is in this state."""
    began = time.monotonic()
    for message in messages(control, 60):
        if message.kind != JSON or "status" not in (value := message.json()):
            continue
        if value["status"]["sources"]["src_0"]["state"] == state:
            return time.monotonic() - began
    raise TimeoutError(f"the source never was {state}")


@contextlib.contextmanager
def pushing(address: str) -> Iterator[subprocess.Popen[bytes]]:
    """A live encoder, as a camera would have it."""
    argv = [
        "ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "testsrc2=s=1280x720:r=30",
        "-f", "lavfi", "-i", "sine=f=440:r=48000", "-c:v", "libx264", "-preset", "ultrafast", "-g", "60",
        "-b:v", "2M", "-c:a", "aac", "-f", "flv", address,
    ]  # fmt: skip
    process = subprocess.Popen(argv)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    for one in live():
        print(one.line(), flush=True)
