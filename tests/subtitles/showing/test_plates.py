from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mixer.core.geometry import Box
from mixer.core.track import Entry, at, read_track
from mixer.engine.captioners import LONGEST
from mixer.errors import CannotDraw
from mixer.overlays.bitmap import bitmap_from
from mixer.protocol.bitmaps import packed, to_shared
from mixer.protocol.captions import CaptionLanguage, Captions, CaptionStyle
from subtitles.showing import plates
from subtitles.showing.cues import ShownCue
from subtitles.showing.plates import MOST_PLATES, Plate, Showing, Stage
from tests.subtitles.showing.talk import RATE, TEXTS, showing

SIZE = (640, 360)
EFFECTS = ["none", "fade", "roll-up", "typewriter"]


def cue(
    language: str = "en", text: str = "Hello everybody.", first: int = 10, last: int = 100, line: str = "a"
) -> ShownCue:
    return ShownCue(line, language, tuple(text.split("\n")), first, last)


class Engine:
    """What an engine would have of a stage."""

    def __init__(self) -> None:
        self.plates: dict[str, Plate] = {}
        self.track: tuple[Entry, ...] = ()

    def take(self, showing: Showing) -> Showing:
        self.plates |= {plate.id: plate for plate in showing.plates}
        if showing.track is not None:
            self.track = tuple(read_track(json.loads(json.dumps(showing.track))))
        for name in showing.drop:
            del self.plates[name]
        return showing

    def boxes(self, frame: int) -> Iterator[tuple[str, Box]]:
        """What shows of each plate in a frame."""
        for mark in at(self.track, frame):
            plate = self.plates[str(mark.plate)]
            left, right = max(0, mark.left), min(plate.box.w, mark.right)
            yield plate.id, Box(plate.box.x + left, plate.box.y + mark.dy, right - left, plate.box.h)


def styled(effect: str, *codes: str) -> Captions:
    return showing(*codes, style=CaptionStyle(effect=effect))  # type: ignore[arg-type]


def test_a_cue_stands_from_its_first_frame_to_before_its_last() -> None:
    stage, engine = Stage(SIZE, RATE, showing("en")), Engine()
    engine.take(stage.show([cue()], 5))
    assert [len(list(engine.boxes(frame))) for frame in (9, 10, 99, 100)] == [0, 1, 1, 0]


def test_the_engine_can_blend_a_plate() -> None:
    (plate,) = Stage(SIZE, RATE, showing("en")).show([cue()], 5).plates
    fd = to_shared(packed(plate.image))
    assert tuple(bitmap_from(fd, Box(*plate.box)).box) == tuple(plate.box)
    os.close(fd)


def test_all_languages_of_a_sentence_come_up_in_one_frame() -> None:
    for effect in EFFECTS:
        engine = Engine()
        cues = [cue(code, TEXTS[code][:14]) for code in ("en", "zh", "ar")]
        engine.take(Stage(SIZE, RATE, styled(effect, "en", "zh", "ar")).show(cues, 5))
        assert list(engine.boxes(9)) == []
        assert len(list(engine.boxes(10))) == 3


def test_nothing_is_sent_twice() -> None:
    stage = Stage(SIZE, RATE, showing("en"))
    stage.show([cue()], 5)
    for frame in (6, 10, 40):
        again = stage.show([cue()], frame)
        assert (again.plates, again.track, again.drop) == ((), None, ())


def test_a_cue_that_ends_sooner_only_changes_the_track() -> None:
    stage, engine = Stage(SIZE, RATE, showing("en")), Engine()
    engine.take(stage.show([cue(last=100)], 5))
    sooner = engine.take(stage.show([cue(last=50), cue("en", "Next.", 52, 90, "b")], 40))
    assert len(sooner.plates) == 1 and sooner.drop == ()
    assert [len(list(engine.boxes(frame))) for frame in (49, 50, 51, 52, 89, 90)] == [1, 0, 0, 1, 1, 0]


def test_what_is_over_or_withdrawn_is_dropped() -> None:
    stage, engine = Stage(SIZE, RATE, showing("en")), Engine()
    engine.take(stage.show([cue(), cue("en", "Next.", 102, 150, "b")], 5))
    engine.take(stage.show([cue()], 6))
    assert len(engine.plates) == 1
    engine.take(stage.show([], 101))
    assert engine.plates == {} and not any(list(engine.boxes(frame)) for frame in range(101, 160))


def test_an_edited_text_is_drawn_anew_before_it_airs() -> None:
    stage, engine = Stage(SIZE, RATE, showing("en")), Engine()
    first = engine.take(stage.show([cue(text="Hello every body.")], 5))
    second = engine.take(stage.show([cue()], 6))
    assert second.drop == (first.plates[0].id,) and len(second.plates) == 1


def test_another_style_counts_at_once_and_a_language_that_went_is_gone() -> None:
    stage, engine = Stage(SIZE, RATE, showing("en", "fr")), Engine()
    cues = [cue(), cue("fr", "Bonjour.")]
    engine.take(stage.show(cues, 20))
    stage.load(showing("en", style=CaptionStyle(size=0.1)))
    engine.take(stage.show(cues, 21))
    ((_, box),) = engine.boxes(21)
    assert box.h > 36 and len(engine.plates) == 1


def test_another_engine_gets_all_of_it() -> None:
    stage = Stage(SIZE, RATE, showing("en"))
    stage.show([cue()], 5)
    stage.forgotten()
    again = stage.show([cue()], 50)
    assert len(again.plates) == 1 and again.track


def test_a_text_that_stands_in_for_a_translation_stands_once() -> None:
    stage = Stage(SIZE, RATE, showing("en", "fr"))
    assert len(stage.show([cue("en"), cue("fr")], 5).plates) == 1
    assert len(stage.show([cue("en", line="b"), cue("fr", "Bonjour.", line="b")], 5).plates) == 2


