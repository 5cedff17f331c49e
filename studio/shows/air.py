"""Shows as the rest of the studio puts them on air: start, stop, command, look."""

from __future__ import annotations

import shutil
from typing import Any

from asgiref.sync import async_to_sync
from django.utils import timezone

from studio.errors import Refused
from studio.scheduling import files as schedules
from studio.shows import files
from studio.shows.models import Show


def start(show_id: str) -> None:
    """Want the show on air, and launch its mixer."""
    from studio.air.processes.launch import launch

    Show.objects.filter(pk=show_id, wanted=False).update(wanted=True, wanted_since=timezone.now())
    files.write(show_id)
    schedules.write(show_id)
    launch(show_id)


def stop(show_id: str) -> None:
    """Want the show off air, and stop its mixer. What its schedule wanted of it until now is done with."""
    from studio.air.processes.launch import stop as stop_mixer

    schedules.settled_by(show_id, timezone.now())
    unwant(show_id)
    stop_mixer(show_id)


def unwant(show_id: str) -> None:
    """Want the show off air, without telling its mixer."""
    Show.objects.filter(pk=show_id).update(wanted=False, wanted_since=None)


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
