"""What an item shows: a part of a show file, made for this item, with readers of its own.

The show's own sources keep their ids, so that the reader which is open is the one that plays. An overlay with texts of
the item's own is another overlay than the show's, whose live texts are the director's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mixer.protocol.showfile import MAX_SOURCES
from studio.library.models import Asset, library
from studio.rundowns.known import Known
from studio.rundowns.levels import gain_of
from studio.shows import compose

Json = dict[str, Any]
FULL, MAIN = "full", "main"


@dataclass(slots=True)
class Part:
    """A part of a show file while it is put together; `source` is what ends with the item, if anything does."""

    name: str
    title: str
    known: Known
    source: str = ""
    layout: Json = field(default_factory=dict)
    slots: dict[str, str] = field(default_factory=dict)
    background: str = "#000000"
    sources: dict[str, Json] = field(default_factory=dict)
    overlays: dict[str, Json] = field(default_factory=dict)

    def whole(self) -> Json:
        """`show`, `scene` and `source`, as a compiled item has them."""
        scene = f"{self.name}-scene"
        sources = dict(list(self.sources.items())[:MAX_SOURCES])
        slots = {slot: source for slot, source in self.slots.items() if source in sources}
        show = self.known.show
        part = {
            "name": self.title,
            "canvas": {"width": show.width, "height": show.height, "rate": show.rate},
            "slate": compose.slate_part(show),
            "sources": list(sources.values()),
            "layouts": [self.layout],
            "scenes": [
                {
                    "id": scene, "name": self.title, "layout": self.layout["id"], "slots": slots,
                    "overlays": list(self.overlays), "background": self.background,
                }
            ],
        }  # fmt: skip
        if self.overlays:
            part["overlays"] = list(self.overlays.values())
        return {"show": part, "scene": scene, "source": self.source}


def shown(known: Known, name: str, title: str, item: Json, target_lufs: float | None) -> Json:
    """`show`, `scene` and `source` of an item under its name in the compiled rundown."""
    part = Part(name, (title or name)[:120], known)
    content = item["content"]
    if content["kind"] == "scene":
        _stand_in(part, content["scene"])
    else:
        slot = _lay_out(part, item)
        _fill(part, slot, item, target_lufs)
    for number, bound in enumerate(item["overlays"]):
        _bind(part, number, bound)
    return part.whole()


def missing_path(name: str) -> str:
    """A path that is not there: its reader says so, and the item's backup or a filler plays."""
    return str(library() / "missing" / name)


def _lay_out(part: Part, item: Json) -> str:
    """The picture that the content stands in; which slot of it is its own."""
    if item["scene"] in part.known.scenes:
        _stand_in(part, item["scene"], without=item["slot"])
        return str(item["slot"])
    part.layout = {"id": FULL, "name": "Full", "slots": [{"name": MAIN, "fit": item["fit"]}]}
    return MAIN


def _stand_in(part: Part, scene_id: str, without: str = "") -> None:
    """A scene of the show as it is, but for one slot."""
    known = part.known
    scene = known.scenes.get(scene_id)
    layout = known.layouts.get(scene.layout) if scene else None
    if scene is None or layout is None:
        part.layout = {"id": FULL, "name": "Full", "slots": [{"name": MAIN}]}
        _add(part, part.name, {"kind": "file", "path": missing_path(scene_id)}, MAIN)
        part.source = part.name
        return
    part.layout, part.background = compose.layout_part(layout), scene.background
    part.slots = {slot: source for slot, source in scene.slots.items() if slot != without}
    part.sources |= {one: known.source_part(one) for one in dict.fromkeys(part.slots.values()) if one in known.sources}
    part.overlays |= {one: compose.overlay_part(known.overlays[one]) for one in scene.overlays if one in known.overlays}


def _fill(part: Part, slot: str, item: Json, target_lufs: float | None) -> None:
    content, known = item["content"], part.known
    if content["kind"] == "source":
        _show_source(part, slot, content["source"])
        return
    asset = known.assets.get(content["asset"])
    part.source = part.name
    if asset is None:
        _add(part, part.name, {"kind": "file", "path": missing_path(content["asset"])}, slot)
    elif asset.kind == Asset.Kind.IMAGE:
        _add(part, part.name, {"kind": "image", "path": known.path_of(asset)}, slot)
    elif asset.kind == "document":
        _add(part, part.name, paged(known.path_of(asset), content), slot)
    else:
        is_sound = asset.kind == Asset.Kind.AUDIO
        sound = {"gain_db": gain_of(item, asset, target_lufs), "mode": "on" if is_sound else "afv"}
        _add(part, part.name, played(known.path_of(asset), item), "" if is_sound else slot, sound)
        if is_sound and item["poster"] in known.assets:
            poster = {"kind": "image", "path": known.path_of(known.assets[item["poster"]])}
            _add(part, f"{part.name}-poster", poster, slot)


def _show_source(part: Part, slot: str, source_id: str) -> None:
    if source_id in part.known.sources:
        part.sources = {source_id: part.known.source_part(source_id)} | part.sources
        part.slots[slot] = source_id
        if part.known.is_live(source_id):
            part.source = source_id  # its end is the item's, and that it is gone is known before its time
        return
    part.source = part.name
    _add(part, part.name, {"kind": "file", "path": missing_path(source_id)}, slot)


def played(path: str, item: Json) -> Json:
    """How a file is read: from its in point when it is taken, and again from there where it is repeated."""
    content = item["content"]
    return {
        "kind": "file", "path": path, "in_s": content["in_s"], "out_s": content["out_s"],
        "end": "hold" if item["repeat"] == 1 else "loop", "on_take": "play",
    }  # fmt: skip


def paged(path: str, content: Json) -> Json:
    """How a document is shown: from a page on, by hand or by the clock."""
    return {
        "kind": "document", "path": path, "first_page": content.get("page", 1),
        "auto_advance_s": content.get("advance_s", 0.0),
    }  # fmt: skip


def _add(part: Part, name: str, value: Json, slot: str, sound: Json | None = None) -> None:
    """A source of the item's own, before those of a scene it stands in."""
    source = {"id": name, "name": part.title, "input": value} | ({"sound": sound} if sound else {})
    part.sources = {name: source} | part.sources
    if slot:
        part.slots[slot] = name


def _bind(part: Part, number: int, bound: Json) -> None:
    row = part.known.overlays.get(bound["overlay"])
    if row is None:
        return
    part.overlays.pop(row.pk, None)
    whole = compose.overlay_part(row)
    name = f"{part.name}-{number}"
    part.overlays[name] = {**whole, "id": name, "fields": whole["fields"] | bound["fields"]}
