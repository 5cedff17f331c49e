"""A page's pictures as they come out of the browser: in order, at the pace that is asked for, none lost at the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import av
import numpy as np

from mixer.sources.alpha import frame_of_premultiplied
from mixer.web.devtools import Value
from mixer.web.pacing import Acknowledgements
from mixer.web.page import Page
from mixer.web.pictures import Rgba, agree, decoded, premultiplied, rgba_of, sheer

FIRST_S = 0.7  # a page that shows nothing so long after it was asked is asked anew
AGAIN_S = 0.1
REST_S = 0.25  # without another picture, one that is partly transparent is looked at exactly
LONGEST_REST_S = 8.0  # where what is seen then is another one each time


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of the page, and when it was drawn on the monotonic clock. With alpha it is premultiplied."""

    frame: av.VideoFrame
    drawn_s: float


class Screencast:
    """Asks for pictures and hands them on.

    A screencast multiplies colours by alpha twice and divides once: at alpha a they are off by up to 128/a. A still of
    a page that rests is exact, so one is taken where a pixel is neither opaque nor nothing. It makes the screencast
    repeat itself, which is told by being the same; but a still of another moment than that picture's was taken of a
    page that moves. While a still is taken a change waits, so none is taken for nothing.
    """

    def __init__(self, page: Page, shown: Callable[[Shot], None], straight: bool = False) -> None:
        self.pace = Acknowledgements(30.0)
        self.on, self.size = False, (page.sheet.width, page.sheet.height)
        self._page, self._shown, self._straight = page, shown, straight
        self._data, self._stamp, self._came_s = "", 0.0, 0.0
        self._rough: Rgba | None = None  # what is on show, where its colours may not be exact
        self._rest_s = REST_S
        self._asked_s = self._again_s = float("inf")
        self._round = 0  # which start the answers belong to
        self._rested = True

    def start(self, now_s: float) -> None:
        """Ask for pictures, from one of the page as it is on."""
        self.stop()
        self.on, self._asked_s, self._again_s = True, now_s, float("inf")
        self._round += 1
        width, height = self.size
        # Each of the display's pictures: of every second one, a page that moves once would not be seen at all.
        self._page.call(
            "Page.startScreencast", self._started(self._round),
            format="png", everyNthFrame=1, sendLastFrame=True, maxWidth=width, maxHeight=height,
        )  # fmt: skip

    def stop(self) -> None:
        if self.on:
            self._page.call("Page.stopScreencast")
        self.on, self._data = False, ""
        self._asked_s = self._again_s = float("inf")
        self.pace.forget()

    def _started(self, number: int) -> Callable[[Value], None]:
        def answered(value: Value) -> None:
            if "error" in value and number == self._round:  # between two documents there is nothing to look at
                self._again_s = time.monotonic() + AGAIN_S

        return answered

    def came(self, parameters: Value, now_s: float) -> float | None:
        """A picture came; returns how late it is, or None where it is not to be shown. Raises BrowserGone."""
        meta = parameters.get("metadata", {})
        stamp = float(meta.get("timestamp", 0))
        self.pace.owe(parameters["sessionId"])
        same, self._asked_s = parameters["data"] == self._data, float("inf")
        if not self.on or same or stamp < self._stamp:
            return None
        self._data, self._stamp, self._came_s, self._rested = parameters["data"], stamp, now_s, False
        frame = decoded(self._data)
        drawn_s = min(now_s, float(meta.get("monotonicTimestamp", now_s)))
        self._shown(Shot(self._legal(frame), drawn_s))
        return now_s - drawn_s

    def _legal(self, frame: av.VideoFrame) -> av.VideoFrame:
        """No colour above its alpha."""
        if not self._page.sheet.transparent:
            return frame
        rgba = premultiplied(rgba_of(frame)) if self._straight else rgba_of(frame)
        for color in range(3):  # one by one: a sixth of the time
            np.minimum(rgba[..., color], rgba[..., 3], out=rgba[..., color])
        self._rough = rgba if sheer(rgba).any() else None
        return frame_of_premultiplied(rgba)

    def tend(self, now_s: float) -> None:
        """Acknowledge what is due, begin anew where nothing came, look closely at what rests."""
        while (number := self.pace.due(now_s)) is not None:
            self._page.call("Page.screencastFrameAck", sessionId=number)
        if self.on and (now_s >= self._again_s or now_s - self._asked_s > FIRST_S):
            self.start(now_s)
        if self.on and not self._rested and now_s - self._came_s > self._rest_s:
            self._rested = True
            if self._rough is not None:
                self._page.call("Page.captureScreenshot", self._still(self._stamp), format="png", optimizeForSpeed=True)

    def _still(self, stamp: float) -> Callable[[Value], None]:
        def answered(value: Value) -> None:
            if "data" not in value or stamp != self._stamp or not self.on:
                return  # it moves again
            frame = decoded(value["data"])
            if (frame.width, frame.height) == self.size:
                self._look_closely(premultiplied(rgba_of(frame)))

        return answered

    def _look_closely(self, exact: Rgba) -> None:
        now_s = time.monotonic()
        on_show, self._rough = self._rough, exact
        if on_show is not None and agree(on_show, exact):
            self._rest_s = REST_S
            if np.array_equal(on_show, exact):
                return
        else:
            # What the screencast showed last is not on show any more: it may come again, and the rest is yet to come.
            self._data, self._came_s, self._rested = "", now_s, False
            self._rest_s = min(LONGEST_REST_S, 2 * self._rest_s)
        self._shown(Shot(frame_of_premultiplied(exact), now_s))

    def wait_s(self, now_s: float) -> float:
        """How long until `tend` has something to do."""
        return self.pace.wait_s(now_s)
