"""What captions cost the frame they are burnt into."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from mixer.core.compose import Bitmap, blend
from mixer.core.geometry import Box
from mixer.core.picture import Picture, blank, yuv
from mixer.core.track import Mark, faded, shown
from mixer.overlays.bitmap import bitmap_from
from mixer.protocol.bitmaps import packed, to_shared
from mixer.protocol.captions import CaptionLanguage, Captions, CaptionStyle
from subtitles.showing.cues import ShownCue
from subtitles.showing.plates import Plate, Stage
from tests.bench.figure import Figure

SIZE, RATE = (1920, 1080), Fraction(30)
FRAMES = 1500
FULL_LINES = {
    "en": "The camera on the harbour stage is live no",
    "zh": "港口舞台上的摄像机正在直播的节目",
    "ru": "Камера на сцене порта работает в эфире вот",
}
STYLE = CaptionStyle(shadow=0.002)


def caption_blend_p99_ms() -> Iterator[Figure]:
    """Three languages, a full line each with box, outline and shadow, blended by the engine's own hand at 1080p."""
    plates = [
        bitmap(plate)
        for plate in plates_of(Captions(languages=tuple(CaptionLanguage(one, style=STYLE) for one in FULL_LINES)))
    ]
    canvas = blank(*SIZE, yuv("#406080"))
    wall, cpu = zip(*[timed(plates, canvas) for _ in range(FRAMES)], strict=True)
    about = {
        "p50": percentile(wall, 0.5),
        "cpu_p99": percentile(cpu, 0.99),
        "one_fading_plate_ms": fading(plates[0], canvas),
        "megapixels": round(sum(one.box.w * one.box.h for one in plates) / 1e6, 2),
        "draw_ms": drawing(),
    }
    yield Figure("caption_blend_p99_ms", percentile(wall, 0.99), "ms", "<= 4", about)


def plates_of(settings: Captions) -> tuple[Plate, ...]:
    cues = [ShownCue("line", one.code, (FULL_LINES[one.code],), 10, 100) for one in settings.languages]
    return Stage(SIZE, RATE, settings).show(cues, 5).plates


def bitmap(plate: Plate) -> Bitmap:
    """The plate as the engine has it."""
    fd = to_shared(packed(plate.image))
    try:
        return bitmap_from(fd, Box(*plate.box))
    finally:
        os.close(fd)


def timed(plates: list[Bitmap], canvas: Picture) -> tuple[float, float]:
    """Milliseconds of one frame: by the wall, and of this thread."""
    wall, cpu = time.perf_counter(), time.thread_time()
    for plate in plates:
        blend(plate, canvas)
    return (time.perf_counter() - wall) * 1000, (time.thread_time() - cpu) * 1000


def percentile(values: tuple[float, ...], share: float) -> float:
    return round(sorted(values)[int(share * (len(values) - 1))], 2)


def fading(plate: Bitmap, canvas: Picture) -> float:
    """The median cost of a plate in a frame in which its opacity is new."""
    times = []
    for opacity in range(20, 220, 10):
        start = time.thread_time()
        if part := shown(faded(plate, opacity), Mark("plate", opacity, 0, 0, plate.box.w)):
            blend(part, canvas)
        times.append((time.thread_time() - start) * 1000)
    return percentile(tuple(times), 0.5)


def drawing() -> float:
    """The median time of drawing a sentence in all three languages, with the fonts loaded."""
    times = []
    for number in range(11):
        style = replace(STYLE, size=0.045 - number / 10_000)  # another style is another drawing
        languages = tuple(CaptionLanguage(one, style=style) for one in FULL_LINES)
        start = time.thread_time()
        plates_of(Captions(languages=languages))
        times.append((time.thread_time() - start) * 1000)
    return percentile(tuple(times), 0.5)
