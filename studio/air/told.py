"""What others are told of a show, by kinds: a table from a kind to what of the show's state it says. Pure.

Each kind's state is an object with members that never come or go. `news` is what of it is new, each member whole, and
of a table by id only the rows that are, null for one that is gone; `fold` puts such news in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from studio.air.parts import EVENTS_KEPT

State = dict[str, Any]
Parts = dict[str, Any]
"""The parts of a show's state, as `studio.air.parts` names them."""

STANDBY = "standby"  # a source that is there for the show's standby alone
WAY = ("kind", "to", "start_frame", "frames", "held")
OVERLAY = ("on", "fields", "step", "previewed", "since_frame", "off_frame")
TRANSPORT = ("state", "position_s", "frame", "length_s", "ends_frame", "ready", "playback")
DECK = ("source", "page", "cued", "pages", "shown", "seen")
ITEM = ("item", "name", "start_frame", "end_frame", "utc")
DESTINATION = ("kind", "name", "on", "state", "since", "failures", "url")


@dataclass(frozen=True, slots=True)
class Kind:
    """`of` reads it from the parts named in `reads`; `tables` are the members that are tables by id."""

    name: str
    of: Callable[[Parts], State]
    reads: tuple[str, ...]
    tables: tuple[str, ...] = ()


def buses(parts: Parts) -> State:
    desk, show = parts.get("desk") or {}, parts.get("show") or {}
    running = desk.get("running")
    under_way = [running, *(desk.get("beneath") or ())] if running else []
    return {
        "program": desk.get("program"), "preview": desk.get("preview"),
        "on_program": seen_on([desk.get("program"), *(one["to"] for one in under_way)], show),
        "on_preview": seen_on([desk.get("preview")], show),
        "running": picked(running, WAY), "transition": desk.get("transition"), "ftb": desk.get("ftb"),
        "starting": desk.get("starting"), "changes_waiting": desk.get("changes_waiting"),
    }  # fmt: skip


def seen_on(on: Iterable[str | None], show: State) -> list[str]:
    """The sources that buses show; a bus has a scene, a source, or `black`."""
    scenes = {one["id"]: one.get("slots") or {} for one in show.get("scenes", ())}
    sources = {one["id"] for one in show.get("sources", ())}
    found: set[str] = set()
    for bus in on:
        found |= set(scenes[bus].values()) if bus in scenes else {bus} & sources if bus else set()
    return sorted(one for one in found if one)


def overlays(parts: Parts) -> State:
    rows = (parts.get("desk") or {}).get("overlays") or {}
    return {"overlays": {name: picked(row, OVERLAY) for name, row in rows.items()}}


def sound(parts: Parts) -> State:
    desk = parts.get("desk") or {}
    return {"sources": dict(desk.get("sound") or {}), "master": desk.get("master")}


def sources(parts: Parts) -> State:
    rows = (parts.get("status") or {}).get("sources") or {}
    return {"sources": {name: source(row) for name, row in rows.items() if is_shown(name)}}


def source(row: State) -> State:
    """How it is, in words that do not change with every frame."""
    step = (row.get("fallback") or {}).get("step", 0)
    return {"standing_in": step} | {name: row.get(name) for name in ("state", "sound", "width", "height")}


def is_shown(name: str) -> bool:
    """Whether a source is one that people know: not a page of an overlay."""
    return name != STANDBY and not name.startswith("overlay-")


def transport(parts: Parts) -> State:
    rows = (parts.get("desk") or {}).get("transports") or {}
    return {"sources": {name: picked(row, TRANSPORT) for name, row in rows.items()}}


def deck(parts: Parts) -> State:
    rows = (parts.get("desk") or {}).get("decks") or {}
    return {"decks": {name: picked(row, DECK) for name, row in rows.items()}}


def rundown(parts: Parts) -> State:
    told = parts.get("rundown") or {}
    following = [picked(one, ITEM) for one in told.get("next") or ()]
    said = {name: told.get(name) for name in ("rundown", "name", "state", "has_programme")}
    return said | {"now": picked(told.get("now"), ITEM), "next": following}


def schedule(parts: Parts) -> State:
    told = parts.get("schedule") or {}
    return {name: told.get(name) for name in ("next", "waiting", "hand")}


def recording(parts: Parts) -> State:
    told = parts.get("recording") or {}
    return {name: told.get(name) for name in ("on", "since", "id", "name")}


def destinations(parts: Parts) -> State:
    return {"destinations": {one["id"]: picked(one, DESTINATION) for one in parts.get("destinations") or ()}}


