"""The words in tables that the server tells the console: kinds with their forms, templates of layouts, graphics.

The console puts them through `gettext` where it shows them. They are read from the tables themselves, so a new kind
cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mixer.protocol.captions import Captions
from mixer.protocol.kinds import form_of, published
from mixer.protocol.slate import Slate
from studio.shows.layouts import TEMPLATES

SHOWN = ("label", "help", "about")
"""Under these names stands what people read; `placeholder` is an example of what they type."""


def words() -> Iterator[tuple[str, str]]:
    """Where it is declared, and what."""
    for family, kinds in published().items():
        yield from ((f"mixer/kinds/{family}", text) for text in within(kinds))
    for stored in (Slate, Captions):
        yield from (("mixer/protocol", text) for text in within(form_of(stored)))
    yield from (("studio/shows/layouts.py", one["name"]) for one in TEMPLATES)


def within(told: Any) -> Iterator[str]:
    """Everything to be read in plain values of a table."""
    if isinstance(told, list):
        yield from (text for one in told for text in within(one))
    elif isinstance(told, dict):
        yield from (told[name] for name in SHOWN if isinstance(told.get(name), str) and told[name])
        yield from labels(told)
        yield from (text for name, one in told.items() if name not in LEFT for text in within(one))


LEFT = ("default", "choices", "hints", "texts", "fills")


def labels(told: dict[str, Any]) -> Iterator[str]:
    """Of choices what they are called, of a preset its hints, of live texts their labels, of a graphic its name."""
    yield from (label for _, label in told.get("choices", ()))
    for name in ("hints", "texts", "labels"):
        yield from strings(told.get(name, {}).values())
    yield from strings(one["name"] for one in told.get("graphics", {}).values())


def strings(values: Iterable[Any]) -> Iterator[str]:
    yield from (one for one in values if isinstance(one, str) and one)
