"""Presenters' links: made, listed, ended, and what one opens.

A link ends by itself, when it is revoked, when whoever gave it may direct the show no more, and with its source. Pages
that are open hear of that within a second.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from studio.errors import Refused
from studio.library.models import Asset
from studio.people import audit, giving
from studio.people.signed_links import SignedLinks
from studio.presenting.models import PresenterLink
from studio.shows.models import Show, Source

LIFE = timedelta(days=7)
KIND = "document"
MOST = 20  # of one show
LINKS = SignedLinks(PresenterLink, "present", "studio.presenting.link")


def give(by: Any, show: Show, source_id: str, name: str, expires: datetime | None = None) -> PresenterLink:
    """A new link. Raises Refused for what is no document of the show."""
    source = Source.objects.filter(show=show, pk=source_id).first()
    if source is None or source.input.get("kind") != KIND:
        raise Refused("not_a_document", f"{source_id[:64]} is no document of this show.", status=400)
    if LINKS.good(show).count() >= MOST:
        raise Refused("too_many_links", f"This show has {MOST} presenters' links. Revoke one first.")
    row = PresenterLink.objects.create(
        show=show, source=source.pk, name=name, expires=expires or timezone.now() + LIFE, **giving.by(by)
    )
    audit.note(by, f"made the presenter's link {name} for {source.name}", show.pk)
    return row


def end(by: Any, row: PresenterLink) -> None:
    giving.revoke(row)
    audit.note(by, f"revoked the presenter's link {row.name}", row.show_id)


def is_good(row: PresenterLink) -> bool:
    """Whether it opens its deck now."""
    return LINKS.is_good(row) and source_of(row) is not None


def source_of(row: PresenterLink) -> Source | None:
    """The source it turns pages of, as long as that is a document."""
    source = Source.objects.filter(show=row.show_id, pk=row.source).first()
    return source if source and source.input.get("kind") == KIND else None


def document_of(row: PresenterLink) -> Asset | None:
    """The document that its source shows, as it is stored."""
    source = source_of(row)
    asset_id = source.input.get("asset") if source else None
    return Asset.objects.filter(pk=asset_id, kind=Asset.Kind.DOCUMENT).first() if asset_id else None
