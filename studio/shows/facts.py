"""What the mixer's declarations say, for whoever draws a form or writes a client: kinds, templates, limits."""

from __future__ import annotations

from typing import Any

from mixer.protocol.kinds import published
from mixer.protocol.parse import new_desk
from mixer.protocol.showfile import MAX_LAYOUTS, MAX_OVERLAYS, MAX_SCENES, MAX_SOURCES
from studio.shows.layouts import TEMPLATES


def facts() -> dict[str, Any]:
    """Plain values; they change with the version of Tally only."""
    limits = {"sources": MAX_SOURCES, "layouts": MAX_LAYOUTS, "scenes": MAX_SCENES, "overlays": MAX_OVERLAYS}
    return {"kinds": published(), "layout_templates": TEMPLATES, "limits": limits, "desk": new_desk()}
