"""`TALLY_HOME/shows/ID/show.json`: the show file on disk, never older than an edit that was answered."""

from __future__ import annotations

import fcntl
import json
from pathlib import Path
from typing import Any

from django.conf import settings

from studio.home import write_atomically
from studio.shows.compose import composed
from studio.shows.models import Show


def folder_of(show_id: str) -> Path:
    return Path(settings.TALLY_HOME) / "shows" / show_id


def write(show_id: str) -> dict[str, Any]:
    """Write the stored show to disk and return what was written: the show file and its `revision`."""
    folder = folder_of(show_id)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".show.lock").open("w") as lock:
        # Read inside the lock, or an older edit could overwrite a newer one.
        fcntl.flock(lock, fcntl.LOCK_EX)
        show = Show.objects.get(pk=show_id)
        value = {**composed(show), "revision": show.revision}
        write_atomically(folder / "show.json", json.dumps(value, indent=1).encode(), 0o640)
    return value
