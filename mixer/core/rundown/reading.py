"""A compiled rundown from its JSON, checked; what is wrong is said in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeVar, get_args
from zoneinfo import ZoneInfo

from mixer.core.rundown.values import AtEnd, Back, Breaks, Content, Item, Mode, Rundown

MOST_ITEMS = 1000
T = TypeVar("T")


def read_rundown(value: Any) -> Rundown:
    """The rundown that a JSON object describes. Raises ValueError, with where and what was expected."""
    fields = _object(value, "a rundown")
    items = {
        str(ident): read_item(str(ident), each) for ident, each in _object(fields.get("items", {}), "items").items()
    }
    rundown = Rundown(
        id=_text(fields, "id", "rundown"),
        items=items,
        order=_idents(fields, "order", items),
        name=_text(fields, "name", "rundown", ""),
        revision=_whole(fields, "revision", "rundown", 0),
        zone=_zone(fields),
        rounds=_whole(fields, "rounds", "rundown", 1),
        shuffle=_optional(fields, "shuffle", int, "rundown"),
        at_end=_one_of(fields, "at_end", get_args(AtEnd), "standby", "rundown"),
        next=_text(fields, "next", "rundown", ""),
        fillers=_idents(fields, "fillers", items),
        opening=_idents(fields, "opening", items),
        closing=_idents(fields, "closing", items),
        breaks=_breaks(fields, items),
        standby=None if fields.get("standby") is None else read_content(fields["standby"], "standby"),
    )
    if len(rundown.order) > MOST_ITEMS:
        raise ValueError(f"order: at most {MOST_ITEMS} items, found {len(rundown.order)}")
    for item in items.values():
        if item.backup and item.backup not in items:
            raise ValueError(f"{item.id}: its backup {item.backup!r} is not among the items")
    return rundown


def read_item(ident: str, value: Any) -> Item:
    fields = _object(value, ident)
    return Item(
        id=ident,
        name=_text(fields, "name", ident, ""),
        length_s=_seconds(fields, "length_s", ident),
        repeat=_whole(fields, "repeat", ident, 1),
        duration_s=_seconds(fields, "duration_s", ident),
        mode=_one_of(fields, "mode", get_args(Mode), "follow", ident),
        starts=_starts(fields, ident),
        late_s=_seconds(fields, "late_s", ident) or 0.0,
        back=_one_of(fields, "back", get_args(Back), "resume", ident),
        priority=_given(fields, "priority", int, ident, 0),
        group=_text(fields, "group", ident, ""),
        transition_ms=_whole(fields, "transition_ms", ident, 0),
        transition=_optional(fields, "transition", dict, ident),
        follows_on=_given(fields, "follows_on", bool, ident, False),
        live=_given(fields, "live", bool, ident, False),
        backup=_text(fields, "backup", ident, ""),
        content=read_content(fields.get("content") or {}, f"content of {ident}"),
        captions=_captions(fields),
    )


def _captions(fields: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """They are others' to understand; rundowns that were compiled before they counted have a word here."""
    value = fields.get("captions")
    return value if isinstance(value, Mapping) else None


def read_content(value: Any, where: str) -> Content:
    fields = _object(value, where)
    show = _optional(fields, "show", dict, where)
    return Content(show, _text(fields, "scene", where, ""), _text(fields, "source", where, ""))


def _breaks(rundown: Mapping[str, Any], items: Mapping[str, Item]) -> Breaks | None:
    fields = _optional(rundown, "breaks", dict, "rundown")
    if fields is None:
        return None
    spots = _idents(fields, "spots", items, "breaks")
    if not spots:
        raise ValueError("breaks: spots: expected one item or more, found none")
    first_s, every_s = _seconds(fields, "first_s", "breaks"), _seconds(fields, "every_s", "breaks") or 0.0
    return Breaks(spots, every_s, first_s, _whole(fields, "take", "breaks", 0))


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where}: expected an object, found {_kind(value)}")
    return value


def _given(fields: Mapping[str, Any], name: str, kind: type[T], where: str, default: T | None = None) -> T:
    value = fields.get(name, default)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{where}: {name}: expected {_NAMES[kind]}, found {_kind(value)}")
    return value


def _optional(fields: Mapping[str, Any], name: str, kind: type[T], where: str) -> T | None:
    return None if fields.get(name) is None else _given(fields, name, kind, where)


def _text(fields: Mapping[str, Any], name: str, where: str, default: str | None = None) -> str:
    return _given(fields, name, str, where, default)


def _whole(fields: Mapping[str, Any], name: str, where: str, default: int) -> int:
    value = _given(fields, name, int, where, default)
    if value < 0:
        raise ValueError(f"{where}: {name}: expected 0 or more, found {value}")
    return value


def _seconds(fields: Mapping[str, Any], name: str, where: str) -> float | None:
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise ValueError(f"{where}: {name}: expected seconds, 0 or more, found {value!r}")
    return float(value)


def _one_of(fields: Mapping[str, Any], name: str, choices: tuple[Any, ...], default: str, where: str) -> Any:
    value = fields.get(name, default)
    if value not in choices:
        raise ValueError(f"{where}: {name}: expected one of {', '.join(choices)}, found {value!r}")
    return value


def _idents(fields: Mapping[str, Any], name: str, items: Mapping[str, Item], where: str = "rundown") -> tuple[str, ...]:
    idents = _given(fields, name, list, where, [])
    for ident in idents:
        if ident not in items:
            raise ValueError(f"{name}: {ident!r} is not among the items")
    return tuple(idents)


def _starts(fields: Mapping[str, Any], where: str) -> tuple[str, ...]:
    starts = _given(fields, "starts", list, where, [])
    for start in starts:
        _check_local(start, where)
    if any(later <= earlier for earlier, later in pairwise(starts)):
        raise ValueError(f"{where}: starts: expected each after the one before it")
    return tuple(starts)


def _check_local(start: Any, where: str) -> None:
    try:
        if datetime.fromisoformat(start).tzinfo is None and start[10:11] == "T":
            return
    except (TypeError, ValueError):
        pass
    raise ValueError(f"{where}: starts: expected local times such as 2026-11-22T20:00:00, found {start!r}")


def _zone(fields: Mapping[str, Any]) -> str:
    zone = _text(fields, "zone", "rundown", "UTC")
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError; a folder of zones is an OSError
        raise ValueError(f"zone: expected a time zone such as Europe/Berlin, found {zone!r}") from None
    return zone


def _kind(value: Any) -> str:
    return "nothing" if value is None else type(value).__name__


_NAMES: dict[type, str] = {str: "text", int: "a whole number", bool: "true or false", dict: "an object", list: "a list"}
