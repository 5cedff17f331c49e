"""Rows to a show file and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models

from mixer.errors import BadShow
from mixer.protocol.kinds import source_shown
from mixer.protocol.parse import read_show, to_json
from mixer.protocol.showfile import USUAL
from studio import ids
from studio.errors import FieldError, Invalid
from studio.home import recorded
from studio.shows import addresses, assets, destinations, fallbacks, names, surface
from studio.shows.models import Destination, Layout, Overlay, Scene, Show, Source
from studio.shows.parts import ASSET, completed, plain, with_asset, with_path

PathOf = Callable[[str], str]
STANDBY = "standby"  # the id of a source that is there for the show's standby alone


def composed(show: Show) -> dict[str, Any]:
    """The show file that a mixer plays: real paths, and the addresses where the ingest offers pushed streams."""
    return _file(show, real_path, ingest_url)


def real_path(asset_id: str) -> str:
    """Where a mixer finds the file of an asset."""
    return str(assets.path_of(asset_id))


def exported(show: Show) -> dict[str, Any]:
    """The show file for people: uploaded files are `asset:ID`, and nothing says where this server keeps them."""
    whole: dict[str, Any] = to_json(read_show(_file(show, lambda asset: ASSET + asset, lambda source: "")))
    return whole


def ingest_url(source_id: str) -> str:
    """Where the ingest server offers a pushed stream to this machine."""
    return f"rtmp://127.0.0.1:{ingest_port()}/live/{source_id}"


def ingest_port() -> int:
    """The port the ingest server really has: the supervisor moves it when the usual one is taken."""
    return int(recorded(settings.TALLY_HOME / "run" / "rtmp.json").get("port") or settings.RTMP_PORT)


def check(show: Show) -> None:
    """Raise Invalid unless the rows of this show make a show file."""
    try:
        read_show(_file(show, lambda asset: ASSET + asset, ingest_url))
    except BadShow as error:
        raise Invalid([FieldError("", str(error).replace("the whole value: ", ""))]) from None


def assets_of(show: Show) -> set[str]:
    """The ids of the uploaded files a show uses."""
    chains = show.sources.values_list("fallback", flat=True)
    second = (one for chain in chains for one in fallbacks.inputs_of(chain))
    parts = [*show.sources.values_list("input", flat=True), *second, *show.overlays.values_list("content", flat=True)]
    return {part["asset"] for part in [*parts, show.start, show.slate, show.standby] if part.get("asset")}


def _file(show: Show, path_of: PathOf, push_url: PathOf) -> dict[str, Any]:
    return {
        "version": 1,
        "name": show.name,
        "canvas": {"width": show.width, "height": show.height, "rate": show.rate},
        "encoding": show.encoding,
        "captions": show.captions,
        "start": _resolved(show.start, path_of),
        "slate": slate_part(show, path_of),
        "surface": show.surface,
        "standby": standby_name(show),
        "sources": [*(source_part(row, path_of, push_url) for row in show.sources.all()), *_standby(show, path_of)],
        "layouts": [layout_part(row) for row in show.layouts.all()],
        "scenes": [scene_part(row) for row in show.scenes.all()],
        "overlays": [overlay_part(row, path_of) for row in show.overlays.all()],
        "destinations": [_fields(row, "name", "output", "on") for row in show.destinations.all()],
    }


def source_part(row: Source, path_of: PathOf = real_path, push_url: PathOf = ingest_url) -> dict[str, Any]:
    """A source as the show file has it."""
    value = _resolved(row.input, path_of)
    if addresses.is_keyed(value):
        value = {**value, "url": push_url(row.pk)}
    chain = fallbacks.with_inputs(row.fallback, lambda one: _resolved(one, path_of))
    return {**_fields(row, "name", "sound", "buffer_ms", "hold_ms"), "input": value, "fallback": chain}


def standby_name(show: Show) -> str:
    """What stands on the bus as the show's standby."""
    kind, name = next(iter(show.standby.items()), ("", ""))
    return STANDBY if kind == "asset" else name


