"""Refuse source addresses that reach into this machine or its network before they are stored."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from mixer.errors import MixerError
from studio.errors import FieldError, Invalid


def check(value: Any) -> None:
    """Raise Invalid when an input names an address that must not be opened. The worker checks again when it opens it."""
    url = value.get("url") if isinstance(value, dict) and value.get("kind") != "push" else None
    if not url or find_spec("mixer.protocol.addresses") is None:
        return
    from mixer.protocol.addresses import check_url

    try:
        check_url(str(url))
    except (MixerError, ValueError) as error:
        raise Invalid([FieldError("input.url", str(error))], "address_refused") from None
