"""A bus, painted at one size: the engine has one for the programme and one for the preview monitor."""

from __future__ import annotations

from collections.abc import Mapping

from mixer.core.clocktext import fields_at
from mixer.core.compose import Bitmap, Plan, blend, paint, plan, scene_of
from mixer.core.desk import Desk, OverlayState
from mixer.core.geometry import Box, View
from mixer.core.picture import BLACK, Picture, yuv
from mixer.core.transitions import TRANSITIONS
from mixer.core.transitions.dip import fade
from mixer.feed.feed import Feed
from mixer.outputs.canvas import Canvas, CanvasPool
from mixer.overlays.gallery import Gallery
from mixer.protocol.showfile import Show

AHEAD_S = 0.5  # a clock's next text is drawn so long before it shows


class Painter:
    """Paints canvases of one size. Plans are worked out again only when the show or a source's size changed."""

    def __init__(
        self,
        show: Show,
        feeds: Mapping[str, Feed],
        gallery: Gallery,
        pool: CanvasPool,
    ) -> None:
        self.size, self.pool = (pool.width, pool.height), pool
        self._show, self._feeds, self._gallery = show, feeds, gallery
        self._plans: dict[str, Plan] = {}
        self._natives: dict[str, tuple[int, int]] = {}
        self._due_ns = 0

    # -- what is needed ----------------------------------------------------------------------------

    def plan(self, name: str) -> Plan:
        natives = {key: feed.native for key, feed in self._feeds.items() if feed.native}
        if natives != self._natives:
            self._natives, self._plans = natives, {}
        if name not in self._plans:
            self._plans[name] = plan(self._show, name, natives, self.size)
        return self._plans[name]

    def views(self, names: list[str]) -> dict[str, list[View]]:
        """The views these buses need, by source."""
        needed: dict[str, list[View]] = {}
        for name in names:
            for cell in self.plan(name).cells:
                if cell.view and cell.view not in needed.setdefault(cell.source, []):
                    needed[cell.source].append(cell.view)
        return needed

    # -- painting ----------------------------------------------------------------------------------

    def program(self, desk: Desk, due_ns: int, wall_s: float) -> Canvas:
        """The programme: its bus, a running transition, the overlays that are on, fade to black. Release it."""
        self._due_ns = due_ns
        over = self._overlays(desk, [name for name, state in desk.overlays.items() if state.on], wall_s)
        if desk.running is None:
            canvas = self._scene(desk.program, desk, wall_s, over)
        else:
            canvas = self._transition(desk, wall_s, over)
        light = desk.light(desk.frame)
        if light < 1:
            fade(canvas.picture, light, canvas.picture, BLACK)
            canvas.plan = None
        return canvas

    def preview(self, desk: Desk, due_ns: int, wall_s: float) -> Canvas:
        """What is lined up, with the overlays it would go to air with."""
        self._due_ns = due_ns
        over = self._overlays(desk, [name for name, state in desk.overlays.items() if state.on], wall_s)
        return self._scene(desk.running.to if desk.running else desk.preview, desk, wall_s, over)

    def _scene(self, name: str, desk: Desk, wall_s: float, over: list[Bitmap]) -> Canvas:
        canvas, plan = self.pool.take(), self.plan(name)
        scene = scene_of(self._show, name)
        own = self._overlays(desk, scene.overlays if scene else (), wall_s)
        stale = canvas.stale if canvas.plan is plan else None
        canvas.stale = paint(plan, self._look, [*own, *over], canvas.picture, stale)
        canvas.plan = plan
        return canvas

    def _transition(self, desk: Desk, wall_s: float, over: list[Bitmap]) -> Canvas:
        assert desk.running is not None
        running = desk.running
        old, new = (
            self._scene(desk.program, desk, wall_s, []),
            self._scene(running.to, desk, wall_s, []),
        )
        out = self.pool.take()
        out.plan = None
        paint_transition = TRANSITIONS[running.kind]
        position = running.position(desk.frame)
        paint_transition(
            old.picture,
            new.picture,
            position,
            out.picture,
            yuv(running.color),
            running.direction,
        )
        self.pool.release(old)
        self.pool.release(new)
        for bitmap in over:
            blend(bitmap, out.picture)
        return out

    def _look(self, source: str, view: View | None, box: Box) -> Picture:
        feed = self._feeds.get(source)
        if feed is not None and view is not None and feed.fresh:
            return feed.picture(view)
        return self._gallery.slate(feed.source.name if feed else source, box)

    def _overlays(self, desk: Desk, names: list[str] | tuple[str, ...], wall_s: float) -> list[Bitmap]:
        bitmaps = []
        for overlay in self._show.overlays:
            if overlay.id not in names:
                continue
            fields = desk.overlays.get(overlay.id, OverlayState()).fields
            bitmap = self._gallery.bitmap(overlay, fields_at(overlay, fields, wall_s), self.size)
            if overlay.content.kind == "clock":
                self._gallery.bitmap(overlay, fields_at(overlay, fields, wall_s + AHEAD_S), self.size)
            if bitmap:
                bitmaps.append(bitmap)
        return bitmaps
