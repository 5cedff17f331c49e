"""Whether what items name is there, and can be played as they say. Only what an edit touched is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from studio.errors import FieldError, Invalid
from studio.library.models import Asset
from studio.rundowns.flatten import laps_of
from studio.rundowns.items import MAX_ITEMS, SHORTEST_S
from studio.rundowns.known import FILMS, STANDING, Known, each, spots_in
from studio.shows.assets import WORDS
from studio.shows.live_texts import wrong_texts

Json = dict[str, Any]
Errors = Iterator[FieldError]
WITHOUT_LENGTH = "has no length of its own: give it a duration_s, or repeat 0 for as long as nothing else begins"


def check(known: Known, items: list[tuple[str, Json]]) -> None:
    """Raise Invalid for what is wrong with these items, each under its place in the request."""
    errors = [error for place, item in items for error in _item(known, item, place)]
    if errors:
        raise Invalid(errors[:20])


def check_settings(known: Known, settings: Json, places: Mapping[str, str]) -> None:
    """Raise Invalid for what is to follow, or to play beside the items, and cannot.

    Looked at are those with a place in the request: what the others name may have gone since.
    """
    where = {name: f"{place}.{name}".strip(".") for name, place in places.items()}
    errors = list(_beside(known, settings, where))
    if "next" in where and settings["next"]:
        errors += _next(known, settings["next"], where["next"])
    if errors:
        raise Invalid(errors[:20])


def check_size(known: Known, rundown_id: str, items: list[Json]) -> None:
    """Raise Invalid where a rundown is too long with all that is nested in it, or plays itself."""
    count = max(len(items), size(known, items, (rundown_id,), {}))
    if count > MAX_ITEMS:
        text = f"a rundown has at most {MAX_ITEMS} items, those of breaks, nested rundowns and their repeats included"
        raise Invalid([FieldError("", f"{text}; with this it would have {count}")], "too_many_items")


def size(known: Known, items: list[Json], inside: tuple[str, ...], sizes: dict[str, int]) -> int:
    """How many items there are with everything nested. Raises Invalid for a rundown inside itself.

    An empty rundown counts as one, for it is gone through as often as it is nested. `sizes` are those found so far.
    """
    count = 0
    for item in items:
        content, laps = item["content"], laps_of(item)
        if content["kind"] == "break":
            count += laps * len(content["items"])
        elif content["kind"] == "rundown" and (row := known.rundowns.get(content["rundown"])):
            if row.pk in inside:
                raise Invalid([FieldError("", f"the rundown {row.name} would play itself")], "rundown_in_itself")
            if row.pk not in sizes:
                sizes[row.pk] = max(1, size(known, row.items, (*inside, row.pk), sizes))
            count += laps * sizes[row.pk]
        else:
            count += 1
    return count


def _next(known: Known, rundown_id: str, place: str) -> Errors:
    row = known.show.rundowns.defer("items").filter(pk=rundown_id).first()
    if row is None:
        yield FieldError(place, f"{rundown_id}: the show has no such rundown")
    elif row.template:
        yield FieldError(place, f"{row.name} is a day template: it is laid on days, and never started")


def _beside(known: Known, settings: Json, where: Mapping[str, str]) -> Errors:
    """Of fillers, films and the items of breaks by rule."""
    for name in [name for name in FILMS if name in where]:
        for number, content in enumerate(settings[name]):
            place = f"{where[name]}.{number}"
            yield from _content(known, content, place)
            if name != "filler":
                yield from _ends(known, content, place)
    for number, item in enumerate(spots_in(settings) if "breaks" in where else ()):
        yield from _item(known, item, f"{where['breaks']}.items.{number}")


def _ends(known: Known, content: Json, place: str) -> Errors:
    length_s, own = length_of(known, content)
    named = {"name": "", "content": content}
    if not own:
        yield FieldError(place, f"expected what ends by itself, but {name_of(known, named)} has no length of its own")
    elif length_s is not None and length_s < SHORTEST_S:
        yield FieldError(place, f"an item lasts a second at least, and {name_of(known, named)} {length_s:.2f} s")


# -- one item --------------------------------------------------------------------------------------


def _item(known: Known, item: Json, place: str) -> Errors:
    for number, one in enumerate(each(item)):
        where = place if one is item else f"{place}.content.items.{number}"
        yield from _content(known, one["content"], f"{where}.content")
        yield from _length(known, one, where)
        if one["backup"]:
            yield from _content(known, one["backup"], f"{where}.backup")
        yield from _place(known, one, where)
        yield from _files(known, one, where)
        yield from _overlays(known, one, where)


def _content(known: Known, content: Json, place: str) -> Errors:
    kind = content["kind"]
    if kind == "asset":
        yield from _asset(known, content, place)
    elif kind != "break" and content[kind] not in getattr(known, f"{kind}s"):
        yield FieldError(f"{place}.{kind}", f"{content[kind]}: the show has no such {kind}")


def _asset(known: Known, content: Json, place: str) -> Errors:
    asset = known.assets.get(content["asset"])
    if asset is None:
        yield FieldError(f"{place}.asset", f"{content['asset']}: not in the library")
    elif asset.state == Asset.State.REFUSED:
        yield FieldError(f"{place}.asset", f"{asset.name} cannot be shown")
    elif asset.kind in (Asset.Kind.SUBTITLES, Asset.Kind.BUNDLE):
        kinds = "a video, a sound file, a picture or a document"
        text = f"expected {kinds}, but {asset.name} is {WORDS[Asset.Kind(asset.kind)]}"
        yield FieldError(f"{place}.asset", text)
    elif asset.duration_s and max(content["in_s"], content["out_s"]) > asset.duration_s + 0.5:
        mark = "out_s" if content["out_s"] > content["in_s"] else "in_s"
        yield FieldError(f"{place}.{mark}", f"{asset.name} is {asset.duration_s:.2f} s long, found {content[mark]}")


def _length(known: Known, item: Json, place: str) -> Errors:
    if item["duration_s"] or item["content"]["kind"] in ("rundown", "break"):
        return
    length_s, own = length_of(known, item["content"])
    if not own and item["repeat"]:
        yield FieldError(f"{place}.duration_s", f"{name_of(known, item)} {WITHOUT_LENGTH}")
    elif length_s is not None and item["repeat"] and length_s * item["repeat"] < SHORTEST_S:
        yield FieldError(
            f"{place}.content", f"an item lasts a second at least, and this {length_s * item['repeat']:.2f} s"
        )


def _place(known: Known, item: Json, place: str) -> Errors:
    if not item["scene"]:
        return
    scene = known.scenes.get(item["scene"])
    if scene is None:
        yield FieldError(f"{place}.scene", f"{item['scene']}: the show has no such scene")
        return
    if item["content"]["kind"] == "scene":
        yield FieldError(f"{place}.scene", "a scene cannot stand in a slot of another")
    layout = known.layouts.get(scene.layout)
    slots = [slot["name"] for slot in layout.slots] if layout else []
    if item["slot"] not in slots:
        yield FieldError(f"{place}.slot", f"expected a slot of {scene.name}, one of {', '.join(slots)}")


def _files(known: Known, item: Json, place: str) -> Errors:
    if item["poster"]:
        yield from _file(known, item["poster"], f"{place}.poster", "a picture", lambda kind: kind == "image")
    if item["captions"] not in ("auto", "off"):
        subtitles = "auto, off or a file of subtitles"
        yield from _file(known, item["captions"], f"{place}.captions", subtitles, lambda kind: kind == "subtitles")


def _file(known: Known, asset_id: str, place: str, expected: str, fits: Callable[[str], bool]) -> Errors:
    asset = known.assets.get(asset_id)
    if asset is None:
        yield FieldError(place, f"expected {expected}; {asset_id} is not in the library")
    elif not fits(asset.kind):
        yield FieldError(place, f"expected {expected}, but {asset.name} is {WORDS[Asset.Kind(asset.kind)]}")
    elif asset.state == Asset.State.REFUSED:
        yield FieldError(place, f"{asset.name} cannot be used")


def _overlays(known: Known, item: Json, place: str) -> Errors:
    for number, bound in enumerate(item["overlays"]):
        row, where = known.overlays.get(bound["overlay"]), f"{place}.overlays.{number}"
        if row is None:
            yield FieldError(f"{where}.overlay", f"{bound['overlay']}: the show has no such overlay")
            continue
        for name, words in wrong_texts(row.content, bound["fields"], row.name).items():
            yield FieldError(f"{where}.fields.{name}", words)


# -- what is known of a content --------------------------------------------------------------------


def length_of(known: Known, content: Json) -> tuple[float | None, bool]:
    """The seconds a content has between its marks, as far as they are known, and whether it ends by itself."""
    if content["kind"] == "source":
        return None, content["source"] not in known.sources or known.is_live(content["source"])
    if content["kind"] != "asset":
        return None, False
    asset = known.assets.get(content["asset"])
    if asset is None or asset.state != Asset.State.READY:
        return None, True
    if asset.kind in STANDING:
        return None, False
    ends = [end for end in (content["out_s"], asset.duration_s) if end]
    return (min(ends) - content["in_s"] if ends else None), True


def name_of(known: Known, item: Json) -> str:
    """What an item is called: by itself, or as what it plays."""
    content = item["content"]
    kind = content["kind"]
    if item["name"] or kind == "break":
        return str(item["name"] or "Break")
    row = getattr(known, f"{kind}s").get(content[kind])
    return str(row.name) if row else str(content[kind])
