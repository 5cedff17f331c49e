"""What the beat promises: every frame once, at its due time, also when an edit changes the rate."""

from fractions import Fraction

from mixer.core.clock import SECOND_NS, Timeline
from mixer.engine.ticks import on_air


class PaperClock:
    """Time that passes only in sleep."""

    def __init__(self) -> None:
        self.now_ns = 0

    def now(self) -> int:
        return self.now_ns

    def sleep(self, seconds: float) -> None:
        self.now_ns += round(seconds * SECOND_NS)


def test_a_new_rate_is_kept_from_the_next_frame_on() -> None:
    clock, timeline = PaperClock(), Timeline(Fraction(25))
    ticks = on_air(lambda: timeline, clock.now, clock.sleep)
    assert [next(ticks).frame for _ in range(3)] == [1, 2, 3]
    began = clock.now()
    timeline = Timeline(Fraction(50), timeline.due_ns(3), 3)
    after = [next(ticks) for _ in range(50)]
    assert [tick.frame for tick in after] == list(range(4, 54))
    assert not any(tick.behind or tick.jump for tick in after)
    assert abs(clock.now() - began - SECOND_NS) < 1000
