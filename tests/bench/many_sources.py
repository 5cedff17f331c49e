"""What twenty-four sources cost while most of them sleep: memory, processor, and how soon one that slept is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from mixer.kinds.sources.file import MediaFile
from mixer.protocol.showfile import Canvas, Layout, Scene, Show, Slot, Source
from tests.bench.figure import Figure
from tests.bench.inputs import inputs
from tests.bench.on_air import OnAir, on_air

COUNTS, SETTLE_S, MEASURED_S = (6, 24), 10.0, 12.0  # what the engine says of its frames is of ten seconds
CLIP_S = 4
FIT_S = 60.0  # so long a busy machine is given to open them all


def many_sources() -> Iterator[Figure]:
    """Six 720p30 files, then twenty-four, with a console's tiles: one on program, one on preview."""
    with inputs(CLIP_S) as folder:
        folder.chmod(0o755)
        told = {count: measured(folder, count) for count in COUNTS}
    for count, about in told.items():
        yield Figure(f"sources_{count}_pss_mb", about.pop("pss_mb"), "MB", "told", about)
    few, many = (told[count]["frame_ms"] for count in COUNTS)
    about = {"frame_ms": [few, many], "load": os.getloadavg()[0]}
    yield Figure("sources_24_frame_ratio", round(many / few, 2), "times that of 6", "told", about)


def measured(folder: Path, count: int) -> dict[str, Any]:
    """What so many cost, once all of them have been opened."""
    with on_air(show_of(folder, count)) as air:
        air.control.send_json({"watch": {"tiles": True, "meters": True}})
        air.until(lambda status: all(one["state"] == "live" for one in status["sources"].values()), FIT_S)
        air.pause(SETTLE_S)
        before = cpu_of(air)
        air.pause(MEASURED_S)
        cores, status = (cpu_of(air) - before) / MEASURED_S, air.status
        frame_ms = status["frame_ms"]["p50"]
        return {
            **memory_of(air), "cpu_cores": round(cores, 2), "frame_ms": frame_ms, **status["decoding"],
            "late": status["late"], "load": os.getloadavg()[0],
        }  # fmt: skip


def show_of(folder: Path, count: int) -> Show:
    sources = tuple(
        Source(f"s{number}", f"Source {number}", MediaFile(str(folder / f"in{1 + number % 6}.mp4")))
        for number in range(count)
    )
    scenes = tuple(Scene(f"scene{number}", f"Scene {number}", "full", {"main": f"s{number}"}) for number in range(2))
    show = Show(name="Many", canvas=Canvas(1920, 1080, "30"), sources=sources)
    return replace(show, layouts=(Layout("full", "Full", (Slot("main"),)),), scenes=scenes)


def processes(air: OnAir) -> list[psutil.Process]:
    engine = psutil.Process(air.pid)
    return [engine, *engine.children(recursive=True)]


def cpu_of(air: OnAir) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in processes(air))


def memory_of(air: OnAir) -> dict[str, float]:
    """PSS shares out what several processes have in common; RSS counts it in each."""
    found = [one.memory_full_info() for one in processes(air)]
    return {
        "pss_mb": round(sum(one.pss for one in found) / 1e6),
        "rss_mb": round(sum(one.rss for one in found) / 1e6),
        "processes": len(found),
    }
