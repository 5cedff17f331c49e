"""The declarations of kinds: what a source, an overlay, a transition or a destination says of itself."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeVar

from mixer.kinds.form import Control
from mixer.protocol.basics import Rect
from mixer.protocol.paging import Paging
from mixer.protocol.playback import Playback

if TYPE_CHECKING:
    from PIL import Image

    from mixer.core.compose import Plan
    from mixer.core.picture import Picture
    from mixer.core.transitions.move import Motion
    from mixer.core.transitions.style import Style
    from mixer.feed.pace import Pace
    from mixer.feed.port import Port
    from mixer.protocol.showfile import Overlay, Source

    Reader = Callable[[Source, Port, Pace], None]
    """Runs until the source ends (returns) or the engine hangs up (ChannelClosed).

    Raises SourceLost when trying again later may help, SourceRefused when it will not.
    """

    Drawer = Callable[[Overlay, dict[str, str], tuple[int, int], int, BinaryIO | None], Image.Image]
    """(overlay, live fields, size of its box in pixels, canvas height, its file if it has one) → RGBA of that size."""

    Painter = Callable[[Picture, Picture, float, Picture, Style], None]
    """(from, to, position 0–1, out, what a director has set) paints `out`; the first two stay as they are."""

    Mover = Callable[[Plan, Plan, float, Callable[[str], bool]], Motion]
    """(from, to, position 0–1, whether a source is read alike on both sides) → what is painted on its way."""

Program = Callable[[list[str]], int]
"""A program's main: its arguments to its exit status."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a kind's process may have at most.

    `processes` (threads too) holds for all of the account that the readers run under, where we are root and give it up:
    it stops a bomb, not one reader. Without a limit of addresses (`memory_mb` None) a reader watches for itself what
    it takes: a browser reserves far more than it uses.
    """

    memory_mb: int | None = 4096
    processes: int = 4096


def never(_: Any) -> bool:
    return False


def always(_: Any) -> bool:
    return True


def unchanged(stored: dict[str, Any]) -> dict[str, Any]:
    return stored


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of source. `input` is the dataclass of what the show file stores; its `kind` names it.

    `reader` imports and returns what runs in the source's process. `live` says of an input whether somebody else may
    stop sending (a slate then shows); `steady` pictures may rest, others move; one that `yields` makes
    fewer of them when the engine is hard pressed; a `keyed` source is pushed to us with a
    key, at an address that is worked out when it is played. `network` says of an input whether its process needs
    one; where we are root, the others have none. What has a `playback` of an input obeys a transport: it is cued,
    played, paused and sought, and this is how it is played at first. What has `pages` has a current and a cued one, and
    these are how they follow each other; its reader is asked for views of some. `alpha` says of an input whether its
    pictures may be transparent: they are then laid over what is below, else over black. `keeps` says of an input
    whether its reader has a folder of its own that outlives it. `upgraded` turns what was stored by an older version
    into what is stored now.
    """

    input: type[Any]
    label: str
    help: str
    reader: Callable[[], Reader]
    live: Callable[[Any], bool] = never
    steady: bool = False
    yields: bool = False
    keyed: bool = False
    network: Callable[[Any], bool] = never
    limits: Limits = Limits()
    playback: Callable[[Any], Playback] | None = None
    alpha: Callable[[Any], bool] = never
    keeps: Callable[[Any], bool] = never
    pages: Callable[[Any], Paging] | None = None
    upgraded: Callable[[dict[str, Any]], dict[str, Any]] = unchanged

    @property
    def name(self) -> str:
        return name_of(self.input)


class Moment(NamedTuple):
    """When an overlay is looked at: seconds since 1970, what its counter has counted, and the step it is on."""

    wall_s: float
    counted_s: float = 0.0
    step: int = 0


