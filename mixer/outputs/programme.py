"""What goes out, as data: the programmes, what each shows, and the renditions it is encoded in.

Another rung, a clean feed or a low latency is one entry here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mixer.core.geometry import even
from mixer.outputs.quality import Quality
from mixer.protocol.showfile import Canvas, Encoding
from mixer.protocol.solo import CODECS, solo_of

Shows = Literal["air", "clean", "desk", "preview", "solo"]

MONITOR_HEIGHT = 360
LINGER_S = 5.0
INSTANT = Quality(1500, "ultrafast", threads=1, instant=True, profile="baseline")


@dataclass(frozen=True, slots=True)
class Rendition:
    """One encoding of a programme: codecs and a packaging by the names in their tables, "" for no such track.

    `reader` and `name` are what readers ask for. One with a `linger_s` runs only while somebody reads it, and so long
    after; so much of `depth_s` may wait for its encoder. `job` is the forkserver's: whom its process goes before.
    """

    name: str
    reader: str = "program"  # or "monitor"
    video: str = "h264"
    audio: str = "aac"
    packaging: str = "fmp4"
    height: int = 0  # px at most; 0: the programme's
    quality: Callable[[Encoding], Quality] = Quality.of
    segment_s: float = 0.0  # between keyframes; 0: the show's
    depth_s: float = 1.5  # the encoder itself leaves pictures out when it is later than a second
    linger_s: float | None = None
    job: str = "encoder"


@dataclass(frozen=True, slots=True)
class Programme:
    """What is shown: `air` leaves with its captions, `clean` without; `desk` is composed now, `preview` is lined up.

    `solo` shows nothing: it is sources by themselves, which somebody asked for by their names.
    """

    name: str
    shows: Shows
    renditions: tuple[Rendition, ...]
    height: int = 0  # px of its canvas, at most; 0: the show's

    def size(self, canvas: Canvas, rendition: Rendition | None = None) -> tuple[int, int]:
        """Width and height (px) of its canvas, or of one of its renditions; in the show's shape, never larger."""
        limits = self.height, rendition.height if rendition else 0
        height = min([canvas.height, *(limit for limit in limits if limit)])
        return even(canvas.width * height / canvas.height), height


def monitor(bus: str) -> Rendition:
    """A small, immediate picture without its sound, for the console. It gives way to the programme."""
    return Rendition(
        bus, "monitor", audio="", height=MONITOR_HEIGHT, quality=lambda _: INSTANT, segment_s=2.0, depth_s=0.2,
        linger_s=LINGER_S, job="monitor",
    )  # fmt: skip


def listening(bus: str) -> tuple[Rendition, ...]:
    """A monitor's sound by itself, which a page plays beside the pictures: see docs/decisions/0010."""
    return tuple(sounding(f"{bus}-{codec}", codec) for codec in CODECS)


def sounding(name: str, codec: str) -> Rendition:
    return Rendition(
        name, "monitor", video="", audio=codec, packaging="packets", quality=lambda _: INSTANT,
        depth_s=1.0, linger_s=LINGER_S, job="sound",
    )  # fmt: skip


def soloed(name: str) -> Programme:
    """Sources by themselves, as the name says which. Raises ValueError for another name."""
    _, codec = solo_of(name)
    return Programme(name, "solo", (sounding(name, codec),))


PROGRAMMES = (
    Programme("program", "air", (Rendition("program"), monitor("air"), *listening("air"))),
    Programme("desk", "desk", (monitor("program"), *listening("program"))),
    Programme("preview", "preview", (monitor("preview"),), height=MONITOR_HEIGHT),
)
