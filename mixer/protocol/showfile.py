"""The show file: everything a mixer needs to know to play a show, as plain values.

Positions and sizes are fractions of the canvas, times are in the unit their name says. `parse.py`
turns JSON into these values and names what is wrong; its JSON Schema is published in `docs/`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Literal

from annotated_types import Ge, Le, Len
from pydantic import Discriminator

from mixer.protocol.basics import Anchor, Color, Even, GainDb, Ident, Name, Rate, Unit, Zone, refuse_twins
from mixer.protocol.captions import Captions

MAX_SOURCES = 6
MAX_LAYOUTS, MAX_SCENES, MAX_OVERLAYS = 64, 200, 64  # reading as many takes the engine 5 ms of a frame

Fit = Literal["contain", "cover", "stretch"]
SoundMode = Literal["on", "afv", "off"]
Channels = Literal["both", "left", "right", "mono"]


@dataclass(frozen=True, slots=True)
class Canvas:
    """Size in pixels and frame rate of the programme."""

    width: Even = 1920
    height: Even = 1080
    rate: Rate = "30"

    @property
    def fps(self) -> Fraction:
        return Fraction(self.rate)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the programme is encoded. `threads` 0 lets x264 choose; `crf` replaces the bit rate (0 is lossless)."""

    video_kbps: Annotated[int, Ge(100), Le(50_000)] = 4000
    audio_kbps: Annotated[int, Ge(32), Le(512)] = 128
    preset: Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium"] = "veryfast"
    segment_s: Annotated[float, Ge(0.5), Le(10)] = 2.0
    threads: Annotated[int, Ge(0), Le(64)] = 0
    crf: Annotated[int, Ge(0), Le(51)] | None = None


# -- sources ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TestSignal:
    """Bars with a frame counter, and a flash and a beep on every full second."""

    kind: Literal["test"] = "test"
    pattern: Literal["bars", "waves"] = "bars"
    tone_hz: Annotated[float, Ge(20), Le(20_000)] = 1000.0
    sound: bool = True


@dataclass(frozen=True, slots=True)
class ClockFace:
    """A drawn clock showing the time of day in a named time zone."""

    kind: Literal["clock"] = "clock"
    zone: Zone = "UTC"
    title: Annotated[str, Len(0, 80)] = ""


