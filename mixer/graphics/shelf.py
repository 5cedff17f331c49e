"""The graphics that are shipped, by name, and the files of the pages that play graphics."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from mixer.graphics.gdd import form_of, is_shallow
from mixer.graphics.manifest import SUFFIX, Description, read_ograf

HERE = Path(__file__).parent
SHIPPED = ("poll", "product-card", "quote", "now-and-next")
MIMES = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json",
    ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".woff2": "font/woff2",
}  # fmt: skip


@cache
def shipped(name: str) -> Description:
    """What a shipped graphic says of itself. Raises KeyError for a name there is none of."""
    if name not in SHIPPED:
        raise KeyError(name)
    path = f"shipped/{name}/{name}{SUFFIX}"
    return with_form(read_ograf((HERE / path).read_bytes(), path))


@cache
def read_about(about: str) -> Description | None:
    """The description that a show file carries of an uploaded graphic; None where it carries none."""
    try:
        described = json.loads(about)
    except (ValueError, RecursionError):
        return None
    wanted = {"id": str, "name": str, "format": str, "entry": str, "schema": dict, "steps": int, "actions": list}
    if not isinstance(described, dict) or not is_shallow(described):
        return None
    if not all(isinstance(described.get(key), kind) for key, kind in wanted.items()):
        return None
    return with_form(described)


def with_form(described: Description) -> Description:
    """The description with the forms that ask for its data and for what goes with its actions."""
    actions = [
        {"schema": None, **one} | ({"form": form_of(one["schema"])} if one.get("schema") else {})
        for one in described["actions"]
    ]
    return described | {"form": form_of(described["schema"]), "actions": actions}


@cache
def files() -> dict[str, bytes]:
    """What the page of a graphic is made of, by path: `adapter.html`, `adapter/…`, the shipped ones in `shipped/…`."""
    found = [path for path in sorted(HERE.rglob("*")) if path.suffix in MIMES]
    return {str(path.relative_to(HERE)): path.read_bytes() for path in found}


def published() -> dict[str, Any]:
    """The shipped graphics' descriptions by name, in their order."""
    return {name: shipped(name) for name in SHIPPED}
