"""What an item of a rundown says: checked, completed with defaults, strangers refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le, Len
from pydantic import Discriminator, TypeAdapter, ValidationError

from mixer.protocol.basics import FIELD_MOST, Color, Expected, GainDb, Ident, Name, Unit, Zone, is_color
from mixer.protocol.changes import Direction, Milliseconds, TransitionKind
from mixer.protocol.paging import AdvanceS, PageNumber
from mixer.protocol.playback import Position
from mixer.protocol.showfile import Fit
from studio.errors import FieldError, Invalid
from studio.rundowns.rules import Rule, is_local
from studio.shows.names import refusal_of
from studio.shows.parts import refuse_strangers

SHORTEST_S = 1.0
MAX_ITEMS = 1000
MAX_OVERLAYS = 8
VALUES_MOST = 20_000  # in one item, all that is nested in it: a full break with all its overlays has fewer
KINDS, GROUPS = ("asset", "source", "scene", "rundown", "break"), ("rundown", "break")
MODES = ("follow", "manual", "fixed", "insert")
OPS = ("create", "change", "move", "delete", "settings")
UNIONS = {"content": KINDS, "backup": KINDS, "start": MODES}
UNIONS_IN_LISTS = {"filler": KINDS, "opening": KINDS, "closing": KINDS, "ops": OPS}

MaybeLocal = Annotated[
    str, Expected("a local time such as 2026-11-22T20:00:00", lambda text: not text or is_local(text))
]
MaybeIdent = Annotated[str, Len(0, 64)]
MaybeColor = Annotated[str, Expected("a colour such as #ff9f1c, or none", lambda text: not text or is_color(text))]
Seconds = Annotated[float, Ge(SHORTEST_S), Le(864_000)]


# -- what is played --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AssetContent:
    """A file of the library between its marks; `out_s` 0 plays to the end.

    A document begins with `page`, and after each `advance_s` the next one comes; 0: by hand.
    """

    asset: Ident
    in_s: Position = 0.0
    out_s: Position = 0.0
    page: PageNumber = 1
    advance_s: AdvanceS = 0.0
    kind: Literal["asset"] = "asset"

    def __post_init__(self) -> None:
        if self.out_s and self.out_s - self.in_s < SHORTEST_S:
            raise ValueError(f"out_s ({self.out_s}) must be a second or more after in_s ({self.in_s})")


@dataclass(frozen=True, slots=True)
class SourceContent:
    """One of the show's sources."""

    source: Ident
    kind: Literal["source"] = "source"


@dataclass(frozen=True, slots=True)
class SceneContent:
    """One of the show's scenes."""

    scene: Ident
    kind: Literal["scene"] = "scene"


@dataclass(frozen=True, slots=True)
class RundownContent:
    """Another rundown of the show, with all of its items in its place."""

    rundown: Ident
    kind: Literal["rundown"] = "rundown"


Playable = Annotated[AssetContent | SourceContent | SceneContent, Discriminator("kind")]
Films = Annotated[tuple[Playable, ...], Len(0, 20)]


# -- when it is played -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Follow:
    """It starts with the end of the one before."""

    mode: Literal["follow"] = "follow"


@dataclass(frozen=True, slots=True)
class Manual:
    """It waits for a skip or a jump to it."""

    mode: Literal["manual"] = "manual"


@dataclass(frozen=True, slots=True)
class Fixed:
    """It starts at a local time, or by a rule; it waits `late_s` for what plays, then cuts it."""

    at: MaybeLocal = ""
    rule: Rule | None = None
    late_s: Annotated[float, Ge(0), Le(86_400)] = 0.0
    mode: Literal["fixed"] = "fixed"

    def __post_init__(self) -> None:
        refuse_no_time(self.at, self.rule)


@dataclass(frozen=True, slots=True)
class Insert:
    """It starts at its time, whatever plays, and gives back: `back` says where that goes on."""

    at: MaybeLocal = ""
    rule: Rule | None = None
    late_s: Annotated[float, Ge(0), Le(86_400)] = 0.0
    back: Literal["resume", "join", "restart", "next"] = "resume"
    mode: Literal["insert"] = "insert"

    def __post_init__(self) -> None:
        refuse_no_time(self.at, self.rule)


