"""Which pictures of a file the frames of the programme show."""

from fractions import Fraction
from itertools import pairwise

import pytest

from mixer.core.clock import SECOND_NS, Timeline
from mixer.core.transport import NEAREST
from mixer.feed.tape import ROUNDING_NS, on_a_frame

START_NS = 7_123_456_789


@pytest.mark.parametrize("rate", ["24000/1001", "25", "30000/1001", "30", "50", "60000/1001", "60", "120", "29"])
@pytest.mark.parametrize("fps", ["24", "25", "30000/1001", "30", "50", "60"])
@pytest.mark.parametrize("in_ms", [0, 8, 500])
def test_what_frames_show_is_never_left_out(rate: str, fps: str, in_ms: int) -> None:
    """Moving or standing there; as an engine picks them, beside the pictures that are not made."""
    frames = Timeline(Fraction(fps), START_NS)
    dues = [START_NS - in_ms * 1_000_000 + int(number * SECOND_NS / Fraction(rate)) for number in range(400)]
    made = {due for due, over in pairwise(dues) if on_a_frame(frames, due, over)}
    for after_ns in (int(NEAREST * SECOND_NS / frames.rate), ROUNDING_NS):
        moments = [frames.due_ns(frame) + after_ns for frame in range(frames.frame_at(dues[-1]) - 2)]
        assert {max(due for due in dues if due <= at) for at in moments} <= made


def test_of_twice_as_many_pictures_every_other_is_left_out() -> None:
    frames = Timeline(Fraction(30), START_NS)
    dues = [START_NS + number * SECOND_NS // 60 for number in range(101)]
    assert [on_a_frame(frames, due, over) for due, over in pairwise(dues)] == [True, False] * 50
