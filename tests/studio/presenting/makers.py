"""Decks and presenters' links for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone

from studio.library.documents.models import Page
from studio.library.models import Asset, library
from studio.presenting.links import LIFE
from studio.presenting.models import PresenterLink
from studio.shows.making import new_show
from studio.shows.models import Show, Source
from tests.documents import a_pdf

NOTES = ("Smile.", "", "Wave.")


def a_document(name: str = "Launch slides") -> Asset:
    """Three pages in the library, with notes."""
    asset = Asset.objects.create(
        name=name, file=f"{name.replace(' ', '-')}.pdf", kind="document", mime="application/pdf", bytes=9,
        state="ready", pages=3,
    )  # fmt: skip
    library().mkdir(parents=True, exist_ok=True)
    Path(asset.path).write_bytes(a_pdf(3))
    Page.objects.bulk_create(
        Page(asset=asset, number=at, width_pt=720, height_pt=405, title=f"Part {at}", notes=notes)
        for at, notes in enumerate(NOTES, 1)
    )
    return asset


def a_deck(name: str = "Launch") -> tuple[Show, Source]:
    """A show with a document among its sources."""
    show = new_show({"name": name})
    source = Source.objects.create(
        show=show, name="Slides", position=0, input={"kind": "document", "asset": a_document(name).pk}
    )
    return show, source


def a_link(show: Show, source: Source, **values: Any) -> PresenterLink:
    values = {"expires": timezone.now() + LIFE} | values
    return PresenterLink.objects.create(show=show, source=source.pk, name="Dr. Okafor", **values)
