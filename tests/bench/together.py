"""Picture and sound: how late the console sees them, and how far apart they are on every way out."""

from __future__ import annotations

import io
import os
import re
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from mixer.core.clock import SAMPLE_RATE, SECOND_NS
from mixer.feed.frames import rows_of
from mixer.outputs.packaging.packets import HEAD
from mixer.outputs.programme import listening
from mixer.protocol.wire import Channel
from mixer.sources.counter import flash_box, flash_is_lit
from tests.bench.browser import console
from tests.bench.figure import Figure
from tests.bench.stack import Stack, messages, studio
from tests.waiting import until

TEST = [{"name": "Test", "input": {"kind": "test"}}]
SCENE = {"verb": "take", "scene": "src_0"}
WATCH_SECONDS, SETTLE_MS = 20, 20_000

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


# Notes the wall-clock time at which each beep leaves the device, by its own clock.
HEAR_BEEPS = """
(milliseconds) => new Promise(done => {
  const tap = window.heard, {context} = tap, rate = context.sampleRate, end = Date.now() + milliseconds;
  const samples = new Float32Array(tap.fftSize), beeps = [];
  let known = 0, quiet = 0;
  const look = () => {
    tap.getFloatTimeDomainData(samples);
    const now_s = context.currentTime, first = Math.round(now_s * rate) - samples.length;
    const wall = performance.timeOrigin + performance.now() + (context.outputLatency || context.baseLatency) * 1000;
    for (let at = Math.max(0, known - first); at < samples.length; at++) {
      if (Math.abs(samples[at]) < 0.02) quiet++;
      else {
        if (quiet > 0.3 * rate) beeps.push(wall + ((first + at) / rate - now_s) * 1000);
        quiet = 0;
      }
    }
    known = first + samples.length;
    if (Date.now() < end) setTimeout(look, 20); else done(beeps);
  };
  look();
})
"""


def monitor_latency_ms() -> Iterator[Figure]:
    """From the moment a flash is due in the engine to the moment it is on the browser's program monitor."""
    with studio(TEST) as stack, console(stack) as page:
        take(stack)
        page.wait_for_timeout(SETTLE_MS)
        late = sorted(lateness(stack, page.evaluate(WATCH_FLASHES, flash_place())))
    yield Figure("monitor_latency_ms", p50(late), "ms", "p50 <= 150", spread(late))


def monitor_listening_latency_ms() -> Iterator[Figure]:
    """The same for flash and beep while somebody listens: whichever is later. How far apart they are is told too."""
    with studio(TEST) as stack, console(stack) as page:
        take(stack)
        page.click(".listen")
        page.wait_for_timeout(SETTLE_MS)
        both = f"([place, ms]) => Promise.all([({WATCH_FLASHES})(place), ({HEAR_BEEPS})(ms)])"
        flashes, beeps = page.evaluate(both, [flash_place(), WATCH_SECONDS * 1000])
        seen, heard = lateness(stack, flashes), lateness(stack, beeps)
    apart = [min((flash - beep for beep in beeps), key=abs) for flash in flashes[1:-1]]
    about = {
        "seen p50": p50(seen), "heard p50": p50(heard), "seen": spread(seen), "heard": spread(heard),
        "picture after sound p50": p50(apart), "apart p95": p95([abs(one) for one in apart]),
    }  # fmt: skip
    yield Figure("monitor_listening_latency_ms", max(p50(seen), p50(heard)), "ms", "p50 <= 150", about)


def flash_place() -> list[float]:
    rows, columns = flash_box(1280, 720)
    return [columns.start / 1280, rows.start / 720, 0.1, 0.15, WATCH_SECONDS * 1000]


def lateness(stack: Stack, moments: list[float]) -> list[float]:
    """How late (ms) these moments (wall clock, ms) are: flash and beep are due on every full second of the show."""
    offset = time.time() - time.monotonic() + stack.timeline().anchor_ns / SECOND_NS
    return [((moment / 1000 - offset) % 1.0) * 1000 for moment in moments]


