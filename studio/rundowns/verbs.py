"""What can be asked of a show's rundown on air, one value a verb: for checking, and for the API's schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from annotated_types import Gt, Le, Len

Named = Annotated[str, Len(1, 64)]


@dataclass(frozen=True, slots=True)
class StartRundown:
    """Give a rundown the programme: from its start, from an item, or where the clock says that it should be."""

    rundown: Named
    item: Annotated[str, Len(0, 64)] = ""
    at: Literal["start", "clock"] = "start"


@dataclass(frozen=True, slots=True)
class StopRundown:
    """End the rundown; what is on program stays there until somebody takes something else.

    With `closing` its closing films come at once, and it is over after them, as at its end.
    """

    closing: bool = False


@dataclass(frozen=True, slots=True)
class SkipItem:
    """Go on with the next item, as soon as that is ready."""


@dataclass(frozen=True, slots=True)
class UnskipItem:
    """Take a skip or a jump back that has not happened yet."""


@dataclass(frozen=True, slots=True)
class JumpToItem:
    """Go on with an item of the order, as soon as that is ready; those between are passed."""

    item: Named


@dataclass(frozen=True, slots=True)
class HoldRundown:
    """Let nothing begin by itself, fixed times included; without `on` it goes on."""

    on: bool = True


@dataclass(frozen=True, slots=True)
class InsertItem:
    """Play an item of the rundown now, as soon as it is ready; what it interrupts goes on afterwards."""

    item: Named


@dataclass(frozen=True, slots=True)
class CallBreak:
    """Play the rundown's ad break now; what it interrupts goes on afterwards. A file that is nearly over ends first."""


@dataclass(frozen=True, slots=True)
class ExtendItem:
    """Let what is on last longer; what follows moves."""

    seconds: Annotated[float, Gt(0), Le(86_400)]


@dataclass(frozen=True, slots=True)
class HandBack:
    """Give the rundown the programme again that a director has taken: at the clock's place, or where it was left."""

    where: Literal["clock", "left"] = "clock"


VALUES: dict[str, Any] = {
    "rundown_start": StartRundown,
    "rundown_stop": StopRundown,
    "rundown_skip": SkipItem,
    "rundown_unskip": UnskipItem,
    "rundown_jump": JumpToItem,
    "rundown_hold": HoldRundown,
    "rundown_insert": InsertItem,
    "rundown_break": CallBreak,
    "rundown_extend": ExtendItem,
    "rundown_hand_back": HandBack,
}
