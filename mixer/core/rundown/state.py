"""Where a carousel is: what it plays by its own clock, and what it owes. A value that goes into a journal and back."""

from __future__ import annotations

from copy import copy
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

Part = Literal["order", "insert", "filler", "standby", "fallback"]
Why = Literal[
    "follow", "fixed", "late", "insert", "operator", "joined", "resumed", "restarted", "backup", "filler", "standby",
    "manual", "empty", "ended", "fallback",
]  # fmt: skip


@dataclass(slots=True)
class Airing:
    """One airing of an item, its occurrence. Frames count from the show's epoch.

    `end_frame` is where it would end by itself, None if it does not; what follows may end it earlier. `follows`: it
    begins where the one before it ends, wherever that is. `exact`: it lasts so many frames whatever its source has.
    `part` counts how often it was interrupted, `utc_s` is the time it was planned for. `item` is "" for the standby.
    """

    occurrence: str
    item: str
    kind: Part
    start_frame: int
    end_frame: int | None
    planned_frame: int
    why: Why = "follow"
    position_s: float = 0.0
    utc_s: float | None = None
    round: int = 0
    part: int = 1
    follows: bool = True
    exact: bool = False
    by: str = ""


@dataclass(slots=True)
class Interrupted:
    """What an insert interrupted on `left_frame`, to be given back as `back` says; what was `ahead` comes after it."""

    airing: Airing
    left_frame: int
    back: str
    ahead: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Due:
    """A start whose time has come while something else plays. `joins`: it begins where it is by then."""

    item: str
    utc_s: float
    joins: bool = False


@dataclass(slots=True)
class Probe:
    """What failed and is tried again, from a frame on, while a filler or the standby plays in its slot.

    None: not now, because its backup plays, or has played.
    """

    airing: Airing
    since_frame: int | None


@dataclass(frozen=True, slots=True)
class Passed:
    """An airing that was planned and did not come about, and why in one of BXF's words.

    `rundown` is the one it was of, where another has followed meanwhile.
    """

    item: str
    frame: int
    status: str = "did_not_air"
    planned_frame: int | None = None
    utc_s: float | None = None
    occurrence: str = ""
    note: str = ""
    rundown: str = ""


@dataclass(slots=True)
class Left:
    """Where a director took over: to go on there when the programme is handed back."""

    on: Airing
    frame: int
    round: int
    turn: int
    index: int
    stack: list[Interrupted]
    fill_until: int | None
    ahead: list[str] = field(default_factory=list)


@dataclass(slots=True)
class State:
    """All that a carousel knows beside its rundown and the clock.

    `on` is what it plays by its own clock, on air or not. The order has come as far as `index`, item `seat`, of a
    `round`; `turn` rises with each round and jump, `again` counts what an edit moved behind the playhead: so no two
    occurrences have one name. Starts up to `due_utc_s` are done with, `waiting` is one of them that has not begun. What
    was asked on `asked_frame` (skip, jump, insert) comes next. Nothing begins before `now_frame`. Fillers go on in
    `filler`, after so many of its frames; up to `fill_until` they play in the slot of what failed, the `probe`.
    `came_from` is the rundown that this one followed. Frames are of `rate`, so many a second.

    What is `ahead` comes before the order goes on: opening or closing films, the spots of a break; `series` counts
    such rows. The last break ended on `break_frame`, which is the start until one `broke`; the next begins with `spot`.
    `cued` asks for one at the end of what is on. `closed`: the closing films have begun; `stopping`: nothing follows
    them.

    `takes` is false while a director has the programme: `left` is what was on then. `rejoin` asks for the programme at
    the clock's place ("clock") or there ("left"). `first` is the occurrence it was started with, `seen` the one that
    was last known to be on air; `dark` says that nothing is. `pins` are frames that were told and therefore stay,
    `moved` is what an extension moved.
    """

    rundown: str = ""
    came_from: str = ""
    revision: int = 0
    rate: str = ""
    running: bool = False
    held: bool = False
    ended: bool = False
    takes: bool = True
    takeovers: int = 0
    on: Airing | None = None
    round: int = 1
    turn: int = 1
    index: int = -1
    seat: str = ""
    again: dict[str, int] = field(default_factory=dict)
    due_utc_s: float = 0.0
    waiting: Due | None = None
    stack: list[Interrupted] = field(default_factory=list)
    fill_until: int | None = None
    probe: Probe | None = None
    brake: bool = False
    filler: int = 0
    filler_frames: int = 0
    fills: int = 0
    serial: int = 0
    now_frame: int = 0
    asked_frame: int | None = None
    skips: bool = False
    jump: str = ""
    inserts: list[str] = field(default_factory=list)
    by: str = ""
    ahead: list[str] = field(default_factory=list)
    series: int = 0
    spot: int = 0
    break_frame: int = 0
    broke: bool = False
    cued: bool = False
    closed: bool = False
    stopping: bool = False
    left: Left | None = None
    rejoin: str = ""
    first: str = ""
    seen: str = ""
    dark: bool = False
    lengths: dict[str, float] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    failures: list[int] = field(default_factory=list)
    pins: dict[str, int] = field(default_factory=dict)
    moved: dict[str, int] = field(default_factory=dict)

    def turn_over(self) -> None:
        """What begins in the order from now on is another occurrence of its item."""
        self.turn, self.again = self.turn + 1, {}

    def named(self, ident: str) -> str:
        """The occurrence of an item of the order that begins by its turn."""
        again = self.again.get(ident)
        return f"{self.rundown}.{self.turn}{f'-{again}' if again else ''}.{ident}"

    def copy(self) -> State:
        """Another state that can be walked on; airings are never changed in place, so they are shared."""
        other = copy(self)
        other.stack, other.inserts, other.failures = self.stack[:], self.inserts[:], self.failures[:]
        other.ahead = self.ahead[:]
        other.lengths, other.failed = self.lengths.copy(), self.failed.copy()
        other.pins, other.moved, other.again = self.pins.copy(), self.moved.copy(), self.again.copy()
        return other


NAMES = tuple(each.name for each in fields(State))


def written(state: State) -> dict[str, Any]:
    """A state as JSON."""
    return {name: _plain(getattr(state, name)) for name in NAMES}


def read_state(value: dict[str, Any]) -> State:
    """The state that was written. What it does not name is as in a new one."""
    known = {name: each for name, each in value.items() if name in NAMES}
    state = State(**known)
    state.on = _airing(known.get("on"))
    state.waiting = Due(**known["waiting"]) if known.get("waiting") else None
    state.stack = [_interrupted(each) for each in known.get("stack", ())]
    probe = known.get("probe")
    state.probe = Probe(Airing(**probe["airing"]), probe["since_frame"]) if probe else None
    left = known.get("left")
    if left:
        stack = [_interrupted(each) for each in left["stack"]]
        state.left = Left(**(left | {"on": Airing(**left["on"]), "stack": stack}))
    return state.copy()


def _plain(value: Any) -> Any:
    if isinstance(value, Airing | Due | Left | Probe):
        return asdict(value)
    if isinstance(value, list):
        return [asdict(each) if isinstance(each, Interrupted) else each for each in value]
    return dict(value) if isinstance(value, dict) else value


def _airing(value: dict[str, Any] | None) -> Airing | None:
    return None if value is None else Airing(**value)


def _interrupted(value: dict[str, Any]) -> Interrupted:
    return Interrupted(**(value | {"airing": Airing(**value["airing"])}))
