"""The secret address of a show's graphics: made, ended and followed. There is one at a time; at first there is none."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction

from studio.graphics.models import GraphicsLink
from studio.people import audit, giving
from studio.people.roles import still_given
from studio.people.secrets import sha256
from studio.shows.models import Show


def make(by: Any, show: Show) -> tuple[GraphicsLink, str]:
    """A fresh link, and its secret, which is not kept; the one before ends."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        for old in good(show):
            giving.revoke(old)
        row = GraphicsLink.objects.create(show=show, hash=sha256(secret), **giving.by(by))
    audit.note(by, "made an address for controllers of graphics", show.pk)
    return row, secret


def end(by: Any, show: Show) -> None:
    for row in good(show):
        giving.revoke(row)
        audit.note(by, "ended the address for controllers of graphics", show.pk)


def good(show: Show) -> list[GraphicsLink]:
    rows = GraphicsLink.objects.good().filter(show=show).select_related("show", "giver", "giver_token")
    return [row for row in rows if still_given(row)]


def show_of(secret: str) -> Show | None:
    """The show whose graphics this secret plays."""
    rows = GraphicsLink.objects.good().filter(hash=sha256(secret)).select_related("show", "giver", "giver_token")
    row = rows.first()
    return row.show if row is not None and still_given(row) else None
