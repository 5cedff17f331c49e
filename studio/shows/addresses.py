"""Addresses of sources and pages: which may be stored, and how much of them is shown to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mixer.errors import MixerError
from mixer.protocol.addresses import check_url, redacted
from mixer.protocol.kinds import SOURCES
from studio.errors import FieldError, Invalid

Mask = Callable[[dict[str, Any]], dict[str, Any]]


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


def masked(value: dict[str, Any], part: str = "url") -> dict[str, Any]:
    """An input (or output) as those see it who cannot change it: without names, passwords and keys in its address."""
    return {**value, part: redacted(value[part])} if value.get(part) else value


def masked_source(source: dict[str, Any], mask: Mask = masked) -> dict[str, Any]:
    """A source with the addresses of its inputs masked, its own and those that stand in for it."""
    hidden = {**source, "input": mask(source["input"])}
    if steps := (source.get("fallback") or {}).get("steps"):
        shown = [{**step, "input": mask(step["input"])} if step.get("input") else step for step in steps]
        hidden["fallback"] = {**source["fallback"], "steps": shown}
    return hidden


def masked_overlay(overlay: dict[str, Any], mask: Mask = masked) -> dict[str, Any]:
    """An overlay with the address of its page masked."""
    return {**overlay, "content": mask(overlay["content"])}


def masked_file(file: dict[str, Any]) -> dict[str, Any]:
    """A show file as those may see it who cannot change it."""
    hidden = {**file, "sources": [masked_source(source) for source in file["sources"]]}
    if "overlays" in file:
        hidden["overlays"] = [masked_overlay(one) for one in file["overlays"]]
    if "destinations" in file:
        hidden["destinations"] = [{**one, "output": masked(one["output"], "server")} for one in file["destinations"]]
    return hidden
