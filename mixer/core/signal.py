"""Whether a source's picture shows or its slate, with hysteresis both ways. Pure, but for what it remembers."""

from __future__ import annotations

from mixer.core.clock import SECOND_NS

STEADY_NS = SECOND_NS * 4 // 10  # of pictures without a break before they replace the slate
LONGEST_NS = 4 * SECOND_NS  # the same for a source that comes and goes
CALM_NS = 10 * SECOND_NS  # of a signal without a loss: it is trusted again


class Signal:
    """Looked at once a frame. The first picture shows at once; after a loss pictures must hold before they show.

    A source that is lost again soon has to hold twice as long, so that one that flaps does not flicker on air.
    """

    def __init__(self) -> None:
        self.shown = False
        self._lost = False  # ever
        self._steady_ns = STEADY_NS
        self._since_ns = 0  # since when there has been a picture, while the slate shows; or since when it is shown

    def look(self, there: bool, now_ns: int) -> None:
        """`there`: whether there is a picture now, which its owner holds for as long as was asked for."""
        if self.shown:
            self._look_while_shown(there, now_ns)
        elif not there:
            self._since_ns = now_ns
        elif not self._lost or now_ns - self._since_ns >= self._steady_ns:
            self.shown, self._since_ns = True, now_ns

    def _look_while_shown(self, there: bool, now_ns: int) -> None:
        held_ns = now_ns - self._since_ns
        if there:
            self._steady_ns = STEADY_NS if held_ns > CALM_NS else self._steady_ns
            return
        if self._lost and held_ns < CALM_NS:
            self._steady_ns = min(LONGEST_NS, 2 * self._steady_ns)
        self.shown, self._lost, self._since_ns = False, True, now_ns
