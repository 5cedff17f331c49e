"""Where an uploaded file is used: by what is stored of shows, and by what is on program, which may be older."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from studio.errors import Refused
from studio.library.models import Asset
from studio.people.roles import Action, allowed
from studio.rundowns.naming import naming
from studio.shows.fallbacks import inputs_of
from studio.shows.models import Overlay, Show, Source
from studio.shows.pinned import shows_playing


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of place: `rows` are those that name an asset, by its id. They are shows, or have a `show` and a name."""

    name: str
    words: str
    rows: Callable[[str], QuerySet[Any]]


def standing_in(pk: str) -> QuerySet[Any]:
    """The sources in whose chain a file is."""
    chains = Source.objects.exclude(fallback={}).values_list("pk", "fallback")
    found = [name for name, chain in chains if any(one.get("asset") == pk for one in inputs_of(chain))]
    return Source.objects.filter(pk__in=found).select_related("show")


PLACES = (
    Place("source", "the source {}", lambda pk: Source.objects.filter(input__asset=pk).select_related("show")),
    Place("fallback", "what stands in for {}", standing_in),
    Place("overlay", "the overlay {}", lambda pk: Overlay.objects.filter(content__asset=pk).select_related("show")),
    Place("start", "the start", lambda pk: Show.objects.filter(start__asset=pk)),
    Place("slate", "the slate", lambda pk: Show.objects.filter(slate__asset=pk)),
    Place("standby", "the standby", lambda pk: Show.objects.filter(standby__asset=pk)),
    Place("rundown", "the rundown {}", lambda pk: naming("asset", pk).defer("items")),
)
PROGRAM = Place("program", "the program", lambda pk: Show.objects.none())


@dataclass(frozen=True, slots=True)
class Use:
    """What of a show shows the file: a source, an overlay, a rundown, its start, its standby, its program.

    `id` and `name` are a part's.
    """

    show: Show
    place: Place
    id: str = ""
    name: str = ""

    def told(self, who: Any) -> str:
        """In words, without names of shows that `who` may not see."""
        if not self.is_seen_by(who):
            return "a show of others"
        return f"{self.place.words.format(self.name)} of {self.show.name}"

    def row(self, who: Any) -> dict[str, str | None]:
        """As the API tells it; of a show that `who` may not see, nothing but that there is one."""
        if not self.is_seen_by(who):
            return {"place": self.place.name, "show": None, "show_name": "", "id": "", "name": ""}
        told = {"id": self.id, "name": self.name}
        return {"place": self.place.name, "show": self.show.pk, "show_name": self.show.name, **told}

    def is_seen_by(self, who: Any) -> bool:
        return allowed(who, self.show, Action.VIEW)


def uses_of(asset: Asset) -> Iterator[Use]:
    """Where shows as they are stored use it."""
    for place in PLACES:
        for row in place.rows(asset.pk):
            yield Use(row, place) if isinstance(row, Show) else Use(row.show, place, row.pk, row.name)


def playing(asset: Asset) -> Iterator[Use]:
    """Where it is on program."""
    return (Use(show, PROGRAM) for show in shows_playing(asset.path))


def refuse_used(asset: Asset, who: Any) -> None:
    """Raise Refused, naming every place, for a file that something shows."""
    # The stored shows first: what a take brings on program was there before, so it cannot slip past between the two.
    stored = told(uses_of(asset), who)
    if on_air := told(playing(asset), who):
        raise Refused("asset_on_air", f"{asset.name} is on air: {on_air}. What is on air changes by a take only.")
    if stored:
        raise Refused("asset_in_use", f"{asset.name} is used by: {stored}. Take it out there first.")


def told(uses: Iterable[Use], who: Any) -> str:
    return ", ".join(dict.fromkeys(use.told(who) for use in uses))
