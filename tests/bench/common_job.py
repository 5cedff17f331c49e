"""The common job: six 720p30 files, a logo and a line of text into 1080p30, ours beside ffmpeg's in one run."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np

from mixer.kinds.overlays.image import ImageOverlay
from mixer.kinds.overlays.text import TextOverlay
from mixer.kinds.sources.file import MediaFile
from mixer.protocol.basics import Rect
from mixer.protocol.parse import to_json
from mixer.protocol.showfile import Canvas, Encoding, Layout, Overlay, Scene, Show, Slot, SoundSetting, Source
from tests.bench.descendants import cpu_seconds
from tests.bench.figure import Figure
from tests.bench.inputs import inputs

SECONDS = 20
ROUNDS, ROUNDS_AT_LEAST, ENOUGH_S = 5, 3, 240  # of pairs: five, unless three take long already
CELLS = [Rect((i % 3) / 3, 1 / 6 + (i // 3) / 3, 1 / 3, 1 / 3) for i in range(6)]
GRAPH_CELLS = "".join(f"[{i}:v]scale=640:360:flags=bicubic,setsar=1[c{i}];" for i in range(6))
GRAPH = (
    GRAPH_CELLS + "[c0][c1][c2][c3][c4][c5]xstack=inputs=6:layout=0_0|w0_0|w0+w1_0|0_h0|w0_h0|w0+w1_h0,"
    "pad=1920:1080:0:180[g];[g][6:v]overlay=1640:30[q];[q]{text}null[v];"
)
TEXT = "drawtext=text='Live line':x=60:y=960:fontsize=48:fontcolor=white,"
SOUND = "[0:a][1:a][2:a][3:a][4:a][5:a]amix=inputs=6[a]"
RATE_4M = ["-b:v", "4M", "-maxrate", "4M", "-bufsize", "8M"]


def the_show(text: bool, encoding: Encoding) -> Show:
    """The job as a show file, its files beside it."""
    logo = Overlay(
        "logo", "Logo", ImageOverlay("logo.png"), Rect(1640 / 1920, 30 / 1080, 240 / 1920, 120 / 1080), on=True
    )
    line = Overlay(
        "line", "Line", TextOverlay(style="plain", size=48 / 1080),
        Rect(60 / 1920, 1010 / 1080, 0.3, 0.1, "bottom-left"), {"title": "Live line"}, on=True,
    )  # fmt: skip
    quiet = SoundSetting(gain_db=-15.563, mode="on")
    return Show(
        name="Common job",
        canvas=Canvas(1920, 1080, "30"),
        encoding=encoding,
        sources=tuple(Source(f"s{i}", f"In {i}", MediaFile(f"in{i}.mp4", end="hold"), quiet) for i in range(1, 7)),
        layouts=(Layout("grid", "Grid", tuple(Slot(f"c{i}", rect) for i, rect in enumerate(CELLS, 1))),),
        scenes=(Scene("grid-scene", "Grid", "grid", {f"c{i}": f"s{i}" for i in range(1, 7)}),),
        overlays=(logo, line) if text else (logo,),
    )


def ours(folder: Path, text: bool, encoding: Encoding, out: str, seconds: float) -> list[str]:
    show = folder / f"{out}.json"
    show.write_text(json.dumps(to_json(the_show(text, encoding))))
    return [sys.executable, "-m", "mixer", "render", str(show), str(folder / out), "--seconds", str(seconds)]


def ffmpegs(folder: Path, text: bool, encoder: list[str], out: str, seconds: float) -> list[str]:
    graph = GRAPH.format(text=TEXT if text else "") + SOUND
    inputs = [word for i in range(1, 7) for word in ("-i", f"in{i}.mp4")]
    return [
        "ffmpeg", "-nostdin", "-loglevel", "error", "-y", *inputs, "-i", "logo.png", "-filter_complex", graph,
        "-map", "[v]", "-map", "[a]", "-r", "30", "-c:v", "libx264", *encoder,
        "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000", "-t", str(seconds), out,
    ]  # fmt: skip


def common_job_cpu_ratio() -> Iterator[Figure]:
    """CPU of ours over ffmpeg's, the median of paired rounds; same preset, bit rate, scaler and x264 threads.

    All descendants count, also those that outlive their parents.
    """
    encoder = ["-preset", "veryfast", *RATE_4M, "-g", "60"]
    with inputs(SECONDS) as folder:
        rounds: list[tuple[float, float]] = []
        began = time.monotonic()
        while len(rounds) < ROUNDS and (len(rounds) < ROUNDS_AT_LEAST or time.monotonic() - began < ENOUGH_S):
            theirs = cpu_seconds(ffmpegs(folder, True, encoder, "theirs.mkv", SECONDS), folder)
            mine = cpu_seconds(ours(folder, True, Encoding(), "ours.mp4", SECONDS), folder)
            rounds.append((mine, theirs))
        frames = frames_in(folder / "ours.mp4")
    ratios = sorted(mine / theirs for mine, theirs in rounds)
    about = {
        "pairs": len(rounds),
        "ours_cpu_s": [round(mine, 2) for mine, _ in rounds],
        "ffmpeg_cpu_s": [round(theirs, 2) for _, theirs in rounds],
        "frames": frames,
        "frames_expected": SECONDS * 30,
    }
    yield Figure("common_job_cpu_ratio", round(ratios[len(ratios) // 2], 3), "ratio", "< 1.0", about)


def common_job_psnr_db() -> Iterator[Figure]:
    """PSNR of our picture against ffmpeg's, both lossless and without the text line: the lowest plane, all frames."""
    seconds = 5
    lossless = replace(Encoding(), crf=0, preset="ultrafast")
    with inputs(seconds) as folder:
        cpu_seconds(ffmpegs(folder, False, ["-preset", "ultrafast", "-crf", "0"], "theirs.mkv", seconds), folder)
        cpu_seconds(ours(folder, False, lossless, "ours.mp4", seconds), folder)
        values = psnr(folder / "ours.mp4", folder / "theirs.mkv")
    about = {name: round(value, 2) for name, value in values.items()}
    yield Figure("common_job_psnr_db", round(min(values["y"], values["u"], values["v"]), 2), "dB", ">= 45", about)


def psnr(one: Path, other: Path) -> dict[str, float]:
    """PSNR in dB of each plane over all frames, and how many frames were compared."""
    errors, counts, frames = dict.fromkeys("yuv", 0.0), dict.fromkeys("yuv", 0), 0
    with av.open(str(one)) as first, av.open(str(other)) as second:
        for mine, theirs in zip(first.decode(video=0), second.decode(video=0), strict=False):
            frames += 1
            for name, a, b in zip("yuv", planes(mine), planes(theirs), strict=True):
                errors[name] += float(np.square(a.astype(np.int32) - b).sum())
                counts[name] += a.size
    return {name: 10 * np.log10(255**2 / max(errors[name] / counts[name], 1e-9)) for name in "yuv"} | {
        "frames": float(frames)
    }


def planes(frame: av.VideoFrame) -> list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    return [
        np.frombuffer(bytes(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        for plane in frame.planes
    ]


def frames_in(path: Path) -> int:
    with av.open(str(path)) as container:
        return sum(1 for packet in container.demux(video=0) if packet.size)
