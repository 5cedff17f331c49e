"""A bus, painted at one size: the engine has one for the programme and one for the preview monitor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from mixer.core.compose import FULL, Graphic, Look, Plan, Streamed, blend, cell_of, paint, plan, scene_of
from mixer.core.desk import Desk, OverlayState, Running, Side
from mixer.core.geometry import Box, Placement, View, place
from mixer.core.leaf import leaf, needed
from mixer.core.overlay_motion import moved
from mixer.core.picture import BLACK, Picture, blank, yuv
from mixer.core.pins import Reader, edition, reader_of
from mixer.core.scrolling import step_px, through_window
from mixer.core.streams import feeding
from mixer.core.transitions.dip import fade
from mixer.core.transitions.style import Style
from mixer.engine.gliding import Glider
from mixer.engine.source_pool import SourcePool
from mixer.feed.feed import Feed
from mixer.kinds.kind import Moment
from mixer.kinds.overlays import OVERLAYS
from mixer.kinds.overlays.image import ImageOverlay
from mixer.kinds.transitions import TRANSITIONS
from mixer.outputs.canvas import Canvas, CanvasPool
from mixer.overlays.overlay_cache import OverlayCache
from mixer.protocol.basics import Rect
from mixer.protocol.showfile import Overlay, Show, Slot

AHEAD_S = 0.5  # a clock's next text is drawn so long before it shows
STILL = "start-picture"
PAINTERS = {name: kind.painter() for name, kind in TRANSITIONS.items() if kind.painter}
MOVERS = {name: kind.mover() for name, kind in TRANSITIONS.items() if kind.mover}


class BusRenderer:
    """Paints canvases of one size. Plans are worked out again only when a show or a source's size changed.

    `show` is the stored one, which preview shows; what is on program may still be played from another.
    """

    def __init__(self, show: Show, sources: SourcePool, overlays: OverlayCache, pool: CanvasPool) -> None:
        self.size, self.pool = (pool.width, pool.height), pool
        self._show, self.sources, self._overlays = show, sources, overlays
        self._plans: dict[tuple[int, str, bool], Plan] = {}
        self._natives: list[Any] = []
        self._turning: dict[tuple[str, View], Picture] = {}  # of pages that are turned, what comes of the two
        self._due_ns = 0
        self.doubts: list[str] = []  # of what was painted last: where it may differ from the same painted again

    # -- what is needed ----------------------------------------------------------------------------

    def plan(self, side: Side) -> Plan:
        natives = self.sources.natives()
        if natives != self._natives:
            self._natives, self._plans = natives, {}
        key = id(side.show), side.name, side.starting
        if key not in self._plans:
            self._plans[key] = self._planned(side)
        return self._plans[key]

    def _planned(self, side: Side) -> Plan:
        if side.starting:
            return Plan((), yuv(side.show.start.color), *self.size)
        sizes = {name: feed.native for name, feed in self.sources.shown_in(side.show).items() if feed.native}
        return plan(side.show, side.name, sizes, self.size)

    def views(self, sides: Iterable[Side], desk: Desk) -> dict[Reader, list[View]]:
        """The views these need, by what shows in the sources' places.

        Of what has pages, first what is shown of it, then what may be next.
        """
        wanted: dict[Reader, list[View]] = {}
        ahead: list[tuple[list[View], View]] = []
        for side in sides:
            shown = self.sources.shown_in(side.show)
            over = [
                one
                for one in side.show.overlays
                if is_on(desk, one) or (side.number is None and is_previewed(desk, one))
            ]
            for source, view in [*self._seen(side), *self._streamed([*own_overlays(side), *over], side.show)]:
                if source not in shown:
                    continue
                reader = reader_of(shown[source].source)
                views = wanted.setdefault(reader, [])
                if view is None:
                    continue
                now, cued = self._leaves(view, desk, side, reader)
                views += [one for one in now if one not in views]
                ahead += [(views, one) for one in cued]
        for views, view in ahead:
            views += [view] * (view not in views)
        return wanted

    def _leaves(self, view: View, desk: Desk, side: Side, reader: Reader) -> tuple[list[View], list[View]]:
        """A view of each page that a side needs now, and of the one that may be next; all there is of other sources."""
        deck = desk.decks.get(edition(reader)) if desk.decks else None
        if deck is None:
            return [view], []
        now = [view._replace(page=page) for page in needed(desk, side, edition(reader))]
        return now, [view._replace(page=deck.cued)] if side.number is not None else []

    def views_instead(self, sides: Iterable[Side], others: Mapping[Reader, Feed]) -> dict[Reader, list[View]]:
        """The views that these would need if these others showed in the sources' places."""
        wanted: dict[Reader, list[View]] = {}
        for side in sides if others else ():
            readers = {source.id: reader_of(source) for source in side.show.sources}
            for cell in self.plan(side).cells:
                if other := others.get(readers[cell.source]):
                    views = wanted.setdefault(reader_of(other.source), [])
                    view = cell_of(cell.slot, cell.source, other.native, self.size).view
                    if view and view not in views:
                        views.append(view)
        return wanted

    def _seen(self, side: Side) -> list[tuple[str, View | None]]:
        return [(cell.source, cell.view) for cell in self.plan(side).cells]

    def _streamed(self, overlays: Iterable[Overlay], show: Show) -> Iterator[tuple[str, View | None]]:
        for one in overlays:
            if source := feeding(one, show.canvas):
                feed = self.sources.shown_in(show).get(source)
                placed = self._placed(one, feed) if feed else None
                yield source, placed.view if placed else None

    def _placed(self, overlay: Overlay, feed: Feed) -> Placement | None:
        """Where a stream's picture stands; None until its size is known."""
        return place(Slot("stream", overlay.rect), feed.native, self.size) if feed.native else None

    # -- painting ----------------------------------------------------------------------------------

    def program(self, desk: Desk, due_ns: int, wall_s: float) -> Canvas:
        """The programme: its bus, running transitions, the overlays that are on, fade to black. Release it."""
        self._due_ns = due_ns
        self.doubts.clear()
        sides = desk.sides(self._show)
        over = over_all(desk, sides)
        if len(sides) == 1:
            canvas = self._scene(sides[0], desk, wall_s, over)
        else:
            canvas = self._transition(desk.transitions, desk, sides, wall_s, over)
        canvas.light = desk.light(desk.frame)
        if canvas.light < 1:
            fade(canvas.picture, canvas.light, canvas.picture, BLACK)
            canvas.plan = None
        return canvas

    def preview(self, desk: Desk, due_ns: int, wall_s: float) -> Canvas:
        """What is lined up, with the overlays it would go to air with; or the way there, while that is rehearsed."""
        self._due_ns = due_ns
        self.doubts.clear()
        if desk.rehearsal:
            sides = desk.rehearsed(self._show)
            return self._transition((desk.rehearsal,), desk, sides, wall_s, over_all(desk, sides))
        side = Side(desk.preview, self._show)
        previewed = [one for one in self._show.overlays if is_previewed(desk, one) and one not in own_overlays(side)]
        return self._scene(side, desk, wall_s, [*over_all(desk, (side,)), *previewed])

    def rehearse(self, name: str, desk: Desk, wall_s: float) -> None:
        """Have the graphics drawn that a scene of the stored show goes to air with."""
        scene = scene_of(self._show, name)
        shown = {*(scene.overlays if scene else ()), *(one.id for one in over_all(desk, (Side(name, self._show),)))}
        self.graphics([one for one in self._show.overlays if one.id in shown], Side(name, self._show), desk, wall_s)

    def _scene(self, side: Side, desk: Desk, wall_s: float, over: Iterable[Overlay]) -> Canvas:
        canvas, plan = self.pool.take(), self.plan(side)
        own = own_unless_on(side, desk)
        graphics = self.graphics(own, side, desk, wall_s) + self.moving(without(over, own), side, desk, wall_s)
        stale = canvas.stale if canvas.plan is plan else None
        canvas.stale = paint(plan, self.look_of(side, desk), graphics, canvas.picture, stale)
        canvas.plan = plan
        return canvas

    def _transition(
        self, transitions: tuple[Running, ...], desk: Desk, sides: tuple[Side, ...], wall_s: float, over: list[Overlay]
    ) -> Canvas:
        """Each transition under way goes from what the older ones make of it to its own scene."""
        if len(transitions) == 1 and transitions[0].kind in MOVERS:
            below = self._moved(transitions[0], desk, (sides[0], sides[1]), wall_s, over)
        else:
            painted = (self._scene(side, desk, wall_s, apart(desk, side, over)) for side in sides)
            below = next(painted)
            for running, above in zip(transitions, painted, strict=True):
                below = self._blended(running, below, above, desk)
        over = without(over, own_overlays(sides[-1]), desk)
        for graphic in self.moving(over, sides[-1], desk, wall_s):
            blend(graphic, below.picture)
        return below

    def _blended(self, running: Running, below: Canvas, above: Canvas, desk: Desk) -> Canvas:
        """A transition's picture; the two it is made of are released."""
        out = self.pool.take()
        out.plan = None
        paint, position = PAINTERS[running.kind], running.position(desk.frame)
        style = Style(yuv(running.color), running.direction, running.softness)
        paint(below.picture, above.picture, position, out.picture, style)
        self.pool.release(below)
        self.pool.release(above)
        if running.film and (film := self._film(running.film, desk)):
            blend(film, out.picture)
        return out

    def _moved(
        self, running: Running, desk: Desk, sides: tuple[Side, Side], wall_s: float, over: list[Overlay]
    ) -> Canvas:
        """The pictures of two scenes on their way from one to the other, and the graphics that come and go."""
        old, new = (self.sources.shown_in(side.show) for side in sides)
        plans = self.plan(sides[0]), self.plan(sides[1])
        motion = MOVERS[running.kind](*plans, running.position(desk.frame), lambda name: old.get(name) is new.get(name))
        glider = Glider(self, motion, sides, desk)
        canvas = glider.paint()
        own = own_unless_on(sides[0], desk), own_unless_on(sides[1], desk)
        glider.blend(canvas.picture, own, wall_s)
        more = [without(apart(desk, side, over), mine) for side, mine in zip(sides, own, strict=True)]
        glider.blend(canvas.picture, (more[0], more[1]), wall_s, live=True)
        return canvas

    def film_views(self, names: Iterable[str]) -> dict[Reader, list[View]]:
        """The views that films of transitions need."""
        feeds = (self.sources.shown_in(self._show).get(name) for name in names)
        return {
            reader_of(feed.source): [place(FULL, feed.native, self.size).view] if feed.native else []
            for feed in feeds
            if feed
        }

    def _film(self, name: str, desk: Desk) -> Graphic | None:
        """The picture of a transition's film on this frame, as large as it fits the canvas."""
        feed = self.sources.shown_in(self._show).get(name)
        if feed is None or feed.native is None or not feed.fresh:
            self.doubts.append(f"{name}: no picture")
            return None
        placed = place(FULL, feed.native, self.size)
        return Streamed(placed.box, self._picture(feed, placed.view, Side(name, self._show), desk))

    def doubt(self, feed: Feed, view: View) -> None:
        """Note why a picture may not be the same again."""
        if doubt := feed.doubt(view):
            self.doubts.append(f"{feed.source.id}: {doubt}")

    def look_of(self, side: Side, desk: Desk) -> Look:
        feeds = self.sources.shown_in(side.show)

        def look(source: str, view: View | None, box: Box) -> Picture:
            feed = feeds.get(source)
            if feed is not None and view is not None and feed.fresh:
                return self._picture(feed, view, side, desk)
            self.doubts.append(f"{source}: slate")
            return self._overlays.slate(side.show.slate, box)

        return look

    def _picture(self, feed: Feed, view: View, side: Side, desk: Desk) -> Picture:
        turned = feed.paged and edition(reader_of(feed.source)) in desk.decks
        return self._paged(feed, view, side, desk) if turned else self._offered(feed, view)

    def _offered(self, feed: Feed, view: View) -> Picture:
        self.doubt(feed, view)
        return feed.picture(view)

    def _paged(self, feed: Feed, view: View, side: Side, desk: Desk) -> Picture:
        """The page that a side shows; while one is turned, in the middle of that."""
        reader = edition(reader_of(feed.source))
        page, turn = leaf(desk, side, reader)
        new = self._offered(feed, view._replace(page=page))
        if turn is None or not turn.under_way(desk.frame):
            return new
        old = self._offered(feed, view._replace(page=turn.before))
        out = self._turning.get((reader, view))
        if out is None:
            out = self._turning[reader, view] = blank(view.w, view.h)
        style = Style(direction="left" if turn.forward else "right")
        PAINTERS[desk.decks[reader].paging.transition](old, new, turn.position(desk.frame), out, style)
        return out

    def graphics(self, overlays: Iterable[Overlay], side: Side, desk: Desk, wall_s: float) -> list[Graphic]:
        """What these overlays of a side's show look like now; what is not ready is left out."""
        made: list[Graphic] = []
        for overlay in overlays:
            source = feeding(overlay, side.show.canvas)
            graphic = self._stream(overlay, source, side, desk) if source else self._drawn(overlay, desk, wall_s)
            if graphic:
                made.append(graphic)
        return made

    def moving(self, overlays: Iterable[Overlay], side: Side, desk: Desk, wall_s: float) -> list[Graphic]:
        """The same for those that are on over everything: where they are on their way in or out."""
        made: list[Graphic] = []
        for overlay in overlays:
            state = state_of(desk, overlay)
            for graphic in self.graphics([overlay], side, desk, wall_s):
                moving = state.moving and moved(graphic, state.moving, state.share(desk.frame), self.size)
                made += [one for one in [moving if state.moving else graphic] if one]
        return made

    def _stream(self, overlay: Overlay, source: str, side: Side, desk: Desk) -> Graphic | None:
        feed = self.sources.shown_in(side.show).get(source)
        placed = self._placed(overlay, feed) if feed and feed.fresh else None
        if feed is None or placed is None:
            self.doubts.append(f"{overlay.id}: no picture")
            return None
        return Streamed(placed.box, self._picture(feed, placed.view, side, desk))

    def _drawn(self, overlay: Overlay, desk: Desk, wall_s: float) -> Graphic | None:
        state, kind = state_of(desk, overlay), OVERLAYS[overlay.content.kind]
        rate = desk.sides(self._show)[-1].show.canvas.fps
        now = told(overlay, state, desk.frame, rate, wall_s)
        bitmap = self._overlays.bitmap(overlay, now, self.size)
        if not self._overlays.has(overlay, now, self.size):
            self.doubts.append(f"{overlay.id}: being drawn")
        if kind.fields_at:
            ahead = told(overlay, state, desk.frame + round(AHEAD_S * rate), rate, wall_s + AHEAD_S)
            self._overlays.bitmap(overlay, ahead, self.size)
        if bitmap is None or kind.speed is None:
            return bitmap
        frames = max(0, desk.frame - state.since_frame)
        return through_window(bitmap, frames * step_px(kind.speed(overlay.content), self.size[0], rate))


