from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mixer.protocol.basics import Anchor
from mixer.protocol.captions import CaptionLanguage, Captions, CaptionStyle
from subtitles.showing.stack import slots
from tests.subtitles.showing.talk import TEXTS, showing

STYLES = st.builds(
    CaptionStyle,
    size=st.floats(0.015, 0.2),
    outline=st.floats(0, 0.02),
    shadow=st.floats(0, 0.02),
    box=st.sampled_from(["#00000000", "#000000b3"]),
    align=st.sampled_from(["left", "center", "right"]),
    lines=st.integers(0, 4),
)
LANGUAGES = st.lists(
    st.builds(CaptionLanguage, st.sampled_from(sorted(TEXTS)), st.booleans(), STYLES),
    min_size=1,
    max_size=8,
    unique_by=lambda one: one.code,
)
CAPTIONS = st.builds(
    Captions, languages=LANGUAGES.map(tuple), place=st.sampled_from(get_args(Anchor)), margin=st.floats(0, 0.4)
)


@settings(max_examples=60)
@given(CAPTIONS, st.sampled_from([(1920, 1080), (640, 360), (720, 1280), (320, 180)]), st.floats(0.01, 1))
def test_the_stack_never_overlaps_or_leaves_the_canvas(captions: Captions, size: tuple[int, int], share: float) -> None:
    below = 0
    for slot in slots(captions, *size).values():
        assert slot.y >= below and slot.y % 2 == slot.height % 2 == 0
        below = slot.y + slot.height
        box = slot.box(2 * round(share * (slot.right - slot.left) / 2), slot.height)
        assert box.x >= 0 and box.x + box.w <= size[0] and all(side % 2 == 0 for side in box)
    assert below <= size[1]


@pytest.mark.parametrize(("place", "top", "bottom"), [("top", 64, None), ("bottom", None, 1080 - 64)])
def test_the_stack_stands_by_its_margin(place: str, top: int | None, bottom: int | None) -> None:
    found = list(slots(showing("en", "zh", place=place), 1920, 1080).values())
    assert top is None or found[0].y == top
    assert bottom is None or found[-1].y + found[-1].height == bottom


def test_two_languages_have_two_lines_and_one_and_three_have_one_each() -> None:
    one, other = slots(showing("en", "fr"), 1920, 1080).values()
    assert one.height > 1.5 * other.height
    assert len({slot.height for slot in slots(showing("en", "fr", "ru"), 1920, 1080).values()}) == 1


def test_a_short_cue_stands_where_the_next_language_is() -> None:
    slot = slots(showing("en", "fr"), 1920, 1080)["en"]
    assert slot.box(200, 80).y + 80 == slot.y + slot.height
    slot = slots(showing("en", "fr", place="top"), 1920, 1080)["en"]
    assert slot.box(200, 80).y == slot.y


def test_aligned_cues_begin_at_one_column() -> None:
    slot = slots(showing("en", style=CaptionStyle(align="left")), 1920, 1080)["en"]
    assert slot.box(200, 80).x == slot.box(900, 80).x > 200


@pytest.mark.parametrize(("place", "x"), [("bottom-left", 64), ("bottom-right", 1920 - 64 - 200), ("bottom", 860)])
def test_cues_stand_at_the_side_they_are_anchored_to(place: str, x: int) -> None:
    assert slots(showing("en", place=place), 1920, 1080)["en"].box(200, 80).x == x


def test_languages_that_are_not_burnt_have_no_place() -> None:
    assert list(slots(showing("en", unburnt=("fr",)), 1920, 1080)) == ["en"]
