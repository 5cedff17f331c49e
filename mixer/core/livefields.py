"""Which live texts an overlay has."""

from __future__ import annotations

from collections.abc import Iterable

from mixer.errors import BadCommand
from mixer.kinds.overlays import OVERLAYS
from mixer.protocol.showfile import Show


def check_fields(overlay: str, names: Iterable[str], show: Show) -> None:
    """Raise BadCommand for a text that this overlay does not have: a misspelt one must not be lost in silence."""
    content = next((one.content for one in show.overlays if one.id == overlay), None)
    fixed = content is not None and not OVERLAYS[content.kind].any_fields
    known = set(OVERLAYS[content.kind].fields) if content and fixed else set(names)
    if strangers := sorted(set(names) - known):
        has = f"it has {', '.join(sorted(known))}" if known else "it has none"
        raise BadCommand("unknown_field", f"{overlay} has no text {', '.join(strangers)}; {has}")
