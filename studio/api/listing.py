"""What narrows and orders a list: a table of each view's, which is also what the document says of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from studio.errors import FieldError, Invalid

TEXT_MOST, WORDS_MOST = 200, 8
Rows = QuerySet[Any]


class Unread(ValueError):
    """A value that a filter cannot be given; says what it expected."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A parameter of a list: how its text is read (raises Unread), which rows it leaves, and what it is called."""

    says: str
    query: Callable[[str], Q]
    schema: dict[str, Any]


def words(*fields: str) -> Filter:
    """Words that are all in one of the fields."""

    def query(text: str) -> Q:
        found = Q()
        for word in text.split()[:WORDS_MOST]:
            # By a pattern, because LIKE of SQLite knows capitals of the Latin alphabet only.
            found &= reduce(or_, (Q(**{f"{field}__iregex": re.escape(word)}) for field in fields))
        return found

    names = " or ".join(field.rpartition("__")[2] for field in fields)
    return Filter(f"words that are all in the {names}", query, {"type": "string"})


def exactly(field: str, says: str) -> Filter:
    """The one value of a field."""
    return Filter(says, lambda text: Q(**{field: text}), {"type": "string"})


def part_of(field: str, says: str) -> Filter:
    """A part of the one value of a field."""
    return Filter(says, lambda text: Q(**{f"{field}__icontains": text.strip()}), {"type": "string"})


def one_of(field: str, values: Any, says: str = "") -> Filter:
    """One of the values that a field has; others are refused."""
    known = sorted(str(value) for value in values)

    def query(text: str) -> Q:
        if text not in known:
            raise Unread(f"expected one of {', '.join(known)}")
        return Q(**{field: text})

    return Filter(says or "only those", query, {"type": "string", "enum": known})


def yes_no(says: str, **lookups: Any) -> Filter:
    """Those of which something holds (`true`), or does not (`false`)."""

    def query(text: str) -> Q:
        if text not in ("true", "false"):
            raise Unread("expected true or false")
        return Q(**lookups) if text == "true" else ~Q(**lookups)

    return Filter(says, query, {"type": "boolean"})


def since(field: str) -> Filter:
    return Filter(
        "from a time such as 2026-11-22T20:00:00Z on, or a day of UTC such as 2026-11-22",
        lambda text: Q(**{f"{field}__gte": moment(text, time.min)}),
        {"type": "string"},
    )


def until(field: str) -> Filter:
    return Filter(
        "up to a time such as 2026-11-22T20:00:00Z, or a day of UTC such as 2026-11-22, with that day",
        lambda text: Q(**{f"{field}__lte": moment(text, time.max)}),
        {"type": "string"},
    )


def moment(text: str, of_day: time) -> datetime:
    """A time with its zone, or `of_day` of a day of UTC. Raises Unread."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return datetime.combine(date.fromisoformat(text), of_day, UTC)
        at = datetime.fromisoformat(text.replace(" ", "+"))  # a plus that nobody quoted
        if at.tzinfo and 1970 < at.year < 9999:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Unread("expected a time with its zone such as 2026-11-22T20:00:00Z, or a day such as 2026-11-22")


BY_NAME = {"name": Lower("name")}
OF_PARTS = {**BY_NAME, "position": F("position")}
OF_GIVEN = {**BY_NAME, "created": F("created"), "expires": F("expires")}


class Narrowed(BaseFilterBackend):
    """Narrows lists by their view's `filters`, and orders them by its `orders`."""

    def filter_queryset(self, request: Request, queryset: Rows, view: Any) -> Rows:
        """Raises Invalid for what cannot be read, naming what was expected."""
        if not is_list(view):
            return queryset
        asked = request.query_params
        for name, one in view.filters.items():
            if text := asked.get(name, ""):
                queryset = queryset.filter(read(name, one, text))
        return ordered(queryset, asked.get("order", ""), view.orders) if view.orders else queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        if not is_list(view):
            return []
        told = [parameter(name, one.says, one.schema) for name, one in view.filters.items()]
        if view.orders:
            ways = [sign + name for name in view.orders for sign in ("", "-")]
            told.append(parameter("order", "by what, with a - the other way round", {"type": "string", "enum": ways}))
        return told


def is_list(view: Any) -> bool:
    """Whether what is asked for is the view's list: a thing is found by its id, whatever else its address says."""
    return getattr(view, "action", None) in (None, "list")


def read(name: str, one: Filter, text: str) -> Q:
    """What a parameter leaves. Raises Invalid."""
    try:
        if len(text) > TEXT_MOST:
            raise Unread(f"expected at most {TEXT_MOST} characters")
        return one.query(text)
    except Unread as error:
        raise Invalid([FieldError(name, f"{error}, found {text[:40]!r}")]) from None


def ordered(rows: Rows, asked: str, orders: dict[str, Any]) -> Rows:
    """In the order that is asked for; as they come without. Raises Invalid."""
    if not asked:
        return rows
    by = orders.get(asked.removeprefix("-"))
    if by is None:
        known = ", ".join(orders)
        raise Invalid(
            [FieldError("order", f"expected one of {known}, or one with a - before it, found {asked[:40]!r}")]
        )
    way = by.desc(nulls_last=True) if asked.startswith("-") else by.asc(nulls_last=True)
    return rows.order_by(way, "pk")


def parameter(name: str, says: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": says, "schema": schema}
