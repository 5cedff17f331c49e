"""What an engine needs of its sources now: which views of which, how often, and how much they may decode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixer.core.desk import Desk, Side
from mixer.core.geometry import View
from mixer.core.pins import Reader
from mixer.core.transitions.film import films_of
from mixer.engine.source_pool import FEWER_TILES_PER_S, TILES_PER_S, united

if TYPE_CHECKING:
    from mixer.engine.engine import Engine


class Needs:
    """Those of one engine, said again only when something has changed that they go by."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._went_by: object = None
        self._wanted_by: Desk | None = None

    def say(self) -> None:
        """Tell the sources what is needed of them, when anything has changed that this goes by."""
        engine = self._engine
        watched = (
            engine.output.preview.wanted,
            self.tiles_per_s(),
            engine.control.close_ups() if engine.control else frozenset(),
        )
        pressed = engine.overload.shedding.level > 0
        goes_by = engine.renderer, watched, engine.sources.natives(), engine.stand_ins.instead, pressed
        desk = engine.streams.shown(engine.desk)
        if goes_by == self._went_by and desk.stands(self._wanted_by):
            return
        self._went_by, self._wanted_by = goes_by, desk
        previewed, tiles_per_s, close = watched
        native = not engine.offline or engine.before_frame is not None
        program = [*engine.desk.sides(engine.show)]
        others = engine.renderer.views_instead(program, engine.stand_ins.instead), self._lined_up(desk, previewed)
        views = united([engine.renderer.views(program, desk), engine.renderer.film_views(desk.films)])
        engine.sources.want(views, others, native, tiles_per_s, desk.decks, close, engine.most_decoding, pressed)

    def _lined_up(self, desk: Desk, previewed: bool) -> dict[Reader, list[View]]:
        """The views that preview needs, and what a rundown plays next."""
        engine = self._engine
        preview = Side(desk.preview, engine.show)
        sides = [Side(one.item.scene, one.item.show) for one in desk.rundown.prepared]
        if not engine.offline:
            sides.insert(0, preview)  # ready before it is taken: the first frame need not scale for itself
        watched = engine.preview_renderer.views([preview, *desk.rehearsed(engine.show)] if previewed else [], desk)
        films = films_of(desk)
        filmed = engine.preview_renderer.film_views(films) if previewed else {}
        return united([engine.renderer.views(sides, desk), engine.renderer.film_views(films), watched, filmed])

    def tiles_per_s(self) -> float:
        engine = self._engine
        if not (engine.control and engine.control.watched("tiles")):
            return 0.0
        return FEWER_TILES_PER_S if engine.overload.has("tiles") else TILES_PER_S