def _standby(show: Show, path_of: PathOf) -> list[dict[str, Any]]:
    """The source of a standby that is a file."""
    asset = show.standby.get("asset")
    if not asset:
        return []
    picture = assets.is_picture(asset)
    media = {"kind": "image"} if picture else {"kind": "file", "end": "loop"}
    return [{"id": STANDBY, "name": "Standby", "input": {**media, "path": path_of(asset)}}]


def slate_part(show: Show, path_of: PathOf = real_path) -> dict[str, Any]:
    """The show's slate as the show file has it."""
    return _resolved(show.slate, path_of)


def layout_part(row: Layout) -> dict[str, Any]:
    return _fields(row, "name", "slots")


def scene_part(row: Scene) -> dict[str, Any]:
    return _fields(row, "name", "layout", "slots", "overlays", "background", "sound")


def overlay_part(row: Overlay, path_of: PathOf = real_path) -> dict[str, Any]:
    """An overlay as the show file has it."""
    return {
        **_fields(row, "name", "rect", "fields", "on", "enter", "leave", "auto_off_s"),
        "content": _resolved(row.content, path_of),
    }


def _fields(row: models.Model, *names: str) -> dict[str, Any]:
    return {"id": row.pk, **{name: getattr(row, name) for name in names}}


def _resolved(part: dict[str, Any], path_of: PathOf) -> dict[str, Any]:
    if not part.get("asset"):
        return part
    return {**{key: one for key, one in part.items() if key != "asset"}, "path": path_of(part["asset"])}


# -- and back --------------------------------------------------------------------------------------


def fill(show: Show, file: dict[str, Any]) -> dict[str, str]:
    """Replace everything in a show by what a show file (from `read_file`) says; call it inside a transaction.

    Ids are kept where they are free (names on buses, in scripts, go on working), and are fresh where another
    show has them. A push source that stays keeps its key; a new one has none until `rotate_key`. A destination
    keeps its secrets while it sends to the same server; a file that does not speak of destinations changes none.
    Returns by the ids of the file those of the show.
    """
    keys = {row.pk: row.key_hash for row in show.sources.all()}
    before = {row.pk: row for row in show.destinations.all()}
    sent = [plain(one) for one in USUAL] if file["destinations"] is None and not before else file["destinations"]
    for rows in (show.sources, show.layouts, show.scenes, show.overlays):
        rows.all().delete()
    if sent is not None:
        show.destinations.all().delete()
    new = _Names(show)
    show.name, show.encoding = file["name"], file["encoding"]
    show.width, show.height, show.rate = (file["canvas"][key] for key in ("width", "height", "rate"))
    sources = [one for one in file["sources"] if one["id"] != STANDBY]
    for number, one in enumerate(sources):
        chain = fallbacks.with_inputs(one["fallback"], with_asset)
        one = {**one, "fallback": fallbacks.named_anew(chain, lambda name: new.of(name, Source))}
        _add(Source, show, number, one, new.of(one["id"], Source), key_hash=keys.get(one["id"], ""))
    show.captions = _listening(file["captions"], new)
    for number, one in enumerate(file["layouts"]):
        _add(Layout, show, number, one, new.of(one["id"], Layout))
    for number, one in enumerate(file["overlays"]):
        _add(Overlay, show, number, _showing(one, new), new.of(one["id"], Overlay))
    for number, one in enumerate(file["scenes"]):
        _add(Scene, show, number, _renamed(one, new), new.of(one["id"], Scene))
    for number, one in enumerate(sent or ()):
        secrets = destinations.resealed(before.get(one["id"]), one["output"], None)
        _add(Destination, show, number, one, new.of(one["id"], Destination), sealed=secrets)
    show.start = _started(file, new)
    show.slate = with_asset(file["slate"])
    assets.check("slate", show.slate)
    show.standby = _standing_by(file, new)
    named = {old: now for (_, old), now in new.known.items()}
    show.surface = surface.renamed(file["surface"], named)
    return named