# -- which graphics --------------------------------------------------------------------------------


def own_overlays(side: Side) -> list[Overlay]:
    """The graphics of a side's scene, or the still of a start picture; bottom to top."""
    if side.starting:
        path = side.show.start.path
        return [Overlay(STILL, "Start", ImageOverlay(path), Rect())] if path else []
    scene = scene_of(side.show, side.name)
    return [one for one in side.show.overlays if scene and one.id in scene.overlays]


def own_unless_on(side: Side, desk: Desk) -> list[Overlay]:
    """The same without those that are on over everything too: they are drawn once, twice would be denser."""
    return [one for one in own_overlays(side) if not is_steady(desk, one)]


def over_all(desk: Desk, sides: tuple[Side, ...]) -> list[Overlay]:
    """The graphics that are on over the whole programme: alike on all its sides, as the newest has them."""
    if len(sides) == 1:
        return [one for one in sides[0].show.overlays if is_on(desk, one)]
    *older, newest = ({one.id: (one.content, one.rect) for one in side.show.overlays} for side in sides)
    return [
        one
        for one in sides[-1].show.overlays
        if is_on(desk, one) and all(side.get(one.id) == newest[one.id] for side in older)
    ]


def apart(desk: Desk, side: Side, over: list[Overlay]) -> list[Overlay]:
    """The graphics that are on and come or go with this side, because another has them differently."""
    everywhere = {one.id for one in over}
    return [one for one in side.show.overlays if is_on(desk, one) and one.id not in everywhere]


