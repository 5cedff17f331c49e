"""What is known of a show on air, part by part: the one list that runmixer, its links and browsers' sockets read."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

EVENTS_KEPT = 100
LINES_KEPT = 100
NOT_RECORDING = {"on": False, "since": None, "id": "", "name": "", "text": ""}


@dataclass(frozen=True, slots=True)
class Part:
    """`empty` before anything is known. A `detail` is told in numbered changes, others by messages of their own.

    `stored`: the database knows it better than what is on air. `linked`: it ends when the mixer cannot be reached.
    """

    name: str
    empty: Any = None
    detail: bool = True
    stored: bool = False
    linked: bool = False


PARTS = (
    Part("show", stored=True),
    Part("revision", stored=True),
    Part("desk"),
    Part("destinations", []),
    Part("recording", NOT_RECORDING),
    Part("rehearsing", False),
    Part("rundown"),
    Part("schedule", linked=True),
    Part("upgrade", linked=True),
    Part("alerts", []),
    Part("macros", [], linked=True),
    Part("takes", []),
    Part("planned", [], linked=True),
    Part("machine", detail=False, linked=True),
    Part("status", detail=False, linked=True),
    Part("events", [], detail=False),
    Part("captions", detail=False, linked=True),
    Part("caption_lines", [], detail=False),
)
NAMES = tuple(part.name for part in PARTS)
DETAILS = tuple(part.name for part in PARTS if part.detail)
PLAYED = tuple(part.name for part in PARTS if part.detail and not part.stored)


def nothing() -> dict[str, Any]:
    """Every part before anything is known."""
    return {part.name: deepcopy(part.empty) for part in PARTS}


def whole(known: dict[str, Any], up: bool = True) -> dict[str, Any]:
    """Every part as it is known; without the link those that end with it are empty."""
    return nothing() | {
        part.name: known[part.name] for part in PARTS if known.get(part.name) is not None and (up or not part.linked)
    }


def ended() -> dict[str, Any]:
    """What is no longer so when the mixer cannot be reached."""
    return {part.name: deepcopy(part.empty) for part in PARTS if part.linked}
