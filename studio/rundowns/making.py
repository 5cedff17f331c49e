"""New rundowns, where they stand in the list, and their end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from studio.errors import FieldError, Invalid, Refused
from studio.rundowns import checks, edits, files, naming, ops, playhead
from studio.rundowns.compile import compiled
from studio.rundowns.edits import Terms
from studio.rundowns.known import beside, known_of
from studio.rundowns.models import Rundown
from studio.shows import rows
from studio.shows.models import Show

Json = dict[str, Any]
MAX_RUNDOWNS = 100
KIND = rows.Kind(Rundown, MAX_RUNDOWNS, {})


def new_rundown(
    show: Show, settings: Any, then: Callable[[Rundown], Any], *, items: Sequence[Json] = (), template: bool = False
) -> Rundown:
    """A rundown at the end of the list, empty or with `items` that are stored already under other ids.

    `then` is called inside the transaction. Raises Invalid or Refused.
    """
    whole = ops.whole_settings(settings, "")
    row = Rundown(show=show, items=list(items), item_count=len(items), template=template, **whole)
    known = known_of(show)
    known.fetch_row(row)
    checks.check_settings(known, whole, dict.fromkeys(whole, ""))
    compiled(row, known)  # notes its length
    with transaction.atomic():
        row.position = _room_in(show)
        checks.check_settings(known, whole, dict.fromkeys(whole, ""))  # what it names may be gone by now
        if not known.has_files(items, beside(row)):
            raise Refused("changed_since", "A file that it names was deleted just now; try again.")
        row.save(force_insert=True)
        naming.keep(row, naming.names_in(items, beside(row)))
        then(row)
    files.recompile(row)
    return row


def _room_in(show: Show) -> int:
    """Where one more rundown stands in the list. Raises Refused where there are as many as may be."""
    count = Show.objects.select_for_update().get(pk=show.pk).rundowns.count()
    if count >= MAX_RUNDOWNS:
        raise Refused("too_many_rundowns", f"A show has at most {MAX_RUNDOWNS} rundowns; remove one first.")
    return count


def position_in(patch: dict[str, Any]) -> int | None:
    """The position that a patch asks for, taken out of it. Raises Invalid."""
    position = patch.pop("position", None)
    if position is not None and (type(position) is not int or not 0 <= position <= 1000):
        raise Invalid([FieldError("position", f"expected a number from 0 to 1000, found {position!r:.40}")])
    return position


def change(show_id: str, rundown_id: str, patch: dict[str, Any], position: int | None, terms: Terms) -> Rundown:
    """Change settings as one edit, and where it stands in the list. Raises Invalid, Refused or Stale."""
    row = edits.find(show_id, rundown_id)
    edits.check_fresh(row, terms)
    if patch:
        row = edits.edit(show_id, rundown_id, [ops.Set(patch)], terms).row
    if position is not None:
        with transaction.atomic():
            rows.move(KIND, row, position)
    return row


def remove(show_id: str, rundown_id: str, expected: int | None) -> Rundown:
    """Remove a rundown. Raises Refused where it is on air, or another names it."""
    live = playhead.live_in(playhead.seen_of(show_id))
    with transaction.atomic():
        row = edits.find(show_id, rundown_id, lock=True)
        edits.check_fresh(row, Terms(expected))
        if live.get("rundown") == row.pk:
            raise Refused("on_air", f"{row.name} is on air; stop it first.")
        others = {one.pk: one for one in files.outer_of(row)}
        others |= {one.pk: one for one in Rundown.objects.filter(show=show_id, next=row.pk).exclude(pk=row.pk)}
        if row.show.schedule.filter(rundown=row.pk).exists():
            text = f"{row.name} is started by the show's schedule. Take it out there first."
            raise Refused("rundown_in_use", text)
        if others:
            names = ", ".join(one.name for one in others.values())
            raise Refused("rundown_in_use", f"{row.name} is played by: {names}. Take it out there first.")
        Rundown.objects.filter(pk=row.pk).delete()
    files.remove(row)
    return row
