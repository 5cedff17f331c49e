"""Changes of the parts of a show: add, change, move, remove. To be called inside `edits.edit`."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models

from mixer.protocol.kinds import OVERLAYS, source_shown
from mixer.protocol.showfile import MAX_DESTINATIONS, MAX_LAYOUTS, MAX_OVERLAYS, MAX_SCENES, MAX_SOURCES
from studio.errors import FieldError, Invalid, Refused
from studio.people.secrets import sha256
from studio.shows import assets, destinations, fallbacks
from studio.shows.addresses import is_keyed as is_keyed
from studio.shows.compose import stored_input
from studio.shows.live_texts import check_fields, kept_fields, usual_fields
from studio.shows.models import Destination, Layout, Overlay, Scene, ScheduleEntry, Show, Source
from studio.shows.parts import completed

MAX_ENTRIES = 100  # of a show's schedule


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of row: its model, how many a show may have, and how to complete its JSON columns."""

    model: type[models.Model]
    most: int
    parts: dict[str, Callable[[Any], Any]]

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    def of(self, show: Show) -> Any:
        return self.model._default_manager.filter(show=show)


def _part(name: str) -> Callable[[Any], Any]:
    return lambda value: completed(name, value)


KINDS = {
    "sources": Kind(
        Source, MAX_SOURCES, {"input": stored_input, "sound": _part("sound"), "fallback": fallbacks.stored}
    ),
    "layouts": Kind(Layout, MAX_LAYOUTS, {"slots": _part("slots")}),
    "scenes": Kind(Scene, MAX_SCENES, {"sound": _part("scene_sound")}),
    "overlays": Kind(Overlay, MAX_OVERLAYS, {name: _part(name) for name in ("content", "rect", "enter", "leave")}),
    "destinations": Kind(Destination, MAX_DESTINATIONS, {"output": _part("output")}),
    "schedule": Kind(ScheduleEntry, MAX_ENTRIES, {}),
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "sources": {"sound": {}, "fallback": {}},
    "scenes": {"sound": {}},
    "overlays": {"enter": {}, "leave": {}},
}


def add(show: Show, plural: str, values: dict[str, Any]) -> Any:
    """A new row at the end, or at `position`. Raises Refused when the show has as many as it may."""
    kind = KINDS[plural]
    count = kind.of(show).count()
    if count >= kind.most:
        raise Refused(f"too_many_{plural}", f"A show has at most {kind.most} {plural}; remove one first.")
    given = {name: merge({}, value) for name, value in values.items() if value is not None}
    if plural == "overlays":
        given = {"rect": usual_rect(given.get("content")), **given}
    values = {**DEFAULTS.get(plural, {}), **given}
    position, secrets = values.pop("position", count), values.pop("secrets", None)
    whole = _completed(kind, values)
    if plural == "overlays":
        check_source(show, whole.get("content"))
        check_fields(whole.get("content"), values.get("fields", {}))
        whole["fields"] = usual_fields(whole.get("content")) | values.get("fields", {})
    if plural == "destinations":
        whole["sealed"] = destinations.resealed(None, whole["output"], secrets)
    row = kind.model(show=show, position=count, **whole)
    row.save()
    move(kind, row, position)
    return row


def change(show: Show, plural: str, pk: str, patch: dict[str, Any]) -> Any:
    """Merge `patch` into a row; None goes back to a default. Raises Refused with 404 when the show has no such row."""
    kind, row = KINDS[plural], find(show, plural, pk)
    position, secrets = patch.pop("position", None), patch.pop("secrets", None)
    merged = {
        name: default_of(plural, name, patch, row) if value is None else merge(getattr(row, name), value)
        for name, value in patch.items()
    }
    if isinstance(row, Scene):
        _drop_lost_slots(row, merged, patch)
    whole = _completed(kind, merged)
    if isinstance(row, Overlay):
        content = whole.get("content", row.content)
        check_source(show, content)
        check_fields(content, patch.get("fields") or {})
        if "content" in patch:
            whole["fields"] = usual_fields(content) | kept_fields(content, merged.get("fields", row.fields))
    if isinstance(row, Destination):
        whole["sealed"] = destinations.resealed(row, whole.get("output", row.output), secrets)
    for name, value in whole.items():
        setattr(row, name, value)
    if isinstance(row, Source) and not is_keyed(row.input):
        row.key_hash = ""
    row.save()
    if position is not None:
        move(kind, row, position)
    return row


def usual_rect(content: Any) -> dict[str, Any]:
    """Where an overlay stands that nobody has placed: its kind says it."""
    kind = OVERLAYS.get(str(content.get("kind"))) if isinstance(content, dict) else None
    return asdict((kind or OVERLAYS["text"]).rect)


def default_of(plural: str, name: str, patch: dict[str, Any], row: Any) -> Any:
    """What a field has that nobody has set."""
    if (plural, name) == ("overlays", "rect"):
        return usual_rect({**row.content, **(patch.get("content") or {})})
    defaults = DEFAULTS.get(plural, {})
    if name in defaults:
        return defaults[name]
    field: Any = KINDS[plural].model._meta.get_field(name)
    return field.get_default()


