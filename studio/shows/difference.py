"""What an edit would make of a show, said by its show file before and after. Pure."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
KINDS = ("sources", "layouts", "overlays", "scenes", "destinations")
SHOW = "show"
NOT_OURS = {"version", "id", *KINDS}


def between(show_id: str, before: Json, after: Json) -> list[Json]:
    """Every part that was made, changed or removed: `{"kind", "id", "name", "became", "fields"}`.

    `fields` are those that a change concerns; `position` where only its place among the others is another.
    """
    found = [change for kind in KINDS for change in _of_kind(kind, before[kind], after[kind])]
    own, then = (
        {name: value for name, value in file.items() if name not in NOT_OURS} for file in (before, after)
    )  # fmt: skip
    if fields := differing(own, then):
        found.append(_change(SHOW, {"id": show_id, "name": after["name"]}, "changed", fields))
    return found


def _of_kind(kind: str, before: list[Json], after: list[Json]) -> list[Json]:
    was, now = ({one["id"]: one for one in rows} for rows in (before, after))
    stays = [pk for pk in was if pk in now]
    moved = _moved(stays, [pk for pk in now if pk in was])
    told = [_change(kind, one, "removed") for pk, one in was.items() if pk not in now]
    for pk in stays:
        if fields := [*differing(was[pk], now[pk]), *(["position"] if pk in moved else [])]:
            told.append(_change(kind, now[pk], "changed", fields))
    return told + [_change(kind, one, "made") for pk, one in now.items() if pk not in was]


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Those of the same things that stand elsewhere among them."""
    return {one for one, other in zip(before, after, strict=True) if one != other}


def differing(before: Json, after: Json) -> list[str]:
    """The names of the fields that are not the same."""
    return [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]


def _change(kind: str, one: Json, became: str, fields: list[str] | None = None) -> Json:
    return {"kind": kind, "id": one["id"], "name": str(one.get("name", "")), "became": became, "fields": fields or []}
