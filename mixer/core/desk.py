"""The desk: what is on the buses, how overlays and sound are set.

Values only. `at` moves a desk on to a frame; `orders.obey` answers a command with a new one; what a new or an edited
show does to it is in `stored.py`.
"""

from __future__ import annotations

import operator
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Annotated, Any, NamedTuple

from mixer.core.counter import Counter
from mixer.core.deck import Deck
from mixer.core.inline import inline_of, is_inline
from mixer.core.line_up import LineUp
from mixer.core.standing_in import Standing
from mixer.core.transport import Transport
from mixer.kinds.transitions import TRANSITIONS
from mixer.protocol.basics import Color, Frame, Frames, GainDb, MaybeIdent, Unit, one_of
from mixer.protocol.changes import Direction, Milliseconds, TransitionKind
from mixer.protocol.motion import Moving
from mixer.protocol.paging import PageNumber
from mixer.protocol.showfile import SceneSound, Show, SoundSetting

NOTHING = "black"
DURATIONS: dict[TransitionKind, int] = {name: kind.duration_ms for name, kind in TRANSITIONS.items() if kind.painter}
Painted = Annotated[str, one_of("transition that takes time", DURATIONS)]


@dataclass(frozen=True, slots=True)
class TransitionSetting:
    """What AUTO does. With `swap` preview has afterwards what was on program, else it stays as it was lined up.

    Of a kind that shows a film, `film` is the source that it is, and `cut_ms` into it the old picture gives way.
    """

    kind: TransitionKind = "mix"
    duration_ms: Milliseconds = DURATIONS["mix"]
    color: Color = "#000000"
    direction: Direction = "left"
    softness: Unit = 0.0
    film: MaybeIdent = ""
    cut_ms: Milliseconds = 500
    swap: bool = True


@dataclass(frozen=True, slots=True)
class Running:
    """A transition under way, to the scene `to`; `then` is on preview when it ends (None: what was on program).

    `playing` is the show its scene is played from; None is the one that is stored. `pages` are those that decks, by
    reader, keep showing in what it goes from, until it is over. One that is `held` by hand stands there; let go it goes
    on `from_position`. At `cut` of the way a film has covered the old picture. `changed` is what goes back if it is
    called off.
    """

    kind: Painted
    to: str
    start_frame: Frame
    frames: Frames
    color: Color
    direction: Direction
    softness: Unit = 0.0
    then: str | None = None
    playing: Show | None = None
    pages: dict[str, PageNumber] = field(default_factory=dict)
    held: Unit | None = None
    from_position: Unit = 0.0
    film: MaybeIdent = ""
    cut: Unit = 0.5
    changed: Changed | None = None

    def position(self, frame: int) -> float:
        """0–1; by itself never quite either: the first frame already shows a little of the new picture.

        Half-way is where the old picture gives way, wherever in its time a film has that.
        """
        if self.held is not None:
            return self.held
        done = min(1.0, (frame - self.start_frame + 1) / (self.frames + 1))
        done = self.from_position + (1 - self.from_position) * done
        if not self.film:
            return done
        return 0.5 * done / self.cut if done < self.cut else 1 - 0.5 * (1 - done) / max(1 - self.cut, 1e-6)

    def under_way(self, frame: int) -> bool:
        return self.held is not None or 0 <= frame - self.start_frame < self.frames


@dataclass(frozen=True, slots=True)
class Fade:
    """A fade to or from black under way, from `start_light` on (None: from the other end)."""

    start_frame: Frame
    frames: Frames
    start_light: Unit | None = None


@dataclass(frozen=True, slots=True)
class FadeSetting:
    """Fade to black: `on` is where it stands or is going."""

    on: bool = False
    duration_ms: Milliseconds = 1000
    running: Fade | None = None


Action = tuple[int, str, Any]
"""What a graphic was asked to do: a number that only grows, the action's id, what goes with it."""
MOST_ACTIONS = 16  # that an overlay remembers: whoever hears of them late still hears of each


@dataclass(frozen=True, slots=True)
class OverlayState:
    """`step` is where a graphic stands that has several, `actions` what else it was asked to do, oldest first.

    `since_frame` is when it was switched on, `off_frame` when it goes by itself; `moving` is how it comes or goes just
    now. One that is off may be `previewed`. `counter` is the time it counts.
    """

    on: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    step: Frame = 0
    actions: tuple[Action, ...] = ()
    since_frame: Frame = 0
    off_frame: Frame | None = None
    moving: Moving | None = None
    previewed: bool = False
    counter: Counter = Counter()

    @property
    def shown(self) -> bool:
        """Whether anything of it is to be seen, over whatever scene."""
        return self.on or self.moving is not None

    def share(self, frame: int) -> float:
        """How far it is there, 0–1."""
        return self.moving.at(frame, on=self.on) if self.moving else float(self.on)

    def asked(self, action: str, payload: Any = None) -> OverlayState:
        """The state with one more action."""
        serial = self.actions[-1][0] + 1 if self.actions else 1
        return replace(self, actions=(*self.actions, (serial, action, payload))[-MOST_ACTIONS:])


