"""Edits as operations on the document: what was asked for becomes exact operations, which know the way back.

Asked for are create, change, move, delete and settings. Exact ones name every id and value: `insert` and `put` beside
move, delete and settings. They are kept for undo and redo, and come to the same whoever applies them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from annotated_types import Len
from pydantic import Discriminator, TypeAdapter, ValidationError

from studio import ids
from studio.errors import FieldError, Invalid
from studio.rundowns.items import MAX_ITEMS, SETTINGS, completed, completed_settings, problems
from studio.rundowns.known import spots_in
from studio.shows.rows import merge

Op = dict[str, Any]
Json = dict[str, Any]
Ids = Annotated[tuple[str, ...], Len(1, MAX_ITEMS)]
OPS_MOST, NAMED_MOST = 1000, 2000
BYTES_MOST = 8_000_000  # of an edit and its way back as JSON, which is kept
SETTINGS_MOST = 500_000  # bytes as JSON: every list of a hundred rundowns has them
FIRST, END = "", "end"
# What names things that may be gone, or be played otherwise than they can.
LOOKED_AT = {"content", "duration_s", "repeat", "scene", "slot", "poster", "overlays", "captions", "backup"}


@dataclass(frozen=True, slots=True)
class Create:
    """New items, in this order, after an item, first (""), or at the end; they are given ids of their own."""

    items: Annotated[tuple[Json, ...], Len(1, MAX_ITEMS)]
    op: Literal["create"] = "create"
    after: str = END


@dataclass(frozen=True, slots=True)
class Change:
    """The same change of every item named: merged, and null goes back to the default."""

    ids: Ids
    set: Json
    op: Literal["change"] = "change"


@dataclass(frozen=True, slots=True)
class Move:
    """Items, in this order, to after an item, to the beginning ("") or to the end."""

    ids: Ids
    op: Literal["move"] = "move"
    after: str = END


@dataclass(frozen=True, slots=True)
class Delete:
    """Items, taken out."""

    ids: Ids
    op: Literal["delete"] = "delete"


@dataclass(frozen=True, slots=True)
class Set:
    """Settings of the rundown; null goes back to the default."""

    set: Json
    op: Literal["settings"] = "settings"


Asked = Annotated[Create | Change | Move | Delete | Set, Discriminator("op")]
_ASKED: TypeAdapter[tuple[Any, ...]] = TypeAdapter(Annotated[tuple[Asked, ...], Len(1, OPS_MOST)])


def read(value: Any) -> tuple[Any, ...]:
    """Operations as they are asked for. Raises Invalid."""
    _check_named(value)
    try:
        return _ASKED.validate_python(value)
    except ValidationError as error:
        raise Invalid(list(problems(error, "ops"))) from None


def _check_named(value: Any) -> None:
    """Raise Invalid where an edit has too much in it, before each of its parts is looked at."""
    asked = value if isinstance(value, list | tuple) else ()
    if len(asked) > OPS_MOST:
        raise Invalid([FieldError("ops", f"expected at most {OPS_MOST} operations, found {len(asked)}")])
    lists = [one.get(name) for one in asked if isinstance(one, dict) for name in ("ids", "items")]
    named = sum(len(one) for one in lists if isinstance(one, list | tuple))
    if named > NAMED_MOST:
        text = f"an edit has at most {NAMED_MOST} ids and items, all its operations together; found {named}"
        raise Invalid([FieldError("ops", text)], "too_many_items")


def check_bytes(count: int, place: str) -> None:
    """Raise Invalid for an edit that is too large to be kept."""
    if count > BYTES_MOST:
        text = f"an edit and its way back have at most {BYTES_MOST // 1_000_000} MB; do this in several edits"
        raise Invalid([FieldError(place, text)], "too_large")


@dataclass(slots=True)
class Draft:
    """A rundown while it is edited. Items are replaced, never changed in place; `order` is their ids.

    `touched` are those that were made or changed. What a request says of things that must be there is to be checked:
    of items at its `places`, of the settings that become others at theirs, `reset`.
    """

    settings: Json
    items: dict[str, Json]
    order: list[str]
    touched: dict[str, None] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    reordered: bool = False
    reset: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Json, items: Sequence[Json]) -> Draft:
        return cls(settings, {item["id"]: item for item in items}, [item["id"] for item in items])

    def listed(self) -> list[Json]:
        return [self.items[name] for name in self.order]

    def apply(self, exact: Op) -> list[Op]:
        """Do an exact operation; the exact operations that take it back, in their order."""
        return _EXACT[exact["op"]](self, exact)


# -- from what is asked for to exact operations ----------------------------------------------------


def exact(draft: Draft, asked: Any, place: str) -> Op:
    """What is asked for, in exact terms. Raises Invalid naming fields from `place` on."""
    match asked:
        case Create():
            after = _place_of(draft, asked.after, (), f"{place}.after")
            made = [fresh(completed(item, f"{place}.items.{number}")) for number, item in enumerate(asked.items)]
            draft.places |= {item["id"]: f"{place}.items.{number}" for number, item in enumerate(made)}
            return {"op": "insert", "after": after, "items": made}
        case Change():
            _check_known(draft, asked.ids, f"{place}.ids")
            check_bytes(len(json.dumps(asked.set)) * len(asked.ids), place)
            if LOOKED_AT & set(asked.set):
                draft.places |= dict.fromkeys(asked.ids, f"{place}.set")
            return {"op": "put", "items": [_changed(draft.items[one], asked.set, f"{place}.set") for one in asked.ids]}
        case Move():
            _check_known(draft, asked.ids, f"{place}.ids")
            after = _place_of(draft, asked.after, asked.ids, f"{place}.after")
            return {"op": "move", "ids": list(asked.ids), "after": after}
        case Delete():
            _check_known(draft, asked.ids, f"{place}.ids")
            return {"op": "delete", "ids": list(asked.ids)}
        case _:
            values = _settings(draft.settings, asked.set, f"{place}.set")
            draft.reset |= dict.fromkeys(values, f"{place}.set")
            return {"op": "settings", "set": values}


def fresh(item: Json) -> Json:
    """The item, and those of a break, under ids that nothing has."""
    content = item["content"]
    if content["kind"] == "break":
        content = {**content, "items": [fresh(one) for one in content["items"]]}
    return {**item, "id": ids.item_id(), "content": content}


def _changed(item: Json, patch: Json, place: str) -> Json:
    """What of an item becomes different, by its id."""
    if "id" in patch:
        raise Invalid([FieldError(f"{place}.id", "an item keeps its id")])
    whole = completed(merged(item, patch), place)
    whole["content"] = _named(whole["content"], item["content"])
    return {"id": item["id"]} | {name: value for name, value in whole.items() if value != item[name]}


def merged(item: Json, patch: Json) -> Json:
    """JSON merge patch; a time of another mode starts from its defaults."""
    start = patch.get("start")
    if isinstance(start, dict) and start.get("mode", item["start"]["mode"]) != item["start"]["mode"]:
        item = {**item, "start": {}}
    found: Json = merge(item, patch)
    return found


def _named(content: Json, before: Json) -> Json:
    """A break whose new items have ids too."""
    if content["kind"] != "break":
        return content
    return {**content, "items": _with_ids(content["items"], before.get("items", ()))}


def _with_ids(items: Sequence[Json], before: Sequence[Json]) -> list[Json]:
    """Items of a break, the new ones with ids; one that is named twice is new the second time."""
    known, found = {one["id"] for one in before}, []
    for one in items:
        found.append(one if one["id"] in known else fresh(one))
        known.discard(one["id"])
    return found


def whole_settings(value: Any, place: str, before: Json | None = None) -> Json:
    """Settings, whole, the items of their breaks with ids. Raises Invalid."""
    whole = completed_settings(value, place)
    if whole["breaks"]:
        whole["breaks"]["items"] = _with_ids(spots_in(whole), spots_in(before or {}))
    if len(json.dumps(whole)) > SETTINGS_MOST:
        text = f"the settings of a rundown, its breaks included, have at most {SETTINGS_MOST // 1000} kB"
        raise Invalid([FieldError(place, text)], "too_large")
    return whole


def _settings(old: Json, patch: Json, place: str) -> Json:
    if strangers := sorted(set(patch) - set(SETTINGS)):
        has = ", ".join(SETTINGS)
        raise Invalid(
            [FieldError(f"{place}.{name}", f"not known here; expected one of {has}") for name in strangers[:20]]
        )
    whole = whole_settings(merge(old, patch), place, old)
    return {name: whole[name] for name in patch if whole[name] != old[name]}


def _check_known(draft: Draft, names: Sequence[str], place: str) -> None:
    unknown = [name for name in names if name not in draft.items]
    if unknown:
        raise Invalid([FieldError(place, f"{name[:64]}: not in this rundown") for name in unknown[:8]], "unknown_item")
    if len(set(names)) < len(names):
        raise Invalid([FieldError(place, "an item is named twice")])


def _place_of(draft: Draft, after: str, moved: Sequence[str], place: str) -> str:
    """The item after which something comes; "" is the beginning."""
    if after == END:
        return next((name for name in reversed(draft.order) if name not in set(moved)), FIRST)
    if after == FIRST:
        return FIRST
    _check_known(draft, (after,), place)
    if after in moved:
        raise Invalid([FieldError(place, "an item cannot come after itself")])
    return after


# -- exact operations, and the way back ------------------------------------------------------------


def _insert(draft: Draft, op: Op) -> list[Op]:
    names = [item["id"] for item in op["items"]]
    draft.items.update(zip(names, op["items"], strict=True))
    _put_after(draft, names, op["after"])
    draft.touched |= dict.fromkeys(names)
    return [{"op": "delete", "ids": names}]


def _put(draft: Draft, op: Op) -> list[Op]:
    before = []
    for new in op["items"]:
        old = draft.items[new["id"]]
        before.append({name: old[name] for name in new})
        draft.items[new["id"]] = {**old, **new}
        draft.touched[new["id"]] = None
    return [{"op": "put", "items": before}]


def _move(draft: Draft, op: Op) -> list[Op]:
    back = [{"op": "move", "ids": names, "after": after} for after, names in _runs(draft, op["ids"])]
    moved = set(op["ids"])
    draft.order = [name for name in draft.order if name not in moved]
    _put_after(draft, op["ids"], op["after"])
    return back


def _delete(draft: Draft, op: Op) -> list[Op]:
    runs = _runs(draft, op["ids"])
    back = [{"op": "insert", "after": after, "items": [draft.items[one] for one in names]} for after, names in runs]
    gone = set(op["ids"])
    draft.order = [name for name in draft.order if name not in gone]
    for name in gone:
        del draft.items[name]
        draft.touched.pop(name, None)
    draft.reordered = True
    return back


def _set(draft: Draft, op: Op) -> list[Op]:
    before = {name: draft.settings[name] for name in op["set"]}
    draft.settings = {**draft.settings, **op["set"]}
    return [{"op": "settings", "set": before}]


_EXACT: dict[str, Callable[[Draft, Op], list[Op]]] = {
    "insert": _insert, "put": _put, "move": _move, "delete": _delete, "settings": _set,
}  # fmt: skip


def _put_after(draft: Draft, names: Sequence[str], after: str) -> None:
    at = draft.order.index(after) + 1 if after else 0
    draft.order[at:at] = names
    draft.reordered = True


def _runs(draft: Draft, names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Items as they stand: what each run of them comes after. Put back from first to last, all is as it was."""
    wanted, before = set(names), FIRST
    runs: list[tuple[str, list[str]]] = []
    for name in draft.order:
        if name in wanted and runs and before == runs[-1][1][-1]:
            runs[-1][1].append(name)
        elif name in wanted:
            runs.append((before, [name]))
        before = name
    return runs
