"""Where on a reader's own timeline, its tape, the programme is: the tape runs along with the programme, or stands."""

from __future__ import annotations

from dataclasses import dataclass

from mixer.core.clock import SAMPLE_RATE, SECOND_NS, Timeline
from mixer.core.transport import NEAREST

ROUNDING_NS = 1000  # a tape that stands must not miss the picture that is due there


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


def on_a_frame(frames: Timeline, since_ns: int, until_ns: int) -> bool:
    """Whether what is due in this part of the tape, the end not included, is on show on any frame.

    That is the picture nearest to the frame while the tape moves, and the one due there where it stands: of 59.94
    pictures a second at 30 frames all are needed for the one or the other, at 29.97 half. `frames` are those of the
    tape.
    """
    near_ns = int(NEAREST * SECOND_NS / frames.rate)
    return any(_within(frames, since_ns - after_ns, until_ns - after_ns) for after_ns in (near_ns, ROUNDING_NS))


def _within(frames: Timeline, since_ns: int, until_ns: int) -> bool:
    """Whether a frame is due there, give or take half of what is allowed for rounding."""
    return frames.due_ns(frames.frame_at(until_ns + ROUNDING_NS // 2)) >= since_ns - ROUNDING_NS // 2
