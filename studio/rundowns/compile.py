"""A stored rundown as the mixer plays it: flat, in local times, every item with the part of a show that it is.

`mixer.core.rundown.read_rundown` reads it. Besides what that needs, an item says its `captions` (null as the show does,
or `{"kind": "off"}`, or `{"kind": "file", "path", "language", "in_s"}`: what `in_s` of that file is at the item's
beginning) and its `trouble`, in words, where something that it names is gone; `beyond` are the items that come by rule
more often than is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from mixer.protocol.captions import is_language
from mixer.protocol.kinds import TRANSITIONS
from mixer.protocol.languages import SHOWN, SPOKEN
from studio.library.models import Asset
from studio.rundowns.checks import length_of, name_of
from studio.rundowns.due import Due
from studio.rundowns.flatten import Line, joined, lines_of
from studio.rundowns.items import completed
from studio.rundowns.known import FILMS, File, Known
from studio.rundowns.models import Rundown
from studio.rundowns.shown import missing_path, shown

Json = dict[str, Any]
BREAKS = "breaks"  # the group of what breaks by rule are made of
SAME_S = 0.001  # positions nearer than this are one


def compiled(row: Rundown, known: Known, now: datetime | None = None) -> Json:
    """The compiled rundown of a row, which need not be saved; also notes the row's `length_s`."""
    at = now or datetime.now(UTC)
    lines = lines_of(row, known)
    due = Due.of(lines, row.zone, at)
    fillers, opening, closing = (_contents(row, name) for name in FILMS)
    beside, items = [*fillers, *opening, *closing, *_spots(row)], dict[str, Any]()
    for before, line in [*zip([None, *lines], lines, strict=False), *((None, one) for one in beside)]:
        items.update(_items(line, before, due, known))
    row.length_s = round(sum(lasting_s(items[line.name]) or 0.0 for line in [*opening, *lines, *closing]), 3)
    return {
        "id": row.pk, "name": row.name, "revision": row.revision, "zone": row.zone, "rounds": row.rounds,
        "shuffle": row.shuffle, "at_end": row.at_end, "next": row.next,
        "order": _names(lines), "fillers": _names(fillers), "opening": _names(opening), "closing": _names(closing),
        "breaks": _breaks(row),
        "items": items, "standby": standby(known), "beyond": due.beyond,
    }  # fmt: skip


def lasting_s(item: Json) -> float | None:
    """How long a compiled item lasts, less what its transition has of the one before it; None where nobody knows."""
    if item["duration_s"] is not None:
        lasts = float(item["duration_s"])
    elif item["length_s"] is None or not item["repeat"]:
        return None
    else:
        lasts = float(item["length_s"]) * int(item["repeat"])
    return lasts - int(item["transition_ms"]) / 1000


def standby(known: Known) -> Json | None:
    """What the show's standby shows."""
    kind, name = next(iter(known.show.standby.items()), ("", ""))
    if not kind:
        return None
    if kind == "asset":
        known.fetch_files({name})
    item = completed({"content": {"kind": kind, kind: name}, "repeat": 0}, "standby")
    return shown(known, "standby", "Standby", item, None)


# -- one item --------------------------------------------------------------------------------------


def _contents(row: Rundown, name: str) -> list[Line]:
    """What a setting of the rundown lists: fillers, or films."""
    items = (completed({"content": content, "name": ""}, name) for content in getattr(row, name))
    return [Line(f"{name}-{number}", item, "", row.loudness_lufs) for number, item in enumerate(items, 1)]


def _spots(row: Rundown) -> list[Line]:
    """What breaks by rule are made of: they are one group wherever they fall."""
    playing = (one for one in (row.breaks or {}).get("items", ()) if not one["skip"])
    return [Line(joined(BREAKS, one["id"]), one, BREAKS, row.loudness_lufs) for one in playing]


def _breaks(row: Rundown) -> Json | None:
    spots, rule = _names(_spots(row)), row.breaks or {}
    return {"spots": spots, **{name: rule[name] for name in ("every_s", "first_s", "take")}} if spots else None


def _names(lines: list[Line]) -> list[str]:
    return [line.name for line in lines]


