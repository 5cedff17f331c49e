"""What a director can ask of a mixer, one value a verb. `parse.py` reads them from JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le, Len
from pydantic import BeforeValidator, Field

from mixer.protocol.basics import (
    PAYLOAD_MOST,
    Color,
    Expected,
    Frame,
    GainDb,
    Ident,
    MaybeIdent,
    Unit,
    is_short_json,
    one_of,
    refuse_twins,
)
from mixer.protocol.changes import (
    Direction,
    Fields,
    Milliseconds,
    OverlayChange,
    SoundChange,
    TransitionChange,
    TransitionKind,
)
from mixer.protocol.fallback import MAX_STEPS, StepNumber, Why
from mixer.protocol.paging import PageNumber
from mixer.protocol.playback import End, OnTake, Position, Speed
from mixer.protocol.processing import (
    AutoGainChange,
    CompressorChange,
    DenoiseChange,
    EqualizerChange,
    GateChange,
    TrimDb,
)
from mixer.protocol.showfile import Channels, Show, Slot, SoundMode

Payload = Annotated[Any, Expected(f"JSON of at most {PAYLOAD_MOST} characters", is_short_json)]

BATCH_MOST = 32  # commands on one frame
HELD_S = 10  # so far ahead a command may wait for its frame in the engine
LOG_VERSION = 2  # of logs of commands: a session that was logged by another is not played again


@dataclass(frozen=True, slots=True, kw_only=True)
class _Command:
    id: Annotated[str, Len(1, 80)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnAir(_Command):
    """What a director presses. After frame `not_after_frame` it is too late: it is refused and changes nothing.

    With `on_frame` it waits for that frame of the desk, ten seconds at most, and happens on exactly that or not at all.
    """

    not_after_frame: Frame | None = None
    on_frame: Frame | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _ToProgram(_OnAir):
    """What changes the buses. With `expected_preview`, refused when preview shows something else."""

    expected_preview: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview(_OnAir):
    """Line a scene up on preview."""

    scene: str
    verb: Literal["preview"] = "preview"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut(_ToProgram):
    """Put preview on air at once; the buses swap. During a transition: complete it."""

    verb: Literal["cut"] = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Auto(_ToProgram):
    """Put preview on air with the chosen transition; the buses swap when it ends. During one it does nothing more."""

    kind: TransitionKind | None = None
    duration_ms: Milliseconds | None = None
    verb: Literal["auto"] = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Take(_ToProgram):
    """Put a scene on air, with overlays and sound, all on one frame. Without a transition it is a cut.

    The scene on program is taken anew, with what was changed in the stored show since. Instead of a stored scene it may
    be one of this take alone: a `layout`, by its id or as its slots, bottom to top, with `sources` by slot.
    """

    scene: str | None = None
    layout: Ident | Annotated[tuple[Slot, ...], Len(1, 16)] | None = None
    sources: dict[str, str] = field(default_factory=dict)
    background: Color = "#000000"
    transition: TransitionChange | None = None
    overlays: dict[str, OverlayChange] = field(default_factory=dict)
    sound: dict[str, SoundChange] = field(default_factory=dict)
    verb: Literal["take"] = "take"

    def __post_init__(self) -> None:
        if (self.scene is None) == (self.layout is None):
            raise ValueError("expected either a scene or a layout")
        if self.scene is not None and (self.sources or self.background != "#000000"):
            raise ValueError("expected sources and background with a layout; a scene has its own")
        if isinstance(self.layout, tuple):
            refuse_twins("slot", [slot.name for slot in self.layout])


@dataclass(frozen=True, slots=True, kw_only=True)
class Standby(_OnAir):
    """Cut to the show's standby, from whatever is on program; where it has none, to black."""

    verb: Literal["standby"] = "standby"


