"""The pages of a document: those that are wanted, in exactly the sizes that are shown, and their neighbours ahead."""

from __future__ import annotations

import select
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import av
import numpy as np

from mixer.core.geometry import View
from mixer.core.picture import Picture, size_of
from mixer.errors import SourceLost
from mixer.overlays.slate import draw_slate
from mixer.protocol.showfile import Canvas, Source
from mixer.protocol.slate import Slate
from mixer.sources.convert import Converter
from mixer.sources.pdf import Cut, PageLost, Pdf, Rgb

if TYPE_CHECKING:
    from mixer.feed.pace import Pace
    from mixer.feed.port import Port

CACHE_BYTES = 96 << 20
WAIT_S = 0.25
NO_SLOT_S = 0.005


def read_document(source: Source, port: Port, pace: Pace) -> None:
    """Publish the pages that are wanted, as soon as they are, until the engine goes.

    Raises SourceRefused for files that are no document we show, SourceLost when there is no file.
    """
    if port.fd is None:
        raise SourceLost("the document's file is missing")
    port.status("connecting", "opening the document")
    pages = Pages(Pdf(port.fd, port.poll), port)
    pages.say()
    due = pace.start_ns()
    port.began(due)
    shown = None
    while True:
        port.poll()
        wanted = port.asked, port.wants
        if shown != wanted and (port.wants.look != "none" or pace.offline or shown is None):
            due = max(due, pace.now_ns())
            shown = wanted if pages.publish(due, whole=pace.offline) else None
            if shown is None:
                select.select([port], [], [], NO_SLOT_S)
            continue
        if port.wants.look == "none":
            pages.forget()
        if port.wants.look != "all" or not pages.prepare():
            select.select([port], [], [], WAIT_S)


class Pages:
    """Pictures of a document's pages, made when they are first needed and kept as long as there is room."""

    def __init__(self, pdf: Pdf, port: Port) -> None:
        self._pdf, self._port, self.count = pdf, port, pdf.pages
        self.size = fitted(pdf.shape, port.canvas)
        self._converter = Converter(port.canvas)
        self._made: OrderedDict[View, Picture] = OrderedDict()  # the one used last comes last
        self._bytes = 0
        self._lost: dict[int, str] = {}  # pages that cannot be shown, and why

    def say(self) -> None:
        """The source's line: how many pages there are, and which of them cannot be shown."""
        width, height = self.size
        text = f"{self.count} pages, {width}×{height}"
        if self._lost:
            page, why = next(iter(self._lost.items()))
            more = f" and {len(self._lost) - 1} more" if len(self._lost) > 1 else ""
            text = f"page {page}{more}: {why}"
        self._port.status("live", text, width=width, height=height, pages=self.count)

    # -- what the port asks ------------------------------------------------------------------------

    def picture(self, view: View | None) -> Picture | None:
        """A view's picture, as far as it is made; None is all of the page that is current."""
        view = self._whole(self._port.wants.page) if view is None else self._within(view)
        if view in self._made:
            self._made.move_to_end(view)
        return self._made.get(view)

    # -- making them -------------------------------------------------------------------------------

    def publish(self, due_ns: int, *, whole: bool) -> object:
        """Publish what is wanted, and again whenever more of it is made; returns what was wanted when all was there.

        If it is to be `whole`, only that is published. What is wanted otherwise meanwhile ends this.
        """
        wants, published = self._port.wants, False
        if not whole:
            published = self._port.drawn(self, due_ns)
        for view in [view for view in dict.fromkeys(self._wanted()) if view not in self._made]:
            self._make(view)
            if wants != self._port.wants:
                return None
            published = not whole and self._port.drawn(self, due_ns)
        return wants if published or self._port.drawn(self, due_ns) else None

    def prepare(self) -> bool:
        """Make one picture of a page that may be wanted next; False when there is none to make."""
        view = next((view for view in self._ahead() if view not in self._made), None)
        if view is None:
            return False
        self._make(view)
        return True

    def forget(self) -> None:
        """Nobody looks."""
        self._made.clear()
        self._bytes = 0

    def _wanted(self) -> list[View]:
        """What the engine needs now, the most important first."""
        wants = self._port.wants
        views = [self._within(view) for view in wants.views]
        return views + ([self._whole(wants.page)] if wants.native or not views else [])

    def _ahead(self) -> Iterator[View]:
        """The pages beside those that are wanted, in the same sizes, as many as there is room for."""
        wanted, room = self._wanted(), CACHE_BYTES
        room -= sum(size_of(view.w, view.h) for view in set(wanted))
        for view in beside(wanted, self.count):
            room -= size_of(view.w, view.h)
            if room < 0:
                return
            yield view

    def _make(self, view: View) -> None:
        planes = self._converter.view(frame_of(self._rendered(view)), None, view.w, view.h)
        y, u, v = map(np.array, planes)
        self._made[view] = Picture(y, u, v)
        self._bytes += size_of(view.w, view.h)
        while self._bytes > CACHE_BYTES and len(self._made) > 1:
            old, _ = self._made.popitem(last=False)
            self._bytes -= size_of(old.w, old.h)

    def _rendered(self, view: View) -> Rgb:
        """The pixels of a view; of a page that cannot be shown a blank, of which the source's line tells."""
        width, height = self.size
        cut = Cut(view.cx / width, view.cy / height, view.cw / width, view.ch / height, view.w, view.h)
        if view.page not in self._lost:
            try:
                return self._pdf.render(view.page, cut, self._port.poll)
            except PageLost as lost:
                self._lost[view.page] = str(lost)
                self.say()
        return np.asarray(draw_slate(Slate(), view.w, view.h))

    def _whole(self, page: int) -> View:
        return self._within(View(0, 0, *self.size, *self.size, page))

    def _within(self, view: View) -> View:
        """The view, of a page that there is."""
        return view._replace(page=min(max(1, view.page), self.count))


def beside(views: Iterable[View], count: int) -> Iterator[View]:
    """The same of the pages behind these and before them; those behind first."""
    views = list(dict.fromkeys(views))
    for step in (1, -1):
        for view in reversed(views):
            if 1 <= view.page + step <= count:
                yield view._replace(page=view.page + step)


def fitted(shape: tuple[float, float], canvas: Canvas) -> tuple[int, int]:
    """The largest even size of this shape within the canvas."""
    scale = min(canvas.width / shape[0], canvas.height / shape[1])
    width, height = (max(2, 2 * round(side * scale / 2)) for side in shape)
    return min(width, canvas.width), min(height, canvas.height)


def frame_of(rgb: Rgb) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), "rgb24")
