"""Airings on their way into the as-run log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from studio.rundowns.models import AsRun


def row_of(show_id: str, airing: dict[str, Any]) -> AsRun:
    """An airing as `mixer.core.rundown` tells it, as a row."""
    same = ("rundown", "occurrence", "item", "planned_frame", "start_frame", "end_frame", "status")
    times = {name: datetime.fromisoformat(airing[f"{name}_utc"]) for name in ("planned", "start", "end")}
    return AsRun(
        show_id=show_id, rundown_name=airing["rundown_name"][:120], name=airing["name"][:200],
        note=airing["note"][:500], by=airing["by"][:200], **{name: airing[name] for name in same}, **times,
    )  # fmt: skip
