"""Every change of a stored rundown goes through here: operations, checks, revision, history, file, in this order."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from studio.errors import Refused, Stale
from studio.people.names import full_name
from studio.rundowns import checks, files, ops, playhead
from studio.rundowns.compile import compiled
from studio.rundowns.items import SETTINGS
from studio.rundowns.known import Known, known_of
from studio.rundowns.models import Rundown, RundownEdit
from studio.rundowns.ops import Draft, Op

Json = dict[str, Any]
EDITS_KEPT = 200
Answer = Callable[["Edited"], Any]


@dataclass(slots=True)
class Edited:
    """What an edit came to: the rundown as it is now (or would be, of a dry run), and what of it is new.

    `seen` is what the show's mixer told before it.
    """

    row: Rundown
    known: Known
    compiled: Json
    items: list[Json] = field(default_factory=list)
    order: list[str] | None = None
    seen: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """How an edit is made: against which revision (None: any), only to see what it would come to, and by whom."""

    expected: int | None = None
    dry_run: bool = False
    by: Any = None


def edit(show_id: str, rundown_id: str, asked: Sequence[Any], terms: Terms, then: Answer | None = None) -> Edited:
    """Do operations (from `ops.read`) as one revision. Raises Invalid, Refused or Stale, and then nothing has changed.

    `then` is called with what it came to inside the transaction.
    """
    return _edit(show_id, rundown_id, terms, lambda row, draft: _forward(row, draft, asked, terms), then)


def undo(show_id: str, rundown_id: str, terms: Terms, then: Answer | None = None) -> Edited:
    """Take the last edit back that stands. Raises Refused where there is none, and as `edit` does."""
    return _edit(show_id, rundown_id, terms, lambda row, draft: _again(row, draft, terms, undone=True), then)


def redo(show_id: str, rundown_id: str, terms: Terms, then: Answer | None = None) -> Edited:
    """Do again what was undone last. Raises Refused where there is nothing, and as `edit` does."""
    return _edit(show_id, rundown_id, terms, lambda row, draft: _again(row, draft, terms, undone=False), then)


def find(show_id: str, rundown_id: str, *, lock: bool = False) -> Rundown:
    """A rundown of a show. Raises Refused with 404."""
    rows = Rundown.objects.select_for_update(of=("self",)) if lock else Rundown.objects
    row = rows.select_related("show").filter(show=show_id, pk=rundown_id).first()
    if row is None:
        raise Refused("not_found", f"This show has no rundown {rundown_id[:64]}.", status=404)
    return row


def known_row(show_id: str, rundown_id: str) -> tuple[Rundown, Known]:
    """A rundown of a show with everything that it names. Raises Refused with 404."""
    row = find(show_id, rundown_id)
    known = known_of(row.show)
    known.fetch_row(row)
    return row, known


def check_fresh(row: Rundown, terms: Terms) -> None:
    """Raise Stale where there was another edit since."""
    if terms.expected is not None and terms.expected != row.revision:
        raise Stale(terms.expected, row.revision, "rundown")


def draft_of(row: Rundown) -> Draft:
    return Draft.of({name: getattr(row, name) for name in SETTINGS}, row.items)


def _edit(
    show_id: str, rundown_id: str, terms: Terms, change: Callable[[Rundown, Draft], list[Op]], then: Answer | None
) -> Edited:
    seen = playhead.seen_of(show_id)
    with transaction.atomic():
        row = find(show_id, rundown_id, lock=True)
        check_fresh(row, terms)
        before, draft = draft_of(row), draft_of(row)
        exact = change(row, draft)
        playhead.check(playhead.live_in(seen), row, before, draft, exact)
        edited = _checked(row, draft)
        edited.seen = seen
        if not terms.dry_run:
            row.save()
        if then:
            then(edited)
        if terms.dry_run:
            transaction.set_rollback(True)
    if not terms.dry_run:
        files.write(row, edited.compiled)
        files.write_outer(row)
    return edited


def _forward(row: Rundown, draft: Draft, asked: Sequence[Any], terms: Terms) -> list[Op]:
    done: list[Op] = []
    back: list[Op] = []
    kept = 0
    for number, one in enumerate(asked):
        exact = ops.exact(draft, one, f"ops.{number}")
        inverse = draft.apply(exact)
        kept += len(json.dumps([exact, inverse]))
        ops.check_bytes(kept, f"ops.{number}")
        back = [*inverse, *back]
        done.append(exact)
    if not terms.dry_run:
        row.edits.filter(undone=True).delete()
        RundownEdit.objects.create(rundown=row, forward=done, inverse=back, who=full_name(terms.by)[:200])
        _trim(row)
    return done


def _again(row: Rundown, draft: Draft, terms: Terms, *, undone: bool) -> list[Op]:
    found = row.edits.filter(undone=not undone)
    kept = found.last() if undone else found.first()
    if kept is None:
        raise Refused("nothing_to_undo" if undone else "nothing_to_redo", "There is no such edit any more.")
    exact: list[Op] = kept.inverse if undone else kept.forward
    for op in exact:
        draft.apply(op)
    if not terms.dry_run:
        kept.undone = undone
        kept.save(update_fields=["undone"])
    return exact


def _trim(row: Rundown) -> None:
    old = row.edits.order_by("-id").values_list("pk", flat=True)[EDITS_KEPT : EDITS_KEPT + 100]
    row.edits.filter(pk__in=list(old)).delete()


def _checked(row: Rundown, draft: Draft) -> Edited:
    """The row with what the draft says. Raises Invalid."""
    touched = [draft.items[name] for name in draft.touched]
    known = known_of(row.show)
    known.fetch(draft.items.values(), draft.settings)
    checks.check(known, [(place, draft.items[name]) for name, place in draft.places.items() if name in draft.items])
    if draft.reset:
        checks.check_settings(known, draft.settings, draft.reset)
    row.items, row.revision = draft.listed(), row.revision + 1
    for name, value in draft.settings.items():
        setattr(row, name, value)
    _check_sizes(known, row)
    whole = compiled(row, known)
    return Edited(row, known, whole, touched, draft.order if draft.reordered else None)


def _check_sizes(known: Known, row: Rundown) -> None:
    """Raise Invalid where this rundown, or one that has it in it, becomes too long or plays itself."""
    checks.check_size(known, row.pk, row.items)
    outer = files.outer_of(row)
    if outer:
        known.rundowns[row.pk] = row
        for one in outer:
            known.fetch(one.items)
            checks.check_size(known, one.pk, one.items)
        known.rundowns.pop(row.pk, None)
