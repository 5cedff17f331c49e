"""Passwords by which programs that speak to OBS are let in: made, ended, and told from others.

The protocol proves a password without sending it, so it is no use to keep a hash as of other secrets. It ends when its
token does: by itself, when it is revoked, or with whoever made it.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import secrets
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from studio.errors import Refused
from studio.obs.models import ObsPassword
from studio.people import tokens
from studio.people.models import Token
from studio.shows.models import Show
from studio.shows.sealing import opened, seal

MOST = 50  # of one show
RANDOM_BYTES = 24  # 192 bits: nothing to guess, though who listens to a handshake may try as long as they like
SECRET = "secret"


def give(by: Any, show: Show, name: str, role: str, expires: datetime | None = None) -> tuple[ObsPassword, str]:
    """A password, and its text, shown this once. Raises Refused where it would open more than `by` may do."""
    with transaction.atomic():
        if of_show(show).count() >= MOST:
            words = gettext("This show has %(most)s passwords of obs-websocket. End one first.")
            raise Refused("too_many_passwords", words % {"most": MOST})
        token, _ = tokens.give(by, name, role, show, expires)
        text = f"obs_{secrets.token_urlsafe(RANDOM_BYTES)}"
        return ObsPassword.objects.create(token=token, sealed=seal({SECRET: secret_of(text)})), text


def of_show(show: Show | str) -> QuerySet[ObsPassword]:
    """Those of a show that have not ended."""
    good = Token.objects.good().filter(show=show)
    return ObsPassword.objects.filter(token__in=good).select_related("token__giver", "token__giver_token")


def end(by: Any, row: ObsPassword) -> None:
    tokens.end(by, row.token)


def salt() -> str:
    """One for all passwords: it is sent before it is known who comes. It changes with SECRET_KEY, and ends them all."""
    return base64.b64encode(salted_hmac("studio.obs.passwords", "salt", algorithm="sha256").digest()).decode()


def challenge() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def secret_of(text: str) -> str:
    """What the protocol derives from a password: base64 of SHA-256 of it and the salt."""
    return _digest(text + salt())


def proof(secret: str, asked: str) -> str:
    """What shows, to a challenge, that one has a password's secret."""
    return _digest(secret + asked)


def proved(response: str, asked: str) -> Token | None:
    """The token of the password that this response to a challenge proves, if there is one that is good."""
    good = ObsPassword.objects.filter(token__in=Token.objects.good())
    for number, sealed in good.values_list("token", "sealed"):
        secret = _unsealed(sealed)
        if secret and hmac.compare_digest(proof(secret, asked).encode(), response.encode()):
            with contextlib.suppress(OperationalError):  # written down where the database has time for it
                Token.objects.filter(pk=number).update(last_used=timezone.now())
            return Token.objects.filter(pk=number).first()
    return None


@lru_cache(4096)
def _unsealed(sealed: str) -> str:
    """Kept in memory: a try is held against each password, and unsealing takes longer than all the rest."""
    return opened(sealed).get(SECRET, "")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
