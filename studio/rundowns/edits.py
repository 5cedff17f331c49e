"""Every change of a stored rundown goes through here: operations, checks, revision, history, file, in this order.

Checking and compiling a thousand items takes a while in which nobody else should have to wait: it is done before the
database is locked, and stored only if nothing that it was worked out from is another by then.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from studio.errors import Refused, Stale
from studio.people.names import full_name
from studio.rundowns import checks, files, naming, ops, playhead
from studio.rundowns.compile import compiled
from studio.rundowns.items import SETTINGS
from studio.rundowns.known import Known, beside, known_of
from studio.rundowns.models import Rundown, RundownEdit
from studio.rundowns.ops import Draft, Op
from studio.shows.models import Show

Json = dict[str, Any]
Basis = tuple[dict[str, int], int | None]
EDITS_KEPT = 200
TRIES = 3  # to be faster than everybody else; then they wait


@dataclass(slots=True)
class Edited:
    """What an edit came to: the rundown as it is now (or would be, of a dry run), and what of it is new.

    `seen` is what the show's mixer told before it, `told` the answer to whoever asked for it.
    """

    row: Rundown
    known: Known
    compiled: Json
    items: list[Json] = field(default_factory=list)
    order: list[str] | None = None
    seen: Json = field(default_factory=dict)
    told: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told of an edit: worked out before it is stored, and kept in the same transaction."""

    told: Callable[[Edited], Any]
    keep: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Change:
    """Exact operations that a draft has gone through, and what notes them in the rundown's history."""

    exact: list[Op]
    note: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """How an edit is made: against which revision (None: any), only to see what it would come to, and by whom."""

    expected: int | None = None
    dry_run: bool = False
    by: Any = None


def edit(show_id: str, rundown_id: str, asked: Sequence[Any], terms: Terms, answer: Answer | None = None) -> Edited:
    """Do operations (from `ops.read`) as one revision. Raises Invalid, Refused or Stale; then nothing has changed."""
    return _edit(show_id, rundown_id, terms, lambda row, draft: _forward(row, draft, asked, terms), answer)


def undo(show_id: str, rundown_id: str, terms: Terms, answer: Answer | None = None) -> Edited:
    """Take the last edit back that stands. Raises Refused where there is none, and as `edit` does."""
    return _edit(show_id, rundown_id, terms, lambda row, draft: _again(row, draft, undone=True), answer)


def redo(show_id: str, rundown_id: str, terms: Terms, answer: Answer | None = None) -> Edited:
    """Do again what was undone last. Raises Refused where there is nothing, and as `edit` does."""
    return _edit(show_id, rundown_id, terms, lambda row, draft: _again(row, draft, undone=False), answer)


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
    show_id: str, rundown_id: str, terms: Terms, change: Callable[[Rundown, Draft], Change], answer: Answer | None
) -> Edited:
    seen = playhead.seen_of(show_id)

    def attempt(*, lock: bool = False) -> Edited | None:
        """What it came to; None where something that it was worked out from was changed meanwhile."""
        basis = _basis(show_id, lock=lock)
        edited, done = _worked_out(show_id, rundown_id, terms, change, seen)
        edited.told = answer.told(edited) if answer else None
        if terms.dry_run or _stored(edited, done, basis, answer):
            return edited
        return None

    edited = next(filter(None, (attempt() for _ in range(TRIES))), None)
    if edited is None:
        with transaction.atomic():
            edited = attempt(lock=True)
    if edited is None:
        raise Refused("changed_since", "This was changed by others all the time; try again.")
    if not terms.dry_run:
        files.write(edited.row, edited.compiled, edited.known)
        files.write_outer(edited.row)
    return edited


def _basis(show_id: str, *, lock: bool = False) -> Basis:
    """The revisions of a show and all of its rundowns: what is nested says how long a rundown may become."""
    rows = Rundown.objects.select_for_update() if lock else Rundown.objects
    revisions = rows.filter(show=show_id).order_by("pk").values_list("pk", "revision")
    return dict(revisions), Show.objects.filter(pk=show_id).values_list("revision", flat=True).first()


def _worked_out(
    show_id: str, rundown_id: str, terms: Terms, change: Callable[[Rundown, Draft], Change], seen: Json
) -> tuple[Edited, Change]:
    """What an edit comes to, of which nothing is stored yet. Raises Invalid, Refused or Stale."""
    row = find(show_id, rundown_id)
    check_fresh(row, terms)
    before, draft = draft_of(row), draft_of(row)
    done = change(row, draft)
    playhead.check(playhead.live_in(seen), row, before, draft, done.exact)
    edited = _checked(row, draft)
    edited.seen = seen
    return edited, done


def _stored(edited: Edited, done: Change, basis: Basis, answer: Answer | None) -> bool:
    """Store what was worked out, unless something of it is another by now."""
    row, known = edited.row, edited.known
    names = naming.names_in(row.items, beside(row))
    with transaction.atomic():
        if _basis(row.show_id, lock=True) != basis or not known.has_files(edited.items, beside(row)):
            return False
        row.save()
        naming.keep(row, names)
        done.note()
        if answer:
            answer.keep(edited.told)
    return True


def _forward(row: Rundown, draft: Draft, asked: Sequence[Any], terms: Terms) -> Change:
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

    def note() -> None:
        row.edits.filter(undone=True).delete()
        RundownEdit.objects.create(rundown=row, forward=done, inverse=back, who=full_name(terms.by)[:200])
        _trim(row)

    return Change(done, note)


def _again(row: Rundown, draft: Draft, *, undone: bool) -> Change:
    found = row.edits.filter(undone=not undone)
    kept = found.last() if undone else found.first()
    if kept is None:
        raise Refused("nothing_to_undo" if undone else "nothing_to_redo", "There is no such edit any more.")
    exact: list[Op] = kept.inverse if undone else kept.forward
    for op in exact:
        draft.apply(op)
        if op["op"] == "settings":
            draft.reset |= dict.fromkeys(op["set"], "settings")
    return Change(exact, lambda: RundownEdit.objects.filter(pk=kept.pk).update(undone=undone))


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
    row.item_count = len(row.items)
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
            known.fetch_rundowns(one.items)
            checks.check_size(known, one.pk, one.items)
        known.rundowns.pop(row.pk, None)