Start = Annotated[Follow | Manual | Fixed | Insert, Discriminator("mode")]


def refuse_no_time(at: str, rule: Rule | None) -> None:
    if bool(at) == bool(rule):
        raise ValueError("expected a time (`at`) or a rule, one of the two")


# -- the item --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BoundOverlay:
    """An overlay of the show with texts of the item's own."""

    overlay: Ident
    fields: dict[str, Annotated[str, Len(0, FIELD_MOST)]]


@dataclass(frozen=True, slots=True)
class Transition:
    """How it comes on. A stinger plays `film`, a source of the show; without one that which is set on the desk then."""

    kind: TransitionKind = "cut"
    duration_ms: Milliseconds = 0
    color: Color = "#000000"
    direction: Direction = "left"
    softness: Unit = 0.0
    film: MaybeIdent = ""
    cut_ms: Milliseconds = 500


@dataclass(frozen=True, slots=True)
class PlainItem:
    """What a break is made of, and what every item has: `duration_s` is how long it lasts whatever it has.

    `repeat` 0 is for ever. `scene` and `slot` name where of a scene the content stands, the rest of which stays as it
    is. `captions` may be the id of a file of subtitles; `poster` is the picture that sound alone has.
    """

    content: Playable
    id: MaybeIdent = ""
    name: Annotated[str, Len(0, 120)] = ""
    duration_s: Seconds | None = None
    repeat: Annotated[int, Ge(0), Le(10_000)] = 1
    start: Follow = Follow()
    priority: Annotated[int, Ge(-100), Le(100)] = 0
    scene: MaybeIdent = ""
    slot: MaybeIdent = ""
    fit: Fit = "contain"
    poster: MaybeIdent = ""
    overlays: Annotated[tuple[BoundOverlay, ...], Len(0, MAX_OVERLAYS)] = ()
    transition: Transition = Transition()
    gain_db: GainDb = 0.0
    level: bool = True
    captions: Annotated[str, Len(1, 64)] = "auto"
    backup: Playable | None = None
    note: Annotated[str, Len(0, 2000)] = ""
    color: MaybeColor = ""
    skip: bool = False

    def __post_init__(self) -> None:
        refuse_odd(self.name)
        if bool(self.scene) != bool(self.slot):
            raise ValueError("expected a scene and one of its slots, or neither")


@dataclass(frozen=True, slots=True)
class BreakContent:
    """A group that plays whole or not at all."""

    items: Annotated[tuple[PlainItem, ...], Len(1, 100)]
    kind: Literal["break"] = "break"


Content = Annotated[AssetContent | SourceContent | SceneContent | RundownContent | BreakContent, Discriminator("kind")]


@dataclass(frozen=True, slots=True)
class Item(PlainItem):
    """One line of a rundown."""

    content: Content  # type: ignore[assignment]  # more than a break's items may be
    start: Start = Follow()  # type: ignore[assignment]

    def __post_init__(self) -> None:
        PlainItem.__post_init__(self)
        if self.content.kind in GROUPS:
            self._refuse_for_groups()

    def _refuse_for_groups(self) -> None:
        """A group lasts as long as its items, and looks as they do."""
        own = {"duration_s": self.duration_s, "scene": self.scene, "poster": self.poster, "backup": self.backup}
        if named := [name for name, value in {**own, "overlays": self.overlays}.items() if value]:
            raise ValueError(f"a {self.content.kind} has no {', '.join(named)}; its items have")
        if not self.repeat:
            raise ValueError(f"a {self.content.kind} is repeated a number of times, not for ever")


