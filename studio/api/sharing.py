"""The mixer's own types as named components of the OpenAPI document, where `schema_of` writes them out in each place.

A type that is written once has one name in every generated client: `Rect`, `Transition`, `UploadedDocument`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

Named = dict[str, set[str]]
SCHEMA_WORDS = ("type", "oneOf", "anyOf", "$ref")
# A generator calls what stands in the field `sound` of `Scene` SceneSound, too.
CLEARER = {"SceneSound": "SoundInScene"}


def written_once(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """The document with each titled object as a component. Titles that mean more than one schema stay in place."""
    schemas = result["components"]["schemas"]
    meant: Named = defaultdict(set)
    for one in titled(result):
        meant[one["title"]].add(json.dumps(one, sort_keys=True))
    clear = {name for name, texts in meant.items() if len(texts) == 1 and name not in schemas}
    moved: dict[str, Any] = {}
    made: dict[str, Any] = with_references(result, clear, moved)
    made["components"]["schemas"] |= moved
    return made


def titled(value: Any) -> Iterator[dict[str, Any]]:
    """Every object schema of a document that has a name."""
    if isinstance(value, dict):
        if is_titled(value):
            yield value
        for one in value.values():
            yield from titled(one)
    elif isinstance(value, list):
        for one in value:
            yield from titled(one)


def is_titled(value: dict[str, Any]) -> bool:
    return isinstance(value.get("title"), str) and "properties" in value


def with_references(value: Any, clear: set[str], moved: dict[str, Any]) -> Any:
    """The same, referring to what is put into `moved`."""
    if isinstance(value, list):
        return [with_references(one, clear, moved) for one in value]
    if not isinstance(value, dict):
        return value
    title = value["title"] if is_titled(value) else ""
    name = CLEARER.get(title, title)
    if name not in moved:
        made = {key: with_references(one, clear, moved) for key, one in plainer(value).items()}
        if title not in clear:
            return made
        moved[name] = made | {"title": name}
    return {"$ref": f"#/components/schemas/{name}"}


def plainer(value: dict[str, Any]) -> dict[str, Any]:
    """A schema as generators read it: a title of a field says its name once more, an object as default stops them."""
    if not any(isinstance(value.get(word), str | list) for word in SCHEMA_WORDS):
        return value
    is_name = isinstance(value.get("title"), str) and "properties" not in value
    return {
        "x-default" if key == "default" and isinstance(one, dict) else key: one
        for key, one in value.items()
        if not (key == "title" and is_name)
    }
