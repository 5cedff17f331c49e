"""Where frame numbers count from: kept beside the desk, so that they go on after a restart."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from mixer.core.clock import SECOND_NS, Timeline
from mixer.process import log
from mixer.protocol.files import write_whole


def boot_id() -> str:
    """Names this run of the machine: CLOCK_MONOTONIC starts anew with it."""
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text().strip() if path.exists() else ""


def timeline_for(
    path: Path | None,
    rate: Fraction,
    monotonic_ns: Callable[[], int] = time.monotonic_ns,
) -> Timeline:
    """The show's timeline on CLOCK_MONOTONIC; a first one, or one at another rate, begins at frame 0 or goes on."""
    now = monotonic_ns()
    known = read(path) if path else None
    if known is None:
        timeline = Timeline(rate, now)
    elif known["rate"] != str(rate):
        timeline = Timeline(rate, now, on_clock(known, now).frame_at(now) + 1)
    else:
        timeline = on_clock(known, now)
    if path:
        write(path, timeline)
    return timeline


def on_clock(known: dict[str, Any], now_ns: int) -> Timeline:
    """The stored timeline on today's monotonic clock."""
    anchor_ns = int(known["anchor_ns"])
    if known["boot"] != boot_id():
        anchor_ns = now_ns - int((time.time() - known["wall_s"]) * SECOND_NS)
    return Timeline(Fraction(known["rate"]), anchor_ns, int(known["anchor_frame"]))


def read(path: Path) -> dict[str, Any] | None:
    try:
        value = json.loads(path.read_text())
        return value if {"rate", "anchor_ns", "anchor_frame", "boot", "wall_s"} <= set(value) else None
    except (OSError, ValueError):
        return None


def write(path: Path, timeline: Timeline) -> None:
    wall_s = time.time() - (time.monotonic_ns() - timeline.anchor_ns) / SECOND_NS
    value = {
        "rate": str(timeline.rate), "anchor_ns": timeline.anchor_ns, "anchor_frame": timeline.anchor_frame,
        "boot": boot_id(), "wall_s": wall_s,
    }  # fmt: skip
    try:
        write_whole(path, json.dumps(value).encode())
    except OSError as error:  # a full disk costs the numbers after a restart, not the programme
        log.note(f"the epoch could not be kept: {error}")
