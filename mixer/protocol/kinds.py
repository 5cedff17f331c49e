"""The kinds of sources, overlays, transitions and destinations, for whoever is not the mixer."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import Any

from mixer.graphics import shelf as graphics
from mixer.kinds.destinations import DESTINATIONS
from mixer.kinds.form import Control, accepted, asked_for, form_of
from mixer.kinds.kind import DestinationKind, OverlayKind, SourceKind, TransitionKind
from mixer.kinds.overlays import OVERLAYS
from mixer.kinds.sources import SOURCES
from mixer.kinds.transitions import TRANSITIONS

__all__ = [
    "DESTINATIONS", "OVERLAYS", "SOURCES", "TRANSITIONS", "Control", "DestinationKind", "OverlayKind", "SourceKind",
    "TransitionKind", "accepted", "form_of", "published", "source_shown",
]  # fmt: skip


@cache
def published() -> dict[str, list[dict[str, Any]]]:
    """Every kind as plain values, in the order of the tables: for the API, and the console's forms."""
    return {
        "sources": [
            _told(one) | {"keyed": one.keyed, "pages": one.pages is not None, "fields": form_of(one.input)}
            for one in SOURCES.values()
        ],
        "overlays": [
            _told(one)
            | {"fields": form_of(one.content), "texts": dict(one.fields), "rect": asdict(one.rect)}
            | {"any_fields": one.any_fields, "lines": list(one.lines), "numbers": list(one.numbers)}
            | {"counts": one.starts is not None, "steps": one.steps is not None}
            | ({"graphics": graphics.published()} if one.described else {})
            for one in OVERLAYS.values()
        ],
        "transitions": [
            _told(one) | {"duration_ms": one.duration_ms, "uses": sorted(one.uses)} for one in TRANSITIONS.values()
        ],
        "destinations": [
            _told(one) | {"fields": form_of(one.output), "secrets": asked_for(one.secrets), "on": one.on}
            for one in DESTINATIONS.values()
        ],
    }


def source_shown(content: Any) -> str:
    """The id of the source of the show that an overlay with this content (as JSON) shows; empty for others."""
    known = OVERLAYS.get(str(content.get("kind"))) if isinstance(content, dict) else None
    asked = next((one for one in form_of(known.content) if one["widget"] == "source"), None) if known else None
    return str(content.get(asked["name"], "")) if asked else ""


def _told(kind: SourceKind | OverlayKind | TransitionKind | DestinationKind) -> dict[str, Any]:
    return {"kind": kind.name, "label": kind.label, "help": kind.help}
