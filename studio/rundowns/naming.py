"""What rundowns name, kept with every edit: where a file or a scene is played is looked up, never searched for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from studio.rundowns.known import FILMS, assets_in, contents_of, each, spots_in
from studio.rundowns.models import Named, Rundown

Json = dict[str, Any]
Name = tuple[str, str]  # a kind, and an id
RULE: Name = ("rule", "")  # of whatever comes by rule
PARTS = ("source", "scene", "overlay")


def names_in(items: Iterable[Json], settings: Json) -> set[Name]:
    """Everything that these name, by kind and id."""
    found = {name for item in [*items, *spots_in(settings)] for name in _names(item)}
    films = (content for name in FILMS for content in settings[name])
    return found | {(content["kind"], content[content["kind"]]) for content in films}


def _names(item: Json) -> Iterator[Name]:
    yield from (("asset", asset) for asset in assets_in(item))
    if item["content"]["kind"] == "rundown":
        yield "rundown", item["content"]["rundown"]
    if item["start"].get("rule"):
        yield RULE
    for one in each(item):
        yield from (("overlay", bound["overlay"]) for bound in one["overlays"])
        yield from [("scene", one["scene"])] if one["scene"] else []
    for content in contents_of(item):
        if content["kind"] in PARTS:
            yield content["kind"], content[content["kind"]]


def keep(row: Rundown, names: set[Name]) -> None:
    """Note what a rundown names from now on; to be called in the transaction of its edit."""
    known = {(kind, name): pk for pk, kind, name in row.named.values_list("pk", "kind", "name")}
    row.named.filter(pk__in=[pk for name, pk in known.items() if name not in names]).delete()
    Named.objects.bulk_create(Named(rundown=row, kind=kind, name=name) for kind, name in names - set(known))


def naming(kind: str, name: str) -> QuerySet[Rundown]:
    """The rundowns that name this, somewhere."""
    return Rundown.objects.filter(named__kind=kind, named__name=name).select_related("show")