def p50(values: list[float]) -> int:
    return round(statistics.median(values))


def p95(values: list[float]) -> int:
    return round(sorted(values)[int(len(values) * 0.95) - 1])


def spread(late: list[float]) -> dict[str, int]:
    return {"flashes": len(late), "p95": p95(late), "max": round(max(late))}


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
            offsets[f"monitor {when}"] = max(monitored(stack), key=abs)
            offsets[f"recording {when}"] = apart(recorded(stack))
            offsets[f"hls {when}"] = apart(segments(stack))
            if when == "before":
                os.kill(stack.engine_pid(), signal.SIGKILL)
                until(lambda: b"DISCONTINUITY" in (stack.hls / "index.m3u8").read_bytes(), "the engine to be back")
    worst = max(offsets.values(), key=abs)
    about = {name: round(value, 1) for name, value in offsets.items()}
    yield Figure("av_offset_ms", round(abs(worst), 1), "ms", "<= 10", about)


def monitored(stack: Stack) -> list[float]:
    """How far apart (ms) the program monitor's flashes and the beeps of its sound are, in eight seconds of both."""
    buses = ("program", *(one.name for one in listening("program")))
    channels = {bus: stack.connect({"hello": "monitor", "bus": bus}) for bus in buses}
    with ThreadPoolExecutor(len(buses)) as readers:
        read = dict(zip(buses, readers.map(session_of, channels.values()), strict=True))
    mp4, first_s = read.pop("program")
    flashes = [first_s + flash for flash in flash_times(b"".join(mp4))][1:-1]
    found = []
    for bus, (packets, first_s) in read.items():
        beeps = [first_s + beep for beep in beeps_in(bus, packets[1:])]
        found += [min(((beep - flash) * 1000 for beep in beeps), key=abs) for flash in flashes]
    return found


def session_of(channel: Channel) -> tuple[list[bytes], float]:
    """What comes of one session in eight seconds, and when (s after the show's frame 0) it began."""
    found: list[bytes] = []
    first_s = 0.0
    for message in messages(channel, 8):
        if message.kind == b"I" and found:
            break
        if message.kind == b"J" and "session" in (said := message.json()):
            first_s = float(said["session"]["first_frame"] / Fraction(said["session"]["rate"]))
        elif message.kind != b"J":
            found.append(message.body)
    channel.close()
    return found, first_s


def beeps_in(bus: str, packets: list[bytes]) -> list[float]:
    """When beeps begin in the packets of a monitor's sound, in seconds of its session."""
    start = HEAD.unpack_from(packets[0])[0] / SAMPLE_RATE
    bodies = [packet[HEAD.size :] for packet in packets]
    if bus.endswith("-opus"):
        decoder = av.AudioCodecContext.create("libopus", "r")
        decoder.sample_rate, decoder.layout = SAMPLE_RATE, "stereo"
        frames = [frame for body in bodies for frame in decoder.decode(av.Packet(body))]
        level = np.concatenate([frame.to_ndarray().reshape(-1, 2)[:, 0] for frame in frames]).astype(np.float64)
    else:
        level = np.frombuffer(b"".join(bodies), "<i2")[::2].astype(np.float64)
    return onsets_of(np.abs(level), start)


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
    return onsets_of(np.abs(np.concatenate([frame.to_ndarray()[0] for frame in frames])), start)


def onsets_of(level: NDArray[np.floating[Any]], start: float) -> list[float]:
    """When it gets loud, in seconds; the first of these samples is at `start`."""
    loud = level > 0.3 * level.max()
    # A beep begins where it is loud after 0.3 s of silence.
    onsets: list[float] = []
    quiet_since = 0
    for index in np.flatnonzero(loud):
        if index - quiet_since > 0.3 * SAMPLE_RATE:
            onsets.append(start + int(index) / SAMPLE_RATE)
        quiet_since = int(index)
    return onsets
