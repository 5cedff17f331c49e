"""What can be asked of the schedule of a show on air, one value a verb: for checking, and for the API's schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from annotated_types import Len

Occurrence = Annotated[str, Len(1, 100)]


@dataclass(frozen=True, slots=True)
class DoNow:
    """Do what waits for the programme, or what comes within a minute at its time, whoever has the programme."""

    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Leave out this time what the schedule would do next, or what waits for the programme."""

    occurrence: Occurrence


VALUES: dict[str, Any] = {"schedule_now": DoNow, "schedule_skip": LeaveOut}
