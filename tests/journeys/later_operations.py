"""Commands on one frame, on a frame to come, and planned, once each, for the journey through all of the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.waiting import until

if TYPE_CHECKING:
    from tests.journeys.test_every_operation import Director

PATIENCE_S = 60.0
SOON = 150  # frames: less than the engine holds a command for, more than a busy machine takes to ask
AN_HOUR = 108_000


def happens_on_frames(director: Director, voice: str, bars: str) -> None:
    """Two commands on one frame; one on a frame that is named; one that is planned for a frame, and two cancelled."""
    takes_bars, quieter = {"verb": "take", "scene": bars}, {"verb": "master", "gain_db": -6.0}
    both = director.command("batch", commands=[takes_bars, quieter])
    assert both["answers"] == [{"verb": one["verb"], "frame": both["frame"]} for one in (takes_bars, quieter)]
    wrong = {"commands": [quieter, {"verb": "take", "scene": "scn_nowhere"}]}
    refused = director.client.post(director.of_show("batch"), json=wrong)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (409, "commands.1")
    frame = now(director) + SOON
    assert director.command("take", scene=voice, on_frame=frame)["frame"] == frame
    until(lambda: director.status["desk"]["program"] == voice)
    brings_its_own_scene(director)
    director.command("take", scene=voice)
    is_planned(director, voice, bars)


def brings_its_own_scene(director: Director) -> None:
    source = director.get(director.of_show("sources"))["results"][0]["id"]
    corner = {"name": "corner", "rect": {"x": 0.5, "y": 0.5, "w": 0.5, "h": 0.5}}
    director.command("take", layout=[{"name": "whole"}, corner], sources={"corner": source}, background="#203040")
    desk = until(lambda: (now := director.status["desk"])["inline"] and now)
    assert desk["inline"][desk["program"]]["slots"] == {"corner": source} and not desk["changes_waiting"]


def is_planned(director: Director, voice: str, bars: str) -> None:
    frame, address = now(director) + 2 * SOON, director.of_show("planned")
    name = director.command("take", scene=bars, at_frame=frame)["planned"]
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    first = director.command("plan", command={"verb": "take", "scene": voice}, at=later)["planned"]
    second = director.command("start_recording", at_frame=frame + AN_HOUR)["planned"]
    assert [one["id"] for one in director.get(address)["results"]] == [name, first, second]
    director.command("cancel_planned", planned=first)
    director.delete(f"{address}/{second}")
    until(lambda: director.get(address)["results"] == [], "the plan to happen", seconds=PATIENCE_S)
    until(lambda: any(f"happened on frame {frame}" in one for one in told(director)), seconds=PATIENCE_S)
    assert director.status["desk"]["program"] == bars
    director.command("take", scene=voice)


def now(director: Director) -> int:
    return int(director.status["status"]["frame"])


def told(director: Director) -> list[Any]:
    return [one["text"] for one in director.get(director.of_show("events"))["results"]]
