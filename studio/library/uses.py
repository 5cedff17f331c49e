"""Where an uploaded file is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from studio.errors import Refused
from studio.library.models import Asset
from studio.people.roles import Action, allowed
from studio.shows.models import Overlay, Show, Source


@dataclass(frozen=True, slots=True)
class Use:
    """A source or an overlay of a show that shows the file."""

    show: Show
    what: str

    def told(self, who: Any) -> str:
        """In words, without names of shows that `who` may not see."""
        return f"{self.what} of {self.show.name}" if allowed(who, self.show, Action.VIEW) else "a show of others"


def uses_of(asset: Asset) -> Iterator[Use]:
    for source in Source.objects.filter(input__asset=asset.pk).select_related("show"):
        yield Use(source.show, f"the source {source.name}")
    for overlay in Overlay.objects.filter(content__asset=asset.pk).select_related("show"):
        yield Use(overlay.show, f"the overlay {overlay.name}")


def refuse_used(asset: Asset, who: Any) -> None:
    """Raise Refused, naming every place, for a file that something shows."""
    if places := list(dict.fromkeys(use.told(who) for use in uses_of(asset))):
        raise Refused("asset_in_use", f"{asset.name} is used by: {', '.join(places)}. Take it out there first.")
