"""A running engine with one graphic over black, seen by the pixels of its programme."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from mixer.core.clock import Timeline
from mixer.core.desk import Desk
from mixer.core.picture import Picture
from mixer.engine.engine import Engine
from mixer.engine.ticks import on_air
from mixer.graphics import bundle
from mixer.kinds.overlays.graphic import GraphicOverlay
from mixer.protocol.basics import Rect
from mixer.protocol.graphics import about_of
from mixer.protocol.showfile import Canvas, Overlay, Scene, Show
from tests.helpers import a_show, command

NAME = "graphic"
OWN = f"overlay-{NAME}"
START_S = 60.0
BLACK = (16, 128, 128)

Color = tuple[int, int, int]


def a_show_with(content: GraphicOverlay, scenes: tuple[Scene, ...] = ()) -> Show:
    """Small, and black wherever the graphic is not."""
    overlay = Overlay(NAME, "Graphic", content, Rect(0, 0, 1, 1))
    return a_show(canvas=Canvas(640, 360, "30"), overlays=(overlay,), scenes=(*a_show().scenes, *scenes))


def zipped(path: Path, **files: str) -> GraphicOverlay:
    """A graphic of a bundle with these files; a double underscore in a name is a dot."""
    with zipfile.ZipFile(path, "w") as out:
        for name, text in files.items():
            out.writestr(name.replace("__", "."), text)
    with path.open("rb") as file:
        return GraphicOverlay(path=str(path), about=about_of(bundle.look(file)))


class OnAir:
    """Plays frame after frame in real time, as long as something is waited for."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._ticks = on_air(lambda: engine.timeline)

    def do(self, verb: str, **more: Any) -> None:
        self.engine.obey(command(verb, **more))

    def overlay(self, **more: Any) -> None:
        self.do("overlay", overlay=NAME, **more)

    def action(self, action: str, **more: Any) -> None:
        self.do("overlay_action", overlay=NAME, action=action, **more)

    def frame(self) -> None:
        self.engine.frame(next(self._ticks))

    def wait_for(self, what: Callable[[], object], seconds: float = START_S) -> None:
        """Play until it is so. Raises AssertionError with what is said of the graphic's page."""
        until = time.monotonic() + seconds
        while True:
            self.frame()
            if what():
                return
            assert time.monotonic() < until, f"not so after {seconds} s; the page: {self.page.status()}"

    def play(self, frames: int) -> None:
        for _ in range(frames):
            self.frame()

    @property
    def page(self) -> Any:
        feed = self.engine.sources.named(OWN)
        assert feed is not None
        return feed

    @property
    def picture(self) -> Picture:
        """The programme as it was last painted."""
        assert self.engine._previous is not None
        return self.engine._previous.picture

    def pixels(self) -> list[Any]:
        return [np.array(plane) for plane in self.picture.planes]

    @property
    def ink(self) -> float:
        """How much of the programme is not black, 0–1."""
        return float((np.asarray(self.picture.planes[0]) != BLACK[0]).mean())

    @property
    def clean(self) -> bool:
        return all((plane == black).all() for plane, black in zip(self.pixels(), BLACK, strict=True))

    def shows(self, color: Color, near: int = 4) -> bool:
        """Whether the middle of the programme has this colour."""
        found = (int(plane[plane.shape[0] // 2, plane.shape[1] // 2]) for plane in self.picture.planes)
        return all(abs(one - other) <= near for one, other in zip(found, color, strict=True))


@contextmanager
def playing(show: Show, desk: Desk | None = None) -> Iterator[OnAir]:
    """The show on air with black on program; its graphic's page is there."""
    engine = Engine(show, Timeline(show.canvas.fps, time.monotonic_ns()), desk=desk)
    try:
        air = OnAir(engine)
        if desk is None:
            air.do("take", scene="black")
        air.wait_for(lambda: air.page.fresh)
        yield air
    finally:
        engine.close()
