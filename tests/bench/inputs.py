"""The common job's inputs: six 1280×720 files at 30 frames a second with a tone each, and a logo with alpha."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.helpers import MEDIA

DRAWN = [
    "testsrc2=s=1280x720:r=30",
    "mandelbrot=s=1280x720:r=30",
    "smptehdbars=s=1280x720:r=30,noise=alls=8:allf=t",
]
FILMED = [
    "bottle-640x360-29.8fps-silent.mp4",
    "people-768x432-10fps-silent.mp4",
    "street-768x432-12.5fps-aac.mp4",
]
FFMPEG = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y"]
TO_720P30 = ["-vf", "scale=1280:720,setsar=1,fps=30,format=yuv420p"]
H264 = ["-c:v", "libx264", "-preset", "veryfast", "-b:v", "2500k", "-g", "60"]
AAC = ["-c:a", "aac", "-b:a", "128k", "-ac", "2"]


def pictures() -> list[list[str]]:
    """FFmpeg's words for the six pictures: three drawn, three of real footage."""
    drawn = [["-f", "lavfi", "-i", one] for one in DRAWN]
    return drawn + [["-stream_loop", "-1", "-i", str(MEDIA / name)] for name in FILMED]


def make(folder: Path, seconds: float) -> None:
    """Write `in1.mp4` … `in6.mp4` and `logo.png`, with the system's ffmpeg."""
    for number, picture in enumerate(pictures(), 1):
        tone = ["-f", "lavfi", "-i", f"sine=f={110 + 110 * number}:r=48000", "-map", "0:v", "-map", "1:a"]
        length = ["-t", str(seconds)]
        out = str(folder / f"in{number}.mp4")
        subprocess.run([*FFMPEG, *picture, *tone, *length, *TO_720P30, *H264, *AAC, out], check=True)
    logo = ["-f", "lavfi", "-i", "color=c=orange@0.7:s=240x120,format=rgba", "-frames:v", "1"]
    subprocess.run([*FFMPEG, *logo, str(folder / "logo.png")], check=True)


@contextlib.contextmanager
def inputs(seconds: float) -> Iterator[Path]:
    """A folder with the job's inputs, as long as the block."""
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as name:
        make(Path(name), seconds)
        yield Path(name)
