"""How a source is, in figures, for whoever looks after it. Pure."""

from __future__ import annotations

import math
from typing import Any

from mixer.feed.messages import Vitals


def health_of(vitals: Vitals | None, age_ms: int | None, lives: int) -> dict[str, Any]:
    """What its worker told last, the age of the picture on show and how often it was lost and found; None: not known.

    `fps` and `kbps` are what comes in; the seconds are for how long it has been black, frozen, silent.
    """
    told = {"age_ms": age_ms, "reconnects": max(0, lives - 1)}
    if vitals is None:
        return told
    lasting = {name: round(getattr(vitals, name), 1) for name in ("black_s", "frozen_s", "silent_s")}
    return told | {"fps": known(vitals.fps), "kbps": known(vitals.kbps), "late": vitals.late} | lasting


def known(value: float) -> float | None:
    return round(value, 1) if math.isfinite(value) else None