@dataclass(frozen=True, slots=True)
class StillImage:
    """A picture file."""

    path: Annotated[str, Len(1, 4096)]
    kind: Literal["image"] = "image"


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A video or sound file, by `path` (uploaded) or `url`; `out_s` 0 plays to the end."""

    path: Annotated[str, Len(0, 4096)] = ""
    url: Annotated[str, Len(0, 2048)] = ""
    loop: bool = True
    in_s: Annotated[float, Ge(0)] = 0.0
    out_s: Annotated[float, Ge(0)] = 0.0
    kind: Literal["file"] = "file"

    def __post_init__(self) -> None:
        if bool(self.path) == bool(self.url):
            raise ValueError("a file source needs either a path or a url")
        if self.out_s and self.out_s <= self.in_s:
            raise ValueError(f"out_s ({self.out_s}) must be after in_s ({self.in_s})")


@dataclass(frozen=True, slots=True)
class Pull:
    """A live stream fetched from its address (RTMP, RTSP, HTTP-FLV, HLS, MPEG-TS over HTTP or UDP)."""

    url: Annotated[str, Len(8, 2048)]
    kind: Literal["pull"] = "pull"


@dataclass(frozen=True, slots=True)
class Push:
    """A live stream somebody pushes into the ingest server; `url` is where the server offers it."""

    url: Annotated[str, Len(0, 2048)] = ""
    kind: Literal["push"] = "push"


Input = Annotated[TestSignal | ClockFace | StillImage | MediaFile | Pull | Push, Discriminator("kind")]


@dataclass(frozen=True, slots=True)
class SoundSetting:
    """How a source is heard: gain, mute, on / audio-follows-video / off, delay and channel choice."""

    gain_db: GainDb = 0.0
    mute: bool = False
    mode: SoundMode = "afv"
    delay_ms: Annotated[int, Ge(0), Le(2000)] = 0
    channels: Channels = "both"


@dataclass(frozen=True, slots=True)
class Source:
    """One input of the show.

    When a live source sends nothing more, its last picture is held for `hold_ms` (a slow source's longer), then the
    slate shows. What is only late, because the machine is busy, is held for a second.
    """

    id: Ident
    name: Name
    input: Input
    sound: SoundSetting = SoundSetting()
    buffer_ms: Annotated[int, Ge(0), Le(5000)] = 300
    hold_ms: Annotated[int, Ge(100), Le(60_000)] = 120


# -- pictures --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in fractions of the canvas; (x, y) is where its `anchor` point lies."""

    x: Annotated[float, Ge(-2), Le(3)] = 0.0
    y: Annotated[float, Ge(-2), Le(3)] = 0.0
    w: Annotated[float, Ge(0.005), Le(4)] = 1.0
    h: Annotated[float, Ge(0.005), Le(4)] = 1.0
    anchor: Anchor = "top-left"


@dataclass(frozen=True, slots=True)
class Crop:
    """How much is cut off each side, in fractions of the source picture."""

    left: Unit = 0.0
    top: Unit = 0.0
    right: Unit = 0.0
    bottom: Unit = 0.0

    def __post_init__(self) -> None:
        if self.left + self.right > 0.95 or self.top + self.bottom > 0.95:
            raise ValueError("crop must leave at least 5 % of the picture")


@dataclass(frozen=True, slots=True)
class Border:
    """A frame drawn inside the edge of a layer; the width is a fraction of the canvas height."""

    width: Annotated[float, Ge(0), Le(0.1)] = 0.0
    color: Color = "#ffffff"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a layout, and how a picture fills it. Later slots lie over earlier ones."""

    name: Ident
    rect: Rect = Rect()
    fit: Fit = "contain"
    crop: Crop = Crop()
    opacity: Unit = 1.0
    border: Border = Border()


@dataclass(frozen=True, slots=True)
class Layout:
    """Named rectangles, bottom to top."""

    id: Ident
    name: Name
    slots: Annotated[tuple[Slot, ...], Len(1, 16)]

    def __post_init__(self) -> None:
        refuse_twins("slot", [slot.name for slot in self.slots])


@dataclass(frozen=True, slots=True)
class Scene:
    """A layout with a source in each slot (empty slots show the background) and the overlays that belong to it."""

    id: Ident
    name: Name
    layout: Ident
    slots: dict[str, str] = field(default_factory=dict)
    overlays: Annotated[tuple[str, ...], Len(0, MAX_OVERLAYS)] = ()
    background: Color = "#000000"


# -- overlays --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextOverlay:
    """Lines of text in a box: the fields `title` and `subtitle`, of which either may be empty."""

    kind: Literal["text"] = "text"
    style: Literal["lower-third", "plain", "banner"] = "lower-third"
    color: Color = "#ffffff"
    background: Color = "#101418e6"
    accent: Color = "#ff9f1c"
    size: Annotated[float, Ge(0.01), Le(0.5)] = 0.045
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True, slots=True)
class ImageOverlay:
    """A picture with alpha."""

    path: Annotated[str, Len(1, 4096)]
    kind: Literal["image"] = "image"
    opacity: Unit = 1.0


@dataclass(frozen=True, slots=True)
class ClockOverlay:
    """The time of day."""

    kind: Literal["clock"] = "clock"
    zone: Zone = "UTC"
    format: Literal["HH:MM:SS", "HH:MM"] = "HH:MM:SS"
    color: Color = "#ffffff"
    background: Color = "#101418b3"
    size: Annotated[float, Ge(0.01), Le(0.5)] = 0.04


LIVE_FIELDS: dict[str, frozenset[str]] = {"text": frozenset({"title", "subtitle"})}
"""The live texts that each kind of overlay has; a kind that is not here has none."""

Content = Annotated[TextOverlay | ImageOverlay | ClockOverlay, Discriminator("kind")]


@dataclass(frozen=True, slots=True)
class Overlay:
    """A graphic over the picture. `rect` bounds it; `fields` are its live texts; `on` is how a new desk starts."""

    id: Ident
    name: Name
    content: Content
    rect: Rect = Rect(0.05, 0.93, 0.5, 0.16, "bottom-left")
    fields: dict[str, Annotated[str, Len(0, 1024)]] = field(default_factory=dict)
    on: bool = False


# -- the show --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Start:
    """What a show on air begins with, until its first scene has its pictures: a picture file on a colour.

    `scene` is a scene's or a source's id; empty is the first of the show.
    """

    path: Annotated[str, Len(0, 4096)] = ""
    color: Color = "#000000"
    scene: Annotated[str, Len(0, 64)] = ""


@dataclass(frozen=True, slots=True)
class Show:
    """A whole show. Ids are unique across sources and scenes, because either may stand on a bus."""

    name: Name
    canvas: Canvas = Canvas()
    encoding: Encoding = Encoding()
    sources: Annotated[tuple[Source, ...], Len(0, MAX_SOURCES)] = ()
    layouts: Annotated[tuple[Layout, ...], Len(0, MAX_LAYOUTS)] = ()
    scenes: Annotated[tuple[Scene, ...], Len(0, MAX_SCENES)] = ()
    overlays: Annotated[tuple[Overlay, ...], Len(0, MAX_OVERLAYS)] = ()
    captions: Captions = Captions()
    start: Start = Start()
    version: Literal[1] = 1

    def __post_init__(self) -> None:
        refuse_twins("source or scene id", [one.id for one in self.sources] + [one.id for one in self.scenes])
        refuse_twins("layout id", [layout.id for layout in self.layouts])
        refuse_twins("overlay id", [overlay.id for overlay in self.overlays])
        if self.captions.listen not in {"program", *(source.id for source in self.sources)}:
            raise ValueError(f"captions listen to {self.captions.listen}, which is not a source of the show")
        if self.start.scene not in {"", *(one.id for one in self.scenes), *(one.id for one in self.sources)}:
            raise ValueError(f"the show starts with {self.start.scene}, which is not in the show")
        slots = {layout.id: {slot.name for slot in layout.slots} for layout in self.layouts}
        sources, overlays = {one.id for one in self.sources}, {one.id for one in self.overlays}
        for scene in self.scenes:
            check_scene(scene, slots, sources, overlays)


def check_scene(scene: Scene, slots: dict[str, set[str]], sources: set[str], overlays: set[str]) -> None:
    """Raise ValueError for what a scene names and its show does not have; `slots` has each layout's."""
    if scene.layout not in slots:
        raise ValueError(f"scene {scene.id} names the layout {scene.layout}, which is not in the show")
    for slot, source in scene.slots.items():
        if slot not in slots[scene.layout]:
            raise ValueError(
                f"scene {scene.id} fills the slot {slot}, but its layout has {sorted(slots[scene.layout])}"
            )
        if source not in sources:
            raise ValueError(f"scene {scene.id} shows the source {source}, which is not in the show")
    for overlay in scene.overlays:
        if overlay not in overlays:
            raise ValueError(f"scene {scene.id} carries the overlay {overlay}, which is not in the show")
