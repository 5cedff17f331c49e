"""Day templates: the fixed times of one day, kept under a name, and laid on other days.

A template is a rundown of its own that is edited as any other, and never started.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from studio.errors import FieldError, Invalid, Refused
from studio.rundowns import edits, making, ops
from studio.rundowns.edits import Answer, Edited, Terms
from studio.rundowns.models import Rundown
from studio.shows.models import Show

Json = dict[str, Any]


def fixed_on(items: list[Json], day: date) -> list[Json]:
    """The items that have a time of their own on a day. What comes by a rule comes to other days by itself."""
    return [one for one in items if not one["start"].get("rule") and _day_of(one) == day.isoformat()]


def laid_on(items: list[Json], day: date) -> list[Json]:
    """What of a template has a time, at the same times by the wall on a day: as new items."""
    timed = [one for one in items if _day_of(one) and not one["start"].get("rule")]
    return [{**one, "start": {**one["start"], "at": day.isoformat() + one["start"]["at"][10:]}} for one in timed]


def _day_of(item: Json) -> str:
    return str(item["start"].get("at") or "")[:10]


def keep(show: Show, rundown_id: str, day: date, name: str, then: Callable[[Rundown], Any]) -> Rundown:
    """A new template of a rundown's day; `then` is called inside the transaction. Raises Invalid or Refused."""
    row = edits.find(show.pk, rundown_id)
    items = fixed_on(row.items, day)
    if not items:
        raise Refused("nothing_fixed", f"{row.name} has no fixed time of its own on {day.isoformat()}.")
    settings = {"name": name, "zone": row.zone, "loudness_lufs": row.loudness_lufs}
    return making.new_rundown(show, settings, then, items=[ops.fresh(one) for one in items], template=True)


def lay(
    show_id: str, rundown_id: str, template_id: str, day: date, terms: Terms, then: Answer, *, replace: bool
) -> Edited:
    """Lay a template on a day of a rundown as one edit; `replace`: in the place of the fixed times of its own that it
    has there. Raises Invalid, Refused or Stale."""
    row, template = edits.find(show_id, rundown_id), _template(show_id, template_id)
    items, there = laid_on(template.items, day), fixed_on(row.items, day) if replace else []
    if not items:
        raise Refused("nothing_fixed", f"{template.name} has no fixed times.")
    asked: list[Json] = [{"op": "delete", "ids": [one["id"] for one in there]}] if there else []
    return edits.edit(show_id, rundown_id, ops.read([*asked, {"op": "create", "items": items}]), terms, then)


def _template(show_id: str, template_id: str) -> Rundown:
    row = Rundown.objects.filter(show=show_id, pk=template_id, template=True).first()
    if row is None:
        raise Invalid([FieldError("template", f"this show has no day template {template_id[:64]!r}")])
    return row
