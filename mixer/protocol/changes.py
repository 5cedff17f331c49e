"""What a command can set of a transition, an overlay and a strip: what is not named stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from annotated_types import Ge, Le, Len

from mixer.kinds.transitions import TRANSITIONS
from mixer.protocol.basics import FIELD_MOST, Color, GainDb, MaybeIdent, Unit, one_of
from mixer.protocol.processing import (
    AutoGainChange,
    CompressorChange,
    DenoiseChange,
    EqualizerChange,
    GateChange,
    TrimDb,
)
from mixer.protocol.showfile import Channels, SoundMode

TransitionKind = Annotated[str, one_of("transition", list(TRANSITIONS))]
Direction = Literal["left", "right", "up", "down", "up-left", "up-right", "down-left", "down-right"]
Milliseconds = Annotated[int, Ge(0), Le(20_000)]
Fields = dict[str, Annotated[str, Len(0, FIELD_MOST)]]


@dataclass(frozen=True, slots=True)
class TransitionChange:
    """The parts of a transition to set; None leaves a part as it is.

    `softness` is of a wipe's edge, in fractions of its way. `film` is the source that a stinger plays over the
    pictures, and `cut_ms` into it the new one is beneath.
    """

    kind: TransitionKind | None = None
    duration_ms: Milliseconds | None = None
    color: Color | None = None
    direction: Direction | None = None
    softness: Unit | None = None
    film: MaybeIdent | None = None
    cut_ms: Milliseconds | None = None


@dataclass(frozen=True, slots=True)
class OverlayChange:
    """What to set on an overlay; fields not named stay."""

    on: bool | None = None
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SoundChange:
    """What to set on a source's sound; None leaves a setting as it is."""

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
