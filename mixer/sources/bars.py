"""The test signal: bars with a frame counter, a flash and a beep on every full second; or calm waves."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from mixer.core.clock import Timeline
from mixer.core.picture import Picture, Yuv, blank, yuv
from mixer.errors import SourceRefused
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.showfile import Canvas, Source
from mixer.sources.convert import frame_of
from mixer.sources.counter import BLACK_LUMA, WHITE_LUMA, flash_box, write_counter
from mixer.sources.glimpses import GLIMPSE
from mixer.text.writing import BOLD, plain_font

if TYPE_CHECKING:
    from mixer.feed.pace import Pace
    from mixer.feed.port import Port

SECOND_NS = 1_000_000_000
RATE = 48_000
LARGEST = (
    1280,
    720,
)  # bigger canvases scale it up: the test signal is for looking at, not for pixels
LEAD_NS = 150_000_000
SOUND_LEAD_S = 1  # sound is made so much earlier: a reader that starves is not heard to
FLASH_S = 0.09
BEEP_SAMPLES = RATE // 10
BEEP_LEVEL = 0.25  # −12 dBFS
FADE_SAMPLES = 48  # a millisecond: the beep must not click
NAP_S = 2  # how often there is a picture of a source that sleeps
BACKLOG_NS = SECOND_NS // 2  # further behind than this, pictures are skipped

Paint = Callable[[int, bool], Picture]
"""(frame number, flash is lit) → the picture, which is painted over by the next one."""


def read_bars(source: Source, port: Port, pace: Pace) -> None:
    """Publish the signal until the engine goes. Raises ChannelClosed."""
    signal, rate = source.input, port.canvas.fps
    if not isinstance(signal, TestSignal):
        raise SourceRefused(f"expected a test signal, found {signal.kind}")
    size = size_for(port.canvas)
    paint = (Bars if signal.pattern == "bars" else Waves)(*size).paint
    beep = Beep(signal.tone_hz)
    label = f"live {size[0]}×{size[1]} {float(rate):g} fps"
    port.status(
        "live",
        label,
        width=size[0],
        height=size[1],
        fps=float(rate),
        sound=signal.sound,
    )
    # On the programme's own grid: every picture is due with a frame, and the counter is that frame's number.
    timeline = pace.timeline(rate)
    ahead = 0 if pace.offline else round(SOUND_LEAD_S * rate)
    heard: int | None = None  # the frame whose sound comes next
    for number in frames_from(timeline, pace, port):
        pace.wait_until(timeline.due_ns(number) - LEAD_NS, port)
        heard = number if heard is None else heard
        while signal.sound and heard <= number + ahead:
            port.sound(*sound_of(heard, timeline, beep))
            heard += 1
        if not looked_at(port, pace, number, rate):
            port.missed()
            continue
        planes = paint(number, is_lit(number - timeline.anchor_frame, rate)).planes
        if pace.again:  # the port keeps it, and this one is painted over
            planes = planes[0].copy(), planes[1].copy(), planes[2].copy()
        if not port.picture(frame_of(planes), timeline.due_ns(number)):
            port.missed()


def looked_at(port: Port, pace: Pace, number: int, rate: Fraction) -> bool:
    """Whether a picture is needed: all of them, some for tiles, one now and then of what sleeps."""
    look, tiles_per_s = port.wants.look, port.wants.tiles_per_s
    if look == "all" or pace.offline:
        return True
    every = float(rate) * (GLIMPSE / (tiles_per_s or 1.0) if look == "tiles" else NAP_S)
    return number % max(1, math.ceil(every)) == 0


def sound_of(number: int, timeline: Timeline, beep: Beep) -> tuple[NDArray[np.float32], int]:
    """The samples of a frame, and the index of the first."""
    start, end = timeline.first_sample(number), timeline.first_sample(number + 1)
    flash = timeline.anchor_frame + flash_frame(number - timeline.anchor_frame, timeline.rate)
    return beep.between(start, end, timeline.first_sample(flash)), start


def size_for(canvas: Canvas) -> tuple[int, int]:
    return min(LARGEST[0], canvas.width), min(LARGEST[1], canvas.height)


def frames_from(timeline: Timeline, pace: Pace, port: Port) -> Iterator[int]:
    """Frame numbers from now on; on air, those missed by a stall are left out."""
    number = next_frame(timeline, pace)
    port.began(timeline.due_ns(number))
    while True:
        yield number
        number += 1
        if not pace.offline and pace.now_ns() - timeline.due_ns(number) > BACKLOG_NS:
            number = next_frame(timeline, pace)
            port.missed()


def next_frame(timeline: Timeline, pace: Pace) -> int:
    start_ns = pace.start_ns()
    frame = timeline.frame_at(start_ns)
    return frame if timeline.due_ns(frame) >= start_ns else frame + 1


def due_ns(number: int, rate: Fraction) -> int:
    return number * SECOND_NS * rate.denominator // rate.numerator


def sample_at(ns: int) -> int:
    return ns * RATE // SECOND_NS


def flash_frame(number: int, rate: Fraction) -> int:
    """The first frame at or after the full second that `number` lies in, both counted from the timeline's anchor."""
    second = due_ns(number, rate) // SECOND_NS
    first = second * rate.numerator // rate.denominator
    while due_ns(first, rate) < second * SECOND_NS:
        first += 1
    return first


