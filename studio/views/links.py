"""Links of views: made, ended, and what one opens.

A link ends by itself if it was given an end, when it is revoked, when whoever gave it may direct the show no more, and
a tally's with its source. Pages that are open hear of it within a second.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from studio.air.browser.hub import nudge
from studio.errors import Refused
from studio.people import audit, giving
from studio.people.signed_links import SignedLinks
from studio.shows.models import Show, Source
from studio.views.models import ViewLink

KINDS: tuple[str, ...] = tuple(ViewLink.Kind.values)
TALLY = ViewLink.Kind.TALLY.value
MULTIVIEW = ViewLink.Kind.MULTIVIEW.value
MOST = 50  # of one show
LINKS = SignedLinks(ViewLink, "view", "studio.views.link")


def give(by: Any, show: Show, kind: str, name: str, source: str = "", expires: datetime | None = None) -> ViewLink:
    """A new link. Raises Refused for a tally of what is no source of the show, and a source for anything else."""
    if (kind == TALLY) != bool(source):
        raise Refused("tally_needs_source", "A tally is of one source, and nothing else is.", status=400)
    if source and not has_source(show.pk, source):
        raise Refused("unknown_source", f"There is no source {source[:64]} in this show.", status=400)
    if LINKS.good(show).count() >= MOST:
        raise Refused("too_many_links", f"This show has {MOST} links of views. Revoke one first.")
    row = ViewLink.objects.create(show=show, kind=kind, name=name, source=source, expires=expires, **giving.by(by))
    audit.note(by, f"made the {kind} link {name}", show.pk)
    return row


def end(by: Any, row: ViewLink) -> None:
    giving.revoke(row)
    audit.note(by, f"revoked the {row.kind} link {row.name}", row.show_id)
    nudge(row.show_id)


def opens(row: ViewLink) -> bool:
    """Whether there still is what a good link shows."""
    return row.kind != TALLY or has_source(row.show_id, row.source)


def is_good(row: ViewLink) -> bool:
    """Whether it opens its view now."""
    return LINKS.is_good(row) and opens(row)


def has_source(show: str, source: str) -> bool:
    return Source.objects.filter(show=show, pk=source).exists()
