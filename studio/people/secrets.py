"""Make and check secrets that are shown once and stored as their SHA-256.

They are 256 random bits, so a plain hash is enough: there is nothing to guess.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import time
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import OperationalError
from django.db.models import QuerySet
from django.utils import timezone

from studio.people.models import Role, SignInLink, Token
from studio.shows.models import Show

LINK_LIFE = timedelta(minutes=10)
PASSWORD_LINK_LIFE = timedelta(days=1)  # it is sent to somebody
NOTED_EVERY_S = 60.0
_noted: dict[int, float] = {}  # when this process last noted the use of a token, by its id


def sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(
    name: str, role: str, show: Show | None = None, expires: datetime | None = None, **more: Any
) -> tuple[Token, str]:
    """A new API token, and its text, which is not kept. `more` are its other columns: who gave it, and its `rights`."""
    text = f"tly_{secrets.token_urlsafe(32)}"
    row = Token.objects.create(name=name, role=Role(role), show=show, expires=expires, hash=sha256(text), **more)
    return row, text


def token_of(text: str) -> Token | None:
    """The token with this text, if it is neither revoked nor expired."""
    token: Token | None = Token.objects.good().select_related("giver").filter(hash=sha256(text)).first()
    if token:
        _note_use(token)
    return token


def _note_use(token: Token) -> None:
    """Write down that a token was used: once a minute, and only where the database has time for it."""
    now = time.monotonic()
    if now - _noted.get(token.pk, -NOTED_EVERY_S) < NOTED_EVERY_S:
        return
    _noted[token.pk] = now
    with contextlib.suppress(OperationalError):
        Token.objects.filter(pk=token.pk).update(last_used=timezone.now())


def make_link(user: User, *, for_password: bool = False) -> str:
    """The secret part of a fresh link for a user; those that have expired are forgotten.

    Of the links that let somebody choose a password only the newest is good.
    """
    secret, now = secrets.token_urlsafe(32), timezone.now()
    SignInLink.objects.filter(expires__lt=now - timedelta(days=1)).delete()
    if for_password:
        SignInLink.objects.filter(user=user, for_password=True, used__isnull=True).delete()
    expires = now + (PASSWORD_LINK_LIFE if for_password else LINK_LIFE)
    SignInLink.objects.create(user=user, hash=sha256(secret), expires=expires, for_password=for_password)
    return secret


def good_link(secret: str, *, for_password: bool = False) -> SignInLink | None:
    """A link that could still be used, by somebody who may sign in."""
    return _good(secret, for_password).filter(user__is_active=True).select_related("user").first()


def use_link(secret: str, *, for_password: bool = False) -> SignInLink | None:
    """Consume a link: only the first of two callers gets it."""
    if _good(secret, for_password).update(used=timezone.now()) != 1:
        return None
    return SignInLink.objects.select_related("user").filter(hash=sha256(secret), user__is_active=True).first()


def _good(secret: str, for_password: bool) -> QuerySet[SignInLink]:
    unused = SignInLink.objects.filter(hash=sha256(secret), used__isnull=True, expires__gt=timezone.now())
    return unused.filter(for_password=for_password)
