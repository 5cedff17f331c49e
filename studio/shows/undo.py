"""Edits of a show, kept as what was before and after, so that they can be taken back and done again.

Rows are told by their ids, each with all it says. Never kept are the air (what is on program changes by a take), who
may watch, where the programme goes, and stream keys: one that has ended stays ended, so what becomes a push source
again has none until it is given a new one.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from studio.air.senders import whoever_sends
from studio.errors import Refused
from studio.scheduling.entries import check_rundown
from studio.shows import assets, fallbacks
from studio.shows.making import check_named
from studio.shows.models import Show, ShowEdit
from studio.shows.parts import completed
from studio.shows.rows import KINDS, is_keyed

Json = dict[str, Any]
EDITS_KEPT = 200
SCHEDULE = "schedule"
PARTS = ("layouts", "sources", "overlays", "scenes", SCHEDULE)
OWN = ("name", "width", "height", "rate", "encoding", "captions", "start", "slate", "standby")
NOT_KEPT = {"id", "show", "key_hash"}
NAMES_FILES = {"sources": "input", "overlays": "content"}
SHOW = "show"


def snapshot(show: Show) -> Json:
    """What of a show can be undone, by kind and id."""
    parts = {plural: {row.pk: _values(row) for row in KINDS[plural].of(show)} for plural in PARTS}
    return {**parts, SHOW: {show.pk: {name: getattr(show, name) for name in OWN}}}


def keep(show: Show, before: Json, after: Json, joins: int | None = None) -> None:
    """Keep an edit; what was undone before cannot be done again any more.

    One that `joins` the revision of the newest edit, by the same hand, makes one step with it.
    """
    changes = {kind: found for kind in before if (found := _changes(before[kind], after[kind]))}
    if not changes:
        return
    sender = whoever_sends()
    who = sender.by[:200] if sender else ""
    show.edits.filter(undone=True).delete()
    if joins is not None and _joined(show, changes, joins, who):
        return
    ShowEdit.objects.create(show=show, changes=changes, who=who, revision=show.revision)
    old = show.edits.order_by("-id").values_list("pk", flat=True)[EDITS_KEPT : EDITS_KEPT + 100]
    show.edits.filter(pk__in=list(old)).delete()


def _joined(show: Show, changes: Json, joins: int, who: str) -> bool:
    """Whether an edit has become part of the step before it."""
    last = show.edits.last()
    if last is None or (last.revision, last.who) != (joins, who):
        return False
    last.changes, last.revision = _together(last.changes, changes), show.revision
    last.save(update_fields=["changes", "revision"])
    return True


def _together(first: Json, then: Json) -> Json:
    """Two edits as one: what was before the first of them, and what is after the second."""
    both: Json = {}
    for kind in {**first, **then}:
        a, b = first.get(kind, {}), then.get(kind, {})
        both[kind] = {pk: [a.get(pk, b.get(pk))[0], b.get(pk, a.get(pk))[1]] for pk in {**a, **b}}
    return both


def undo(show: Show) -> ShowEdit:
    """Take back the last edit that stands; to be called inside `edits.edit`. Raises Refused."""
    return _step(show, next_steps(show)["undo"], undone=True)


def redo(show: Show) -> ShowEdit:
    """Do again what was undone last; to be called inside `edits.edit`. Raises Refused."""
    return _step(show, next_steps(show)["redo"], undone=False)


def next_steps(show: Show) -> dict[str, ShowEdit | None]:
    """What would be taken back, and what would be done again."""
    return {"undo": show.edits.filter(undone=False).last(), "redo": show.edits.filter(undone=True).first()}


def told(edit: ShowEdit | None) -> Json | None:
    """A step in plain values: who did it, when, and what became of which parts, as they are called now."""
    if edit is None:
        return None
    changes = [
        {"kind": kind, "id": pk, "name": str(((was or now) if edit.undone else (now or was)).get("name", "")),
         "became": "made" if was is None else "removed" if now is None else "changed"}
        for kind, found in edit.changes.items() for pk, (was, now) in found.items()
    ]  # fmt: skip
    return {"who": edit.who, "when": edit.when.isoformat(), "changes": changes}


def _step(show: Show, edit: ShowEdit | None, *, undone: bool) -> ShowEdit:
    if edit is None:
        if undone:
            raise Refused("nothing_to_undo", "There is no edit of this show to undo.")
        raise Refused("nothing_to_redo", "There is no edit of this show to do again.")
    now = snapshot(show)
    steps = [
        (kind, pk, *(_in_full(kind, values) for values in (reversed(pair) if undone else pair)))
        for kind, found in edit.changes.items()
        for pk, pair in found.items()
    ]
    if any(_in_full(kind, now[kind].get(pk)) != was for kind, pk, was, _ in steps):
        raise Refused("changed_since", "This was changed in another way since, so it cannot be put back.")
    for kind, pk, _, then in sorted(steps, key=lambda step: ORDER.index(step[0])):
        _put(show, kind, pk, then)
    if SHOW in edit.changes:
        check_named(show)
    edit.undone = undone
    edit.save(update_fields=["undone"])
    return edit


ORDER = (*PARTS, SHOW)


def _in_full(kind: str, values: Json | None) -> Json | None:
    """What was kept of a row, with the defaults of what rows have got since."""
    if values is None:
        return None
    model = Show if kind == SHOW else KINDS[kind].model
    fields = [field for field in model._meta.concrete_fields if field.name not in NOT_KEPT and field.has_default()]
    if kind == SHOW:
        fields = [field for field in fields if field.name in OWN]
    full = {field.name: field.get_default() for field in fields} | values
    if kind == "sources" and not full["fallback"]:
        full["fallback"] = completed("fallback", {})
    return full


def _put(show: Show, kind: str, pk: str, values: Json | None) -> None:
    """Make a row say what it said then; None where there was none."""
    if kind == SHOW:
        for name, value in (values or {}).items():
            setattr(show, name, value)
        return
    model, rows = KINDS[kind].model, KINDS[kind].of(show).filter(pk=pk)
    if values is None:
        rows.delete()
        return
    if part := NAMES_FILES.get(kind):
        assets.check(part, values[part])
    if kind == "sources":
        fallbacks.check(values["fallback"])
    if kind == SCHEDULE:
        check_rundown(show, values["rundown"])
    if kind == "sources" and not is_keyed(values["input"]):
        values = {**values, "key_hash": ""}
    if rows.update(**values):
        return
    if model._default_manager.filter(pk=pk).exists():
        what = f"the {KINDS[kind].name} {values['name']} cannot come back"
        raise Refused("id_taken", f"Another show has the id {pk} by now, so {what}.")
    model(pk=pk, show=show, **values).save(force_insert=True)


def _values(row: models.Model) -> Json:
    fields = [field.name for field in row._meta.concrete_fields if field.name not in NOT_KEPT]
    return {name: getattr(row, name) for name in fields}


def _changes(before: Json, after: Json) -> Json:
    """Pairs of what was and what is, by id; None where a row is not."""
    names = [*before, *(pk for pk in after if pk not in before)]
    return {pk: [before.get(pk), after.get(pk)] for pk in names if before.get(pk) != after.get(pk)}
