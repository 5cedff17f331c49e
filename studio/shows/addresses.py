"""Addresses of sources: which may be stored, and how much of them is shown to whom."""

from __future__ import annotations

from typing import Any

from mixer.errors import MixerError
from mixer.protocol.addresses import check_url, redacted
from mixer.protocol.kinds import SOURCES
from studio.errors import FieldError, Invalid


def check(value: Any) -> None:
    """Raise Invalid when an input names an address that must not be opened. Its worker checks again."""
    if not isinstance(value, dict) or is_keyed(value):
        return
    url = value.get("url")
    if not url:
        return
    try:
        check_url(str(url))
    except MixerError as error:
        raise Invalid([FieldError("input.url", str(error))], "address_refused") from None


def is_keyed(stored: dict[str, Any]) -> bool:
    """Whether this input is pushed to us with a key; one that does not say its kind is not."""
    kind = SOURCES.get(str(stored.get("kind")))
    return bool(kind and kind.keyed)


def masked(value: dict[str, Any]) -> dict[str, Any]:
    """An input as those may see it who cannot change it: without user names, passwords and keys in its address."""
    return {**value, "url": redacted(value["url"])} if value.get("url") else value


def masked_file(file: dict[str, Any]) -> dict[str, Any]:
    """A show file as those may see it who cannot change it."""
    return {**file, "sources": [{**source, "input": masked(source["input"])} for source in file["sources"]]}