def flash_start(number: int, rate: Fraction) -> int:
    """The sample at which the latest flash, and so the latest beep, began."""
    return sample_at(due_ns(flash_frame(number, rate), rate))


def is_lit(number: int, rate: Fraction) -> bool:
    return number - flash_frame(number, rate) < max(1, round(FLASH_S * rate))


class Beep:
    """A tenth of a second of a tone, the same at every beep."""

    def __init__(self, tone_hz: float) -> None:
        phase = 2 * np.pi * tone_hz / RATE * np.arange(BEEP_SAMPLES)
        ramp = np.minimum(
            1.0,
            np.minimum(np.arange(BEEP_SAMPLES), np.arange(BEEP_SAMPLES)[::-1]) / FADE_SAMPLES,
        )
        # A cosine begins at full swing, so that the beep's first sample can be found.
        self._tone = np.repeat((BEEP_LEVEL * np.cos(phase) * np.maximum(ramp, 0.5))[:, None], 2, axis=1).astype(
            np.float32
        )

    def between(self, start: int, end: int, beep_at: int) -> NDArray[np.float32]:
        """Samples [start, end) of a timeline whose latest beep begins at `beep_at`."""
        samples = np.zeros((end - start, 2), np.float32)
        first, last = max(start, beep_at), min(end, beep_at + BEEP_SAMPLES)
        if first < last:
            samples[first - start : last - start] = self._tone[first - beep_at : last - beep_at]
        return samples


# -- pictures --------------------------------------------------------------------------------------