def without(over: Iterable[Overlay], own: list[Overlay], desk: Desk | None = None) -> list[Overlay]:
    """Those over everything that a scene does not have as its own anyway; with a desk, of those on their way."""
    names = {one.id for one in own if desk is None or not is_steady(desk, one)}
    return [one for one in over if one.id not in names]


def state_of(desk: Desk, overlay: Overlay) -> OverlayState:
    return desk.overlays.get(overlay.id) or OverlayState()


def is_on(desk: Desk, overlay: Overlay) -> bool:
    """Whether anything of it is to be seen over the programme: it is on, or on its way out."""
    return state_of(desk, overlay).shown


def is_steady(desk: Desk, overlay: Overlay) -> bool:
    """Whether it is on and there: one on its way is whole where the scene has it too."""
    return state_of(desk, overlay).on and state_of(desk, overlay).moving is None


def is_previewed(desk: Desk, overlay: Overlay) -> bool:
    """Whether preview shows it though it is off."""
    return state_of(desk, overlay).previewed and not state_of(desk, overlay).shown


def told(overlay: Overlay, state: OverlayState, frame: int, rate: Fraction, wall_s: float) -> dict[str, str]:
    """What an overlay's drawer is told on a frame: its live texts, and what its kind makes of the moment."""
    fields_at = OVERLAYS[overlay.content.kind].fields_at
    if fields_at is None:
        return state.fields
    moment = Moment(wall_s, state.counter.elapsed_s(frame, rate), state.step)
    return state.fields | fields_at(overlay.content, state.fields, moment)