def check_source(show: Show, content: Any) -> None:
    """Raise Invalid for an overlay of a source that the show does not have."""
    name = source_shown(content)
    if name and not show.sources.filter(pk=name).exists():
        raise Invalid([FieldError("content.source", f"expected a source of this show, found {name!r:.70}")])


def remove(show: Show, plural: str, pk: str) -> None:
    """Take a row away, out of every scene and out of the show's start.

    Refused: a layout that scenes stand on, and a source that an overlay shows.
    """
    row = find(show, plural, pk)
    scenes = list(show.scenes.all())
    if plural == "sources" and (
        shown_by := [one.name for one in show.overlays.all() if source_shown(one.content) == pk]
    ):
        raise Refused("source_in_use", f"The source {row.name} is shown by the overlay {', '.join(shown_by)}.")
    if plural == "layouts" and (users := [scene.name for scene in scenes if scene.layout == pk]):
        raise Refused("layout_in_use", f"The layout {row.name} is used by: {', '.join(users)}.")
    row.delete()
    if show.start.get("scene") == pk:
        show.start = {**show.start, "scene": ""}
    if pk in show.standby.values():
        show.standby = {}
    if plural == "sources":
        _let_go(show, pk)
    for scene in scenes:
        scene.slots = {slot: source for slot, source in scene.slots.items() if source != pk}
        scene.overlays = [overlay for overlay in scene.overlays if overlay != pk]
        if plural in ("sources", "overlays"):
            scene.save()
    _number(list(KINDS[plural].of(show)))


def _let_go(show: Show, source: str) -> None:
    """A source that goes stands in for no other any more."""
    for other in show.sources.exclude(fallback={}):
        left = fallbacks.without(other.fallback, source)
        if left != other.fallback:
            other.fallback = left
            other.save(update_fields=["fallback"])


def find(show: Show, plural: str, pk: str) -> Any:
    row = KINDS[plural].of(show).filter(pk=pk).first()
    if row is None:
        raise Refused("not_found", f"This show has no {KINDS[plural].name} {pk}.", status=404)
    return row


def move(kind: Kind, row: Any, position: int) -> None:
    """Put a row at `position`, counted from 0; the others make room."""
    others = list(kind.of(row.show).exclude(pk=row.pk).only("position"))  # of a hundred rundowns no items
    others.insert(max(0, position), row)
    _number(others)


def _number(rows: list[Any]) -> None:
    for number, row in enumerate(rows):
        if row.position != number:
            row.position = number
            row.save(update_fields=["position"])


def merge(old: Any, patch: Any) -> Any:
    """JSON merge patch (RFC 7396). What changes its kind starts from its defaults."""
    if not isinstance(patch, dict):
        return patch
    if not isinstance(old, dict) or patch.get("kind", old.get("kind")) != old.get("kind"):
        old = {}
    patched = {key: merge(old.get(key), value) for key, value in patch.items() if value is not None}
    return {**{key: value for key, value in old.items() if key not in patch}, **patched}


def _drop_lost_slots(scene: Scene, merged: dict[str, Any], patch: dict[str, Any]) -> None:
    """A scene that moves to another layout leaves behind what the new one has no slot for."""
    layout = Layout.objects.filter(show=scene.show_id, pk=merged.get("layout")).first()
    if layout is None or layout.pk == scene.layout:
        return
    has = {slot["name"] for slot in layout.slots} | set(patch.get("slots", {}))
    merged["slots"] = {slot: source for slot, source in merged.get("slots", scene.slots).items() if slot in has}


def _completed(kind: Kind, values: dict[str, Any]) -> dict[str, Any]:
    """The values with JSON columns completed. Raises Invalid with all their errors together."""
    errors: list[FieldError] = []
    code = "invalid"
    done = dict(values)
    for name, complete in kind.parts.items():
        if name not in values:
            continue
        try:
            done[name] = complete(values[name])
            assets.check(name, done[name])
            done[name] = assets.described(done[name]) if name == "content" else done[name]
        except Invalid as invalid:
            errors += invalid.errors
            code = invalid.code
    if errors:
        raise Invalid(errors, code)
    return done


# -- stream keys -----------------------------------------------------------------------------------


def lacks_key(source: Source) -> bool:
    """Whether a push source has no key that an encoder could come with."""
    return is_keyed(source.input) and not source.key_hash


def fresh_key(source: Source) -> str:
    """Give a push source a new key and return what an encoder's stream key field wants; the old one ends here."""
    if not is_keyed(source.input):
        raise Refused("not_a_push_source", f"{source.name} is not pushed to us, so it has no stream key.")
    key = f"key_{secrets.token_urlsafe(24)}"
    set_key(source, key)
    return f"{source.pk}?key={key}"


def set_key(source: Source, key: str) -> None:
    source.key_hash = sha256(key)
    source.save(update_fields=["key_hash"])


def may_publish(source_id: str, key: str) -> bool:
    """Whether this key opens this push source. Anything unclear is a no."""
    source = Source.objects.filter(pk=source_id).first()
    if source is None or not key or not source.key_hash or not is_keyed(source.input):
        return False
    return hmac.compare_digest(source.key_hash, sha256(key))
