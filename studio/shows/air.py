"""Shows as the rest of the studio puts them on air: start, stop, command, look."""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync
from django.utils import timezone

from studio.shows import files
from studio.shows.models import Show


def start(show_id: str) -> None:
    """Want the show on air, and launch its mixer."""
    from studio.air.launch import launch

    Show.objects.filter(pk=show_id, wanted=False).update(wanted=True, wanted_since=timezone.now())
    files.write(show_id)
    launch(show_id)


def stop(show_id: str) -> None:
    """Want the show off air, and stop its mixer."""
    from studio.air.launch import stop as stop_mixer

    Show.objects.filter(pk=show_id).update(wanted=False, wanted_since=None)
    stop_mixer(show_id)


def seen(show_id: str) -> dict[str, Any]:
    """The mixer's latest snapshot (`desk`, `status`, `destinations`, `recording`); empty when it cannot be reached."""
    from studio.air.commands import snapshot

    return async_to_sync(snapshot)(show_id) or {}