def _items(line: Line, before: Line | None, due: Due, known: Known) -> Iterator[tuple[str, Json]]:
    """The line as a compiled item, and its backup."""
    item = line.item
    value = _item(line, known)
    start = item["start"]
    value |= {
        "mode": start["mode"], "starts": due.starts(line), "late_s": start.get("late_s", 0.0),
        "back": start.get("back", "resume"), "follows_on": before is not None and _follows_on(before, line, known),
    }  # fmt: skip
    if item["backup"]:
        value["backup"] = f"{line.name}-backup"
        yield value["backup"], _backup(line, value, known)
    yield line.name, value


def _item(line: Line, known: Known) -> Json:
    item = line.item
    length_s, _ = length_of(known, item["content"])
    title, transition = name_of(known, item), _transition(item)
    return {
        "name": title, "length_s": length_s, "repeat": item["repeat"], "duration_s": item["duration_s"],
        "mode": "follow", "starts": [], "late_s": 0.0, "back": "resume", "priority": item["priority"],
        "group": line.group, "transition_ms": transition["duration_ms"] if transition else 0,
        "transition": transition, "follows_on": False, "live": _is_live(item, known), "backup": "",
        "captions": _captions(item, known), "trouble": trouble(item, known),
        "content": shown(known, line.name, title, item, line.target_lufs),
    }  # fmt: skip


def _backup(line: Line, value: Json, known: Known) -> Json:
    """What plays in an item's place lasts as long as that, where it has no end of its own."""
    item = {**line.item, "content": line.item["backup"], "backup": None, "name": ""}
    if item["captions"] != "off":
        item["captions"] = "auto"  # subtitles are of the file that they were made for
    length_s, ends = length_of(known, item["content"])
    if not ends and item["duration_s"] is None:
        item["duration_s"] = lasting_s({**value, "transition_ms": 0})
    return _item(Line(f"{line.name}-backup", item, "", line.target_lufs), known)


def _transition(item: Json) -> Json | None:
    asked = item["transition"]
    if asked["kind"] == "cut":
        return None
    told = {**asked, "duration_ms": asked["duration_ms"] or TRANSITIONS[asked["kind"]].duration_ms}
    return told if told["film"] else {name: told[name] for name in told.keys() - {"film", "cut_ms"}}


def _is_live(item: Json, known: Known) -> bool:
    content = item["content"]
    return content["kind"] == "source" and content["source"] in known.sources and known.is_live(content["source"])


def _captions(item: Json, known: Known) -> Json | None:
    if item["captions"] in ("auto", "off"):
        return {"kind": "off"} if item["captions"] == "off" else None
    asset = known.assets.get(item["captions"])
    path = known.path_of(asset) if asset else missing_path(item["captions"])
    language = language_in(asset.name) if asset else ""
    return {"kind": "file", "path": path, "language": language, "in_s": item["content"].get("in_s", 0)}


def language_in(name: str) -> str:
    """The language that a file's name says it is in, such as `Interview.de.srt` and `interview.pt-BR.vtt`; else ""."""
    parts = name.lower().replace("_", "-").split(".")
    said = parts[-2] if len(parts) > 2 else ""
    return said if said.partition("-")[0] in {*SPOKEN, *SHOWN} and is_language(said) else ""


def trouble(item: Json, known: Known) -> str:
    """What an item names and is not there any more, in words; "" where all is well."""
    content = item["content"]
    kind = content["kind"]
    row = getattr(known, f"{kind}s").get(content[kind])
    if row is None:
        return f"the {kind} {content[kind]} is gone" if kind != "asset" else f"its file {content[kind]} is gone"
    if isinstance(row, File) and row.state == Asset.State.REFUSED:
        return f"{row.name} cannot be shown"
    if item["scene"] and item["scene"] not in known.scenes:
        return f"the scene {item['scene']} is gone"
    return ""


def _follows_on(before: Line, line: Line, known: Known) -> bool:
    """Whether it goes on in the same file where the item before it ended."""
    one, two = before.item, line.item
    if one["content"]["kind"] != "asset" or two["content"].get("asset") != one["content"]["asset"]:
        return False
    asset = known.assets.get(one["content"]["asset"])
    out_s = one["content"]["out_s"] or (asset.duration_s if asset else None)
    plain = one["repeat"] == 1 and one["duration_s"] is None and two["transition"]["kind"] == "cut"
    return plain and out_s is not None and abs(two["content"]["in_s"] - out_s) < SAME_S
