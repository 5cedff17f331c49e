"""What refuses a command before it changes anything: too late, another preview, unknown. All raise BadCommand."""

from __future__ import annotations

from typing import Any

from mixer.core.desk import Desk
from mixer.core.stored import names_of
from mixer.core.streams import OWN, all_sources
from mixer.errors import BadCommand
from mixer.protocol.showfile import Show


def in_time(desk: Desk, not_after_frame: int | None) -> None:
    if not_after_frame is not None and desk.frame > not_after_frame:
        raise BadCommand("too_late", f"this was to happen by frame {not_after_frame}, and it is frame {desk.frame}")


def on_time(desk: Desk, on_frame: int | None) -> None:
    """Whether it is exactly the frame that was asked for."""
    if on_frame is not None and desk.frame != on_frame:
        code = "too_late" if desk.frame > on_frame else "too_early"
        raise BadCommand(code, f"this was to happen on frame {on_frame}, and it is frame {desk.frame}")


def expected(desk: Desk, preview: str | None) -> None:
    if preview is not None and desk.preview != preview:
        raise BadCommand("stale", f"preview shows {desk.preview}, expected {preview}")


def known(name: str, show: Show) -> None:
    names = names_of(show)
    if name not in names:
        raise BadCommand("unknown_scene", f"no scene or source {name}; this show has {named(names)}")


def page(source: str, overlay: str, show: Show) -> str:
    """The id of the source that reads a page: one of the show, or an overlay's own. Raises BadCommand."""
    wanted = source or OWN + overlay
    pages = {one.id for one in all_sources(show) if one.input.kind == "web"}
    if wanted not in pages:
        has = named(one.removeprefix(OWN) for one in pages)
        raise BadCommand("unknown_page", f"no web page {source or overlay}; this show has {has}")
    return wanted


def named(names: Any) -> str:
    return ", ".join(sorted(names)) or "none"
