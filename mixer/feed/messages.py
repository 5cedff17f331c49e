"""What a source worker and the engine tell each other, packed: these travel every frame."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from typing import Any, NamedTuple

from mixer.core.geometry import View
from mixer.core.picture import size_of
from mixer.protocol.paging import MAX_PAGES

PICTURE, SOUND, STATUS, TILE, DRY, BEGAN = b"P", b"S", b"J", b"T", b"D", b"B"  # worker → engine
VITALS = b"V"  # worker → engine, of what may be stood in for, or stands in
NEXT_RUN, READY, OVER, DELAYED = b"N", b"Y", b"O", b"L"  # the same, of what has a transport
SETTLED, WORK = b"E", b"W"  # the same, of what is done to its sound
HOLD, WANTS, PAGE, PROCESS = b"H", b"J", b"G", b"C"  # engine → worker
RUN, ROLL = b"R", b"M"  # the same, to what has a transport

_HEAD = struct.Struct("<qqBHHBIHHHHB")
_VIEW = struct.Struct("<HHHHHHHI")
_PAIR = struct.Struct("<qq")
_NUMBER = struct.Struct("<q")
_BEGAN = struct.Struct("<q?")
_ROLL = struct.Struct("<qq?")
_READY = struct.Struct("<qd")
_VITALS = struct.Struct("<q8fi")
_WORKING = struct.Struct("<ff")

STATES = ("waiting", "connecting", "live", "hold", "slate", "retrying", "ended", "failed")
LONGEST_TEXT = 300
LONGEST_CODEC = 120
TILE_PX = 180  # the height of a tile
LONGEST_S = 100 * 86_400.0
MOST_DB = 120.0
LOOKS = ("all", "tiles", "none")
_NATIVE, _GAP, _ALPHA = 1, 2, 4
RUBBISH = (struct.error, ValueError, TypeError, KeyError, OverflowError, RecursionError)
"""What reading a message may raise: a worker that was taken over by what it decodes can send anything."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A picture lies in a slot: its number, due time, native size, and where each view of it is.

    `gap`: pictures that belong before it may be missing. `asked`: the number of the wants that it answers. `ink`: of
    one with alpha, the box (x, y, w, h of the native picture) outside of which all is transparent.
    """

    number: int
    due_ns: int
    slot: int
    width: int
    height: int
    has_native: bool
    views: tuple[tuple[View, int], ...]
    gap: bool = False
    asked: int = 0
    ink: tuple[int, int, int, int] | None = None

    def pack(self) -> bytes:
        head = (
            self.number,
            self.due_ns,
            self.slot,
            self.width,
            self.height,
            _NATIVE * self.has_native | _GAP * self.gap | _ALPHA * (self.ink is not None),
            self.asked,
            *(self.ink or (0, 0, 0, 0)),
            len(self.views),
        )
        return _HEAD.pack(*head) + b"".join(_VIEW.pack(*view, offset) for view, offset in self.views)

    @classmethod
    def unpack(cls, body: bytes) -> Announcement:
        number, due_ns, slot, width, height, flags, asked, *ink, count = _HEAD.unpack_from(body)
        views = []
        for index in range(count):
            *view, offset = _VIEW.unpack_from(body, _HEAD.size + index * _VIEW.size)
            views.append((View(*view), offset))
        native, gap = bool(flags & _NATIVE), bool(flags & _GAP)
        x, y, w, h = ink
        drawn = (x, y, w, h) if flags & _ALPHA else None
        return cls(number, due_ns, slot, width, height, native, tuple(views), gap, asked, drawn)

    def check(self, slots: int, native_room: int, slot_size: int) -> None:
        """Raise ValueError unless everything announced lies inside one slot."""
        sizes = [(0, self.width, self.height), *((offset, view.w, view.h) for view, offset in self.views)]
        if not 0 <= self.slot < slots or not (self.has_native or self.views):
            raise ValueError(f"expected a picture in one of {slots} slots, found {self.slot}")
        if self.ink and not _inside(self.ink, self.width, self.height):
            raise ValueError(f"expected ink within {self.width}×{self.height}, even, found {self.ink}")
        if any(width % 2 or height % 2 or min(width, height) < 2 for _, width, height in sizes):
            raise ValueError(f"expected even sizes, found {sizes}")
        alpha = self.ink is not None
        if size_of(self.width, self.height, alpha) > native_room or any(
            offset + size_of(width, height, alpha) > slot_size for offset, width, height in sizes
        ):
            raise ValueError(f"expected pictures within {slot_size} bytes, found {sizes}")


def _inside(ink: tuple[int, int, int, int], width: int, height: int) -> bool:
    x, y, w, h = ink
    return not (x | y | w | h) & 1 and x + w <= width and y + h <= height


class Extent(NamedTuple):
    """Samples [start, end) have been written."""

    start: int
    end: int

    def pack(self) -> bytes:
        return _PAIR.pack(*self)

    @classmethod
    def unpack(cls, body: bytes) -> Extent:
        return cls(*_PAIR.unpack(body))


class Dry(NamedTuple):
    """After picture `number` nothing has come, and its reader has had the time to look."""

    number: int

    def pack(self) -> bytes:
        return _NUMBER.pack(*self)

    @classmethod
    def unpack(cls, body: bytes) -> Dry:
        return cls(*_NUMBER.unpack(body))


class Began(NamedTuple):
    """What is read is due from `ns` on: read again from then, it gives the same pictures, to the pixel if `exact`.

    A reader of what nobody can read again never says this.
    """

    ns: int
    exact: bool = True

    def pack(self) -> bytes:
        return _BEGAN.pack(*self)

    @classmethod
    def unpack(cls, body: bytes) -> Began:
        return cls(*_BEGAN.unpack(body))


class Run(NamedTuple):
    """What has a transport begins somewhere: `position_s` of its file lies at `tape_ns` of its tape.

    It is read from there on between the marks (`out_s` 0: to the end), at a speed, and what follows is its `end`; what
    is over by `since_ns` of the tape nobody looks at. Pictures after the one with the number `newest` are not wanted
    any more. With `until_ns` the run before goes on up to there, on the tape of its own, and this one follows on it.
    What comes of the run is announced after NEXT_RUN with its number.
    """

    number: int
    position_s: float
    tape_ns: int
    since_ns: int
    newest: int
    until_ns: int
    in_s: float
    out_s: float
    speed: float
    end: str

    def to_json(self) -> dict[str, object]:
        return self._asdict()

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Run:
        return cls(**value)


class Roll(NamedTuple):
    """At `at_ns` of the engine's clock the tape is at `tape_ns`, and from there on it moves, or stands."""

    tape_ns: int
    at_ns: int
    moving: bool

    def pack(self) -> bytes:
        return _ROLL.pack(*self)

    @classmethod
    def unpack(cls, body: bytes) -> Roll:
        return cls(*_ROLL.unpack(body))


