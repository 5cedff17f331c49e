"""Shows as the rest of the studio puts them on air: start, stop, command, look."""

from __future__ import annotations

import shutil
import uuid
from typing import Any

from asgiref.sync import async_to_sync
from django.db import transaction
from django.utils import timezone

from studio.errors import Refused
from studio.scheduling import files as schedules
from studio.shows import files
from studio.shows.models import Show
from studio.webhooks import outbox


def start(show_id: str, *, rehearse: bool = False) -> None:
    """Want the show on air, and launch its mixer; to `rehearse` it, with its ways out closed.

    One that is rehearsed goes on air. Raises Refused for a rehearsal of what is on air.
    """
    from studio.air.processes.launch import launch
    from studio.air.processes.show_paths import paths_of
    from studio.air.runmixer.rehearsal import note

    asked = Show.objects.filter(pk=show_id)
    if asked.filter(template=True).exists():
        text = "This is a template, which is never on air: make a show of it, or let it be one (PATCH `template`)."
        raise Refused("template", text)
    if _want(show_id, rehearse=rehearse):
        note(paths_of(show_id).rehearsal_note, rehearse)
    else:
        if asked.filter(rehearsing=False).exists() and rehearse:
            raise Refused("on_air", f"The show is on air; stop it first (POST shows/{show_id}/stop), then rehearse it.")
        if not rehearse and rehearsed(show_id):
            go_on_air(show_id)
    files.write(show_id)
    schedules.write(show_id)
    launch(show_id)


def _want(show_id: str, *, rehearse: bool) -> bool:
    """Whether it was not wanted before."""
    with transaction.atomic():
        off = Show.objects.filter(pk=show_id, wanted=False, template=False)
        if not off.update(wanted=True, wanted_since=timezone.now(), rehearsing=rehearse):
            return False
        outbox.keep("show.rehearsing" if rehearse else "show.on_air", {}, show_id)
    return True


def stop(show_id: str) -> None:
    """Want the show off air, and stop its mixer. What its schedule wanted of it until now is done with."""
    from studio.air.processes.launch import stop as stop_mixer

    schedules.settled_by(show_id, timezone.now())
    unwant(show_id)
    stop_mixer(show_id)


def unwant(show_id: str) -> None:
    """Want the show off air, without telling its mixer."""
    with transaction.atomic():
        if Show.objects.filter(pk=show_id, wanted=True).update(wanted=False, wanted_since=None, rehearsing=False):
            outbox.keep("show.off_air", {}, show_id)


def go_on_air(show_id: str) -> None:
    """Have the mixer of a show that was rehearsed open its ways out now; without a link it looks by itself soon."""
    from studio.shows.edits import send

    send(show_id, {"id": f"go-on-air-{uuid.uuid4().hex}", "verb": "go_on_air"})


def rehearsed(show_id: str) -> bool:
    """The rehearsal is over, and the show on air since now; False where there was none."""
    with transaction.atomic():
        rows = Show.objects.filter(pk=show_id, wanted=True, rehearsing=True)
        over = bool(rows.update(rehearsing=False, wanted_since=timezone.now()))
        if over:
            outbox.keep("show.on_air", {}, show_id)
    return over


def check_in_time(show_id: str, not_after_frame: int | None) -> None:
    """Raise Refused when the mixer is past that frame."""
    frame = None if not_after_frame is None else seen(show_id).get("frame")
    if not_after_frame is not None and frame is not None and frame > not_after_frame:
        text = f"This was to happen by frame {not_after_frame}, and it is frame {frame}; nothing was changed."
        raise Refused("too_late", text)


def is_free(show_id: str) -> bool:
    """Whether nothing plays the show: no mixer, here or on another host, and no program that outlived one."""
    from mixer.protocol import locks
    from studio.air.processes import launch
    from studio.air.processes.show_paths import paths_of

    return launch.is_free(show_id) and not any(locks.is_held(path) for path in paths_of(show_id).run.glob("*.lock"))


def forget(show_id: str) -> None:
    """Remove what running left behind: the run folder, and the lock that says who plays the show."""
    from studio.air.processes.show_paths import paths_of

    paths = paths_of(show_id)
    shutil.rmtree(paths.run, ignore_errors=True)
    paths.lock.unlink(missing_ok=True)


def seen(show_id: str) -> dict[str, Any]:
    """The mixer's latest snapshot (`desk`, `status`, `destinations`, `recording`); empty when it cannot be reached."""
    from studio.air.control.commands import snapshot

    return async_to_sync(snapshot)(show_id) or {}
