"""Every operation on the schedule of a show, once, for the journey through all of the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.waiting import until

if TYPE_CHECKING:
    from tests.journeys.test_every_operation import Director

PATIENCE_S = 60.0


def is_scheduled(director: Director) -> None:
    """An entry is made, changed and removed; on air what comes is left out, or agreed to while it is near."""
    address = director.of_show("schedule")
    gone = director.post(address, {"do": "stop", **in_seconds(86_400)})["id"]
    assert director.patch(f"{address}/{gone}", {"name": "Late"})["name"] == "Late"
    assert director.get(f"{address}/{gone}")["name"] == "Late"
    later = director.post(address, {"do": "standby", **in_seconds(3600)})["id"]
    assert [one["id"] for one in director.get(address)["results"]] == [gone, later]
    director.command("schedule_skip", occurrence=coming(director, later))
    assert coming(director, gone)
    near = director.post(address, {"do": "standby", **in_seconds(50)})["id"]
    occurrence = coming(director, near)
    director.command("schedule_now", occurrence=occurrence)
    assert director.status["schedule"]["agreed"] == occurrence
    for entry in (near, later, gone):
        director.delete(f"{address}/{entry}")
    until(lambda: director.status["schedule"] is None, "an empty schedule", seconds=PATIENCE_S)


def in_seconds(seconds: float) -> dict[str, str]:
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    return {"at": at.replace(tzinfo=None).isoformat(timespec="seconds"), "zone": "UTC"}


def coming(director: Director, entry: str) -> str:
    """The occurrence of an entry, once that is what comes next."""

    def first() -> Any:
        schedule = director.status["schedule"] or {"next": []}
        return next((one["occurrence"] for one in schedule["next"][:1] if one["entry"] == entry), None)

    return str(until(first, "the entry to come next", seconds=PATIENCE_S))
