"""Make and check secrets that are shown once and stored as their SHA-256.

They are 256 random bits, so a plain hash is enough: there is nothing to guess.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import time
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import OperationalError
from django.db.models import Q, QuerySet
from django.utils import timezone

from studio.people.models import Role, SignInLink, Token
from studio.shows.models import Show

LINK_LIFE = timedelta(minutes=10)
NOTED_EVERY_S = 60.0
_noted: dict[int, float] = {}  # when this process last noted the use of a token, by its id


def sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(name: str, role: str, show: Show | None = None, expires: datetime | None = None) -> tuple[Token, str]:
    """A new API token, and its text, which is not kept."""
    text = f"tly_{secrets.token_urlsafe(32)}"
    row = Token.objects.create(name=name, role=Role(role), show=show, expires=expires, hash=sha256(text))
    return row, text


def token_of(text: str) -> Token | None:
    """The token with this text, if it is neither revoked nor expired."""
    good = Q(expires__isnull=True) | Q(expires__gt=timezone.now())
    token = Token.objects.filter(good, hash=sha256(text), revoked__isnull=True).first()
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


def make_link(user: User) -> str:
    """The secret part of a fresh sign-in link for a user; those that have expired are forgotten."""
    secret = secrets.token_urlsafe(32)
    SignInLink.objects.filter(expires__lt=timezone.now() - timedelta(days=1)).delete()
    SignInLink.objects.create(user=user, hash=sha256(secret), expires=timezone.now() + LINK_LIFE)
    return secret


def is_good_link(secret: str) -> bool:
    """Whether a link could still be used."""
    return _good(secret).exists()


def use_link(secret: str) -> SignInLink | None:
    """Consume a link: only the first of two callers gets it."""
    if _good(secret).update(used=timezone.now()) != 1:
        return None
    return SignInLink.objects.select_related("user").get(hash=sha256(secret))


def _good(secret: str) -> QuerySet[SignInLink]:
    return SignInLink.objects.filter(hash=sha256(secret), used__isnull=True, expires__gt=timezone.now())
