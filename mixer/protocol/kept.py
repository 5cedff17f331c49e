"""What readers keep from one start to the next: a folder for each source, beside the show file."""

from __future__ import annotations

import shutil
from hashlib import blake2s
from pathlib import Path
from typing import Any

from mixer.errors import BadShow
from mixer.kinds.sources import SOURCES
from mixer.protocol.fallback import SecondInput, stand_in_name
from mixer.protocol.parse import read_show
from mixer.protocol.showfile import Show

FOLDER = "kept"


def folder_name(source: str) -> str:
    """Of a reader, by its source's id: an id from a file may be any text."""
    return blake2s(source.encode(), digest_size=16).hexdigest()


def keepers(show: Show) -> set[str]:
    """The folders' names of all in a show that keep something."""
    inputs = {source.id: source.input for source in show.sources}
    for source in show.sources:
        for number, step in enumerate(source.fallback.steps, 1):
            if isinstance(step, SecondInput):
                inputs[stand_in_name(source.id, number)] = step.input
    return {folder_name(name) for name, one in inputs.items() if SOURCES[one.kind].keeps(one)}


def forget_others(beside: Path, data: dict[str, Any]) -> None:
    """Remove what nobody in this show keeps any more; `beside` is the folder of its file.

    Of a show that makes no sense, from an older version, nothing is removed.
    """
    kept = beside / FOLDER
    if not kept.is_dir():
        return
    try:
        needed = keepers(read_show(data))
    except BadShow:
        return
    for folder in kept.iterdir():
        if folder.name not in needed:
            shutil.rmtree(folder, ignore_errors=True)
