"""When things are due in a source worker: by the monotonic clock on air, by the engine's frames offline."""

from __future__ import annotations

import select
import time
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from mixer.core.clock import Timeline
from mixer.feed.tape import Tape

if TYPE_CHECKING:
    from mixer.feed.port import Port

LEAD_NS = 200_000_000  # how far ahead of its due time a picture may be made
OFFLINE_LEAD_NS = 1_000_000_000  # offline the slots limit it first
WAIT_S = 0.25  # the longest sleep, so that a worker hears the engine at least so often


@dataclass(frozen=True, slots=True)
class Again:
    """What is played again: when it began on air, since when anybody looks, and how clocks stood."""

    began_ns: int
    since_ns: int = 0
    wall_s: float = 0.0  # seconds since 1970 at time 0


class Pace:
    """Tells a worker the time and lets it wait; offline a worker runs ahead of the engine."""

    def __init__(self, offline: bool = False, timeline: Timeline | None = None, again: Again | None = None) -> None:
        self.offline, self.again = offline, again
        self._timeline = timeline
        self._engine_ns = 0
        self._tape = Tape()

    def heard(self, now_ns: int) -> None:
        """The engine has reached this time."""
        self._engine_ns = max(self._engine_ns, now_ns)

    def stand(self, tape_ns: int) -> None:
        """What has a transport begins at this place of its tape, and stands there until it is rolled."""
        self._tape, self._engine_ns = Tape(tape_ns, 0, moving=False), tape_ns

    def roll(self, tape: Tape) -> None:
        """From now on the tape is there."""
        self._tape = tape

    def delay(self, ns: int) -> None:
        """The tape is behind by so much more."""
        self._tape = Tape(self._tape.tape_ns, self._tape.at_ns + ns, self._tape.moving)

    @property
    def stands(self) -> bool:
        return not self._tape.moving

    def timeline(self, rate: Fraction) -> Timeline:
        """The programme's frames on this clock."""
        return self._timeline or Timeline(rate)

    def now_ns(self) -> int:
        """The time; of what has a transport, the place on its tape."""
        return self._engine_ns if self.offline else self._tape.at(time.monotonic_ns())

    def start_ns(self) -> int:
        """When the first picture of something that starts now is due."""
        if self.again:
            return max(self.again.began_ns, self.again.since_ns)
        return 0 if self.offline else time.monotonic_ns() + LEAD_NS

    def began_ns(self) -> int:
        """The same; of what is played again, when it began on air: maybe long before anybody looks."""
        return self.again.began_ns if self.again else self.start_ns()

    def since_ns(self) -> int:
        """What is over by this time nobody looks at."""
        return self.again.since_ns if self.again else 0

    def wait(self, port: Port) -> None:
        """Return when the engine has said something, or soon. Raises ChannelClosed."""
        select.select([port.fileno()], [], [], WAIT_S)
        port.poll()

    def wait_until(self, ns: int, port: Port) -> None:
        """Return at `ns`, hearing the engine meanwhile. Raises ChannelClosed."""
        port.poll()
        lead = OFFLINE_LEAD_NS if self.offline else 0
        while (left := ns - lead - self.now_ns()) > 0:
            # While the tape stands, only the engine can end this; it has nothing to say, but hears whether we live.
            timeout = WAIT_S if self.offline or self.stands else min(WAIT_S, left / 1e9)
            readable, _, _ = select.select([port.fileno()], [], [], timeout)
            # On air the engine speaks every frame; reading it at each wake-up would double the wake-ups.
            if readable or timeout == WAIT_S:
                port.poll()