class Goal(NamedTuple):
    """What a counter counts to: down `from_s` or to a moment (`at_s`, since 1970), or up `from_s`; None is no time.

    Whether it goes `over` its end, or stays there.
    """

    up: bool
    from_s: float | None = None
    at_s: float | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class OverlayKind:
    """A kind of overlay. `content` is the dataclass of what the show file stores; its `kind` names it.

    One is drawn, or it is a stream. `drawer` imports and returns what draws it. `stream` says of a content, and the
    size in pixels that it has on the canvas, what feeds it: the input of a source of its own, or the id of a source of
    the show. What `leaves` is shown after it was turned off until nothing of it is to be seen. `fields` are its live
    texts, by name, with their labels; of these `lines` are long ones and `numbers` are counted on by hand; what takes
    `any_fields` has others too. `rect` is where a new one stands. What changes by itself has `fields_at`: its content,
    its live texts and a moment to further fields. What counts time has `starts`: whether such a content begins as it is
    switched on, and `goal`: its content, its live texts and the time of day to what it counts to. A
    list has `steps`: its content and live texts to how many. One that scrolls has `speed`: how far, in
    widths of the canvas a second. What is described by its content instead (graphics) has `described`: its content to
    a `mixer.graphics` description.
    """

    content: type[Any]
    label: str
    help: str
    drawer: Callable[[], Drawer] | None = None
    rect: Rect = Rect(0.05, 0.93, 0.5, 0.16, "bottom-left")
    fields: dict[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    fields_at: Callable[[Any, Mapping[str, str], Moment], dict[str, str]] | None = None
    starts: Callable[[Any], bool] | None = None
    goal: Callable[[Any, Mapping[str, str], float], Goal] | None = None
    steps: Callable[[Any, Mapping[str, str]], int] | None = None
    speed: Callable[[Any], float] | None = None
    stream: Callable[[Any, tuple[int, int]], Any] | None = None
    leaves: bool = False
    any_fields: bool = False
    described: Callable[[Any], dict[str, Any] | None] | None = None

    @property
    def name(self) -> str:
        return name_of(self.content)


def crossfade(position: float) -> tuple[float, float]:
    """How much of the old and of the new sound is heard."""
    return 1 - position, position


@dataclass(frozen=True, slots=True)
class TransitionKind:
    """A kind of transition. `painter` imports and returns what paints it; a cut has none and takes no time.

    `shares` is its law of sound: the position (0–1) to how much of the old and of the new sound is heard. With `parts`
    what is on both sides is not heard through it either. `uses` are the settings it looks at: `color`, `softness`, and
    `direction`, of which there are four, or eight with `slanting`. One with a `mover` goes by what is in the scenes,
    where it is the only one under way. One with a `film` plays that over what it paints.
    """

    name: str
    label: str
    help: str
    painter: Callable[[], Painter] | None
    duration_ms: int = 500
    uses: frozenset[str] = frozenset()
    shares: Callable[[float], tuple[float, float]] = crossfade
    parts: bool = False
    mover: Callable[[], Mover] | None = None
    film: bool = False


def keeps_no_files(_: Any) -> str:
    return ""


def nothing_to_say(_: Any, kbps: int, gop_s: float) -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class DestinationKind:
    """A kind of destination: a program of its own that subscribes to the programme.

    `output` is the dataclass of what the show file stores; its `kind` names it. `program` imports its main. `folder`
    says of an output where under the show's folder it keeps its files; where it is `alone`, no two share one. `address`
    says where viewers find those, under the show's own.
    `secrets` are kept apart from the output, and only the program is told them. What starts with the show by itself
    is `on`. One that `makes_files` begins new ones each time. `worries` says of an output, and a programme of so many
    kb/s with so long between keyframes, what its other end is known not to like.
    """

    output: type[Any]
    label: str
    help: str
    program: Callable[[], Program]
    folder: Callable[[Any], str] = keeps_no_files
    address: Callable[[Any], str] | None = None
    on: bool = False
    alone: bool = False
    makes_files: bool = False
    secrets: dict[str, Control] = field(default_factory=dict)
    worries: Callable[[Any, int, float], list[str]] = nothing_to_say

    @property
    def name(self) -> str:
        return name_of(self.output)


T = TypeVar("T", SourceKind, OverlayKind, TransitionKind, DestinationKind)


def table(kind: type[T], package: str, *modules: str) -> dict[str, T]:
    """The kinds of a family by name: `KIND` of each of these modules."""
    kinds: list[T] = [importlib.import_module(f"{package}.{module}").KIND for module in modules]
    assert all(isinstance(one, kind) for one in kinds)
    return {one.name: one for one in kinds}


def name_of(stored: type[Any]) -> str:
    """The `kind` of a dataclass of the show file."""
    return str(stored.__dataclass_fields__["kind"].default)
