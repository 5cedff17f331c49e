"""The common job on other mixers: `python -m tests.bench.peers [ffmpeg] [gstreamer] [mlt]`, a JSON line each.

The job: six 720p30 files in a grid of 3 × 2 on a 1080p30 canvas, a logo with alpha, a line of text, the six sounds
mixed, x264 veryfast at 4 Mb/s with an IDR every 60 frames and AAC at 128 kb/s, as fast as possible. A line says the
CPU seconds (user and system) and wall seconds of it, the megabytes of its largest process, and the frames it wrote.
Quote ratios from one run on one machine, never absolute times.

Debian's packages: ffmpeg; gstreamer1.0-tools, -plugins-base, -plugins-good, -plugins-bad, -plugins-ugly, -libav and
python3-gst-1.0; melt.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.common_job import RATE_4M, SECONDS, ffmpegs, frames_in
from tests.bench.inputs import inputs

HERE = Path(__file__).resolve().parent
SYSTEM_PYTHON = "/usr/bin/python3"  # which sees the system's GStreamer
FRAMES = SECONDS * 30
MIXED_AT_A_SIXTH_DB = -15.56


def ffmpeg(folder: Path, out: str) -> list[str]:
    return ffmpegs(folder, True, ["-preset", "veryfast", *RATE_4M, "-g", "60"], out, SECONDS)


def gstreamer(folder: Path, out: str) -> list[str]:
    return [SYSTEM_PYTHON, str(HERE / "gst_peer.py"), out]


def mlt(folder: Path, out: str) -> list[str]:
    """Melt's words: a track a file, each composited into its cell and mixed into the first."""
    tracks = blends = ""
    for i in range(1, 7):
        x, y = (i - 1) % 3 * 640, 180 + (i - 1) // 3 * 360
        tracks += f" -track in{i}.mp4 -attach-cut volume level={MIXED_AT_A_SIXTH_DB}"
        blends += f" {composite(i, f'{x}/{y}:640x360')} distort=1"
        blends += f" -transition mix a_track=0 b_track={i} sum=1 always_active=1"
    last = FRAMES - 1
    return shlex.split(
        f"melt -silent -profile atsc_1080p_30 color:black out={last} {tracks} -track pixbuf:logo.png out={last}"
        f" -track pango: text='Live line' size=48 out={last} {blends}"
        f" {composite(7, '1640/30:240x120')} {composite(8, '60/960:1200x80')}"
        f" -consumer avformat:{out} real_time=-2 vcodec=libx264 preset=veryfast vb=4000k g=60"
        " acodec=aac ab=128k ar=48000 channels=2"
    )


def composite(track: int, place: str) -> str:
    return f"-transition composite a_track=0 b_track={track} geometry={place}:100 progressive=1 always_active=1"


PEERS: dict[str, Callable[[Path, str], list[str]]] = {"ffmpeg": ffmpeg, "gstreamer": gstreamer, "mlt": mlt}


def measured(name: str, folder: Path) -> dict[str, object]:
    """What one peer cost. Raises OSError where it is not installed."""
    out = f"{name}.mkv"
    started = time.monotonic()
    process = subprocess.Popen(
        PEERS[name](folder, out), cwd=folder,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "peer": name,
        "exit": process.returncode,
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 2),
        "wall_s": round(time.monotonic() - started, 2),
        "peak_mb": round(usage.ru_maxrss / 1024),
        "frames": frames_in(folder / out) if process.returncode == 0 else 0,
        "frames_expected": FRAMES,
    }


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in PEERS]:
        print(f"no peer {', '.join(unknown)}; there are {', '.join(PEERS)}", file=sys.stderr)
        return 2
    with inputs(SECONDS) as folder:
        for name in names or PEERS:
            try:
                print(json.dumps(measured(name, folder)), flush=True)
            except OSError as error:
                print(f"{name} is not installed: {error}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
