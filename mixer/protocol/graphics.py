"""Graphics, for whoever is not the mixer: what an overlay's content says of it, what fits its schema."""

from __future__ import annotations

import json
from typing import Any

from mixer.graphics.bundle import ABOUT_MOST
from mixer.graphics.data import wrong_fields
from mixer.graphics.gdd import default_of, defaults_of, properties, text_of, texts_of, value_of
from mixer.graphics.manifest import FORMATS, BadGraphic, Description
from mixer.graphics.shelf import SHIPPED, published, read_about, shipped, with_form

__all__ = [
    "ABOUT_MOST", "FORMATS", "SHIPPED", "BadGraphic", "Description", "about_of", "data_of", "default_of", "defaults_of",
    "described_content", "properties", "published", "read_about", "shipped", "text_of", "texts_of", "value_of",
    "with_form", "wrong_fields",
]  # fmt: skip


def described_content(content: Any) -> Description | None:
    """What the graphic of an overlay's stored content says of itself; None for one that is no graphic."""
    if not isinstance(content, dict) or content.get("kind") != "graphic":
        return None
    if content.get("asset") or content.get("path"):
        return read_about(str(content.get("about", "")))
    name = content.get("graphic", SHIPPED[0])
    return shipped(name) if name in SHIPPED else None


def about_of(described: Description) -> str:
    """A description as a show file carries it, with its forms."""
    return json.dumps(described, ensure_ascii=False, separators=(",", ":"))


def data_of(fields: dict[str, str], schema: dict[str, Any]) -> dict[str, Any]:
    """A graphic's data from the desk's texts, with the schema's defaults for what has none."""
    known, data = properties(schema), defaults_of(schema)
    for name, text in fields.items():
        try:
            data[name] = value_of(text, known.get(name, {}))
        except ValueError:
            continue
    return data
