"""Rundowns as CSV: a line an item, as it is pasted from a spreadsheet. What a column does not say is the default."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from typing import Any

from studio.errors import FieldError, Invalid
from studio.rundowns.checks import name_of
from studio.rundowns.exchange import cells
from studio.rundowns.exchange.clocks import clock, seconds_in
from studio.rundowns.exchange.names import Names, refuse_many, refuse_many_lines
from studio.rundowns.known import Known
from studio.rundowns.models import Rundown

Json = dict[str, Any]
COLUMNS = (
    "date", "start", "mode", "rule", "title", "id", "file", "in", "out", "duration", "repeat", "transition",
    "transition_s", "group", "gain_db", "color", "skip", "note",
)  # fmt: skip
ALIASES = {
    "name": "title", "house id": "id", "house_id": "id", "asset": "id", "filename": "file", "path": "file",
    "start time": "start", "start mode": "mode", "in point": "in", "out point": "out", "length": "duration",
    "notes": "note", "colour": "color",
}  # fmt: skip
YES = ("1", "yes", "true", "x")


def write(row: Rundown, known: Known) -> str:
    """CSV of a rundown; the items of a break share a group."""
    lines = [line for item in row.items for line in _lines(item, known)]
    return cells.written(COLUMNS, ([line.get(name, "") for name in COLUMNS] for line in lines))


def _lines(item: Json, known: Known) -> Iterator[Json]:
    if item["content"]["kind"] != "break":
        yield _line(item, known)
        return
    group = item["name"] or item["id"]
    for number, one in enumerate(item["content"]["items"]):
        yield _line({**one, "start": item["start"]} if number == 0 else one, known) | {"group": group}


def _line(item: Json, known: Known) -> Json:
    content, start, transition = item["content"], item["start"], item["transition"]
    date, _, time = (start.get("at") or (start.get("rule") or {}).get("start") or "").partition("T")
    own = {"note": item["note"], "color": item["color"], "skip": "yes" if item["skip"] else ""}
    lasts_s = item["duration_s"]
    length = {name: clock(content[f"{name}_s"]) if content.get(f"{name}_s") else "" for name in ("in", "out")}
    return own | length | {
        "date": date, "start": time, "mode": start["mode"] if start["mode"] != "follow" else "",
        "rule": (start.get("rule") or {}).get("rrule", ""), "title": item["name"], "id": content[content["kind"]],
        "file": name_of(known, {**item, "name": ""}), "duration": clock(lasts_s) if lasts_s else "",
        "repeat": item["repeat"] if item["repeat"] != 1 else "", "gain_db": item["gain_db"] or "",
        "transition": transition["kind"] if transition["kind"] != "cut" else "",
        "transition_s": transition["duration_ms"] / 1000 or "",
    }  # fmt: skip


def read(text: str, names: Names, rate: Fraction) -> list[Json]:
    """The items of a CSV text, with commas, semicolons or tabs. Raises Invalid naming lines."""
    made: list[tuple[str, Json]] = []
    errors: list[FieldError] = []
    for number, row in _rows(text):
        refuse_many(len(made) + len(errors))
        try:
            made.append((row.get("group", ""), _item(row, names, rate, f"line {number}")))
        except Invalid as invalid:
            errors += invalid.errors
        except ValueError as error:
            errors.append(FieldError(f"line {number}", str(error)))
    if errors:
        raise Invalid(errors[:20])
    return [item for group, items in groupby(made, lambda pair: pair[0]) for item in _grouped(group, items)]


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines that say anything, by the names of their columns, with their numbers. Raises Invalid."""
    refuse_many_lines(text)
    first = text.lstrip("\ufeff").partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=mark)
        head = [ALIASES.get(cell.strip().casefold(), cell.strip().casefold()) for cell in next(reader, [])]
        if not {"id", "file", "title"} & set(head):
            raise Invalid([FieldError("line 1", f"expected the names of columns, such as {', '.join(COLUMNS)}")])
        for line in reader:
            values = {name: cells.plain(cell.strip()) for name, cell in zip(head, line, strict=False)}
            if any(values.values()):
                yield reader.line_num, values
    except csv.Error as error:
        raise Invalid([FieldError("", f"this is no CSV: {error}")]) from None


def _item(row: dict[str, str], names: Names, rate: Fraction, place: str) -> Json:
    def say(name: str) -> str:
        return row.get(name, "")

    content = names.content((say("id"), say("file"), say("title")), place)
    if content["kind"] == "asset":
        content |= {f"{name}_s": seconds_in(say(name), rate) for name in ("in", "out") if say(name)}
    item: Json = {"content": content, "name": say("title"), "note": say("note"), "start": _start(row, rate)}
    if say("duration"):
        item["duration_s"] = seconds_in(say("duration"), rate)
    if say("repeat"):
        item["repeat"] = int(say("repeat"))
    if say("gain_db"):
        item["gain_db"] = float(say("gain_db").replace(",", "."))
    if say("transition"):
        seconds = seconds_in(say("transition_s") or "0", rate)
        item["transition"] = {"kind": say("transition").casefold(), "duration_ms": round(1000 * seconds)}
    return item | {"color": say("color"), "skip": say("skip").casefold() in YES}


def _start(row: dict[str, str], rate: Fraction) -> Json:
    mode, time = row.get("mode", "").casefold(), row.get("start", "")
    if mode == "follow" or (not mode and not (time and row.get("date"))):
        return {"mode": "follow"}  # a time without a date is what a list shows, not what it asks for
    if mode == "manual":
        return {"mode": "manual"}
    if mode not in ("", "fixed", "insert"):
        raise ValueError(f"expected a mode such as follow, fixed, insert or manual, found {mode[:40]!r}")
    at = f"{datetime.fromisoformat(row.get('date', '')).date()}T{clock(seconds_in(time, rate))}"
    rule = {"rrule": row["rule"], "start": at} if row.get("rule") else None
    return {"mode": mode or "fixed"} | ({"rule": rule} if rule else {"at": at})


def _grouped(group: str, items: Any) -> Iterator[Json]:
    """The lines of a group as one break, whose time is that of its first line."""
    found = [item for _, item in items]
    if not group:
        yield from found
        return
    start = found[0]["start"]
    spots = [{**item, "start": {"mode": "follow"}} for item in found]
    yield {"content": {"kind": "break", "items": spots}, "name": group[:120], "start": start}
