"""What of a stored show is on program, as its mixer keeps it: that is not deleted before something else was taken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from mixer.protocol.kinds import source_shown
from studio.air.processes.show_paths import paths_of
from studio.errors import Refused
from studio.shows.models import Show

Json = dict[str, Any]
IN_PICTURE = "is on program: take something else first"
OVER_ALL = "is on over the programme: turn it off first"
AS_OVERLAY = "is on over the programme as an overlay: turn that off first"
HEARD = "is heard whatever is on program: have it follow the picture first, or mute it"


class Used(NamedTuple):
    """A part of a show that program needs, and what to do before it can go."""

    plural: str
    id: str
    why: str


def refuse_gone(show: Show, before: Json, after: Json) -> None:
    """Raise Refused where an edit takes away what is on program; `before` and `after` are rows by kind and id."""
    gone = {
        (plural, pk) for plural in ("scenes", "sources", "overlays") for pk in before[plural].keys() - after[plural]
    }
    if not (gone and show.wanted):
        return
    for one in on_program(show.pk):
        if (one.plural, one.id) in gone:
            name = before[one.plural][one.id]["name"]
            raise Refused("on_program", f"{name} {one.why}. Nothing was changed.")


def on_program(show_id: str) -> list[Used]:
    """Everything a show on air has on program, by the files its mixer keeps; nothing where none plays it."""
    paths = paths_of(show_id)
    try:
        if not paths.run.exists():
            return []
        desk, parts = (json.loads(path.read_text()) for path in (paths.desk_file, paths.pinned_file))
        return list(used(desk, parts))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return []


def used(desk: Json, parts: list[Json]) -> Iterator[Used]:
    """What the sides of program are made of. Pure; `parts` are those that play, each as a show file by its bus."""
    on = {name for name, state in desk.get("overlays", {}).items() if state.get("on")}
    for part in parts:
        yield from _in_picture(part["bus"], part["show"], desk.get("standing_in", {}))
        for overlay in part["show"]["overlays"]:
            if overlay["id"] in on and (source := source_shown(overlay["content"])):
                yield Used("sources", source, AS_OVERLAY)
    yield from (Used("overlays", name, OVER_ALL) for name in sorted(on))
    for name, sound in desk.get("sound", {}).items():
        if sound.get("mode") == "on" and not sound.get("mute"):
            yield Used("sources", name, HEARD)


def _in_picture(bus: str, show: Json, standing_in: Json) -> Iterator[Used]:
    """A scene with its sources and overlays, or a source that stands alone; and what shows in a source's place."""
    scene = next((one for one in show["scenes"] if one["id"] == bus), None)
    seen = {bus}
    if scene:
        yield Used("scenes", bus, IN_PICTURE)
        graphics = [one for one in show["overlays"] if one["id"] in scene["overlays"]]
        yield from (Used("overlays", one["id"], IN_PICTURE) for one in graphics)
        seen = {*scene["slots"].values(), *(source_shown(one["content"]) for one in graphics)}
    for source in (one for one in show["sources"] if one["id"] in seen):
        yield Used("sources", source["id"], IN_PICTURE)
        if shown := _in_its_place(source, standing_in):
            yield Used("sources", shown, IN_PICTURE)


def _in_its_place(source: Json, standing_in: Json) -> str:
    """The source of the show that stands in for one now; empty where none does."""
    number = standing_in.get(source["id"], {}).get("step", 0)
    steps = source.get("fallback", {}).get("steps", ())
    return str(steps[number - 1].get("source", "")) if 0 < number <= len(steps) else ""