@dataclass(frozen=True, slots=True)
class Master:
    gain_db: GainDb = 0.0
    mute: bool = False


@dataclass(frozen=True, slots=True)
class Brought:
    """What the scene on program set of a source's sound, and what that was before."""

    before: SceneSound
    now: SceneSound


@dataclass(frozen=True, slots=True)
class Waiting:
    """Settings that were edited in the stored show, of what is seen or heard: they come with the next take."""

    sound: dict[str, SoundSetting] = field(default_factory=dict)
    overlays: dict[str, OverlayState] = field(default_factory=dict)
    transports: dict[str, Transport] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a transition set as it began: of each setting what was before, and what it is since.

    `brought` and `waiting` are those of before.
    """

    sound: dict[str, tuple[SoundSetting, SoundSetting]] = field(default_factory=dict)
    overlays: dict[str, tuple[OverlayState, OverlayState]] = field(default_factory=dict)
    transports: dict[str, tuple[Transport, Transport]] = field(default_factory=dict)
    brought: dict[str, Brought] = field(default_factory=dict)
    waiting: Waiting = Waiting()


class Side(NamedTuple):
    """What a bus shows: a scene of a show, or (`starting`) that show's start picture.

    `number` counts the sides of the programme, oldest first; what is not on program has none.
    """

    name: str
    show: Show
    starting: bool = False
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a director has set, as of `frame`.

    `playing` is the show that program is played from, as it was taken; None is the one that is stored. `beneath` are
    transitions that were under way when `running` began, oldest first: it goes on from their picture. `leaving` are the
    transports, by reader, of sources that are played as they were before an edit until the transition is over. `decks`
    are by reader too: a source that was edited since it was taken has two. While `starting`, program shows the start
    picture. `standing_in` says what shows in a source's place, where somebody or something has chosen that. A
    `rehearsal` is a transition from program to preview that only preview shows.
    """

    program: str = NOTHING
    preview: str = NOTHING
    frame: int = 0
    revision: int = 0
    transition: TransitionSetting = TransitionSetting()
    durations: dict[TransitionKind, Milliseconds] = field(default_factory=lambda: dict(DURATIONS))
    running: Running | None = None
    beneath: tuple[Running, ...] = ()
    ftb: FadeSetting = FadeSetting()
    overlays: dict[str, OverlayState] = field(default_factory=dict)
    sound: dict[str, SoundSetting] = field(default_factory=dict)
    brought: dict[str, Brought] = field(default_factory=dict)
    master: Master = Master()
    transports: dict[str, Transport] = field(default_factory=dict)
    waiting: Waiting = Waiting()
    leaving: dict[str, Transport] = field(default_factory=dict)
    decks: dict[str, Deck] = field(default_factory=dict)
    starting: bool = False
    playing: Show | None = None
    rundown: LineUp = LineUp()
    standing_in: dict[str, Standing] = field(default_factory=dict)
    rehearsal: Running | None = None

    # -- in time -----------------------------------------------------------------------------------

    def at(self, frame: int) -> Desk:
        """The desk on a frame: what has run its course is settled."""
        desk = replace(self, frame=frame)
        if desk.running and not desk.running.under_way(frame):
            desk = desk.settled()
        for number, one in reversed(tuple(enumerate(desk.beneath))):
            if not one.under_way(frame):
                desk = replace(desk.with_program(one.to, one.playing), beneath=desk.beneath[number + 1 :])
                break
        if desk.rehearsal and not desk.rehearsal.under_way(frame):
            desk = replace(desk, rehearsal=None)
        fade = desk.ftb.running
        if fade and not 0 <= frame - fade.start_frame < fade.frames:
            desk = replace(desk, ftb=replace(desk.ftb, running=None))
        if any(one.moving and not one.moving.under_way(frame) for one in desk.overlays.values()):
            desk = replace(desk, overlays={name: stopped(one, frame) for name, one in desk.overlays.items()})
        if any(one.at(frame) is not one for one in desk.decks.values()):
            desk = replace(desk, decks={name: one.at(frame) for name, one in desk.decks.items()})
        return desk._transported(held_up=self.running is not None)

    def _transported(self, held_up: bool) -> Desk:
        """What has played to its end has ended, also what waits for a take."""
        desk = self
        if self.leaving and not self.running:
            desk = replace(desk, leaving={})
        if any(map(self._is_over, self.transports.values())):
            desk = replace(
                desk, transports={name: one.at(self.frame, held_up) for name, one in desk.transports.items()}
            )
        if any(map(self._is_over, desk.leaving.values())):
            desk = replace(desk, leaving={name: one.at(self.frame) for name, one in desk.leaving.items()})
        if any(map(self._is_over, self.waiting.transports.values())):
            ended = {name: one.at(self.frame) for name, one in desk.waiting.transports.items()}
            desk = replace(desk, waiting=replace(desk.waiting, transports=ended))
        return desk

    def _is_over(self, transport: Transport) -> bool:
        return transport.owes or (transport.ends_frame is not None and self.frame >= transport.ends_frame)

    def settled(self) -> Desk:
        """The desk with its transition completed: the new scene is on program, the other on preview."""
        if not self.running:
            return self
        then = self.program if self.running.then is None else self.running.then
        desk = self.with_program(self.running.to, self.running.playing)
        return replace(desk, preview=then, running=None, beneath=())

    def with_program(self, name: str, playing: Show | None) -> Desk:
        return replace(self, program=name, playing=playing, starting=False)

    def light(self, frame: int) -> float:
        """How much of the programme shows through fade to black, 0–1."""
        fade, goal = self.ftb.running, 0.0 if self.ftb.on else 1.0
        if fade is None:
            return goal
        start = 1 - goal if fade.start_light is None else fade.start_light
        done = min(1.0, max(0.0, (frame - fade.start_frame + 1) / (fade.frames + 1)))
        return start + (goal - start) * done

    def stands(self, before: Desk | None) -> bool:
        """Whether nothing but the frame has changed since `before`; cheap, and sometimes False for what is equal."""
        return before is not None and all(map(operator.is_, _SETTINGS(self), _SETTINGS(before)))

    # -- what is on air ----------------------------------------------------------------------------

    @property
    def transitions(self) -> tuple[Running, ...]:
        """Those under way, oldest first."""
        return (*self.beneath, self.running) if self.running else ()

    def sides(self, show: Show) -> tuple[Side, ...]:
        """What program is made of: its scene, then that of each transition under way. `show` is the stored one."""
        first = Side(self.program, self.playing or show, self.starting, 0)
        newer = enumerate(self.transitions, 1)
        return (first, *(Side(one.to, one.playing or show, number=number) for number, one in newer))

    def rehearsed(self, show: Show) -> tuple[Side, ...]:
        """What preview is made of while a transition is rehearsed: what is on program, and what is lined up."""
        if self.rehearsal is None:
            return ()
        return Side(self.program, self.playing or show, self.starting, 0), Side(self.rehearsal.to, show)

    @property
    def films(self) -> set[str]:
        """The sources that transitions under way, or rehearsed, play over their pictures."""
        return {one.film for one in (*self.transitions, self.rehearsal) if one and one.film}

    def shows(self, show: Show) -> tuple[Show, ...]:
        """Those that program is played from, those that a rundown plays next, and the stored one."""
        return (*(side.show for side in self.sides(show)), *self.rundown.shows, show)

    @property
    def changes_waiting(self) -> bool:
        """Whether program would look or sound different if its scene were taken anew."""
        newest = self.running.playing if self.running else self.playing
        name = self.running.to if self.running else self.program
        # An item is never played from the stored show, and neither is a scene that came with its take.
        edited = newest is not None and self.rundown.on_air is None and not is_inline(name)
        return edited or self.waiting != Waiting()

    def to_json(self) -> dict[str, Any]:
        """The desk as controllers and the journal have it: without the shows it plays."""
        bare = replace(
            self, playing=None, running=_bare(self.running), beneath=tuple(map(_bare, self.beneath)), rundown=LineUp()
        )
        sides = ((self.program, self.playing), *((one.to, one.playing) for one in self.transitions))
        value = asdict(bare) | {"changes_waiting": self.changes_waiting, "rundown": self.rundown.to_json()}
        value["inline"] = inline_of(sides)
        for one in (value, value["running"] or {}, value["rehearsal"] or {}, *value["beneath"]):
            one.pop("playing", None)
        return value | {"beneath": list(value["beneath"])}


_SETTINGS = operator.attrgetter(*(one.name for one in fields(Desk) if one.name != "frame"))


def stopped(state: OverlayState, frame: int) -> OverlayState:
    """The state without a motion that is over."""
    over = state.moving is not None and not state.moving.under_way(frame)
    return replace(state, moving=None) if over else state


def _bare(running: Any) -> Any:
    return running and replace(running, playing=None)
