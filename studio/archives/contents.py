"""What the archive of a show has in it, gathered from rows before anything is written."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from studio.library.models import Asset
from studio.rundowns.exchange import whole
from studio.rundowns.models import Named, Rundown
from studio.scheduling.entries import FIELDS
from studio.shows.compose import assets_of, exported
from studio.shows.models import Show

Json = dict[str, Any]
VERSION = 1
ABOUT, SHOW, RUNDOWNS, SCHEDULE, MEDIA = "archive.json", "show.json", "rundowns.json", "schedule.json", "media/"


@dataclass(frozen=True, slots=True)
class Medium:
    """A file of the library as an archive has it: `file` is its place there, `id` what the show calls it.

    `sha256` is of its bytes; empty until they were read.
    """

    id: str
    file: str
    name: str
    folder: str
    bytes: int
    sha256: str = ""

    def told(self) -> Json:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Contents:
    """The texts of an archive by their names, and the files of the library with where they lie."""

    name: str
    texts: dict[str, Json | list[Json]]
    media: list[tuple[Medium, Path]]


def contents_of(show: Show) -> Contents:
    """The show file, rundowns, schedule, and the files that they use. Nobody's secrets, keys and links."""
    texts: dict[str, Json | list[Json]] = {
        SHOW: exported(show),
        RUNDOWNS: [rundown_file(row) for row in show.rundowns.all()],
        SCHEDULE: [{name: getattr(row, name) for name in FIELDS} for row in show.schedule.all()],
    }
    return Contents(show.name, texts, list(_media(show)))


def rundown_file(row: Rundown) -> Json:
    """A rundown as its own export has it, with what others call it."""
    value: Json = json.loads(whole.write(row))
    return {"id": row.pk, "template": row.template, **value}


def _media(show: Show) -> list[tuple[Medium, Path]]:
    """Files that are there; of one that is gone the archive has its name in the show file alone."""
    played = Named.objects.filter(rundown__show=show, kind="asset").values_list("name", flat=True)
    rows = Asset.objects.filter(pk__in={*assets_of(show), *played}).order_by("created", "pk")
    found = [(row, row.original_path) for row in rows if row.original_path.is_file()]
    return [(_medium(row, path), path) for row, path in found]


def _medium(row: Asset, path: Path) -> Medium:
    return Medium(row.pk, f"{MEDIA}{row.pk}{path.suffix}", row.name, row.folder, path.stat().st_size)
