"""A scene and the layout it stands on, edited as one: to be called inside `edits.edit`."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from mixer.protocol.showfile import SceneSound
from studio.errors import FieldError, Invalid
from studio.shows import rows
from studio.shows.models import Layout, Scene, Show

Json = dict[str, Any]
OF_SCENES = ("name", "overlays", "background")


def arrange(show: Show, asked: Json) -> Scene:
    """Make `asked["scene"]`, or a new scene, what is asked. Raises Invalid or Refused.

    `layout` is another layout of the show to stand on; `slots` its places from now on, in full; with `own` a layout
    that other scenes stand on too is left to them, and the scene gets one of its own. `sources` says what is in
    each place, and `sound` what a take sets, both in full. Other scenes of a layout lose what it has no place for any
    more.
    """
    scene: Scene | None = rows.find(show, "scenes", asked["scene"]) if asked.get("scene") else None
    layout = _layout(show, scene, asked)
    values = {name: asked[name] for name in OF_SCENES if name in asked} | {"layout": layout.pk}
    if scene is None:
        _check_named(asked)
        more = {"slots": asked.get("sources", {}), "sound": asked.get("sound", {})}
        return _scene(rows.add(show, "scenes", values | more))
    if "sources" in asked:
        emptied = dict.fromkeys(scene.slots)
        values["slots"] = emptied | asked["sources"]
    if "sound" in asked:
        values["sound"] = _in_full(asked["sound"], scene)
    if "slots" in asked:
        _leave_lost_places(show, layout)
    return _scene(rows.change(show, "scenes", scene.pk, values))


def _scene(row: Any) -> Scene:
    """The row as the database has it now."""
    row.refresh_from_db()
    found: Scene = row
    return found


def _layout(show: Show, scene: Scene | None, asked: Json) -> Layout:
    """The layout to stand on: one of the show, changed or copied as asked, or a new one of these slots."""
    named = asked.get("layout") or (scene.layout if scene else "")
    found: Layout | None = rows.find(show, "layouts", named) if named else None
    if found is None or (asked.get("own") and _is_shared(show, found, scene)):
        slots = asked.get("slots") or (found.slots if found else None)
        if not slots:
            raise Invalid([FieldError("slots", "expected the places of a new layout, or `layout`, one of the show")])
        name = asked.get("layout_name") or asked.get("name") or (scene.name if scene else "")
        made: Layout = rows.add(show, "layouts", {"name": name or "Layout", "slots": slots})
        return made
    if "slots" in asked:
        changed: Layout = rows.change(show, "layouts", found.pk, {"slots": asked["slots"]})
        return changed
    return found


def _in_full(sound: Any, scene: Scene) -> Any:
    """What a take is to set, so that merging it into what was there leaves nothing of that. What is none is refused."""
    if not isinstance(sound, dict):
        return sound
    unsaid = dict.fromkeys(one.name for one in fields(SceneSound))
    said = {source: unsaid | parts if isinstance(parts, dict) else parts for source, parts in sound.items()}
    return dict.fromkeys(scene.sound) | said


def _is_shared(show: Show, layout: Layout, scene: Scene | None) -> bool:
    """Whether other scenes stand on a layout too."""
    return show.scenes.filter(layout=layout.pk).exclude(pk=scene.pk if scene else None).exists()


def _leave_lost_places(show: Show, layout: Layout) -> None:
    """The scenes on a layout leave behind what it has no slot for any more."""
    has = {slot["name"] for slot in layout.slots}
    for other in show.scenes.filter(layout=layout.pk):
        left = {slot: source for slot, source in other.slots.items() if slot in has}
        if left != other.slots:
            other.slots = left
            other.save(update_fields=["slots"])


def _check_named(asked: Json) -> None:
    if not asked.get("name"):
        raise Invalid([FieldError("name", "a new scene needs a name")])