def test_the_engine_is_never_given_more_than_it_holds() -> None:
    stage, engine = Stage(SIZE, RATE, showing("en")), Engine()
    cues = [cue("en", f"Number {n}", 10 + n, 12 + n, str(n)) for n in range(100)]
    for frame in range(5, 130):
        engine.take(stage.show(cues, frame))
        assert len(engine.plates) <= MOST_PLATES
        shown = [name for name, _ in engine.boxes(frame)]
        assert shown or not 10 <= frame < 111


def test_characters_that_no_font_has_are_said() -> None:
    assert Stage(SIZE, RATE, showing("en")).show([cue(text="Hi \U0010fffd")], 5).missing == ("\U0010fffd",)


def test_what_could_not_be_drawn_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(SIZE, RATE, showing("en", "fr"))

    def lacking(*args: object) -> None:
        raise CannotDraw("there is no fontconfig")

    with monkeypatch.context() as without:
        without.setattr(plates, "drawn", lacking)
        for frame in (5, 6):
            with pytest.raises(CannotDraw):
                stage.show([cue(), cue("fr", "Bonjour.")], frame)
    assert len(stage.show([cue(), cue("fr", "Bonjour.")], 7).plates) == 2


def test_the_fonts_are_ready_before_the_first_cue() -> None:
    Stage(SIZE, RATE, showing("en", "zh", "ar")).warm()


# -- effects ---------------------------------------------------------------------------------------


def marks(effect: str, text: str = "Hello\neverybody.", code: str = "en") -> list[list[tuple[int, int, int, int]]]:
    """(opacity, dy, left, right) of what stands, frame by frame from the cue's first."""
    engine = Engine()
    engine.take(Stage(SIZE, RATE, styled(effect, code)).show([cue(code, text, 10, 160)], 5))
    return [[mark[1:] for mark in at(engine.track, frame)] for frame in range(10, 160)]


@pytest.mark.parametrize("effect", EFFECTS)
def test_an_effect_ends_with_the_whole_cue_in_its_place_and_nothing_moves_again(effect: str) -> None:
    frames = marks(effect)
    assert frames[-1] and all(opacity == 256 and dy == 0 and left == 0 for opacity, dy, left, _ in frames[-1])
    settled = frames.index(frames[-1])
    assert settled <= 45 and all(frame == frames[-1] for frame in frames[settled:])
    assert all(frames)


def test_a_fade_only_brightens() -> None:
    opacities = [frame[0][0] for frame in marks("fade")]
    assert opacities == sorted(opacities) and 0 < opacities[0] < 256 and len(set(opacities)) <= 5


def test_a_roll_only_rises() -> None:
    heights = [frame[0][1] for frame in marks("roll-up")]
    assert heights == sorted(heights, reverse=True) and heights[0] > 4 and all(dy % 2 == 0 for dy in heights)


def test_typing_uncovers_line_after_line_from_the_left() -> None:
    frames = marks("typewriter")
    shown = [[right for _, _, _, right in frame] for frame in frames]
    assert len(shown[0]) == 1 and len(shown[-1]) == 2
    assert all(sum(one) <= sum(other) for one, other in zip(shown, shown[1:], strict=False))
    assert len({tuple(one) for one in shown}) >= 8


def test_twelve_languages_typed_at_once_fit_a_message_to_the_engine() -> None:
    codes = ("en", "fr", "ru", "ja", "ko", "zh", "de", "es", "it", "pt", "nl", "pl")
    style = CaptionStyle(effect="typewriter", size=0.02, lines=2)
    stage = Stage((1920, 1080), RATE * 2, showing(*codes, style=style))
    texts = [
        cue(code, f"This is {code} from A to Z, {n}\nand this is all there is of it", 60 * n, 60 * n + 58, str(n))
        for code in codes
        for n in range(4)
    ]
    track = stage.show(texts, 0).track or []
    assert len(read_track(track)) <= 1024
    assert len(json.dumps({"track": track})) < LONGEST


def test_arabic_is_typed_from_the_right() -> None:
    frames = marks("typewriter", TEXTS["ar"][:20], "ar")
    lefts = [frame[0][2] for frame in frames]
    assert lefts == sorted(lefts, reverse=True) and lefts[0] > 0 == lefts[-1]
    assert len({frame[0][3] for frame in frames}) == 1


MIXED = st.lists(st.sampled_from(EFFECTS), min_size=1, max_size=3)


@settings(max_examples=25)
@given(MIXED, st.sampled_from(["bottom", "top", "center", "bottom-left"]), st.sampled_from([0.0, 0.06, 0.3]))
def test_no_cue_ever_covers_another_or_leaves_the_canvas(effects: list[str], place: str, margin: float) -> None:
    codes = ("en", "zh", "ar")[: len(effects)]
    languages = tuple(
        CaptionLanguage(code, style=CaptionStyle(effect=effect))  # type: ignore[arg-type]
        for code, effect in zip(codes, effects, strict=True)
    )
    engine = Engine()
    cues = [cue(code, TEXTS[code][:12], 10, 60) for code in codes] + [cue("en", "Next one", 62, 100, "b")]
    engine.take(Stage(SIZE, RATE, Captions(languages=languages, place=place, margin=margin)).show(cues, 5))  # type: ignore[arg-type]
    for frame in range(10, 100):
        found = sorted((box for _, box in engine.boxes(frame)), key=lambda box: box.y)
        assert all(box.x >= 0 and box.x + box.w <= SIZE[0] and box.y + box.h <= SIZE[1] for box in found)
        assert all(one.y + one.h <= other.y for one, other in zip(found, found[1:], strict=False))
