"""`TALLY_HOME/shows/ID/show.json`: the show file on disk, never older than an edit that was answered."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from django.conf import settings

from mixer.protocol import locks
from mixer.protocol.files import write_whole
from mixer.protocol.kept import forget_others
from studio.shows.compose import composed
from studio.shows.models import Show

log = logging.getLogger(__name__)


def folder_of(show_id: str) -> Path:
    return Path(settings.TALLY_HOME) / "shows" / show_id


def write(show_id: str) -> dict[str, Any]:
    """Write the stored show to disk and return what was written: the show file and its `revision`.

    A disk that refuses keeps the older file: the mixer is told over its link, and an engine that starts from the older
    file is brought up to date from the database.
    """
    folder = folder_of(show_id)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Read inside the lock, or an older edit could overwrite a newer one.
        with locks.in_turn(folder / ".show.lock"):
            value = stored(show_id)
            write_whole(folder / "show.json", json.dumps(value, indent=1).encode(), 0o640)
            forget_others(folder, value)
    except OSError as error:
        log.warning("the show file of %s could not be written: %s", show_id, error)
        value = stored(show_id)
    return value


def stored(show_id: str) -> dict[str, Any]:
    """The show file with its `revision`, as the database has it."""
    show = Show.objects.get(pk=show_id)
    return {**composed(show), "revision": show.revision}
