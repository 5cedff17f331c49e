"""What a view is told of its show: no more than it shows. Pure."""

from __future__ import annotations

from typing import Any

from mixer.protocol.counters import COUNTING, goal_of

State = dict[str, Any]

WHO_HAS_BUSES = ("multiview", "tally", "countdown", "floor")
DESK = ("frame", "program", "preview", "running", "beneath", "starting", "ftb", "transports")
TALLY_DESK = ("program", "preview", "running", "beneath", "starting", "ftb")
WAY = ("kind", "to", "start_frame", "frames", "held")  # of a transition: never what it changes
ITEM = ("item", "name", "start_frame", "end_frame", "utc")


def told(kind: str, source: str, up: bool, known: State, stored: State | None, beside: State) -> State:
    """The parts that a view of this kind is told, each whole.

    `known` is what the mixer tells, `stored` the show file, `beside` what else there is: `air`, `messages`, and the
    `time` in seconds since 1970.
    """
    file = stored or {}
    parts: State = {
        "link": "up" if up else "down", "air": beside["air"], "messages": beside["messages"],
        "show": show_of(file, kind, source), "recording": recording_of(known) if up else None,
    }  # fmt: skip
    if kind in WHO_HAS_BUSES:
        desk = known.get("desk") or {}
        parts["desk"] = desk_of(desk, file, kind, beside["time"]) | inline_of(desk, source, kind) if up else None
    if kind in ("countdown", "floor", "multiview"):
        parts["rundown"] = rundown_of(known.get("rundown")) if up else None
    if kind == "multiview":
        parts["signals"] = signals_of(known.get("status")) if up else {}
    return parts


def show_of(file: State, kind: str, source: str) -> State:
    """Names, and which sources stand in which scene; of a tally only what concerns its source."""
    one = kind == "tally"
    sources = [named(part) for part in file.get("sources", ()) if not one or part["id"] == source]
    scenes = [] if kind == "clock" else [scene_of(part, source if one else "") for part in file.get("scenes", ())]
    return {
        "name": file.get("name", ""), "canvas": {"rate": (file.get("canvas") or {}).get("rate", "30")},
        "sources": [] if kind == "clock" else sources, "scenes": scenes, "overlays": counters_of(file, kind),
    }  # fmt: skip


def named(part: State) -> State:
    return {"id": part["id"], "name": part["name"]}


def scene_of(scene: State, source: str) -> State:
    """Its name and slots; for the tally of a `source` the slots that this one stands in, and no name."""
    slots = {slot: held for slot, held in (scene.get("slots") or {}).items() if not source or held == source}
    return {"id": scene["id"], "name": "" if source else scene["name"], "slots": slots}


def counters_of(file: State, kind: str) -> list[State]:
    """The overlays that count."""
    if kind not in ("countdown", "floor"):
        return []
    return [{**named(one), "kind": one["content"]["kind"]} for one in counting_in(file)]


def counting_in(file: State) -> list[State]:
    return [one for one in file.get("overlays", ()) if (one.get("content") or {}).get("kind") in COUNTING]


def desk_of(desk: State, file: State, kind: str, wall_s: float) -> State:
    """Who is on which bus; and for those who count, where files and counters stand."""
    desk = desk | {
        "running": way_of(desk.get("running")),
        "beneath": [way_of(one) for one in desk.get("beneath") or ()],
    }
    if kind == "tally":
        return {name: desk.get(name) for name in TALLY_DESK}
    rows, states = counting_in(file) if kind in ("countdown", "floor") else [], desk.get("overlays") or {}
    overlays = {row["id"]: counting(states[row["id"]], row, wall_s) for row in rows if row["id"] in states}
    return {name: desk.get(name) for name in DESK} | {"overlays": overlays}


def inline_of(desk: State, source: str, kind: str) -> State:
    """The slots of scenes that came with their take; of a tally only those that its source stands in."""
    told = {
        name: {"slots": scene_of({"id": name, "name": "", **one}, source if kind == "tally" else "")["slots"]}
        for name, one in (desk.get("inline") or {}).items()
    }
    return {"inline": told} if told else {}


def way_of(transition: State | None) -> State | None:
    """Where a transition under way goes, and how far it is."""
    return None if transition is None else {name: transition[name] for name in WAY if name in transition}


def counting(state: State, overlay: State, wall_s: float) -> State:
    """Where a counter stands and what it counts to. Never its texts."""
    goal = goal_of(overlay, state.get("fields") or {}, wall_s)
    return {"on": bool(state.get("on")), "counter": state.get("counter"), **goal}


def rundown_of(rundown: State | None) -> State | None:
    """What plays, what comes and when: names and frames."""
    if rundown is None:
        return None
    said = {name: rundown.get(name) for name in ("name", "state", "has_programme")}
    now, fixed = (picked(rundown.get(name)) for name in ("now", "fixed"))
    return {**said, "now": now, "next": [picked(one) for one in (rundown.get("next") or ())[:2]], "fixed": fixed}


def picked(item: State | None) -> State | None:
    return None if item is None else {name: item[name] for name in ITEM if name in item}


def recording_of(known: State) -> State:
    """Whether it is recorded, and since when; never where to."""
    recording = known.get("recording") or {}
    return {"on": bool(recording.get("on")), "since": recording.get("since")}


def signals_of(status: State | None) -> State:
    """How each source is, in one word. What is said of it at length may name addresses."""
    sources = (status or {}).get("sources") or {}
    return {name: one.get("state", "") for name, one in sources.items()}
