"""Where an uploaded file is used: by what is stored of shows, and by what is on program, which may be older."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from studio.errors import Refused
from studio.library.models import Asset
from studio.people.roles import Action, allowed
from studio.rundowns.files import naming
from studio.shows.models import Overlay, Show, Source
from studio.shows.pinned import shows_playing


@dataclass(frozen=True, slots=True)
class Use:
    """What of a show shows the file: a source, an overlay, a rundown, its start, its standby, its program."""

    show: Show
    what: str

    def told(self, who: Any) -> str:
        """In words, without names of shows that `who` may not see."""
        return f"{self.what} of {self.show.name}" if allowed(who, self.show, Action.VIEW) else "a show of others"


def uses_of(asset: Asset) -> Iterator[Use]:
    """Where shows as they are stored use it."""
    for source in Source.objects.filter(input__asset=asset.pk).select_related("show"):
        yield Use(source.show, f"the source {source.name}")
    for overlay in Overlay.objects.filter(content__asset=asset.pk).select_related("show"):
        yield Use(overlay.show, f"the overlay {overlay.name}")
    for show in Show.objects.filter(start__asset=asset.pk):
        yield Use(show, "the start")
    for show in Show.objects.filter(standby__asset=asset.pk):
        yield Use(show, "the standby")
    for rundown in naming(asset.pk):
        yield Use(rundown.show, f"the rundown {rundown.name}")


def refuse_used(asset: Asset, who: Any) -> None:
    """Raise Refused, naming every place, for a file that something shows."""
    # The stored shows first: what a take brings on program was there before, so it cannot slip past between the two.
    stored = told(uses_of(asset), who)
    if playing := told((Use(show, "the program") for show in shows_playing(asset.path)), who):
        raise Refused("asset_on_air", f"{asset.name} is on air: {playing}. What is on air changes by a take only.")
    if stored:
        raise Refused("asset_in_use", f"{asset.name} is used by: {stored}. Take it out there first.")


def told(uses: Iterable[Use], who: Any) -> str:
    return ", ".join(dict.fromkeys(use.told(who) for use in uses))