@dataclass(frozen=True, slots=True, kw_only=True)
class FadeToBlack(_OnAir):
    """Fade the programme to black and silence, or back; without `on` it toggles."""

    on: bool | None = None
    duration_ms: Milliseconds | None = None
    verb: Literal["ftb"] = "ftb"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTransition(_OnAir):
    """Choose what AUTO does. Each kind remembers its own duration.

    With `swap` preview has after a take what was on program; without, it stays as it was lined up.
    """

    kind: TransitionKind | None = None
    duration_ms: Milliseconds | None = None
    color: Color | None = None
    direction: Direction | None = None
    softness: Unit | None = None
    film: MaybeIdent | None = None
    cut_ms: Milliseconds | None = None
    swap: bool | None = None
    verb: Literal["transition"] = "transition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tbar(_ToProgram):
    """Drive the chosen transition by hand: to `position`, where it stands until it is moved again.

    At 1 it is complete, at 0 called off. With `release` it goes on by itself from there; so it does with AUTO.
    """

    position: Unit
    release: bool = False
    verb: Literal["tbar"] = "tbar"


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearseTransition(_OnAir):
    """Play the transition to what is lined up on preview alone; program stays as it is."""

    kind: TransitionKind | None = None
    duration_ms: Milliseconds | None = None
    verb: Literal["rehearse_transition"] = "rehearse_transition"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOverlay(_OnAir):
    """Turn an overlay on or off, or change its live texts; with `preview`, show one that is off on preview only."""

    overlay: str
    on: bool | None = None
    fields: Fields = field(default_factory=dict)
    preview: bool | None = None
    verb: Literal["overlay"] = "overlay"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlaysOff(_OnAir):
    """Turn every overlay off that is on; those of the scene on program are part of it and stay."""

    verb: Literal["overlays_off"] = "overlays_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayAction(_OnAir):
    """Have a graphic play in (again), go on to its next step, leave, or do one of its own actions, by its id.

    After its last step `next` lets it leave. `payload` goes with its own actions.
    """

    overlay: str
    action: Annotated[str, Len(1, 64)]
    payload: Payload = None
    verb: Literal["overlay_action"] = "overlay_action"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSound(_OnAir):
    """Change how a source is heard."""

    source: str
    gain_db: GainDb | None = None
    mute: bool | None = None
    mode: SoundMode | None = None
    delay_ms: Annotated[int, Ge(0), Le(2000)] | None = None
    channels: Channels | None = None
    trim_db: TrimDb | None = None
    denoise: DenoiseChange | None = None
    gate: GateChange | None = None
    eq: EqualizerChange | None = None
    compressor: CompressorChange | None = None
    auto_gain: AutoGainChange | None = None
    verb: Literal["sound"] = "sound"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMaster(_OnAir):
    """Change the programme's own gain or mute."""

    gain_db: GainDb | None = None
    mute: bool | None = None
    verb: Literal["master"] = "master"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue(_OnAir):
    """Stand on a picture of a source that has a transport, ready to play: at `position_s`, or at its in point."""

    source: str
    position_s: Position | None = None
    verb: Literal["cue"] = "cue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Play(_OnAir):
    """Play a source from where it stands, or from `position_s`; from its in point if it has ended."""

    source: str
    position_s: Position | None = None
    verb: Literal["play"] = "play"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(_OnAir):
    """Let a source stand on the picture it shows."""

    source: str
    verb: Literal["pause"] = "pause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seek(_OnAir):
    """Go to `position_s`, or `by_s` further on or back, and play or stand there as before."""

    source: str
    position_s: Position | None = None
    by_s: Annotated[float, Ge(-864_000), Le(864_000)] | None = None
    verb: Literal["seek"] = "seek"

    def __post_init__(self) -> None:
        if (self.position_s is None) == (self.by_s is None):
            raise ValueError("expected either position_s or by_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPlayback(_OnAir):
    """Set a source's in and out points (`out_s` 0: to its end), speed, end and what a take does; None leaves it."""

    source: str
    in_s: Position | None = None
    out_s: Position | None = None
    speed: Speed | None = None
    end: End | None = None
    on_take: OnTake | None = None
    verb: Literal["playback"] = "playback"


Place = Annotated[
    str, BeforeValidator(str), one_of("place", ["auto", "main", *(str(step) for step in range(MAX_STEPS + 1))])
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFallback(_OnAir):
    """Choose what shows in a source's place. `auto`: its own rules do; `main`: the source now, its rules go on.

    A number stays, whatever happens, until another is chosen: 0 is the source itself, 1 the first step of its fallback.
    """

    source: str
    to: Place
    verb: Literal["fallback"] = "fallback"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn(_Command):
    """By a source's own rules another shows in its place from this frame on: 0 is the source itself."""

    source: str
    to: StepNumber
    why: Why = ""
    verb: Literal["stand_in"] = "stand_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reload(_OnAir):
    """Open a web page anew, of a source or of an overlay; what it showed last stays until it is there again."""

    source: str = ""
    overlay: str = ""
    verb: Literal["reload"] = "reload"

    def __post_init__(self) -> None:
        if bool(self.source) == bool(self.overlay):
            raise ValueError("expected either a source or an overlay")


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPage(_OnAir):
    """Go to a page of a source that has pages: on program with its page transition. With `cue`, what preview shows."""

    source: str
    go: Literal["next", "previous", "first", "last"] | None = None
    page: PageNumber | None = None
    cue: bool = False
    verb: Literal["deck"] = "deck"

    def __post_init__(self) -> None:
        if (self.go is None) == (self.page is None):
            raise ValueError("expected either go or page")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load(_Command):
    """Play this show file, as revision `revision`; what did not change keeps running.

    What is on program stays as it is until the next take. A lower revision than the one played is refused.
    """

    revision: Annotated[int, Ge(0)]
    show: Show
    verb: Literal["load"] = "load"


@dataclass(frozen=True, slots=True)
class LinedUp:
    """One airing of a rundown's item: a part of a show file, and what of it stands on program.

    `source` is the one whose end is the item's. Without a `start_frame` it begins when the one before it ends; one that
    has passed means as soon as it is ready. It lasts so many `frames`, or as long as its source, which begins
    `position_s` behind its in point. It `follows_on` where the item before it ended: sound is not faded between them.
    At a `splice` an ad break begins or ends: a segment does.
    """

    occurrence: Annotated[str, Len(1, 200)]
    item: Annotated[str, Len(0, 64)]
    show: Show
    scene: Ident
    source: Annotated[str, Len(0, 64)] = ""
    start_frame: Frame | None = None
    frames: Annotated[int, Ge(1)] | None = None
    position_s: Position = 0.0
    transition: TransitionChange | None = None
    follows_on: bool = False
    splice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLineUp(_Command):
    """What a rundown plays next, oldest first, and what plays where nothing of that is ready.

    Without `takes` it is only prepared. Whoever knows of fewer `takeovers` by a director than there were is refused.
    """

    rundown: Ident
    takes: bool = True
    takeovers: Annotated[int, Ge(0)] = 0
    items: Annotated[tuple[LinedUp, ...], Len(0, 4)] = ()
    fallback: LinedUp | None = None
    verb: Literal["line_up"] = "line_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeItem(_Command):
    """Put what a rundown has lined up on program; preview stays as it is."""

    occurrence: str
    verb: Literal["take_item"] = "take_item"


Transported = Cue | Play | Pause | Seek | SetPlayback
"""What is asked of a source that has a transport."""
Pressed = (
    Preview
    | Cut
    | Auto
    | Take
    | Standby
    | Tbar
    | FadeToBlack
    | SetTransition
    | RehearseTransition
    | SetOverlay
    | OverlaysOff
    | OverlayAction
    | SetSound
    | SetMaster
    | Transported
    | Reload
    | SetFallback
    | TurnPage
)
"""What a director presses, one thing at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(_OnAir):
    """Do several commands on one frame, each after the one before it: all of them, or none.

    In it may be whatever the engine does itself, but no other batch. When it happens is said of the batch, not inside.
    """

    commands: Annotated[tuple[Annotated[Pressed, Field(discriminator="verb")], ...], Len(1, BATCH_MOST)]
    verb: Literal["batch"] = "batch"

    def __post_init__(self) -> None:
        if any(one.on_frame is not None or one.not_after_frame is not None for one in self.commands):
            raise ValueError("expected on_frame and not_after_frame of the batch, not of a command in it")


Command = Pressed | Batch | StandIn | SetLineUp | TakeItem | Load
"""Everything the mixer obeys."""


def _by_verb(*values: type[Command]) -> dict[str, type[Command]]:
    return {str(value.__dataclass_fields__["verb"].default): value for value in values}


TRANSPORT = _by_verb(Cue, Play, Pause, Seek, SetPlayback)
ON_AIR = (
    _by_verb(Preview, Cut, Auto, Take, Tbar, Standby, FadeToBlack, SetTransition, RehearseTransition)
    | _by_verb(SetOverlay, OverlaysOff, OverlayAction, SetSound, SetMaster, SetFallback)
    | TRANSPORT
    | _by_verb(TurnPage, Reload, Batch)
)
"""What a director presses, by verb; an edit of the stored show comes as a Load."""
BY_ITSELF = _by_verb(Load, SetLineUp, TakeItem, StandIn)
"""What the studio asks by itself, or the engine does by itself."""