def captions(parts: Parts) -> State:
    told = parts.get("captions")
    return {"on": told is not None} | {name: (told or {}).get(name) for name in ("state", "visible")}


def macros(parts: Parts) -> State:
    return {"running": {one["id"]: picked(one, ("step", "steps")) for one in parts.get("macros") or ()}}


def show(parts: Parts) -> State:
    """The show that is played: names, and what stands where. Nothing of it is secret."""
    file = parts.get("show") or {}
    canvas, surface = file.get("canvas") or {}, file.get("surface") or {}
    return {
        "revision": parts.get("revision"), "name": file.get("name"),
        "rate": canvas.get("rate"), "width": canvas.get("width"), "height": canvas.get("height"),
        "sources": table(file.get("sources"), lambda one: {"kind": (one.get("input") or {}).get("kind")}),
        "scenes": table(file.get("scenes"), lambda one: {"layout": one.get("layout"), "slots": one.get("slots") or {}}),
        "layouts": table(file.get("layouts")),
        "overlays": table(file.get("overlays"), lambda one: {"kind": (one.get("content") or {}).get("kind")}),
        "macros": table(surface.get("macros")),
    }  # fmt: skip


def table(rows: Iterable[State] | None, more: Callable[[State], State] = lambda one: {}) -> State:
    """Rows of a show file by id, with their names and where in the list they stand."""
    known = [one for one in rows or () if is_shown(one["id"])]
    return {one["id"]: {"name": one.get("name"), "position": at} | more(one) for at, one in enumerate(known)}


def alerts(parts: Parts) -> State:
    rows = parts.get("alerts") or ()
    return {"alerts": {one["key"]: {name: part for name, part in one.items() if name != "key"} for one in rows}}


def log(parts: Parts) -> State:
    return {"events": list(parts.get("events") or ())[-EVENTS_KEPT:]}


def picked(row: State | None, names: Iterable[str]) -> State | None:
    return None if row is None else {name: row.get(name) for name in names}


KINDS = (
    Kind("buses", buses, ("desk", "show")),
    Kind("overlays", overlays, ("desk",), ("overlays",)),
    Kind("sound", sound, ("desk",), ("sources",)),
    Kind("sources", sources, ("status",), ("sources",)),
    Kind("transport", transport, ("desk",), ("sources",)),
    Kind("deck", deck, ("desk",), ("decks",)),
    Kind("rundown", rundown, ("rundown",)),
    Kind("schedule", schedule, ("schedule",)),
    Kind("recording", recording, ("recording",)),
    Kind("destinations", destinations, ("destinations",), ("destinations",)),
    Kind("captions", captions, ("captions",)),
    Kind("macros", macros, ("macros",), ("running",)),
    Kind("show", show, ("show", "revision"), ("sources", "scenes", "layouts", "overlays", "macros")),
    Kind("alerts", alerts, ("alerts",), ("alerts",)),
    Kind("log", log, ()),  # what happens is said as it happens
)
BY_NAME = {kind.name: kind for kind in KINDS}
MIXERS = tuple(BY_NAME)  # numbered by the show's mixer
STUDIOS = ("air", "messages", "presence")  # said by the web server, and not repeated
METERS = "meters"
USUAL = (*MIXERS, *STUDIOS)
ALL = (*USUAL, METERS)


def everything(parts: Parts) -> dict[str, State]:
    """The state of each kind that a mixer tells of."""
    return {kind.name: kind.of(parts) for kind in KINDS}


def touched_by(names: Iterable[str]) -> list[Kind]:
    """The kinds that may be others when these parts are."""
    changed = set(names)
    return [kind for kind in KINDS if changed.intersection(kind.reads)]


def news(kind: Kind, before: State, after: State) -> State:
    """What of `after` is new; empty where nothing is."""
    return {
        name: fresh_rows(before[name], value) if name in kind.tables else value
        for name, value in after.items()
        if before[name] != value
    }


def fresh_rows(before: State, after: State) -> State:
    fresh = {name: row for name, row in after.items() if name not in before or before[name] != row}
    return fresh | {name: None for name in before if name not in after}


def fold(kind: Kind, state: State, data: State) -> State:
    """The state after an event of this kind."""
    if "event" in data:
        return {"events": [*state["events"], data["event"]][-EVENTS_KEPT:]}
    fresh = {name: value for name, value in data.items() if name in state}  # a line of captions is in no state
    rows = {name: with_rows(state[name], fresh[name]) for name in kind.tables if name in fresh}
    return state | fresh | rows


def with_rows(rows: State, fresh: State) -> State:
    return {name: row for name, row in (rows | fresh).items() if row is not None}
