"""Watch keys: each opens one private programme until it ends.

A key ends by itself, when it is ended, when whoever gave it may manage the show no more, and when the show is made
private again. A player asks for its playlist every few seconds, so it hears of that while it plays.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.core.signing import BadSignature, Signer
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from studio.errors import Refused
from studio.media.models import WatchKey
from studio.people import audit, giving
from studio.people.names import shown_name
from studio.people.roles import Action, allowed, still_given
from studio.shows.models import Show

LIFE = timedelta(days=7)
LONGEST = timedelta(days=366)
STANDS_FOR_AT_LEAST = timedelta(days=3)  # what the console's address is good for when it is copied
REMEMBER_S = 1.0
_known: dict[str, tuple[float, bool]] = {}  # the key's text → when to ask again, whether it is good


def give(by: Any, show: Show, name: str, expires: datetime | None = None) -> WatchKey:
    """A new key. Raises Refused for a public show, which needs none."""
    if not show.private:
        raise Refused("not_private", gettext("This programme is public: its address needs no key."))
    row = WatchKey.objects.create(show=show, name=name, expires=expires or timezone.now() + LIFE, **giving.by(by))
    audit.note(by, f"made the watch key {name}", show.pk)
    return row


def end(by: Any, row: WatchKey) -> None:
    giving.revoke(row)
    audit.note(by, f"ended the watch key {row.name}", row.show_id)


def good_keys(show: Show) -> QuerySet[WatchKey]:
    """The keys that open a show's programme now, those aside whose giver has lost the right since."""
    rows: QuerySet[WatchKey] = WatchKey.objects.good().filter(show=show).select_related("show", "giver", "giver_token")
    return rows.filter(created__gte=show.private_since) if show.private_since else rows


def standing_key(by: Any, show: Show) -> WatchKey | None:
    """The key in the addresses that the console shows to who manages a private show; made when there is none."""
    if not show.private or not allowed(by, show, Action.MANAGE):
        return None
    lasting = good_keys(show).filter(standing=True, expires__gt=timezone.now() + STANDS_FOR_AT_LEAST)
    if row := lasting.filter(**giving.by(by)).first():
        return row
    name, expires = f"console of {shown_name(by)}"[:120], timezone.now() + LIFE
    return WatchKey.objects.create(show=show, name=name, standing=True, expires=expires, **giving.by(by))


def text_of(row: WatchKey) -> str:
    """What is put after `?key=`."""
    return _signer().sign(str(row.pk))


def is_key(show_id: str, text: str) -> bool:
    """Whether a key opens a programme. A database that is away leaves those in that were let in before."""
    try:
        number = _signer().unsign(text)
    except BadSignature:
        return False
    name = f"{show_id} {text}"
    due, good = _known.get(name, (0.0, False))
    if time.monotonic() < due:
        return good
    try:
        good = _opens(show_id, int(number))
    except DatabaseError:
        if name not in _known:
            raise
    if len(_known) > 10_000:
        _known.clear()
    _known[name] = (time.monotonic() + REMEMBER_S, good)
    return good


def _opens(show_id: str, number: int) -> bool:
    show = Show.objects.filter(pk=show_id).first()
    row = good_keys(show).filter(pk=number).first() if show else None
    return row is not None and still_given(row)


def forget_known() -> None:
    """Ask the database again at once."""
    _known.clear()


def _signer() -> Signer:
    return Signer(salt="studio.media.watch_key", sep=".")


ais_key = sync_to_async(is_key)
