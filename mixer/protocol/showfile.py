"""The show file: everything a mixer needs to know to play a show, as plain values.

Positions and sizes are fractions of the canvas, times are in the unit their name says. `parse.py`
turns JSON into these values and names what is wrong; its JSON Schema is published in `docs/`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

from annotated_types import Ge, Le, Len
from pydantic import Discriminator

from mixer.kinds.destinations import DESTINATIONS
from mixer.kinds.destinations.hls import HlsOutput
from mixer.kinds.destinations.record import RecordOutput
from mixer.kinds.overlays import OVERLAYS
from mixer.protocol.basics import FIELD_MOST, Color, Even, GainDb, Ident, Name, Rate, Rect, Unit, refuse_twins
from mixer.protocol.captions import Captions
from mixer.protocol.fallback import Fallback, check_fallbacks
from mixer.protocol.inputs import Input as Input
from mixer.protocol.inputs import upgraded_input as upgraded_input
from mixer.protocol.motion import Motion
from mixer.protocol.processing import AutoGain, Compressor, Denoise, Equalizer, Gate, Processing, TrimDb
from mixer.protocol.slate import Slate
from mixer.protocol.surface import Surface

MAX_SOURCES = 24
MAX_STAND_INS = 24  # second inputs in all the chains of a show: each is a process
MAX_DESTINATIONS = 24  # twenty relays, a list of segments and recordings
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


if TYPE_CHECKING:

    class Content(Protocol):
        """What an overlay of some kind stores; `mixer.kinds.overlays` has them all."""

        @property
        def kind(self) -> str: ...

    class Output(Protocol):
        """What a destination of some kind stores; `mixer.kinds.destinations` has them all."""

        @property
        def kind(self) -> str: ...
else:
    Content = Annotated[reduce(or_, (one.content for one in OVERLAYS.values())), Discriminator("kind")]
    Output = Annotated[reduce(or_, (one.output for one in DESTINATIONS.values())), Discriminator("kind")]


@dataclass(frozen=True, slots=True)
class SoundSetting:
    """How a source is heard: gain, mute, on / audio-follows-video / off, delay and channel choice.

    What follows is done before the fader, in the source's own process.
    """

    gain_db: GainDb = 0.0
    mute: bool = False
    mode: SoundMode = "afv"
    delay_ms: Annotated[int, Ge(0), Le(2000)] = 0
    channels: Channels = "both"
    trim_db: TrimDb = 0.0
    denoise: Denoise = Denoise()
    gate: Gate = Gate()
    eq: Equalizer = Equalizer()
    compressor: Compressor = Compressor()
    auto_gain: AutoGain = AutoGain()

    @property
    def processing(self) -> Processing:
        return Processing(self.trim_db, self.denoise, self.gate, self.eq, self.compressor, self.auto_gain)


@dataclass(frozen=True, slots=True)
class Source:
    """One input of the show.

    When a live source sends nothing more, its last picture is held for `hold_ms` (a slow source's longer), then the
    slate shows. What is only late, because the machine is busy, is held for a second. `fallback` is what stands in for
    it when it fails.
    """

    id: Ident
    name: Name
    input: Input
    sound: SoundSetting = SoundSetting()
    buffer_ms: Annotated[int, Ge(0), Le(5000)] = 300
    hold_ms: Annotated[int, Ge(100), Le(60_000)] = 120
    fallback: Fallback = Fallback()


# -- pictures --------------------------------------------------------------------------------------


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
    """A place in a layout, and how a picture fills it. Later slots lie over earlier ones.

    `radius` rounds its corners, in fractions of the shorter side of what it shows: at 0.5 a square is a disc.
    """

    name: Ident
    rect: Rect = Rect()
    fit: Fit = "contain"
    crop: Crop = Crop()
    opacity: Unit = 1.0
    border: Border = Border()
    radius: Annotated[float, Ge(0), Le(0.5)] = 0.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Named rectangles, bottom to top."""

    id: Ident
    name: Name
    slots: Annotated[tuple[Slot, ...], Len(1, 16)]

    def __post_init__(self) -> None:
        refuse_twins("slot", [slot.name for slot in self.slots])


@dataclass(frozen=True, slots=True)
class SceneSound:
    """What a scene sets of a source's sound while it is on program; None leaves it as it is."""

    gain_db: GainDb | None = None
    mute: bool | None = None
    mode: SoundMode | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A layout with a source in each slot (empty slots show the background) and the overlays that belong to it.

    `sound` is what a take of it sets of sources, by their ids, until another scene is taken; those that the show
    does not have are left aside.
    """

    id: Ident
    name: Name
    layout: Ident
    slots: dict[str, str] = field(default_factory=dict)
    overlays: Annotated[tuple[str, ...], Len(0, MAX_OVERLAYS)] = ()
    background: Color = "#000000"
    sound: Annotated[dict[str, SceneSound], Len(0, MAX_SOURCES)] = field(default_factory=dict)


# -- overlays --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Overlay:
    """A graphic over the picture. `rect` bounds it; `fields` are its live texts; `on` is how a new desk starts.

    Switched by itself it comes by `enter` and goes by `leave`; `auto_off_s` after it came it goes by itself (0: never).
    """

    id: Ident
    name: Name
    content: Content
    rect: Rect = Rect(0.05, 0.93, 0.5, 0.16, "bottom-left")
    fields: dict[str, Annotated[str, Len(0, FIELD_MOST)]] = field(default_factory=dict)
    on: bool = False
    enter: Motion = Motion()
    leave: Motion = Motion()
    auto_off_s: Annotated[float, Ge(0), Le(86_400)] = 0.0


# -- destinations ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the programme goes. `on` is whether it starts with the show; keys are never in a show file."""

    id: Ident
    name: Name
    output: Output
    on: bool = False


USUAL = (Destination("hls", "Web player", HlsOutput(), on=True), Destination("record", "Recording", RecordOutput()))


# -- the show --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Start:
    """What a show on air begins with, until its first scene has its pictures: a picture file on a colour.

    `scene` is a scene's or a source's id; empty is the first of the show. `begin` says what stays until somebody takes
    something: that scene, the picture, or black; with the latter two the scene is lined up on preview.
    """

    path: Annotated[str, Len(0, 4096)] = ""
    color: Color = "#000000"
    scene: Annotated[str, Len(0, 64)] = ""
    begin: Literal["scene", "picture", "black"] = "scene"


@dataclass(frozen=True, slots=True)
class Show:
    """A whole show. Ids are unique across sources and scenes, because either may stand on a bus.

    `standby` is the scene or source that is put on air when all else fails; empty is black. A source that is there for
    this alone may be one more.
    """

    name: Name
    canvas: Canvas = Canvas()
    encoding: Encoding = Encoding()
    sources: Annotated[tuple[Source, ...], Len(0, MAX_SOURCES + 1)] = ()
    layouts: Annotated[tuple[Layout, ...], Len(0, MAX_LAYOUTS)] = ()
    scenes: Annotated[tuple[Scene, ...], Len(0, MAX_SCENES)] = ()
    overlays: Annotated[tuple[Overlay, ...], Len(0, MAX_OVERLAYS)] = ()
    destinations: Annotated[tuple[Destination, ...], Len(0, MAX_DESTINATIONS)] = USUAL
    captions: Captions = Captions()
    start: Start = Start()
    slate: Slate = Slate()
    standby: Annotated[str, Len(0, 64)] = ""
    surface: Surface = Surface()
    version: Literal[1] = 1

    def __post_init__(self) -> None:
        refuse_twins("source or scene id", [one.id for one in self.sources] + [one.id for one in self.scenes])
        refuse_twins("layout id", [layout.id for layout in self.layouts])
        refuse_twins("overlay id", [overlay.id for overlay in self.overlays])
        refuse_twins("destination id", [one.id for one in self.destinations])
        refuse_twins("folder of a destination", list(filter(None, map(own_folder, self.destinations))))
        if self.captions.listen not in {"program", *(source.id for source in self.sources)}:
            raise ValueError(f"captions listen to {self.captions.listen}, which is not a source of the show")
        if self.start.scene not in {"", *(one.id for one in self.scenes), *(one.id for one in self.sources)}:
            raise ValueError(f"the show starts with {self.start.scene}, which is not in the show")
        if self.standby not in {"", *(one.id for one in self.scenes), *(one.id for one in self.sources)}:
            raise ValueError(f"standby is {self.standby}, which is not in the show")
        check_streams(self)
        slots = {layout.id: {slot.name for slot in layout.slots} for layout in self.layouts}
        sources, overlays = {one.id for one in self.sources}, {one.id for one in self.overlays}
        for scene in self.scenes:
            check_scene(scene, slots, sources, overlays)


def check_count(show: Show) -> None:
    """Raise ValueError for more sources than a show may have. What plays an item of a rundown has its own besides."""
    if len([one for one in show.sources if one.id != show.standby]) > MAX_SOURCES:
        raise ValueError(f"expected at most {MAX_SOURCES} sources, and one more that is the standby's")


def check_streams(show: Show) -> None:
    """Raise ValueError for an overlay that shows a source which the show does not have."""
    sources = {source.id for source in show.sources}
    for overlay in show.overlays:
        stream = OVERLAYS[overlay.content.kind].stream
        named = stream(overlay.content, (2, 2)) if stream else None
        if isinstance(named, str) and named not in sources:
            raise ValueError(f"overlay {overlay.id} shows the source {named}, which is not in the show")


def check_chains(show: Show) -> None:
    """Raise ValueError for sources that cannot stand in for each other so. A part of a show may lack some of them."""
    check_fallbacks({one.id: one.fallback for one in show.sources})
    inputs = sum(step.kind == "input" for one in show.sources for step in one.fallback.steps)
    if inputs > MAX_STAND_INS:
        raise ValueError(f"expected at most {MAX_STAND_INS} second inputs that stand in, found {inputs}")


def own_folder(destination: Destination) -> str:
    """The folder that no other destination may write to; empty where that does no harm."""
    kind = DESTINATIONS[destination.output.kind]
    return kind.folder(destination.output) if kind.alone else ""


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
