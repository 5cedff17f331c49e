"""The plan of a paper rundown: items back to back, fixed times on their clock, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Item = dict[str, Any]


def length_s(item: Item, assets: dict[str, dict[str, Any]]) -> float:
    """How long an item lasts; what nobody knows the length of gets a minute."""
    if item["duration_s"] is not None:
        return float(item["duration_s"])
    content = item["content"]
    if content["kind"] == "break":
        return sum(length_s(one, assets) for one in content["items"])
    if content["kind"] != "asset":
        return 60.0
    asset = assets.get(content["asset"], {})
    return float((content.get("out_s") or asset.get("duration_s") or 10) - content.get("in_s", 0)) * (
        item["repeat"] or 1
    )


def starts_of(item: Item, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """The fixed starts of an item within a time: its own, or one a day by its rule."""
    at = item["start"].get("at") or (item["start"].get("rule") or {}).get("start")
    if not at:
        return
    first = datetime.fromisoformat(at).replace(tzinfo=zone)
    daily = bool(item["start"].get("rule"))
    while first < until:
        if first >= since:
            yield first
        if not daily:
            return
        first = (first.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=zone)


def planned(
    rundown: dict[str, Any], assets: dict[str, dict[str, Any]], start: datetime, hours: float
) -> dict[str, Any]:
    """Occurrences from `start` on, and the problems among them."""
    zone = ZoneInfo(rundown["zone"])
    until = start + timedelta(hours=hours)
    items = [one for one in rundown["items"] if not one["skip"]]
    flow = [one for one in items if one["start"]["mode"] == "follow"]
    fixed = sorted(
        ((at, one) for one in items if "at" in one["start"] for at in starts_of(one, zone, start, until)),
        key=lambda pair: (pair[0], -pair[1]["priority"]),
    )
    made = list(laid_out(with_breaks(rundown, flow, assets), fixed, assets, start, until, rundown["rounds"]))
    return {
        "zone": rundown["zone"],
        "occurrences": [{**told(one), "start_frame": 0} for one in made],
        "problems": [*clashes(fixed), *troubles(made), *missing(items, assets)],
    }


def with_breaks(rundown: dict[str, Any], flow: list[Item], assets: dict[str, dict[str, Any]]) -> list[Item]:
    """The items with the spots of the breaks that come between them by rule."""
    rule, since = rundown["breaks"], 0.0
    if not rule or not rule["every_s"]:
        return flow
    found: list[Item] = []
    for item in flow:
        if since >= rule["every_s"]:
            found += [{**one, "id": f"breaks-{one['id']}"} for one in rule["items"]]
            since = 0.0
        found.append(item)
        since += length_s(item, assets)
    return found


def laid_out(
    flow: list[Item], fixed: list[tuple[datetime, Item]], assets: dict[str, Any], now: datetime, until: datetime,
    rounds: int,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    queue = [one for _ in range(rounds or 50) for one in flow]
    fixed = list(fixed)
    while now < until and (queue or fixed):
        if fixed and (fixed[0][0] <= now or not queue):
            at, item = fixed.pop(0)
            now = max(now, at)
        else:
            item = queue.pop(0)
        end = now + timedelta(seconds=length_s(item, assets))
        cut = min(end, fixed[0][0]) if fixed else end
        gap = 0.0 if queue or not fixed else max(0.0, (fixed[0][0] - end).total_seconds())
        over = (end - cut).total_seconds()
        if cut > now:
            yield {"item": item, "start": now, "end": cut, "over_s": over, "gap_s": gap}
        now = cut


def told(one: dict[str, Any]) -> dict[str, Any]:
    start, end = (one[name].astimezone(UTC).isoformat(timespec="milliseconds") for name in ("start", "end"))
    return {
        "item": one["item"]["id"], "start": start, "end": end, "planned": start, "trouble": "",
        "over_s": one["over_s"], "gap_s": one["gap_s"],
    }  # fmt: skip


def troubles(made: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in made:
        item, over, gap = one["item"], one["over_s"], one["gap_s"]
        if over > 5:
            lasting = (one["end"] - one["start"]).total_seconds()
            trim = {"op": "change", "ids": [item["id"]], "set": {"duration_s": lasting}}
            text = f"{round(over)} s too long: the fixed start after it cuts it."
            yield problem("overrun", item, text, {"label": "Trim it to fit", "ops": [trim]})
        if gap > 5:
            longer = {"op": "change", "ids": [item["id"]], "set": {"repeat": 0}}
            text = f"{round(gap)} s of nothing before the next fixed start: filler plays."
            yield problem("gap", item, text, {"label": "Loop it until then", "ops": [longer]})


def clashes(fixed: list[tuple[datetime, Item]]) -> Iterator[dict[str, Any]]:
    for (at, one), (next_at, other) in zip(fixed, fixed[1:], strict=False):
        if abs((next_at - at).total_seconds()) < 1:
            later = (at + timedelta(minutes=5)).replace(tzinfo=None).isoformat(timespec="seconds")
            move = {"op": "change", "ids": [other["id"]], "set": {"start": {**other["start"], "at": later}}}
            text = f"Two fixed starts at {at:%H:%M}: {one['name']} wins."
            yield problem("conflict", other, text, {"label": "Start it 5 min later", "ops": [move]})


def missing(items: list[Item], assets: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in items:
        if one["content"]["kind"] == "asset" and one["content"]["asset"] not in assets:
            leave = {"op": "delete", "ids": [one["id"]]}
            text = "Its file is gone from the library."
            yield problem("missing", one, text, {"label": "Take it out", "ops": [leave]})


def problem(kind: str, item: Item, text: str, *repairs: dict[str, Any]) -> dict[str, Any]:
    return {"kind": kind, "item": item["id"], "text": text, "repairs": list(repairs)}
