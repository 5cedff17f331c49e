"""The feed of a source that is played again, from what was logged of it on air."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from mixer.core.clock import SAMPLE_RATE, SECOND_NS
from mixer.feed.feed import Feed
from mixer.feed.messages import Announcement
from mixer.feed.pace import Again


class ReplayedFeed(Feed):
    """Begins when it is told to, as often as it began on air, and never by itself. Each picture comes as it is wanted.

    On air a reader that was told of a new view too late has pictures without it, which the engine scales meanwhile; who
    plays again waits until they are made anew.
    """

    _again: Again | None = None

    def begin(self, again: Again) -> None:
        """Read it from then on; what was read before stays until the first picture of that is due."""
        self.close()
        self._again, self.ended = again, False
        self._try_to_start(0.0)

    def tend(self) -> None:
        if self.transported and self._again is None:
            self._again = Again(0)  # where it begins, its runs say
        if self._channel is None and self._again and not self.ended:
            self._try_to_start(0.0)

    def lost(self, why: str) -> None:
        super().lost(why)
        self.ended = True

    def ready(self, due_ns: int, near_ns: int = 0) -> bool:
        if self._channel is None:
            return self._again is None or self.ended
        # As far as the frame's sound reaches: pictures are looked at in its middle.
        tape_ns = self.playing.due_ns(due_ns, near_ns)
        if self.playing.coming:  # nobody had it on air by then either
            return True
        if not super().ready(due_ns, near_ns) or self.playing.reel.over:
            return super().ready(due_ns, near_ns)
        heard = not self.playing.tape.moving or self._heard_to(tape_ns + self._frame_ns)
        return heard and self._answered(tape_ns)

    def _heard_to(self, ns: int) -> bool:
        over = self._status["state"] in ("ended", "failed")
        sounds = self._status.get("sound") and self.playing.audible
        return over or not sounds or self.playing.reel.sound.end * SECOND_NS >= ns * SAMPLE_RATE

    def _answered(self, tape_ns: int) -> bool:
        """Whether what shows then was made as it is wanted now."""
        due = [one for one in self.playing.reel.pending if one.due_ns <= tape_ns]
        if due:
            return due[-1].asked == self._asked
        shown = self._current is not None and self._ring is self._pictures
        return not shown or (self._current is not None and self._current.asked == self._asked)

    def _spec(self) -> dict[str, Any]:
        return super()._spec() | ({"again": asdict(self._again)} if self._again else {})

    def _announced(self, picture: Announcement) -> None:
        """Take a picture in, or what lies in its slot as it is made now; one that rests is announced several times."""
        if picture.number > self._newest:
            super()._announced(picture)
            return
        for reel in self.playing.reels:
            for index, one in enumerate(reel.pending):
                if one.slot == picture.slot:
                    reel.pending[index] = made_anew(one, picture)
        current = self._current
        if current and current.slot == picture.slot and self._ring is self._pictures:
            self._current = made_anew(current, picture)
            self._scaled.clear()


def made_anew(before: Announcement, now: Announcement) -> Announcement:
    return replace(before, has_native=now.has_native, views=now.views, asked=now.asked)
