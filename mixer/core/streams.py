"""Overlays that are streams, and which source feeds each: a page one of its own, others one of the show's."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from mixer.core.geometry import box_of
from mixer.kinds.overlays import OVERLAYS
from mixer.protocol.basics import Rect
from mixer.protocol.showfile import Canvas, Content, Overlay, Show, Source

OWN = "overlay-"  # so begin the ids of sources that feed one overlay


def feeding(overlay: Overlay, canvas: Canvas) -> str:
    """The id of the source that feeds an overlay; empty for one that is drawn."""
    fed_by = _fed_by(_Asked(overlay.content, overlay.rect, canvas))
    return fed_by if isinstance(fed_by, str) else OWN + overlay.id


def own_source(overlay: Overlay, canvas: Canvas) -> Source | None:
    """The source that is there for this overlay alone."""
    fed_by = _fed_by(_Asked(overlay.content, overlay.rect, canvas))
    return None if isinstance(fed_by, str) else Source(OWN + overlay.id, overlay.name, fed_by)


def all_sources(show: Show) -> tuple[Source, ...]:
    """The sources of a show, and those that feed its overlays."""
    own = (own_source(one, show.canvas) for one in show.overlays)
    return (*show.sources, *(source for source in own if source))


def streams_of(overlays: list[Overlay], show: Show) -> set[str]:
    """The ids of the sources that feed these overlays of a show."""
    return {name for one in overlays if (name := feeding(one, show.canvas))}


class _Asked(NamedTuple):
    content: Content
    rect: Rect
    canvas: Canvas


@lru_cache(256)
def _fed_by(asked: _Asked) -> Any:
    """The input of a source of its own, the id of one of the show, or nothing."""
    stream = OVERLAYS[asked.content.kind].stream
    if stream is None:
        return ""
    box = box_of(asked.rect, asked.canvas.width, asked.canvas.height)
    return stream(asked.content, (box.w, box.h))
