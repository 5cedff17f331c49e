"""Paints what is between two scenes while their pictures glide: each scaled here, for this frame alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixer.core.compose import Cell, Look, Plan, blend, faint, mix, paint, paint_cell
from mixer.core.desk import Desk, Side
from mixer.core.picture import Picture
from mixer.core.transitions.move import Layer, Motion
from mixer.feed.tile import Scaler
from mixer.outputs.canvas import Canvas
from mixer.protocol.showfile import Overlay

if TYPE_CHECKING:
    from mixer.engine.bus_renderer import BusRenderer


class Glider:
    """One motion of a bus on one frame. `looks` are those of the old side and of the new one."""

    def __init__(self, bus: BusRenderer, motion: Motion, sides: tuple[Side, Side], desk: Desk) -> None:
        self._bus, self._motion, self._sides, self._desk = bus, motion, sides, desk
        self._looks: tuple[Look, Look] = bus.look_of(sides[0], desk), bus.look_of(sides[1], desk)
        self._feeds = bus.sources.shown_in(sides[1].show)
        self._scaler = Scaler()

    def paint(self) -> Canvas:
        """The pictures of both scenes, without graphics. Release it."""
        out, motion = self._bus.pool.take(), self._motion
        out.plan = None
        self._paint_below(out.picture)
        if len(motion.orders) == 1:
            self._paint_layers(motion.orders[0], out.picture)
            return out
        other = self._bus.pool.take()
        other.plan = None
        other.picture.copy_from(out.picture)
        for order, canvas in zip(motion.orders, (out, other), strict=True):
            self._paint_layers(order, canvas.picture)
        mix(out.picture, other.picture, motion.exchanged, out.picture)
        self._bus.pool.release(other)
        return out

    def blend(
        self, canvas: Picture, overlays: tuple[list[Overlay], list[Overlay]], wall_s: float, live: bool = False
    ) -> None:
        """Lay on graphics of both sides: those of the old one fade out, those of the new one in, shared ones stay.

        `live` ones may be on their own way in or out besides.
        """
        (old, new), share = overlays, self._motion.share
        drawn = self._bus.moving if live else self._bus.graphics
        going, coming = [one for one in old if one not in new], [one for one in new if one not in old]
        staying = [one for one in new if one in old]
        for some, side, opacity in ((going, 0, 1 - share), (staying, 1, 1.0), (coming, 1, share)):
            for graphic in drawn(some, self._sides[side], self._desk, wall_s):
                blend(faint(graphic, opacity), canvas)

    # -- what lies below ---------------------------------------------------------------------------

    def _paint_below(self, out: Picture) -> None:
        old, new = self._motion.below
        if not (old.cells or new.cells):
            share = self._motion.share
            parts = zip(old.background, new.background, strict=True)
            y, u, v = (round(a + (b - a) * share) for a, b in parts)
            return out.fill((y, u, v))
        canvases = [self._painted(plan, look) for plan, look in zip((old, new), self._looks, strict=True)]
        mix(canvases[0].picture, canvases[1].picture, self._motion.share, out)
        for canvas in canvases:
            self._bus.pool.release(canvas)
        return None

    def _painted(self, plan: Plan, look: Look) -> Canvas:
        canvas = self._bus.pool.take()
        canvas.plan = None
        paint(plan, look, (), canvas.picture)
        return canvas

    # -- what is on its way ------------------------------------------------------------------------

    def _paint_layers(self, layers: tuple[Layer, ...], out: Picture) -> None:
        for layer in layers:
            paint_cell(layer.cell, self._picture(layer), out)

    def _picture(self, layer: Layer) -> Picture:
        """The picture of a layer, as large as it is now."""
        cell, old, new = layer.cell, layer.old, layer.new
        if old is None or new is None:
            return self._looks[old is None](cell.source, cell.view, cell.box)
        feed = self._feeds.get(cell.source)
        if feed is not None and cell.view is not None and feed.fresh and not feed.paged and feed.zooms():
            self._bus.doubt(feed, cell.view)
            return feed.zoomed(cell.view)
        return self._from_larger(cell, old, new)

    def _from_larger(self, cell: Cell, old: Cell, new: Cell) -> Picture:
        """Of a slate, a page, or what has no more to show: scaled from the larger of its two pictures."""
        number = int(new.box.w * new.box.h >= old.box.w * old.box.h)
        larger = (old, new)[number]
        picture = self._looks[number](cell.source, larger.view, larger.box)
        return self._scaler.scale(picture, cell.box.w, cell.box.h)