class Ready(NamedTuple):
    """A run can begin: its first pictures have been announced. The file is `length_s` long; NaN: not known yet."""

    run: int
    length_s: float

    def pack(self) -> bytes:
        return _READY.pack(*self)

    @classmethod
    def unpack(cls, body: bytes) -> Ready:
        run, length_s = _READY.unpack(body)
        if not (math.isnan(length_s) or 0 <= length_s < LONGEST_S):
            raise ValueError(f"expected a length in seconds, found {length_s}")
        return cls(run, length_s)


class Number(NamedTuple):
    """NEXT_RUN, OVER: which run; DELAYED: by how many nanoseconds what is yet to come is late.

    SETTLED: which order to process sound has been carried out.
    """

    number: int

    def pack(self) -> bytes:
        return _NUMBER.pack(*self)

    @classmethod
    def unpack(cls, body: bytes) -> Number:
        return cls(*_NUMBER.unpack(body))


class Vitals(NamedTuple):
    """How a source is, as its own worker tells it; NaN is not known, or not looked at since the last time.

    What is here reaches up to `until_ns` (0: that cannot be said of it). `luma` is what 98 % of the picture does not
    exceed, `change` by how much of it some part has changed since the last look, `peak_db` the loudest sample. For how
    long it has been black, frozen or silent is by a fallback's usual measures; `late` counts pictures that came late.
    """

    until_ns: int = 0
    fps: float = math.nan
    kbps: float = math.nan
    luma: float = math.nan
    change: float = math.nan
    peak_db: float = math.nan
    black_s: float = 0.0
    frozen_s: float = 0.0
    silent_s: float = 0.0
    late: int = 0

    def pack(self) -> bytes:
        return _VITALS.pack(*self)

    @classmethod
    def unpack(cls, body: bytes) -> Vitals:
        return cls(*_VITALS.unpack(body))


