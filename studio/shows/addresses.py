"""Refuse source addresses that reach into this machine or its network before they are stored."""

from __future__ import annotations

from typing import Any

from mixer.errors import MixerError
from mixer.protocol.addresses import check_url
from studio.errors import FieldError, Invalid


def check(value: Any) -> None:
    """Raise Invalid when an input names an address that must not be opened. Its worker checks again."""
    url = value.get("url") if isinstance(value, dict) and value.get("kind") != "push" else None
    if not url:
        return
    try:
        check_url(str(url))
    except MixerError as error:
        raise Invalid([FieldError("input.url", str(error))], "address_refused") from None
