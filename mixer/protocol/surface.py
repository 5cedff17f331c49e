"""What a show's people have under their hands besides the desk: macros and keys. No engine minds them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Any

from annotated_types import Ge, Le, Len

from mixer.protocol.basics import Color, Expected, Ident, Name, is_short_json, one_of, refuse_twins

MAX_MACROS, MAX_STEPS, MAX_KEYS = 64, 100, 200
LONGEST_WAIT_MS = 600_000
_COMBO = re.compile(r"(Ctrl\+)?(Alt\+)?(Shift\+)?[A-Z][A-Za-z0-9]{0,24}")

DEEDS = (
    "none", "cut", "auto", "ftb", "black", "rehearse_transition", "standby", "overlays_off", "record", "captions_show",
    "captions_clear", "play", "cue", "mark_in", "unmark_in", "mark_out", "unmark_out", "nudge_back", "nudge_on",
    "frame_back", "frame_on", "page_next", "page_previous", "page_first", "page_last", "cue_next", "cue_previous",
    "cue_first", "cue_last",
    "scene", "source", "overlay", "mute", "macro",
)  # fmt: skip
"""What a key may do: `none` takes a usual key away, the last five go with an id."""


def is_combo(text: str) -> bool:
    """Whether `text` names a key as browsers do (`KeyboardEvent.code`), with what is held down, such as Shift+KeyM."""
    return _COMBO.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class MacroStep:
    """A command, `after_ms` after the step before. Steps without a wait between them happen on one frame."""

    verb: Ident
    parts: Annotated[dict[str, Any], Expected("the parts of a command, in short", is_short_json)] = field(
        default_factory=dict
    )
    after_ms: Annotated[int, Ge(0), Le(LONGEST_WAIT_MS)] = 0


@dataclass(frozen=True, slots=True)
class Macro:
    """Several commands under one button. It stops at the first that is refused."""

    id: Ident
    name: Name
    steps: Annotated[tuple[MacroStep, ...], Len(0, MAX_STEPS)] = ()
    color: Color = "#3a4450"


@dataclass(frozen=True, slots=True)
class Deed:
    """What a key does; of a scene it lines up, and with Shift held too it takes."""

    do: Annotated[str, one_of("deed", DEEDS)]
    id: Annotated[str, Len(0, 64)] = ""


@dataclass(frozen=True, slots=True)
class Surface:
    """`keys` by combination, such as Digit1 or Shift+KeyM; those not named do what they usually do."""

    macros: Annotated[tuple[Macro, ...], Len(0, MAX_MACROS)] = ()
    keys: Annotated[
        dict[Annotated[str, Expected("a key such as KeyM, Shift+Digit1 or F5", is_combo)], Deed], Len(0, MAX_KEYS)
    ] = field(default_factory=dict)

    def __post_init__(self) -> None:
        refuse_twins("macro id", [one.id for one in self.macros])
