"""The end of a show: its rows, its recordings, its HLS, its logs and its run folder.

The folder is renamed at once, so that nothing in it can be reached any more, and emptied in the background:
recordings may be hundreds of gigabytes. What a crash leaves half emptied is swept up later.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
from pathlib import Path

from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError as QueueAway

from studio import ids
from studio.errors import Refused
from studio.shows import air
from studio.shows.files import folder_of
from studio.shows.models import Show

log = logging.getLogger(__name__)
ASIDE = ".deleted-"


def remove(show_id: str) -> None:
    """Delete a show and everything of it. Raises Refused with `on_air` while it is, or is wanted there."""
    folder = folder_of(show_id)
    with transaction.atomic():
        show = Show.objects.select_for_update().get(pk=show_id)
        refuse_on_air(show)
        show.delete()
        aside = put_aside(folder)
        try:
            air.forget(show_id)
        except BaseException:
            put_back(aside, folder)
            raise
    clear_soon()


def refuse_on_air(show: Show) -> None:
    if show.wanted:
        raise Refused("on_air", f"{show.name} is on air; stop it first (POST shows/{show.pk}/stop).")
    if not air.is_free(show.pk):
        raise Refused("on_air", f"{show.name} is still going off air; try again in a few seconds.")


def put_aside(folder: Path) -> Path | None:
    """Take a show's folder away under a name that nothing asks for; None where there is none. Raises Refused."""
    aside = folder.with_name(f"{ASIDE}{folder.name}-{ids.fresh('x', 6)}")
    try:
        folder.rename(aside)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refused("disk_error", f"The show's files cannot be removed: {error.strerror}.", status=507) from None
    return aside


def put_back(aside: Path | None, folder: Path) -> None:
    if aside:
        with contextlib.suppress(OSError):
            aside.rename(folder)


def clear_soon() -> None:
    """Have a worker empty what was put aside. Without a queue, the clock does when there is one."""
    from studio.shows.tasks import clear

    try:
        clear.apply_async(retry=False)
    except QueueAway as error:
        log.warning("the files of deleted shows are removed when the queue is back: %s", error)


def clear_deleted() -> int:
    """Remove the folders of deleted shows from the disk; how many are gone. May run twice at once."""
    gone = 0
    for aside in (Path(settings.TALLY_HOME) / "shows").glob(f"{ASIDE}*"):
        shutil.rmtree(aside, ignore_errors=True)
        gone += not aside.exists()
    return gone