@dataclass(frozen=True, slots=True)
class BreakRule:
    """An ad break between two items, `every_s` after the last one ended; 0: only on a cue.

    The first comes `first_s` after the start, if that is given. Each plays the next `take` of the items, 0 all of them.
    """

    items: Annotated[tuple[PlainItem, ...], Len(1, 100)]
    every_s: Annotated[float, Ge(0), Le(864_000)] = 0.0
    first_s: Annotated[float, Ge(0), Le(864_000)] | None = None
    take: Annotated[int, Ge(0), Le(100)] = 0

    def __post_init__(self) -> None:
        if any(not item.repeat and item.duration_s is None for item in self.items):
            raise ValueError("an item of a break is repeated a number of times, not for ever")


# -- the whole -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Settings:
    """What a rundown says of itself. `shuffle` is a seed, `rounds` 0 for ever, `next` the rundown that follows."""

    name: Name
    zone: Zone = "UTC"
    rounds: Annotated[int, Ge(0), Le(10_000)] = 1
    shuffle: Annotated[int, Ge(0), Le(2**31 - 1)] | None = None
    at_end: Literal["standby", "stop", "next"] = "standby"
    next: MaybeIdent = ""
    filler: Annotated[tuple[Playable, ...], Len(0, 50)] = ()
    opening: Films = ()
    closing: Films = ()
    breaks: BreakRule | None = None
    loudness_lufs: Annotated[float, Ge(-40), Le(-10)] | None = None

    def __post_init__(self) -> None:
        refuse_odd(self.name)
        if (self.at_end == "next") != bool(self.next):
            raise ValueError("`next` names the rundown that follows where `at_end` is next, and only there")


SETTINGS = tuple(Settings.__dataclass_fields__)


def refuse_odd(name: str) -> None:
    if why := refusal_of(name):
        raise ValueError(why)


@cache
def _adapter(of: Any) -> TypeAdapter[Any]:
    return TypeAdapter(of)


def completed(value: Any, place: str) -> dict[str, Any]:
    """An item as it is stored, every default filled in. Raises Invalid naming each wrong field from `place` on."""
    return whole_of(Item, value, place)


def completed_settings(value: Any, place: str) -> dict[str, Any]:
    """The settings of a rundown, whole. Raises Invalid."""
    return whole_of(Settings, value, place)


def whole_of(of: Any, value: Any, place: str) -> dict[str, Any]:
    """A value of a dataclass, whole, as JSON. Raises Invalid naming each wrong field from `place` on."""
    refuse_huge(value, place)
    try:
        adapter = _adapter(of)
        whole: dict[str, Any] = adapter.dump_python(adapter.validate_python(value), mode="json", by_alias=True)
    except ValidationError as error:
        raise Invalid(list(problems(error, place))) from None
    refuse_strangers(value, whole, place)
    return whole


def refuse_huge(value: Any, place: str) -> None:
    """Raise Invalid for what has so many values in it that only naming what is wrong with them would take seconds."""
    count, layer = 0, [value]
    while layer:
        holders = [one for one in layer if isinstance(one, dict | list | tuple)]
        layer = [part for one in holders for part in (one.values() if isinstance(one, dict) else one)]
        count += len(layer)
        if count > VALUES_MOST:
            raise Invalid(
                [FieldError(place, f"expected at most {VALUES_MOST:,} values in it, found more")], "too_large"
            )


def problems(error: ValidationError, place: str) -> Iterator[FieldError]:
    """What pydantic found wrong, field by field."""
    for problem in error.errors(include_url=False, include_context=False)[:8]:
        found = problem["input"]
        said = "" if isinstance(found, dict | list) or found is None else f", found {found!r:.60}"
        where = ".".join(filter(None, [place, *_path(problem["loc"], place)]))
        yield FieldError(where, problem["msg"].removeprefix("Value error, ") + said)


def _path(loc: tuple[Any, ...], place: str) -> Iterator[str]:
    """A problem's place without the kind or mode of a union, which callers did not write there."""
    before = ("", place.rpartition(".")[2])
    for step in map(str, loc):
        if step not in UNIONS.get(before[1], ()) and step not in UNIONS_IN_LISTS.get(before[0], ()):
            yield step
        before = before[1], step
