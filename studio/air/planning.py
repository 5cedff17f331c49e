"""A command with the frame, or the time, that it is to happen on: what may be planned, and how that is said."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from annotated_types import Ge, Len
from pydantic import TypeAdapter, ValidationError

from mixer.errors import BadCommand
from mixer.protocol.parse import in_words, read_command
from studio.captions import verbs as captions

MOST = 200  # that wait at once, of a show
LONGEST = 16_000  # characters of a planned command, as JSON
AHEAD_S = 366 * 86_400.0
LATEST_S = 253_402_300_799.0  # the end of the year 9999: what comes later is no time that a clock shows
OURS = ("id", "type", "by", "directs", "owner", "seat", "turn", "sender")
WITHIN_MS = range(100, 5001)


@dataclass(frozen=True, slots=True)
class Plan:
    """Have a command done on a frame to come, or at a time: ISO 8601 with its zone, or Unix seconds.

    It is kept until then, is asked in your name, and happens only if you may ask it then.
    """

    command: dict[str, Any]
    at_frame: Annotated[int, Ge(0)] | None = None
    at: str | float | None = None


@dataclass(frozen=True, slots=True)
class CancelPlanned:
    """Take back what was planned, by its id; what happens within two seconds cannot be taken back any more."""

    planned: Annotated[str, Len(1, 64)]


@dataclass(frozen=True, slots=True)
class When:
    """Exactly one of the two: a frame, or seconds of Unix time."""

    at_frame: int | None
    at_s: float | None


def read_when(asked: dict[str, Any]) -> When:
    """The moment that `at_frame` or `at` say. Raises BadCommand."""
    at_frame, at = asked.get("at_frame"), asked.get("at")
    if (at_frame is None) == (at is None):
        raise BadCommand("bad_command", "expected either at_frame or at")
    if at is not None:
        return When(None, read_time(at))
    if type(at_frame) is not int or not 0 <= at_frame < 2**53:
        raise BadCommand("bad_command", f"at_frame is the number of a frame, found {at_frame!r:.40}")
    return When(at_frame, None)


def read_time(at: Any) -> float:
    """Seconds of Unix time. Raises BadCommand."""
    found = float(at) if type(at) in (int, float) else _seconds_in(at)
    if not math.isfinite(found) or not 0 <= found <= LATEST_S:
        expected = "expected a time with its zone, such as 2026-11-24T20:00:00Z, or Unix seconds"
        raise BadCommand("bad_command", f"at: {expected}; found {at!r:.60}")
    return found


def _seconds_in(text: Any) -> float:
    try:
        moment = datetime.fromisoformat(text)
        return math.nan if moment.tzinfo is None else moment.timestamp()
    except (TypeError, ValueError, OverflowError):
        return math.nan


def shown_time(at_s: float) -> str:
    """A time as it is told: ISO 8601, in UTC."""
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def check_planned(command: Any) -> None:
    """Raise BadCommand for what nobody could ask at the desk, or what says itself when it happens."""
    from studio.air.verbs import ASKED, verb_of  # which has Plan among its values

    verb = verb_of(command, ASKED) if isinstance(command, dict) else None
    if verb is None or not verb.dated or verb.value in (Plan, CancelPlanned):
        named = command.get("verb") if isinstance(command, dict) else command
        raise BadCommand("bad_command", f"expected a command of the desk, such as take; found {named!r:.40}")
    if ours := sorted(set(OURS) & command.keys()):
        raise BadCommand("bad_command", f"{', '.join(ours)} is said by the studio, not in what is planned")
    if "on_frame" in command or "not_after_frame" in command:
        raise BadCommand("bad_command", "expected at_frame or at of the plan; within_ms counts from there")
    within = command.get("within_ms", WITHIN_MS[-1])
    if type(within) is not int or within not in WITHIN_MS:
        raise BadCommand("bad_command", f"within_ms is a number from {WITHIN_MS[0]} to {WITHIN_MS[-1]}")
    if len(json.dumps(command)) > LONGEST:
        raise BadCommand("too_large", f"a planned command has at most {LONGEST:,} characters")
    _check_parts(str(command["verb"]), {name: part for name, part in command.items() if name != "within_ms"})


def _check_parts(name: str, command: dict[str, Any]) -> None:
    from studio.air.verbs import VERBS

    parts = {part: value for part, value in command.items() if part != "verb"}
    if VERBS[name].engine:
        read_command({**command, "id": "planned"})
    elif name in captions.VALUES:
        captions.check(name, parts)
    else:
        try:
            TypeAdapter(VERBS[name].value).validate_python(parts)
        except ValidationError as error:
            raise BadCommand("bad_command", in_words(error)) from None
