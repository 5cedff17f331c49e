"""Airings on their way into the as-run log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from studio.rundowns.models import AsRun
from studio.webhooks import outbox


def row_of(show_id: str, airing: dict[str, Any]) -> AsRun:
    """An airing as `mixer.core.rundown` tells it, as a row."""
    same = ("rundown", "occurrence", "item", "planned_frame", "start_frame", "end_frame", "status")
    times = {name: datetime.fromisoformat(airing[f"{name}_utc"]) for name in ("planned", "start", "end")}
    return AsRun(
        show_id=show_id, rundown_name=airing["rundown_name"][:120], name=airing["name"][:200],
        note=airing["note"][:500], by=airing["by"][:200], **{name: airing[name] for name in same}, **times,
    )  # fmt: skip


def told_to_webhooks(rows: list[AsRun]) -> None:
    """Have everybody told who asked for airings; of one show, in the transaction that keeps them."""
    same = ("rundown", "rundown_name", "occurrence", "item", "name", "status", "start_frame", "end_frame")
    told = [({n: getattr(row, n) for n in same} | {"start": row.start, "end": row.end}, row.end) for row in rows]
    outbox.keep_all("rundown.item_aired", told, rows[0].show_id)
