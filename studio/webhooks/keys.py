"""A webhook's secrets as they are stored: the present one, and for a day the one before it."""

from __future__ import annotations

from datetime import datetime, timedelta

from studio.shows.sealing import opened, seal
from studio.webhooks.models import Webhook
from studio.webhooks.signing import fresh_secret

OVERLAP = timedelta(hours=24)  # in which receivers learn the new one
PRESENT, BEFORE = "present", "before"


def give(row: Webhook) -> str:
    """Give a new webhook its first secret; the caller saves the row."""
    secret = fresh_secret()
    row.sealed = seal({PRESENT: secret})
    return secret


def rotate(row: Webhook, now: datetime) -> str:
    """Give it another one; the old one stays good for `OVERLAP`. The caller saves the row."""
    secret, old = fresh_secret(), opened(row.sealed).get(PRESENT)
    row.sealed, row.rotated = seal({PRESENT: secret} | ({BEFORE: old} if old else {})), now
    return secret


def good(row: Webhook, now: datetime) -> list[str]:
    """Those to sign with, the present one first. None where they were sealed under another SECRET_KEY."""
    kept = opened(row.sealed)
    both = row.rotated is not None and now < row.rotated + OVERLAP
    return [kept[name] for name in ((PRESENT, BEFORE) if both else (PRESENT,)) if name in kept]
