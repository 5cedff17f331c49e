"""What a reader has made of one run: pictures that wait for their moment, and how far the sound reaches."""

from __future__ import annotations

from collections import deque

from mixer.feed.messages import Announcement, Extent

PENDING = 1024  # announcements kept; an honest worker has slots for a few


class Reel:
    """Of the run with this number, which begins at `start_ns` of the tape; `over` when nothing more will come."""

    def __init__(self, run: int = 0, start_ns: int = 0) -> None:
        self.run, self.start_ns = run, start_ns
        self.pending: deque[Announcement] = deque(maxlen=PENDING)
        self.sound = Extent(0, 0)
        self.over = False
        self.shown = False  # whether any picture of it has been on show

    def extend(self, extent: Extent) -> None:
        """More sound was written, or some anew, after which none counts; what does not follow takes its place."""
        joined = self.sound.start <= extent.start <= self.sound.end
        self.sound = Extent(self.sound.start, extent.end) if joined else extent