class Working(NamedTuple):
    """What is done to the sound that is heard now, in dB: by its compressor, and by its automatic gain."""

    reduction_db: float
    auto_gain_db: float

    def pack(self) -> bytes:
        return _WORKING.pack(*self)

    @classmethod
    def unpack(cls, body: bytes) -> Working:
        values = _WORKING.unpack(body)
        if not all(abs(value) <= MOST_DB for value in values):
            raise ValueError(f"expected decibels, found {values}")
        return cls(*values)


class Hold(NamedTuple):
    """The engine may still read picture `number` and later ones; its clock, or the source's tape, says `now_ns`."""

    number: int
    now_ns: int

    def pack(self) -> bytes:
        return _PAIR.pack(*self)

    @classmethod
    def unpack(cls, body: bytes) -> Hold:
        return cls(*_PAIR.unpack(body))


@dataclass(frozen=True, slots=True)
class Wants:
    """What the engine needs of a source: these views, the native picture too, tiles so high so often a second.

    `look`: all its pictures, as many as tiles are made of, or none: then its pictures sleep; its sound never does.
    `watched`: it tells how it is.
    `page`: of what has pages, the one that the native picture and tiles show. `pressed`: the engine has given something
    up, and what can do with fewer pictures should.
    """

    views: tuple[View, ...] = ()
    native: bool = True
    tiles_per_s: float = 0.0
    look: str = "all"
    tile_px: int = TILE_PX
    watched: bool = False
    page: int = 0
    pressed: bool = False

    def to_json(self) -> dict[str, object]:
        return {
            "views": [list(view) for view in self.views],
            "native": self.native,
            "tiles_per_s": self.tiles_per_s,
            "look": self.look,
            "tile_px": self.tile_px,
            "watched": self.watched,
            "page": self.page,
            "pressed": self.pressed,
        }

    @classmethod
    def from_json(cls, value: dict[str, object]) -> Wants:
        views = tuple(View(*view) for view in value["views"])  # type: ignore[attr-defined]
        tiles_per_s, tile_px = float(value["tiles_per_s"]), int(value["tile_px"])  # type: ignore[arg-type,call-overload]
        native, watched, page = bool(value["native"]), bool(value.get("watched")), int(value["page"])  # type: ignore[call-overload]
        return cls(views, native, tiles_per_s, str(value["look"]), tile_px, watched, page, bool(value.get("pressed")))


def read_status(body: bytes) -> dict[str, Any]:
    """What a worker says of its source, nothing else and nothing endless. Raises what RUBBISH names."""
    value = json.loads(body)
    if value == {}:
        return {}
    fps = float(value["fps"])
    if value["state"] not in STATES or not math.isfinite(fps):
        raise ValueError(f"expected one of the states {', '.join(STATES)}, found {value['state']!r:.40}")
    return (
        {
            "state": value["state"],
            "text": str(value["text"])[:LONGEST_TEXT],
            "width": int(value["width"]),
            "height": int(value["height"]),
            "fps": min(1000.0, fps) if fps >= 0.001 else 0.0,  # what is divided by it stays finite
            "sound": bool(value["sound"]),
            "codec": str(value.get("codec", ""))[:LONGEST_CODEC],
        }
        | ({"pages": pages} if (pages := min(int(value.get("pages", 0)), MAX_PAGES)) > 0 else {})
    )