def read_file(value: Any) -> dict[str, Any]:
    """A show file from outside, complete and safe to store; without `destinations` these are None. Raises Invalid."""
    if not isinstance(value, dict):
        raise Invalid([FieldError("", "a show file is a JSON object")], "bad_show")
    for kind, part in (("sources", "input"), ("overlays", "content")):
        rows = value.get(kind)
        for one in rows if isinstance(rows, list) else []:
            if isinstance(one, dict):
                with_path(part, one.get(part))  # refuses paths of this server
                for second in fallbacks.inputs_of(one.get("fallback")) if kind == "sources" else ():
                    with_path(part, second)
    with_path("start", value.get("start"))
    with_path("slate", value.get("slate"))
    try:
        file: dict[str, Any] = to_json(read_show(value))
        surface.check_steps(file["surface"])
    except BadShow as error:
        raise Invalid([FieldError("", str(error))], "bad_show") from None
    names.check_file(file)
    for source in file["sources"]:
        for one in (source["input"], *fallbacks.inputs_of(source["fallback"])):
            addresses.check(one)
    for destination in file["destinations"]:
        destinations.check(destination["output"])
    if "destinations" not in value:
        file["destinations"] = None
    return file


class _Names:
    """Old ids to new ones, fresh where the old one is taken."""

    MADE = {
        Source: ids.source_id, Layout: ids.layout_id, Scene: ids.scene_id, Overlay: ids.overlay_id,
        Destination: ids.destination_id,
    }  # fmt: skip

    def __init__(self, show: Show) -> None:
        self.show = show
        self.known: dict[tuple[type[models.Model], str], str] = {}

    def of(self, old: str, kind: type[models.Model]) -> str:
        if (kind, old) not in self.known:
            taken = kind._default_manager.filter(pk=old).exists()
            self.known[kind, old] = self.MADE[kind]() if taken else old  # type: ignore[index]
        return self.known[kind, old]


def _renamed(scene: dict[str, Any], new: _Names) -> dict[str, Any]:
    return {
        **scene,
        "layout": new.of(scene["layout"], Layout),
        "slots": {slot: new.of(source, Source) for slot, source in scene["slots"].items()},
        "overlays": [new.of(overlay, Overlay) for overlay in scene["overlays"]],
        "sound": {new.of(source, Source): change for source, change in scene["sound"].items()},
    }


def _listening(captions: dict[str, Any], new: _Names) -> dict[str, Any]:
    """Captions, with the source that they listen to, unless it is the programme, under the name it has here."""
    return {**captions, "listen": new.known.get((Source, captions["listen"]), captions["listen"])}


def _showing(overlay: dict[str, Any], new: _Names) -> dict[str, Any]:
    """An overlay, with the source that it shows under the name it has here."""
    source = source_shown(overlay["content"])
    return {**overlay, "content": overlay["content"] | {"source": new.of(source, Source)}} if source else overlay


def _started(file: dict[str, Any], new: _Names) -> dict[str, Any]:
    """The start, with its scene (or source) under the name it has here."""
    start: dict[str, Any] = with_asset(file["start"])
    assets.check("start", start)
    kind = Source if any(one["id"] == start["scene"] for one in file["sources"]) else Scene
    return {**start, "scene": new.of(start["scene"], kind) if start["scene"] else ""}


def _standing_by(file: dict[str, Any], new: _Names) -> dict[str, str]:
    """The standby, with what it names under the name it has here."""
    name = file["standby"]
    source = next((one for one in file["sources"] if one["id"] == name), None)
    if not name:
        return {}
    if source is None:
        return {"scene": new.of(name, Scene)}
    if name != STANDBY:
        return {"source": new.of(name, Source)}
    asset = {"asset": with_asset(source["input"]).get("asset", "")}
    assets.check("standby", asset)
    return asset


def _add(kind: Any, show: Show, position: int, one: dict[str, Any], pk: str, **more: Any) -> None:
    values = {key: with_asset(part) for key, part in one.items() if key != "id"}
    if "input" in values:
        values["input"] = stored_input(values["input"])
        fallbacks.check(values["fallback"])
    for part in {"input", "content"} & set(values):
        assets.check(part, values[part])
    if "content" in values:
        values["content"] = assets.described(values["content"])
    kind.objects.create(pk=pk, show=show, position=position, **values, **more)


def stored_input(value: Any) -> dict[str, Any]:
    """An input as rows keep it: complete, and without the address of a push, which is worked out when it is played."""
    whole: dict[str, Any] = completed("input", value)
    if addresses.is_keyed(whole):
        whole.pop("url")
    return whole
