"""What items may name: the show's parts, its rundowns, and the library, fetched once for a whole rundown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model

from mixer.protocol.kinds import SOURCES
from studio.library.models import Asset, library
from studio.rundowns.models import Rundown
from studio.shows import compose
from studio.shows.models import Layout, Overlay, Scene, Show, Source
from studio.shows.parts import read, with_path

Json = dict[str, Any]
FILMS = ("filler", "opening", "closing")  # settings that are lists of contents
BESIDE = (*FILMS, "breaks")  # what a rundown plays beside its items
Row = TypeVar("Row", bound=Model)


class File(NamedTuple):
    """What is to be known of an uploaded file; a rundown has up to a thousand of them."""

    id: str
    name: str
    file: str
    kind: str
    state: str
    duration_s: float | None = None
    loudness_lufs: float | None = None
    true_peak_db: float | None = None


STANDING = ("image", "document")
"""Kinds of files that have no length of their own."""


@dataclass(slots=True)
class Known:
    """Rows by their ids. `assets` has those that were asked for; what is not here is gone, or never was."""

    show: Show
    sources: dict[str, Source]
    scenes: dict[str, Scene]
    layouts: dict[str, Layout]
    overlays: dict[str, Overlay]
    assets: dict[str, File] = field(default_factory=dict)
    rundowns: dict[str, Rundown] = field(default_factory=dict)
    folder: str = field(default_factory=lambda: str(library()))
    _source_parts: dict[str, Json] = field(default_factory=dict)
    _live: dict[str, bool] = field(default_factory=dict)

    def path_of(self, asset: File) -> str:
        """Where a file lies; asked for a thousand times a rundown."""
        return f"{self.folder}/{asset.file}"

    def fetch_files(self, wanted: set[str]) -> None:
        self.assets |= _files(wanted - set(self.assets))

    def has_files(self, items: Iterable[Json], settings: Json) -> bool:
        """Whether the files that these name, and that were there when they were fetched, still are."""
        wanted = _assets(items, settings) & set(self.assets)
        return len(Asset.objects.select_for_update().filter(pk__in=wanted).order_by("pk").values_list("pk")) == len(
            wanted
        )

    def is_as_it_was(self) -> bool:
        """Whether everything is still what it was when it was fetched."""
        nested = Rundown.objects.filter(pk__in=self.rundowns).order_by().values_list("pk", "revision")
        return (
            Show.objects.filter(pk=self.show.pk, revision=self.show.revision).exists()
            and dict(nested) == {row.pk: row.revision for row in self.rundowns.values()}
            and _files(set(self.assets)) == self.assets
        )

    def is_live(self, source_id: str) -> bool:
        """Whether a source of the show ends when somebody else stops sending."""
        if source_id not in self._live:
            value = self.sources[source_id].input
            kind = SOURCES[value["kind"]]
            self._live[source_id] = kind.keyed or kind.live(read("input", with_path("input", value)))
        return self._live[source_id]

    def source_part(self, source_id: str) -> Json:
        """A source of the show as its show file has it: alike in all, it is one reader."""
        if source_id not in self._source_parts:
            self._source_parts[source_id] = compose.source_part(self.sources[source_id])
        return self._source_parts[source_id]

    def fetch_row(self, row: Rundown) -> None:
        """Have what a rundown names, in its items and beside them."""
        self.fetch(row.items, beside(row))

    def fetch(self, items: Iterable[Json], settings: Json | None = None) -> None:
        """Have the files and rundowns that these name, and that the rundowns in them name."""
        items = list(items)
        nested = self.fetch_rundowns(items)
        self.fetch_files(_assets(items, settings or {}).union(*(_assets(row.items, {}) for row in nested)))

    def fetch_rundowns(self, items: Iterable[Json]) -> list[Rundown]:
        """Have the rundowns that these name, at whatever depth; those that were not known before."""
        nested = {one["content"]["rundown"] for one in items if one["content"]["kind"] == "rundown"}
        found = Rundown.objects.filter(show=self.show).in_bulk(nested - set(self.rundowns))
        self.rundowns |= found
        return [one for row in found.values() for one in (row, *self.fetch_rundowns(row.items))]


def known_of(show: Show) -> Known:
    """Everything of a show that items may name; files and rundowns are fetched as they are needed."""
    return Known(
        show, _by_id(show.sources.all()), _by_id(show.scenes.all()), _by_id(show.layouts.all()),
        _by_id(show.overlays.all()),
    )  # fmt: skip


def _files(wanted: set[str]) -> dict[str, File]:
    rows = Asset.objects.filter(pk__in=wanted).order_by().values_list(*File._fields)
    return {row[0]: File._make(row) for row in rows}


def _assets(items: Iterable[Json], settings: Json) -> set[str]:
    """The ids of the files that these name."""
    named = {name for item in [*items, *spots_in(settings)] for name in assets_in(item)}
    contents = (one for name in FILMS for one in settings.get(name, ()))
    return named | {one["asset"] for one in contents if one["kind"] == "asset"}


def beside(row: Rundown) -> Json:
    """The settings of a rundown that play something."""
    return {name: getattr(row, name) for name in BESIDE}


def spots_in(settings: Json) -> list[Json]:
    """The items of the breaks by rule."""
    found: list[Json] = (settings.get("breaks") or {}).get("items", [])
    return found


def _by_id(rows: Iterable[Row]) -> dict[str, Row]:
    return {row.pk: row for row in rows}


def each(item: Json) -> Iterator[Json]:
    """The item, or those of a break."""
    if item["content"]["kind"] == "break":
        yield from item["content"]["items"]
    else:
        yield item


def contents_of(item: Json) -> Iterator[Json]:
    """What an item plays, and what in its place."""
    for one in each(item):
        yield one["content"]
        if one["backup"]:
            yield one["backup"]


def assets_in(item: Json) -> Iterator[str]:
    """The ids of the files that an item names."""
    yield from (content["asset"] for content in contents_of(item) if content["kind"] == "asset")
    for one in each(item):
        yield from filter(None, (one["poster"], one["captions"] if one["captions"] not in ("auto", "off") else ""))
