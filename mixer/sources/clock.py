"""A drawn clock: a dial with a sweeping second hand, the time in digits, the date and a title."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import av
from PIL import Image, ImageDraw

from mixer.errors import SourceRefused
from mixer.kinds.sources.clock import ClockFace
from mixer.protocol.showfile import Canvas, Source
from mixer.sources.convert import frame_of_image
from mixer.text.writing import BOLD, REGULAR, fitting, line, plain_font, write

if TYPE_CHECKING:
    from mixer.feed.pace import Pace
    from mixer.feed.port import Port

SECOND_NS = 1_000_000_000
STEPS_PER_S = 5
LEAD_NS = 150_000_000
LARGEST = (1280, 720)
SMOOTH = 2  # drawn this much larger, then scaled down: Pillow's lines have hard edges

BACKGROUND, DIAL, EDGE = "#0d1117", "#151b26", "#2b3546"
MARK, HAND, SWEEP, TEXT, FAINT = "#8b97ab", "#f2f5fa", "#ff9f1c", "#f2f5fa", "#8b97ab"


def read_clock(source: Source, port: Port, pace: Pace) -> None:
    """Publish the clock until the engine goes. Raises SourceRefused for an unknown time zone."""
    if not isinstance(source.input, ClockFace):
        raise SourceRefused(f"expected a clock, found {source.input.kind}")
    face = Face(port.canvas, source.input.title, zone_named(source.input.zone))
    port.status(
        "live",
        f"live {face.width}×{face.height}",
        width=face.width,
        height=face.height,
        fps=STEPS_PER_S,
    )
    step_ns = SECOND_NS // STEPS_PER_S
    due = pace.start_ns() // step_ns * step_ns
    port.began(due, exact=False)  # the time of day is looked up for each picture
    while True:
        pace.wait_until(due - LEAD_NS, port)
        port.picture(face.frame(shown_time(due, pace)), due)
        due += step_ns
        if not pace.offline and pace.now_ns() > due + SECOND_NS:
            due = pace.start_ns() // step_ns * step_ns


def zone_named(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SourceRefused(f"there is no time zone called {name}") from None


def shown_time(due_ns: int, pace: Pace) -> datetime:
    """The time of day a picture due then shows; offline it counts from midnight, so that renders repeat."""
    if pace.again:
        return datetime.fromtimestamp(pace.again.wall_s + due_ns / SECOND_NS, UTC)
    if pace.offline:
        return datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=due_ns // 1000)
    return datetime.fromtimestamp(time.time() + (due_ns - time.monotonic_ns()) / SECOND_NS, UTC)


class Face:
    """Draws the clock; what changes once a second is drawn once a second, the second hand at each step."""

    def __init__(self, canvas: Canvas, title: str, zone: ZoneInfo) -> None:
        self.width, self.height = min(LARGEST[0], canvas.width), min(LARGEST[1], canvas.height)
        self._zone, self._title = zone, title or zone.key.rpartition("/")[2].replace("_", " ")
        self._side = 2 * round(min(self.height * 0.84, self.width * 0.46) / 2)
        self._corner = (2 * round(self.width * 0.05 / 2), (self.height - self._side) // 2)
        self._dial = self._draw_dial()
        self._second: datetime | None = None
        self._base = Image.new("RGB", (self.width, self.height), BACKGROUND)
        self._hands = self._smoothed(self._dial)

    def frame(self, when: datetime) -> av.VideoFrame:
        """The face at an aware time."""
        local = when.astimezone(self._zone)
        second = local.replace(microsecond=0)
        if second != self._second:
            self._second = second
            self._draw_second(second)
        dial = self._hands.copy()
        dial.paste(SWEEP, mask=self._sweep(local))
        self._base.paste(dial, self._corner)
        return frame_of_image(self._base)

    def _draw_dial(self) -> Image.Image:
        size = self._side * SMOOTH
        dial = Image.new("RGB", (size, size), BACKGROUND)
        draw = ImageDraw.Draw(dial)
        draw.ellipse((2, 2, size - 3, size - 3), fill=DIAL, outline=EDGE, width=size // 60)
        for minute in range(60):
            inner, color, thin = (0.86, MARK, 180) if minute % 5 else (0.8, HAND, 70)
            line = (*self._point(minute / 60, 0.9), *self._point(minute / 60, inner))
            draw.line(line, fill=color, width=size // thin)
        face = plain_font(BOLD, size // 11)
        for hour in (12, 3, 6, 9):
            draw.text(self._point(hour / 12, 0.66), str(hour), fill=FAINT, font=face, anchor="mm")
        return dial

    def _draw_second(self, when: datetime) -> None:
        dial = self._dial.copy()
        draw, size = ImageDraw.Draw(dial), self._side * SMOOTH
        minutes = when.minute + when.second / 60
        self._hand(draw, (when.hour % 12 + minutes / 60) / 12, 0.5, size // 28, HAND)
        self._hand(draw, minutes / 60, 0.76, size // 42, HAND)
        self._hands = self._smoothed(dial)
        self._write_side(when)

    def _smoothed(self, drawn: Image.Image) -> Image.Image:
        return drawn.reduce(SMOOTH)

    def _sweep(self, when: datetime) -> Image.Image:
        """Where the second hand lies, as a mask."""
        size = self._side * SMOOTH
        mask = Image.new("L", (size, size))
        draw = ImageDraw.Draw(mask)
        turn = (when.second + when.microsecond / 1e6) / 60
        draw.line(
            (*self._point(turn + 0.5, 0.16), *self._point(turn, 0.84)),
            fill=255,
            width=size // 110,
        )
        middle, radius = size / 2, size / 42
        draw.ellipse(
            (middle - radius, middle - radius, middle + radius, middle + radius),
            fill=255,
        )
        return self._smoothed(mask)

    def _hand(
        self,
        draw: ImageDraw.ImageDraw,
        turn: float,
        length: float,
        width: int,
        color: str,
    ) -> None:
        tail, tip = self._point(turn + 0.5, 0.08), self._point(turn, length)
        draw.line((*tail, *tip), fill=color, width=width)
        for x, y in (tail, tip):
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=color)

    def _point(self, turn: float, reach: float) -> tuple[float, float]:
        """A place on the dial: `turn` clockwise from 12 in turns, `reach` from the middle in radii."""
        radius, angle = self._side * SMOOTH / 2, 2 * math.pi * turn
        return radius + radius * reach * math.sin(angle), radius - radius * reach * math.cos(angle)

    def _write_side(self, when: datetime) -> None:
        draw = ImageDraw.Draw(self._base)
        left = self._corner[0] + self._side + round(self.width * 0.04)
        room = round(self.width * 0.95) - left
        draw.rectangle((left, 0, self.width, self.height), fill=BACKGROUND)
        lines = ((self._title, BOLD, 0.075, SWEEP, 0.36), (f"{when:%H:%M:%S}", BOLD, 0.17, TEXT, 0.56),
                 (f"{when:%A %d %B %Y}", REGULAR, 0.05, FAINT, 0.66))  # fmt: skip
        for text, style, share, color, baseline in lines:
            # Figures differ in width: measured on noughts, the digits do not shift as time goes.
            widest = "00:00:00" if text[2:3] == ":" else text
            size = fitting(widest, style, round(self.height * share), room).size_px
            write(self._base, (left, self.height * baseline), line(text, style, size), color)
        draw.text(
            (left, self.height * 0.72),
            f"{when:%Z}",
            fill=MARK,
            font=plain_font(REGULAR, round(self.height * 0.035)),
        )
