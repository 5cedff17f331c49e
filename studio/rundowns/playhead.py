"""What of a rundown on air can still be edited: not what plays for the last time or has, and not what is prepared."""

from __future__ import annotations

from typing import Any

from studio.errors import Refused
from studio.rundowns.models import Rundown
from studio.rundowns.ops import Draft, Op
from studio.shows import air
from studio.shows.models import Show

Json = dict[str, Any]
OVER = ("ended", "stopped")
PREPARED = ("opening", "ready")
TIMED = ("fixed", "insert")
FOR_PEOPLE = {"id", "name", "note", "color"}  # what the mixer knows nothing of


def seen_of(show_id: str) -> Json:
    """What the show's mixer tells; empty when it is off air. It may take a moment: to be asked outside transactions."""
    return air.seen(show_id) if Show.objects.filter(pk=show_id, wanted=True).exists() else {}


def live_in(seen: Json) -> Json:
    """What is told of the rundown that runs in the show; empty when none does."""
    live: Json | None = seen.get("rundown")
    return live if live and live.get("state") not in OVER else {}


def check(live: Json, row: Rundown, before: Draft, after: Draft, exact: list[Op]) -> None:
    """Raise Refused where an edit concerns what has played or is prepared; `live` is from `live_in`."""
    if not live:
        return
    changed = {name for op in exact for name in _changed(op)}
    _check_prepared(live, row, before, after, changed)
    if live["rundown"] == row.pk:
        _check_behind(live, row, before, after, changed)


def _changed(op: Op) -> list[str]:
    """The items that an operation moves, takes away, or makes play otherwise."""
    if op["op"] == "put":
        return [item["id"] for item in op["items"] if set(item) - FOR_PEOPLE]
    return op["ids"] if op["op"] in ("move", "delete") else []


def _check_prepared(live: Json, row: Rundown, before: Draft, after: Draft, changed: set[str]) -> None:
    """What is nested is known by the names that it is joined of."""
    prepared = [one for one in live.get("next") or () if one.get("state") in PREPARED]
    for one in prepared:
        for name in (name for name in one["item"].split("-") if name in before.items):
            if name in changed:
                text = f"{one['name'] or 'This item'} is prepared already: it begins as it is. Change what follows."
                raise Refused("prepared", text)
            if live["rundown"] == row.pk and _comes_between(name, before, after):
                text = f"{one['name'] or 'The next item'} is prepared already: nothing comes before it any more."
                raise Refused("prepared", text)


def _comes_between(name: str, before: Draft, after: Draft) -> bool:
    """Whether something else comes right before an item that is there still."""
    if before.items[name]["start"]["mode"] in TIMED or name not in after.items:
        return False
    was, now = _before(name, before), _before(name, after)
    return was != now and (not was or was in after.items)


def _before(name: str, draft: Draft) -> str:
    at = draft.order.index(name)
    return draft.order[at - 1] if at else ""


def _check_behind(live: Json, row: Rundown, before: Draft, after: Draft, changed: set[str]) -> None:
    """In the last round, what stands above the item on air plays no more; shuffled, nobody can say what does."""
    now = str((live.get("now") or {}).get("item", "")).partition("-")[0]
    last_round = bool(row.rounds) and live.get("round", 1) >= row.rounds and row.shuffle is None
    if not last_round or now not in before.items:
        return
    _check_now(now, before, after, changed)
    played, played_then = _above(now, before), _above(now, after)
    wrong = [name for name in played if name in changed]
    wrong += [] if played == played_then else [name for name in played_then if name not in played] or played[:1]
    if wrong:
        one = after.items.get(wrong[0]) or before.items[wrong[0]]
        what = (
            f"{one['name'] or 'this item'} would stand"
            if wrong[0] not in played
            else f"{one['name'] or 'this item'} stands"
        )
        raise Refused("behind_the_playhead", f"The rundown is past this place: {what} before what is on air.")


def _check_now(now: str, before: Draft, after: Draft, changed: set[str]) -> None:
    """What is on air for the last time plays as it is; what has times of its own may come again."""
    one = before.items[now]
    if now in after.items and (now not in changed or one["start"]["mode"] in TIMED):
        return
    name = one["name"] or "This item"
    raise Refused(
        "on_air",
        f"{name} is on air, in the last round: it plays as it is. Skip it or extend it; its name, note and colour can "
        "be changed.",
    )


def _above(now: str, draft: Draft) -> list[str]:
    above = draft.order[: draft.order.index(now)]
    return [name for name in above if draft.items[name]["start"]["mode"] not in TIMED]
