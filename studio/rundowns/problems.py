"""What is wrong with a plan before it airs, each with what would mend it at one click."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from mixer.core.rundown import Occurrence
from studio.rundowns.due import STARTS_MOST
from studio.rundowns.models import Rundown
from studio.rundowns.plans import Planned

Json = dict[str, Any]
LEAST_S = 0.5  # so much is bridged by the last picture
MOST = 100
CUTTING = ("fixed", "late")


def problems_of(row: Rundown, compiled: Json, planned: Planned) -> list[Json]:
    """Missing things, rules that come too often, overruns, gaps and conflicts, in this order.

    Of each item that is planned often there is the first.
    """
    found: dict[tuple[str, str], Json] = {}
    stored = {item["id"]: item for item in row.items}
    for one in [*_missing(compiled, stored), *_too_often(compiled, stored), *_timed(planned, stored)]:
        found.setdefault((one["kind"], one["item"]), one)
    return list(found.values())[:MOST]


def _missing(compiled: Json, stored: Json) -> Iterator[Json]:
    for name, item in compiled["items"].items():
        if item["trouble"]:
            repairs = [repair("Skip it", change(name, skip=True)), repair("Remove it", {"op": "delete", "ids": [name]})]
            yield problem("missing", name, f"{item['name']}: {item['trouble']}.", repairs if name in stored else [])


def _too_often(compiled: Json, stored: Json) -> Iterator[Json]:
    """What comes by rule, and more often than all rules of a rundown together may."""
    for name in compiled["beyond"]:
        item = compiled["items"][name]
        until = f"until {item['starts'][-1].replace('T', ' ')}" if item["starts"] else "not at all"
        text = f"{item['name']} is planned {until}: all rules of a rundown have {STARTS_MOST:,} times together."
        repairs = [repair("Let it follow what is before it", change(name, start={"mode": "follow"}))]
        yield problem("too_often", name, text, repairs if name in stored else [])


def _timed(planned: Planned, stored: Json) -> Iterator[Json]:
    """What is cut, what leaves a gap, and what does not air, with the item that comes in its way."""
    airing = [pair for pair in planned.with_gaps() if not pair[0].trouble]
    for (one, gap_s), (after, _) in pairwise(airing):
        if planned.over_s(one) >= LEAST_S and after.why in CUTTING:
            yield _overrun(planned, one, after, stored)
        elif gap_s >= LEAST_S:
            yield _gap(planned, one, gap_s, _next_item(planned, one), stored)
    for one in planned.airings:
        if one.trouble == "did_not_air" and one.item in stored:
            winner = next((each for each, _ in airing if each.start_frame >= one.planned_frame and each.item), None)
            yield _lost(planned, one, winner, stored)


def _next_item(planned: Planned, one: Occurrence) -> Occurrence:
    rest = planned.airings[planned.airings.index(one) + 1 :]
    return next(each for each in rest if not each.trouble and not planned.fills(each))


def _overrun(planned: Planned, one: Occurrence, after: Occurrence, stored: Json) -> Json:
    over_s = planned.over_s(one)
    text = f"{_name(planned, one)} is cut {length_words(over_s)} before its end: {_name(planned, after)} has its time."
    repairs = []
    lasts_s = planned.clock.seconds_in((one.end_frame or one.start_frame) - one.start_frame)
    if one.item in stored and lasts_s >= 1:
        repairs.append(repair("Trim it", change(one.item, duration_s=round(lasts_s, 3))))
    if after.item in stored and stored[after.item]["start"]["mode"] == "fixed":
        wait = change(after.item, start={"late_s": float(ceil(over_s))})
        repairs.append(repair(f"Let {_name(planned, after)} wait", wait))
    if one.item in stored and after.item in stored:
        repairs.append(repair("Move it behind", {"op": "move", "ids": [one.item], "after": after.item}))
    return problem("overrun", one.item, text, repairs)


def _gap(planned: Planned, one: Occurrence, gap_s: float, after: Occurrence, stored: Json) -> Json:
    text = f"After {_name(planned, one)} nothing is planned for {length_words(gap_s)}, until {_name(planned, after)}."
    repairs = []
    item, timed = stored.get(one.item), stored.get(after.item)
    if item and item["content"]["kind"] == "asset" and item["duration_s"] is None:
        repairs.append(repair("Repeat it until then", change(one.item, repeat=0)))
    elif item and item["duration_s"] is not None:
        repairs.append(
            repair("Let it last until then", change(one.item, duration_s=round(item["duration_s"] + gap_s, 3)))
        )
    if timed and timed["start"]["mode"] == "fixed" and timed["start"]["at"]:
        at = _local(planned, one.end_frame or one.start_frame)
        repairs.append(repair(f"Begin {_name(planned, after)} then", change(after.item, start={"at": at})))
    return problem("gap", one.item, text, repairs)


def _lost(planned: Planned, one: Occurrence, winner: Occurrence | None, stored: Json) -> Json:
    """Of two that have one time, the one that lost; or what the time of a later one leaves no room for."""
    other = _name(planned, winner) if winner else "another item"
    timed = stored[one.item]["start"]["mode"] in ("fixed", "insert")
    repairs = []
    if timed and winner and winner.item in stored and stored[winner.item]["priority"] < 100:
        repairs.append(repair("Let it go first", change(one.item, priority=stored[winner.item]["priority"] + 1)))
    if timed:
        repairs.append(repair("Let it follow what is before it", change(one.item, start={"mode": "follow"})))
    elif winner and winner.item in stored:
        repairs.append(repair("Move it behind", {"op": "move", "ids": [one.item], "after": winner.item}))
    text = f"{_name(planned, one)} does not air: {other} has its time."
    repairs.append(repair("Skip it", change(one.item, skip=True)))
    return problem("conflict" if timed else "overrun", one.item, text, repairs)


def _name(planned: Planned, one: Occurrence) -> str:
    item = planned.rundown.items.get(one.item)
    return item.name if item else "the standby"


def _local(planned: Planned, frame: int) -> str:
    at = datetime.fromtimestamp(planned.clock.utc_s(frame), UTC).astimezone(ZoneInfo(planned.rundown.zone))
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds")


def length_words(seconds: float) -> str:
    """A length as people read it, of its two or three largest units: `0.5 s`, `1 min 40 s`, `7 h 40 min 22 s`."""
    if seconds < 59.95:
        return f"{seconds:.1f} s".replace(".0 s", " s")
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def problem(kind: str, item: str, text: str, repairs: list[Json]) -> Json:
    return {"kind": kind, "item": item, "text": text, "repairs": repairs}


def repair(label: str, *ops: Json) -> Json:
    return {"label": label, "ops": list(ops)}


def change(item: str, **values: Any) -> Json:
    return {"op": "change", "ids": [item], "set": values}
