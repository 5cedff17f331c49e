"""Many changes of a show as one edit: to be called inside `edits.edit`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from studio import ids
from studio.errors import FieldError, Refused
from studio.shows import rows
from studio.shows.making import change_show
from studio.shows.models import Show

Json = dict[str, Any]
FRESH: dict[str, Callable[[], str]] = {
    "source": ids.source_id, "layout": ids.layout_id, "scene": ids.scene_id, "overlay": ids.overlay_id,
    "destination": ids.destination_id,
}  # fmt: skip
SHOW = "show"
KINDS = (*FRESH, SHOW)
OPS_MOST = 200
NAME = re.compile(r"\$[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Op:
    """One change. `id` of what is added may be a name such as `$cam`, by which others in the same edit refer to it."""

    op: str
    kind: str
    id: str = ""
    value: Json = field(default_factory=dict)


Read = Callable[[Op], Json]
"""Checks the value of an operation as the part's own address would, and returns what is to be stored of it."""


def names_in(ops: Sequence[Op]) -> dict[str, str]:
    """A fresh id for each name that something is added by. Raises Refused for one that is none, or stands twice."""
    names: dict[str, str] = {}
    for number, one in enumerate(ops):
        if one.op != "add" or not one.id:
            continue
        if not NAME.fullmatch(one.id):
            raise wrong(number, "id", f"expected a name such as $camera for what is added, found {one.id[:40]!r}")
        if one.id in names:
            raise wrong(number, "id", f"{one.id} is the name of something else in this edit")
        names[one.id] = FRESH[one.kind]()
    return names


def apply(show: Show, ops: Sequence[Op], names: dict[str, str], read: Read) -> list[Any]:
    """Do all operations in their order; the rows that each made or changed (None of a removal). Raises Refused.

    Refusals say which operation they are about: `ops.3.value.input.url`.
    """
    return [_one(show, number, one, names, read) for number, one in enumerate(ops)]


def _one(show: Show, number: int, op: Op, names: dict[str, str], read: Read) -> Any:
    named = Op(op.op, op.kind, names.get(op.id, op.id), renamed(op.value, names))
    try:
        return _done(show, named, read)
    except Refused as error:
        raise at(number, error) from None


def _done(show: Show, op: Op, read: Read) -> Any:
    if op.kind == SHOW:
        return change_show(show, read(op))
    plural = f"{op.kind}s"
    if op.op == "add":
        return rows.add(show, plural, {**read(op), **({"id": op.id} if op.id else {})})
    if op.op == "change":
        return rows.change(show, plural, op.id, read(op))
    return rows.remove(show, plural, op.id)


def renamed(value: Any, names: dict[str, str]) -> Any:
    """A value with the ids of what is added in the place of its names, wherever a text or a key is exactly one."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    if isinstance(value, dict):
        return {names.get(key, key): renamed(one, names) for key, one in value.items()}
    return value


def wrong(number: int, name: str, words: str) -> Refused:
    """A refusal of an operation before anything is done."""
    return at(number, Refused("invalid", words, [FieldError(name, words)], status=400))


def at(number: int, error: Refused) -> Refused:
    """A refusal that says which operation it is about."""
    place = f"ops.{number}"
    errors = [FieldError(f"{place}.{one.field}".rstrip("."), one.message) for one in error.errors]
    told = errors or [FieldError(place, str(error))]
    text = "; ".join(f"{one.field}: {one.message}" for one in told)
    return Refused(error.code, text, told, status=400 if error.status == 404 else error.status)
