"""Items of compiled rundowns for the figures: files that are numbered, stills, test signals."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from tests.bench.mixed_files import Mixed
from tests.mixer.clips import SIZE

Compiled = dict[str, Any]
FULL = {"id": "full", "name": "Full", "slots": [{"name": "main"}]}

# What a thousand items are made of: every rate that the mixer is told to bring to its own, short and small.
SMALL_FILES = (
    Mixed(1, SIZE), Mixed(1.2, SIZE, "25"), Mixed(1.04, SIZE, "25", 44_100), Mixed(1, SIZE, "24"),
    Mixed(1.1, SIZE, "30000/1001"), Mixed(1.5, SIZE, "50", 44_100), Mixed(1, SIZE, "60", 0), Mixed(1.3, SIZE, "10"),
    Mixed(1.6, SIZE, "15"), Mixed(1.7, SIZE, "24000/1001"), Mixed(2, SIZE, "30"), Mixed(1.4, None, sound=44_100),
)  # fmt: skip


def item(source: dict[str, Any], *, ends: bool = True, slots: bool = True, **parts: Any) -> Compiled:
    """A line as the studio compiles it. `ends`: its source says when it is over, or begins anew with each airing."""
    show = {
        "name": "Item",
        "sources": [{"id": "it", "name": "It", **source}],
        "layouts": [FULL],
        "scenes": [{"id": "alone", "name": "Alone", "layout": "full", "slots": {"main": "it"} if slots else {}}],
    }
    plain: Compiled = {"length_s": None, "repeat": 1, "duration_s": None, "mode": "follow", "starts": [], "late_s": 0.0,
             "transition_ms": 0}  # fmt: skip
    return plain | {"content": {"show": show, "scene": "alone", "source": "it" if ends else ""}} | parts


def file(path: Path, mixed: Mixed, **parts: Any) -> Compiled:
    """A file; sound alone is heard over black."""
    end = "hold" if parts.get("repeat", 1) == 1 else "loop"
    media = {"kind": "file", "path": str(path), "end": end, "on_take": "play"}
    sound = {"sound": {"mode": "on"}} if mixed.size is None else {}
    return item({"input": media, **sound}, slots=mixed.size is not None, length_s=length_s(mixed), **parts)


def length_s(mixed: Mixed) -> float:
    """As long as its pictures; what has none, as long as its sound."""
    return float(mixed.pictures / Fraction(mixed.rate)) if mixed.size else mixed.seconds


def still(path: Path, seconds: float, **parts: Any) -> Compiled:
    return item({"input": {"kind": "image", "path": str(path)}}, duration_s=seconds, **parts)


def signal(seconds: float | None, **parts: Any) -> Compiled:
    """A scene with a test signal in it, for a time; None: until something ends it."""
    ends = {"repeat": 0} if seconds is None else {"duration_s": seconds}
    return item({"input": {"kind": "test", "pattern": "waves"}}, ends=False, **ends, **parts)


def picture(path: Path) -> Path:
    """A still of one colour. Its counter, for who reads one from it, says 0."""
    av.VideoFrame.from_ndarray(np.full((SIZE[1], SIZE[0], 3), 40, np.uint8), "rgb24").save(str(path))
    return path


def compiled(items: dict[str, Compiled], **parts: Any) -> Compiled:
    """A rundown of these, in their order, without those that are fillers."""
    fillers = list(parts.get("fillers", ()))
    order = [name for name in items if name not in fillers]
    return {"id": "run", "name": "Run", "revision": 1, "zone": "UTC", "rounds": 1, "fillers": fillers, "order": order,
            "items": items} | parts  # fmt: skip
