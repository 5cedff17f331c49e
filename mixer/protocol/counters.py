"""What overlays count to, for whoever shows the same time elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mixer.kinds.overlays import OVERLAYS
from mixer.protocol.parse import read_overlay

COUNTING = frozenset(name for name, kind in OVERLAYS.items() if kind.goal)
"""The kinds that count."""


def goal_of(overlay: dict[str, Any], fields: Mapping[str, str], wall_s: float) -> dict[str, Any]:
    """What an overlay of a show file that counts counts to, with live texts and at a time of day, in plain values.

    `up`; `from_s` a length, or `at_s` a moment in seconds since 1970; `over`: whether it goes over its end.
    """
    known = read_overlay(overlay)
    goal = OVERLAYS[known.content.kind].goal
    if goal is None:
        raise ValueError(f"expected an overlay that counts, found {known.content.kind}")
    found = goal(known.content, {**known.fields, **fields}, wall_s)
    return found._asdict() | {"at_s": None if found.at_s is None else round(found.at_s)}
