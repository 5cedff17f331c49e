"""What sources cost that nobody looks at: one file full-screen on program, five beside it, no console."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import psutil

from mixer.protocol.showfile import SoundSetting
from tests.bench.figure import Figure
from tests.bench.frame_cost import looping
from tests.bench.inputs import inputs
from tests.bench.memory import role
from tests.bench.on_air import on_air

ON_PROGRAM = "s1"
SETTLE_S, SECONDS = 10, 30
ENCODER = "tally encoder"


def idle_sources_cpu_cores() -> Iterator[Figure]:
    """CPU of everything but the encoder, in cores; a 720p30 file full-screen in 1080p30 is on program."""
    with inputs(20) as folder:
        show = looping(folder)
        sources = tuple(replace(one, sound=SoundSetting()) for one in show.sources)
        with on_air(replace(show, sources=sources, overlays=())) as air:
            air.do(verb="take", scene=ON_PROGRAM)
            air.do(verb="preview", scene="black")
            air.pause(SETTLE_S)
            before = spent(air.pid)
            air.pause(SECONDS)
            after = spent(air.pid)
    cores = {name: round((after[name] - before[name]) / SECONDS, 3) for name in sorted(after)}
    encoder = cores.pop("encoder", 0.0)
    about = {"by_process": cores, "encoder": encoder, "seconds": SECONDS}
    yield Figure("idle_sources_cpu_cores", round(sum(cores.values()), 2), "cores", "<= 0.4", about)


def spent(engine: int) -> Counter[str]:
    """CPU seconds of the engine and its children so far, by what they are."""
    found: Counter[str] = Counter()
    process = psutil.Process(engine)
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            found[named(one)] += sum(one.cpu_times()[:2])  # type: ignore[assignment]
    return found


def named(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    if words.startswith(ENCODER):
        return "encoder"
    if role(process) != "sources":
        return role(process)
    return "source on program" if f" {ON_PROGRAM}." in words else "five idle sources"
