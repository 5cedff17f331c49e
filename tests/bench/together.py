"""Picture and sound: how late the console sees them, and how far apart they are on every way out."""

from __future__ import annotations

import io
import os
import re
import signal
import statistics
import time
from collections.abc import Callable, Iterator

import av
import numpy as np
from playwright.sync_api import Page

from mixer.core.clock import SAMPLE_RATE, SECOND_NS
from mixer.feed.frames import rows_of
from mixer.protocol.wire import Channel
from mixer.sources.counter import flash_box, flash_is_lit
from tests.bench.browser import console
from tests.bench.figure import Figure
from tests.bench.stack import Stack, messages, studio, until

TEST = [{"name": "Test", "input": {"kind": "test"}}]
SCENE = {"verb": "take", "scene": "src_0"}
WATCH_SECONDS = 20

# Notes the wall-clock time at which each flash is first on the program monitor.
WATCH_FLASHES = """
([x, y, w, h, milliseconds]) => new Promise(done => {
  const video = document.querySelector('[data-bus="program"] video');
  const canvas = new OffscreenCanvas(8, 8), pen = canvas.getContext('2d', {willReadFrequently: true});
  const flashes = [], end = Date.now() + milliseconds;
  let lit = true;
  const look = () => {
    const now = performance.timeOrigin + performance.now();
    const wide = video.videoWidth, high = video.videoHeight;
    pen.drawImage(video, x * wide, y * high, w * wide, h * high, 0, 0, 8, 8);
    const level = pen.getImageData(4, 4, 1, 1).data[0];
    if (level > 128 && !lit) flashes.push(now);
    lit = level > 128;
    if (Date.now() < end) video.requestVideoFrameCallback(look); else done(flashes);
  };
  video.requestVideoFrameCallback(look);
})
"""


def monitor_latency_ms() -> Iterator[Figure]:
    """From the moment a flash is due in the engine to the moment it is on the browser's program monitor."""
    with studio(TEST) as stack, console(stack) as page:
        take(stack)
        late = lateness(stack, page)
        page.click(".listen")
        listening = lateness(stack, page)
    about = {
        "flashes": len(late), "p95": round(late[int(len(late) * 0.95) - 1]), "max": round(late[-1]),
        "p50 while listening": round(statistics.median(listening)),
    }  # fmt: skip
    yield Figure("monitor_latency_ms", round(statistics.median(late)), "ms", "p50 <= 150", about)


def lateness(stack: Stack, page: Page) -> list[float]:
    """How late (ms) each flash of twenty seconds is shown, sorted, once the monitor has settled."""
    rows, columns = flash_box(1280, 720)
    box = [columns.start / 1280, rows.start / 720, 0.1, 0.15, WATCH_SECONDS * 1000]
    page.wait_for_timeout(20_000)
    seen, anchor_s = page.evaluate(WATCH_FLASHES, box), stack.timeline().anchor_ns / SECOND_NS
    # A flash is due on every full second since the show's first frame.
    offset = time.time() - time.monotonic() + anchor_s
    return sorted(((flash / 1000 - offset) % 1.0) * 1000 for flash in seen)


def take(stack: Stack) -> None:
    control = stack.connect({"hello": "control"})
    control.send_json({"id": "together"} | SCENE)
    for message in messages(control, 10):
        if message.kind == b"J" and "answer" in message.json():
            break
    control.close()


# -- picture and sound -----------------------------------------------------------------------------


def av_offset_ms() -> Iterator[Figure]:
    """Flash to beep in HLS, in the bytes a recording gets and in the monitor, before and after an engine restart."""
    offsets: dict[str, float] = {}
    with studio(TEST) as stack:
        for when in ("before", "after"):
            take(stack)
            offsets[f"monitor {when}"] = apart(monitored(stack))
            offsets[f"recording {when}"] = apart(recorded(stack))
            offsets[f"hls {when}"] = apart(segments(stack))
            if when == "before":
                os.kill(stack.engine_pid(), signal.SIGKILL)
                until(lambda: b"DISCONTINUITY" in (stack.hls / "index.m3u8").read_bytes(), "the engine to be back")
    worst = max(offsets.values(), key=abs)
    about = {name: round(value, 1) for name, value in offsets.items()}
    yield Figure("av_offset_ms", round(abs(worst), 1), "ms", "<= 10", about)


def monitored(stack: Stack) -> bytes:
    """Eight seconds of the program monitor."""
    return gathered(stack.connect({"hello": "monitor", "bus": "program"}), 8)


def recorded(stack: Stack) -> bytes:
    """Eight seconds as the recorder gets them: it appends the programme's bytes."""
    return gathered(stack.connect({"hello": "program"}), 8)


def gathered(channel: Channel, seconds: float) -> bytes:
    """What a subscriber gets of one session."""
    found: list[bytes] = []
    for message in messages(channel, seconds):
        if message.kind == b"I" and found:
            break
        if message.kind != b"J":
            found.append(message.body)
    channel.close()
    return b"".join(found)


def segments(stack: Stack) -> bytes:
    """The newest four segments of one session, behind their init."""
    playlist = stack.hls / "index.m3u8"
    read: Callable[[], str] = playlist.read_text
    newest = until(lambda: [one for one in [of_newest_session(read())] if len(one[1]) >= 4], "four segments")[0]
    init, names = newest
    return b"".join((stack.hls / name).read_bytes() for name in (init, *names[-4:]))


def of_newest_session(playlist: str) -> tuple[str, list[str]]:
    """The newest init, and the segments that follow it."""
    _, _, newest = playlist.rpartition("#EXT-X-MAP:")
    found = re.match(r'URI="([^"]+)"', newest)
    return (found[1] if found else "", re.findall(r"^seg-\S+$", newest, re.MULTILINE))


def apart(mp4: bytes) -> float:
    """Milliseconds from the first picture of each flash to the start of its beep, the worst of them."""
    flashes, beeps = flash_times(mp4), beep_times(mp4)
    pairs = [(min(beeps, key=lambda beep: abs(beep - flash)) - flash) * 1000 for flash in flashes[1:-1]]
    return max(pairs, key=abs)


def flash_times(mp4: bytes) -> list[float]:
    times, lit = [], True
    with av.open(io.BytesIO(mp4), "r") as container:
        for frame in container.decode(video=0):
            now = flash_is_lit([rows_of(frame.planes[0])])
            if now and not lit:
                times.append(float(frame.time or 0))
            lit = now
    return times


def beep_times(mp4: bytes) -> list[float]:
    with av.open(io.BytesIO(mp4), "r") as container:
        frames = list(container.decode(audio=0))
    start = float(frames[0].time or 0)
    level = np.abs(np.concatenate([frame.to_ndarray()[0] for frame in frames]))
    loud = level > 0.3 * level.max()
    # A beep begins where it is loud after 0.3 s of silence.
    onsets: list[float] = []
    quiet_since = 0
    for index in np.flatnonzero(loud):
        if index - quiet_since > 0.3 * SAMPLE_RATE:
            onsets.append(start + int(index) / SAMPLE_RATE)
        quiet_since = int(index)
    return onsets