class Bars:
    """Colour bars (75 %, as SMPTE RP 219 orders them), a large counter, a sweeping mark and the flash box."""

    TOP = ("#bfbfbf", "#bfbf00", "#00bfbf", "#00bf00", "#bf00bf", "#bf0000", "#0000bf")
    RAMP_TOP, RAMP_BOTTOM, SWEEP_BOTTOM = 0.68, 0.8, 0.9

    def __init__(self, width: int, height: int) -> None:
        self._picture = blank(width, height)
        self._paint_bars()
        self._digits = digit_bitmaps(round(height * 0.2))
        self._flash = flash_box(width, height)
        self._flash_panel(self._flash)
        self._mark = max(4, 2 * (width // 80))
        self._write_label()

    def paint(self, number: int, lit: bool) -> Picture:
        write_counter(self._picture.y, number)
        self._write_number(number)
        self._sweep(number)
        self._light(lit)
        return self._picture

    def _rows(self, top: float, bottom: float) -> tuple[int, int]:
        height = self._picture.height
        return 2 * round(top * height / 2), 2 * round(bottom * height / 2)

    def _paint_bars(self) -> None:
        width = self._picture.width
        bottom = self._rows(0, self.RAMP_TOP)[1]
        edges = [2 * round(index * width / len(self.TOP) / 2) for index in range(len(self.TOP) + 1)]
        for color, left, right in zip(self.TOP, edges, edges[1:], strict=False):
            self._picture.part(left, 0, right - left, bottom).fill(yuv(color))
        ramp_top, ramp_bottom = self._rows(self.RAMP_TOP, self.RAMP_BOTTOM)
        self._picture.y[ramp_top:ramp_bottom] = np.linspace(BLACK_LUMA, WHITE_LUMA, width).astype(np.uint8)

    def _flash_panel(self, box: tuple[slice, slice]) -> None:
        rows, columns = box
        panel = self._picture.part(
            columns.start,
            rows.start,
            columns.stop - columns.start,
            rows.stop - rows.start,
        )
        panel.fill((BLACK_LUMA, 128, 128))

    def _light(self, lit: bool) -> None:
        self._picture.y[self._flash] = WHITE_LUMA if lit else BLACK_LUMA

    def _write_number(self, number: int) -> None:
        text = f"{number % 10_000_000:07d}"
        glyph_height, glyph_width = self._digits[0].shape
        x = 2 * ((self._picture.width - glyph_width * len(text)) // 4)
        y = 2 * round(self._picture.height * 0.4 / 2)
        panel = self._picture.part(x, y, glyph_width * len(text), glyph_height)
        panel.u.fill(128)
        panel.v.fill(128)
        for index, digit in enumerate(text):
            panel.y[:, index * glyph_width : (index + 1) * glyph_width] = self._digits[int(digit)]

    def _sweep(self, number: int) -> None:
        top, bottom = self._rows(self.RAMP_BOTTOM, self.SWEEP_BOTTOM)
        lane, width = self._picture.y[top:bottom], self._picture.width
        lane.fill(40)
        x = (number * self._mark // 2) % (width - self._mark)
        lane[:, x : x + self._mark] = WHITE_LUMA

    def _write_label(self) -> None:
        label = text_bitmap("TALLY", round(self._picture.height * 0.08))
        height, width = label.shape
        x, y = (
            2 * ((self._picture.width - width) // 4),
            2 * round(self._picture.height * 0.24 / 2),
        )
        panel = self._picture.part(x, y, width, height)
        panel.fill((BLACK_LUMA, 128, 128))
        panel.y[...] = label


class Waves:
    """Two fields of soft waves that drift through each other: something calm to look at."""

    LOW: Yuv = yuv("#0b2540")
    HIGH: Yuv = yuv("#2f8f9d")

    def __init__(self, width: int, height: int) -> None:
        self._picture = blank(width, height)
        self._far = [waves(2 * plane.shape[1], plane.shape[0], 2, 0.0) for plane in self._picture.planes]
        self._near = [waves(2 * plane.shape[1], plane.shape[0], 3, 1.1) for plane in self._picture.planes]
        for fields in (self._far, self._near):
            for index, field in enumerate(fields):
                low, high = self.LOW[index] / 2, self.HIGH[index] / 2
                # Dithered: a slow ramp of whole values would show as contour lines.
                noise = np.random.default_rng(index).random(field.shape)
                fields[index] = np.floor(low + (high - low) * field + noise).astype(np.uint8)

    def paint(self, number: int, lit: bool) -> Picture:
        for plane, far, near in zip(self._picture.planes, self._far, self._near, strict=True):
            width = plane.shape[1]
            pixels = 2 if width == self._picture.width else 1  # chroma moves half as many of its own
            left, right = number * pixels % width, width - number * 2 * pixels % width
            np.add(far[:, left : left + width], near[:, right : right + width], out=plane)
        return self._picture


def waves(width: int, height: int, count: int, phase: float) -> NDArray[np.float64]:
    """A field from 0 to 1, twice the same side by side, so that a window can slide over it for ever."""
    x = np.linspace(0, 4 * np.pi * count, width, endpoint=False)[None, :]
    y = np.linspace(0, 1, height)[:, None]
    ridges = np.sin(x + 3.0 * np.sin(2.2 * y + phase) + phase)
    slopes = np.sin(2 * x - 4.0 * y + 2 * phase)
    field: NDArray[np.float64] = 0.5 + 0.34 * ridges + 0.16 * slopes
    return field * (0.55 + 0.45 * y)


def text_bitmap(text: str, size: int, margin: float = 0.25) -> NDArray[np.uint8]:
    """White on black luma, of even width and height; the margin left and right is in sizes."""
    face = plain_font(BOLD, size)
    left, top, right, bottom = face.getbbox(text, anchor="ls")
    pad, side = size / 4, size * margin
    width, height = (
        2 * math.ceil((right - left + 2 * side) / 2),
        2 * math.ceil((bottom - top + 2 * pad) / 2),
    )
    image = Image.new("L", (width, height), BLACK_LUMA)
    ImageDraw.Draw(image).text((side - left, pad - top), text, fill=WHITE_LUMA, font=face, anchor="ls")
    return np.array(image)


def digit_bitmaps(size: int) -> list[NDArray[np.uint8]]:
    """The digits, all in boxes of one size."""
    glyphs = [text_bitmap(digit, size, 0.06) for digit in "0123456789"]
    height, width = (max(glyph.shape[axis] for glyph in glyphs) for axis in (0, 1))
    boxes = [np.full((height, width), BLACK_LUMA, np.uint8) for _ in glyphs]
    for box, glyph in zip(boxes, glyphs, strict=True):
        y, x = height - glyph.shape[0], (width - glyph.shape[1]) // 2
        box[y : y + glyph.shape[0], x : x + glyph.shape[1]] = glyph
    return boxes
