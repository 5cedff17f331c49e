"""A show as OBS would tell of it. Pure: what is stored and what the mixer says come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mixer.protocol.kinds import TRANSITIONS
from studio.obs.levels import SILENT_DB
from studio.obs.names import Named, unique

SCENE, INPUT, OVERLAY, FULL = "scene", "input", "overlay", "full"
BLACK, STANDBY = "black", "standby"  # on a bus; a source that is there for the show's standby alone
NO_RECORDING: Mapping[str, Any] = {"on": False, "since": None, "id": "", "name": ""}


@dataclass(frozen=True, slots=True)
class Sound:
    """How an input is heard; the fader's decibels."""

    gain_db: float = 0.0
    mute: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """A transition under way, and since which frame; `held` is where a T-bar stands, or None."""

    kind: str
    since_frame: int
    frames: int
    held: float | None


@dataclass(frozen=True, slots=True)
class ObsState:
    """`scenes` in the show's order: its scenes, its sources full-frame, and black. `program` and `preview` are ids.

    Off air nobody knows them: they are empty, and `transition` is what a show begins with.
    """

    up: bool = False
    show_name: str = ""
    scenes: tuple[Named, ...] = ()
    inputs: tuple[Named, ...] = ()
    overlays: tuple[Named, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)  # of inputs, by id
    sounds: Mapping[str, Sound] = field(default_factory=dict)
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the inputs in a scene, bottom to top
    shown: Mapping[str, bool] = field(default_factory=dict)  # overlays that are on
    program: str = ""
    preview: str = ""
    transition: str = "cut"
    duration_ms: int = 0
    running: Running | None = None
    recording: bool = False
    recorded: str = ""  # the name of the recording
    streaming: bool = False
    reconnecting: bool = False
    canvas: Mapping[str, Any] = field(default_factory=dict)

    def scene_name(self, id: str) -> str | None:
        """What a scene is called; of one that is on air but in the show no more, its id; None of nothing."""
        return next((one.name for one in self.scenes if one.id == id), id or None)

    def scene_uuid(self, id: str) -> str | None:
        return Named(SCENE, id, "").uuid if id else None


def stored_of(show: dict[str, Any] | None) -> ObsState:
    """What the show file says, as it is stored: the same until the show is edited."""
    show = show or {}
    sources = [one for one in show.get("sources", []) if one["id"] != STANDBY]
    overlays = show.get("overlays", [])
    named = unique(
        [
            *(Named(SCENE, one["id"], one["name"]) for one in show.get("scenes", [])),
            *(Named(INPUT, one["id"], one["name"]) for one in sources),
            *(Named(OVERLAY, one["id"], one["name"]) for one in overlays),
            *(Named(FULL, one["id"], f"{one['name']} (full frame)") for one in sources),
            Named(FULL, BLACK, "Black"),
        ]
    )
    return ObsState(
        show_name=str(show.get("name", "")),
        scenes=tuple(Named(SCENE, one.id, one.name) for one in named if one.kind in (SCENE, FULL)),
        inputs=tuple(one for one in named if one.kind == INPUT),
        overlays=tuple(one for one in named if one.kind == OVERLAY),
        kinds={one["id"]: str(one["input"].get("kind", "")) for one in sources},
        sounds={one["id"]: _sound(one.get("sound") or {}) for one in sources},
        items=_items(show, sources),
        shown=dict.fromkeys((one["id"] for one in overlays), False),
        canvas=show.get("canvas") or {},
    )


def state_of(stored: ObsState, told: dict[str, Any], up: bool, wanted: bool) -> ObsState:
    """`told`: what the mixer said last, and whether that still holds (`up`)."""
    if not up:
        return replace(stored, reconnecting=wanted)
    desk, recording = told.get("desk") or {}, told.get("recording") or NO_RECORDING
    transition, heard, switched = (desk.get(part) or {} for part in ("transition", "sound", "overlays"))
    program, preview = _buses(desk)
    return replace(
        stored,
        up=True,
        sounds={id: _sound(heard[id]) if id in heard else sound for id, sound in stored.sounds.items()},
        shown={id: bool((switched.get(id) or {}).get("on", False)) for id in stored.shown},
        program=program,
        preview=preview,
        transition=str(transition.get("kind", "cut")),
        duration_ms=int(transition.get("duration_ms", 0)),
        running=_running(desk),
        recording=bool(recording.get("on")),
        recorded=str(recording.get("name", "")),
        streaming=not told.get("rehearsing"),
    )


def _buses(desk: dict[str, Any]) -> tuple[str, str]:
    """Program and preview, as OBS has them: what a transition goes to is on program from its begin.

    One that a hand holds may go back yet: until it is let go, program is what it was.
    """
    program, preview = str(desk.get("program", "")), str(desk.get("preview", ""))
    running = desk.get("running") or {}
    if not running or running.get("held") is not None:
        return program, preview
    then = running.get("then")
    return str(running["to"]), str(program if then is None else then)


def _running(desk: dict[str, Any]) -> Running | None:
    running = desk.get("running")
    if not running:
        return None
    return Running(str(running["kind"]), running["start_frame"], running["frames"], running.get("held"))


def _sound(told: dict[str, Any]) -> Sound:
    return Sound(max(SILENT_DB, float(told.get("gain_db", 0.0))), bool(told.get("mute", False)))


def _items(show: dict[str, Any], sources: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    known = {one["id"] for one in sources}
    slots = {one["id"]: [slot["name"] for slot in one["slots"]] for one in show.get("layouts", [])}
    filled = {
        scene["id"]: (scene["slots"].get(slot, "") for slot in slots.get(scene["layout"], ()))
        for scene in show.get("scenes", [])
    }
    return {scene: tuple(one for one in ids if one in known) for scene, ids in filled.items()} | {
        one: (one,) for one in known
    }


def transition_name(kind: str) -> str:
    """What a kind of transition is called: its label, which is English and unique."""
    return TRANSITIONS[kind].label if kind in TRANSITIONS else kind


def transition_kind(name: str) -> str | None:
    """The kind of that name, or None."""
    return next((kind for kind, one in TRANSITIONS.items() if one.label == name), None)
