"""One name for the whole build of static files: it changes when any of them does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path


def digest_of(places: Iterable[Path]) -> str:
    """Twelve hex digits of the names and contents of every file in these folders (or of these files)."""
    sum_ = hashlib.sha256()
    for place in places:
        for path in files_in(place):
            sum_.update(str(path.relative_to(place.parent)).encode() + b"\0" + path.read_bytes() + b"\0")
    return sum_.hexdigest()[:12]


def files_in(place: Path) -> Iterator[Path]:
    yield from [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
