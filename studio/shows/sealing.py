"""Secrets of shows at rest: encrypted with a key that comes from SECRET_KEY, so a stolen database tells none."""

from __future__ import annotations

import base64
import json
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(secrets: dict[str, str]) -> str:
    """Encrypted; the empty text where there is nothing to keep."""
    return _box(settings.SECRET_KEY).encrypt(json.dumps(secrets).encode()).decode() if secrets else ""


def opened(sealed: str) -> dict[str, str]:
    """What was sealed. Nothing where it was sealed under another SECRET_KEY: it has to be given again."""
    try:
        return dict(json.loads(_box(settings.SECRET_KEY).decrypt(sealed.encode()))) if sealed else {}
    except (InvalidToken, ValueError):
        return {}


@cache
def _box(secret_key: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"tally: secrets of destinations").derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
