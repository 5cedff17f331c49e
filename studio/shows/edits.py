"""Every change of a stored show goes through `edit`: rows, check, revision, file, mixer, rundowns, in this order."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from asgiref.sync import async_to_sync
from django.db import transaction
from django.utils import timezone

from studio.air.senders import signed, whoever_sends
from studio.errors import Refused, Stale
from studio.rundowns import files as rundowns
from studio.scheduling import files as schedules
from studio.shows import air, compose, difference, files, live, on_program, surface, undo
from studio.shows.models import Show
from studio.webhooks import outbox

log = logging.getLogger(__name__)
T = TypeVar("T")
NEXT_TAKE: Literal["next_take"] = "next_take"
OnAir = bool | Literal["next_take"]
CANVAS = ("width", "height", "rate")
PLAYED = ("layouts", "sources", "overlays", "scenes")


@dataclass(frozen=True, slots=True)
class Edit:
    """The revision an edit made, and whether the mixer plays it: now, or from the next take on."""

    revision: int
    on_air: OnAir


def edit(
    show_id: str,
    change: Callable[[Show], T],
    expected: int | None = None,
    *,
    may_operate: bool = True,
    kept: bool = True,
    joins: int | None = None,
) -> tuple[T, Edit]:
    """Apply `change` to a show as one new revision and hand it to the mixer if the show is on air.

    It is kept for undo, unless it is one (`kept` False); as one step with the edit that made revision `joins`.

    Raises Invalid, Refused or Stale, and then nothing has changed; Refused also where it takes away what is on program,
    and where something would act on the air at once and the editor may not direct. When only the mixer cannot be told,
    the edit stays and says so.
    """
    with transaction.atomic():
        show = locked(show_id, expected)
        acts, before = live.acting_at_once(show), undo.snapshot(show)
        result = change(show)
        show.surface = kept_up(show)
        after = undo.snapshot(show)
        scheduled = before[undo.SCHEDULE] != after[undo.SCHEDULE]
        live.check_may(show, may_operate, acts, scheduled=scheduled)
        on_program.refuse_gone(show, before, after)
        compose.check(show)
        show.revision += 1
        if scheduled:
            schedules.settle(show, timezone.now())
        show.save()
        if kept:
            undo.keep(show, before, after, joins)
        sender = whoever_sends()
        outbox.keep("show.edited", {"revision": show.revision, "by": sender.by if sender else ""}, show_id)
    value = files.write(show_id)
    if scheduled:
        schedules.write(show_id)
    told = Edit(show.revision, tell_mixer(show_id, value))
    _tell_rundowns(show_id, before, after)  # a hundred of them take their time, and the air does not wait
    return result, told


@dataclass(frozen=True, slots=True)
class Trial:
    """What an edit would come to: the revision it would make, what would change, and what stands in its way."""

    revision: int
    changes: list[dict[str, Any]]
    problems: list[Refused]


def trial(
    show_id: str, change: Callable[[Show], Any], expected: int | None = None, *, may_operate: bool = True
) -> Trial:
    """Try an edit as `edit` would do it now, and keep nothing of it. Raises Stale; what else is wrong is told."""
    changes: list[dict[str, Any]] = []
    problems: list[Refused] = []
    with transaction.atomic():
        show = locked(show_id, expected)
        acts, before, was = live.acting_at_once(show), undo.snapshot(show), said(show)
        try:
            change(show)
            show.surface = kept_up(show)
            compose.check(show)
            changes = difference.between(show_id, was, said(show))
            after = undo.snapshot(show)
            live.check_may(show, may_operate, acts, scheduled=before[undo.SCHEDULE] != after[undo.SCHEDULE])
            on_program.refuse_gone(show, before, after)
        except Refused as error:
            problems.append(error)
        finally:
            transaction.set_rollback(True)
    return Trial(show.revision + 1, changes, problems)


def said(show: Show) -> dict[str, Any]:
    """A show in full: its show file, with what of its own is in no file."""
    own = ("private", "producers_run", "template")
    return compose.exported(show) | {name: getattr(show, name) for name in own}


def locked(show_id: str, expected: int | None) -> Show:
    """The show, for whoever edits it until the transaction ends. Raises Stale."""
    show = Show.objects.select_for_update().get(pk=show_id)
    if expected is not None and expected != show.revision:
        raise Stale(expected, show.revision)
    return show


def kept_up(show: Show) -> dict[str, Any]:
    """The macros and keys of a show as its parts are now."""
    others = (show.sources, show.overlays)
    ids = [pk for rows in others for pk in rows.values_list("pk", flat=True)]
    return surface.kept_up(show.surface, show.scenes.values_list("pk", flat=True), ids)


def _tell_rundowns(show_id: str, before: undo.Json, after: undo.Json) -> None:
    """Have those compiled anew that an edit concerns: none, where nothing is another that they are made of."""
    was, now = (one[undo.SHOW][show_id] for one in (before, after))
    standby = was["standby"] != now["standby"]
    if standby or any(was[name] != now[name] for name in CANVAS) or any(before[name] != after[name] for name in PLAYED):
        rundowns.show_changed(show_id, standby=standby)


def tell_mixer(show_id: str, value: dict[str, Any]) -> OnAir:
    """Send a show file to the mixer; whether it plays it, now or with the next take.

    Nobody knows its id beforehand: a mixer does a command once, and leaves one out whose id another has had.
    """
    revision = value["revision"]
    show = {key: part for key, part in value.items() if key != "revision"}
    name = f"load-{revision}-{uuid.uuid4().hex}"
    answer = send(show_id, {"id": name, "verb": "load", "revision": revision, "show": show})
    if answer.get("code") == "stale_revision":
        return _as_newer(show_id)
    if not answer.get("ok") and answer.get("code") != "off_air":
        log.warning("revision %s of %s is saved but not on air: %s", revision, show_id, answer.get("error"))
    return NEXT_TAKE if answer.get("on_air") == NEXT_TAKE else bool(answer.get("ok"))


def _as_newer(show_id: str) -> OnAir:
    """What became of an edit when a newer one, which has it in it, came to the mixer first."""
    desk = air.seen(show_id).get("desk") or {}
    return NEXT_TAKE if desk.get("changes_waiting") else bool(desk)


def send(show_id: str, command: dict[str, Any]) -> dict[str, Any]:
    """Send a command over this process's link to the show's mixer and wait for the answer."""
    from studio.air.control.commands import send_command  # the link itself needs to know how shows are composed

    sender = whoever_sends()
    sent = signed(command, sender) if sender else command
    answer: dict[str, Any] = async_to_sync(send_command)(show_id, sent)
    return answer
