"""Where on a reader's own timeline, its tape, the programme is: the tape runs along with the programme, or stands."""

from __future__ import annotations

from dataclasses import dataclass

from mixer.core.clock import SAMPLE_RATE, SECOND_NS


@dataclass(frozen=True, slots=True)
class Tape:
    """At `at_ns` of the programme's clock the tape is at `tape_ns`; from then on it moves, or it stands there.

    What has no transport is read on the programme's own clock.
    """

    tape_ns: int = 0
    at_ns: int = 0
    moving: bool = True

    def at(self, due_ns: int) -> int:
        """The place on the tape at a moment of the programme's clock."""
        return self.tape_ns + (due_ns - self.at_ns if self.moving else 0)

    def sample(self, at: int) -> int:
        """The index on the tape of a sample of the programme, while it moves."""
        return at + (self.tape_ns - self.at_ns) * SAMPLE_RATE // SECOND_NS

    def turned(self, due_ns: int, moving: bool) -> Tape:
        """The tape as it goes on, moving or not, from a moment on."""
        return Tape(self.at(due_ns), due_ns, moving)
