"""How soon a page is on air after somebody turned to it, as the encoded programme shows it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from mixer.core.picture import Plane
from mixer.kinds.sources.document import Document
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.showfile import Canvas, Scene, Show, Source
from tests.bench.figure import Figure
from tests.bench.on_air import RATE, OnAir, Viewer, on_air
from tests.helpers import FULL
from tests.mixer.pdfs import PdfPage, pdf

SETTLE_S, BETWEEN_S = 5.0, 0.8
TURNS, PAGES = 24, 10
WIDE = (960.0, 540.0)
DARK, LIGHT = 0.1, 0.9
VISIBLE = 6  # steps of luma: a tenth of the way from dark to light is 17


def page_to_air_frames() -> Iterator[Figure]:
    """The worst of the turns to a page that was prepared, and of takes of a cued one: frames from command to picture.

    1080p30, with the page transition of 300 ms; the frame that counts is the first that shows any of the new page.
    """
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as name:
        path = Path(name) / "slides.pdf"
        path.write_bytes(pdf([busy(number) for number in range(1, PAGES + 1)]))
        Path(name).chmod(0o755)
        with on_air(show_of(path)) as air:
            air.do(verb="take", scene="slides")
            air.pause(SETTLE_S)
            viewer = Viewer(air.socket)
            air.pause(1)
            asked = [turned(air, number) for number in range(TURNS)]
            far = air.do(verb="deck", source="deck", page=2)
            air.pause(BETWEEN_S)
            late = air.status["late"]
        found = viewer.seen(shade)
    waits = [waited(found, frame) for frame in asked]
    about = {"turns": len(waits), "first_frame": waits.count(0), "to_another": waited(found, far), "late": late}
    yield Figure("page_to_air_frames", max(waits), "frames", "<= 2", about)


def turned(air: OnAir, number: int) -> int:
    """The frame of a command that turns to the page behind; each third is a take."""
    page = number % (PAGES - 1) + 1
    if page == 1 and number:
        air.do(verb="deck", source="deck", page=1)
        air.pause(BETWEEN_S)
    take = number % 3 == 2
    asked = {"verb": "take", "scene": "slides"} if take else {"verb": "deck", "source": "deck", "go": "next"}
    frame = air.do(**asked)
    air.pause(BETWEEN_S)
    return frame


def waited(found: dict[int, int], frame: int) -> int:
    """How many frames of the programme still showed nothing but the page that was."""
    was = found[frame - 1]
    changed = (n for n in range(frame, frame + 3 * RATE) if n in found and abs(found[n] - was) > VISIBLE)
    return next(changed, frame + 3 * RATE) - frame


def shade(luma: Plane) -> int:
    height, width = luma.shape
    return round(float(luma[height // 8 : height // 4, width // 8 : width // 4].mean()))


def busy(number: int) -> PdfPage:
    """A page with a hundred lines on its lower half; dark ones and light ones take turns."""
    lines = b"".join(b"0.9 w %d %d m %d %d l S\n" % (x, 20, 960 - x, 250) for x in range(0, 960, 10))
    gray = DARK if number % 2 else LIGHT
    return PdfPage(b"%f g 0 0 960 540 re f 0 G %s" % (gray, lines), WIDE)


def show_of(path: Path) -> Show:
    return Show(
        name="Bench",
        canvas=Canvas(1920, 1080, str(RATE)),
        sources=(Source("deck", "Slides", Document(str(path))), Source("bars", "Bars", TestSignal())),
        layouts=(FULL,),
        scenes=(Scene("slides", "Slides", "full", {"main": "deck"}), Scene("away", "Away", "full", {"main": "bars"})),
    )
