"""Items of a rundown for tests, and who lines them up as a studio would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mixer.engine.engine import Engine
from mixer.kinds.sources.file import MediaFile
from mixer.protocol.commands import LinedUp, SetLineUp
from mixer.protocol.showfile import Layout, Scene, Show, Slot, Source

AHEAD = 3


def an_item(occurrence: str, path: Path, **parts: Any) -> LinedUp:
    """A file that fills the picture."""
    media: dict[str, Any] = {name: parts.pop(name) for name in ("in_s", "out_s", "end") if name in parts}
    source = Source("clip", "Clip", replace(MediaFile(str(path), end="hold"), **media))
    show = Show(
        "Item",
        sources=(source,),
        layouts=(Layout("full", "Full", (Slot("main"),)),),
        scenes=(Scene("item", "Item", "full", {"main": "clip"}),),
    )
    return LinedUp(occurrence, "item", show, "item", "clip", **parts)


def line_up(*items: LinedUp, **parts: Any) -> SetLineUp:
    return SetLineUp(rundown="run", items=items, **parts)


class Feeder:
    """Lines items up one behind the other, never more than a few ahead of what is on air."""

    def __init__(self, engine: Engine, items: Sequence[LinedUp], **parts: Any) -> None:
        self._engine, self._items, self._parts = engine, list(items), parts
        self._told: list[LinedUp] | None = None

    def __call__(self, frame: int) -> None:
        rundown = self._engine.desk.rundown
        over = {one.occurrence for one in rundown.aired} | ({rundown.on_air.occurrence} if rundown.on_air else set())
        next_up = [one for one in self._items if one.occurrence not in over][:AHEAD]
        self._items = [one for one in self._items if one.occurrence not in over]
        if next_up != self._told:
            self._told = next_up
            self._engine.obey(line_up(*next_up, **self._parts))
