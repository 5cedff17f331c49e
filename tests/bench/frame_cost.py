"""What a frame costs the engine's own thread: six 720p30 files into 1080p30, a console's wishes, and transitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mixer.kinds.overlays.image import ImageOverlay
from mixer.kinds.sources.file import MediaFile
from mixer.protocol.showfile import Encoding, Show
from tests.bench.common_job import the_show
from tests.bench.figure import Figure
from tests.bench.inputs import inputs
from tests.bench.on_air import OnAir, Viewer, on_air

SETTLE_S, WINDOW_S, WINDOWS = 8, 10.5, 3  # a window is what the engine's numbers are of
MIX_MS, MIXES = 1000, 12


def frame_python_ms() -> Iterator[Figure]:
    """The median of a frame's thread time; tiles and meters are watched, the session is logged, as with a console."""
    with inputs(20) as folder, on_air(looping(folder)) as air:
        viewer = Viewer(air.socket)
        air.control.send_json({"watch": {"tiles": True, "meters": True, "log": 1}})
        air.pause(SETTLE_S)
        plain = [window(air) for _ in range(WINDOWS)]
        mix(air)
        late = air.status["late"]
        viewer.close()
    about = {
        "p99": max(one["p99"] for one in plain), "p50_of_10_s": [one["p50"] for one in plain],
        "mix_p50": air.status["frame_ms"]["mix_p50"], "mix_p99": air.status["frame_ms"]["mix_p99"],
        "late": late, "goals": "p99 <= 4, in a mix <= 7",
    }  # fmt: skip
    yield Figure("frame_python_ms", sorted(one["p50"] for one in plain)[WINDOWS // 2], "ms", "<= 2", about)


def looping(folder: Path) -> Show:
    """The common job's show of what is in this folder, without an end."""
    show = the_show(True, Encoding())
    sources = tuple(
        replace(one, input=MediaFile(str(folder / f"in{number}.mp4"))) for number, one in enumerate(show.sources, 1)
    )
    logo = replace(show.overlays[0], content=ImageOverlay(str(folder / "logo.png")))
    return replace(show, sources=sources, overlays=(logo, *show.overlays[1:]))


def window(air: OnAir) -> dict[str, float]:
    """What the engine says of the ten seconds that now pass."""
    air.pause(WINDOW_S)
    return dict(air.status["frame_ms"])


def mix(air: OnAir) -> None:
    """From the grid to a source and back, again and again."""
    for number in range(MIXES):
        scene = ("s1", "grid-scene")[number % 2]
        air.do(verb="take", scene=scene, transition={"kind": "mix", "duration_ms": MIX_MS})
        air.pause(MIX_MS / 1000 + 0.3)
    air.pause(1.2)  # until the next status
