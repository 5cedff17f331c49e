"""What shows on air have on program, as their mixers keep it: it may be no part of the stored show any more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from studio.air.processes.show_paths import paths_of
from studio.shows.models import Show


def shows_playing(path: Path) -> list[Show]:
    """The shows on air that have this file on program."""
    return [show for show in Show.objects.filter(wanted=True) if str(path) in set(files_of(show.pk))]


def files_of(show_id: str) -> Iterator[str]:
    try:
        parts = json.loads(paths_of(show_id).pinned_file.read_text())
        for part in parts:
            yield from _files(part["show"])
    except (OSError, ValueError, TypeError, KeyError):
        return


def _files(show: dict[str, Any]) -> Iterator[str]:
    for source in show["sources"]:
        yield source["input"].get("path") or ""
        for step in source.get("fallback", {}).get("steps", ()):
            yield step.get("input", {}).get("path") or ""
    for overlay in show["overlays"]:
        yield overlay["content"].get("path") or ""
    yield show.get("start", {}).get("path") or ""
    yield show.get("slate", {}).get("path") or ""
