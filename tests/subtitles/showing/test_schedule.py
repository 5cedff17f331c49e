from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mixer.protocol.captions import CaptionStyle
from mixer.text.clusters import length_of
from subtitles.errors import BadRequest
from subtitles.showing.cues import ShownCue
from subtitles.showing.readability import GAP_FRAMES, MAX_S, MIN_S, lines_in_stack, rules_for
from subtitles.showing.schedule import DEPTH, HURRY, Schedule
from subtitles.values import Line, Translation
from tests.subtitles.showing.talk import RATE, TEXTS, Told, a_line, showing

SENTENCE = "the camera on a harbour stage, is live and we follow John Smith with captions. now over two"
WORDS = SENTENCE.split()


def frames(seconds: float) -> int:
    return round(seconds * RATE)


def texts(cues: list[ShownCue]) -> list[str]:
    return [cue.text for cue in cues]


# -- one sentence ----------------------------------------------------------------------------------


def test_a_cue_stands_on_the_next_frame_in_all_its_languages() -> None:
    schedule = Schedule(showing("en", "zh", unburnt=("fr",)), RATE)
    schedule.add(a_line(en="Hello.", zh="你好。", fr="Bonjour."), 100)
    cues = schedule.cues(100)
    assert [(cue.language, cue.from_frame) for cue in cues] == [("en", 101), ("zh", 101), ("fr", 101)]
    assert len({cue.to_frame for cue in cues}) == 1


def test_a_cue_leaves_in_silence_after_its_hold() -> None:
    schedule = Schedule(showing("en", style=CaptionStyle(hold_s=2.0)), RATE)
    schedule.add(a_line(en="It is live."), 100)
    (cue,) = Told(schedule).run(100, 300)
    assert cue.to_frame - cue.from_frame == frames(MIN_S) + frames(2.0)


def test_a_short_cue_stands_no_shorter_and_a_long_one_no_longer_than_can_be_read() -> None:
    for text in ("Yes.", "All of this is being mixed on a server in the harbour, and nobody needs any other machine."):
        schedule = Schedule(showing("en"), RATE)
        schedule.add(a_line(en=text), 0)
        for cue in Told(schedule).run(0, 900):
            assert frames(MIN_S) <= cue.to_frame - cue.from_frame <= frames(MAX_S)


def test_a_text_too_long_for_its_lines_is_several_cues_in_time_in_all_languages() -> None:
    schedule = Schedule(showing("en", "zh", "fr"), RATE)
    schedule.add(a_line(en=TEXTS["en"], zh=TEXTS["zh"], fr=TEXTS["fr"]), 100)
    cues = Told(schedule).run(100, 900)
    starts = {cue.language: [one.from_frame for one in cues if one.language == cue.language] for cue in cues}
    assert len(starts["en"]) > 1 and starts["en"] == starts["zh"] == starts["fr"]
    assert [cue.id for cue in cues if cue.language == "en"][:2] == ["a", "a.2"]


def test_a_language_with_too_few_words_keeps_its_cue_while_the_others_go_on() -> None:
    schedule = Schedule(showing("en", "fr"), RATE)
    schedule.add(a_line(en=f"{TEXTS['en']} And so on.", fr="Oui."), 0)
    cues = Told(schedule).run(0, 900)
    oui = [cue for cue in cues if cue.language == "fr"]
    english = [cue for cue in cues if cue.language == "en"]
    assert len(oui) == 1 and oui[0].to_frame == min(english[-1].to_frame, oui[0].from_frame + frames(MAX_S))


def test_a_failed_translation_shows_what_was_said_or_nothing() -> None:
    line = a_line(en="Hello everybody.")
    line = line.but(texts=line.texts | {"zh": Translation("zh", "Hello everybody.", fallback="no model")})
    told = Schedule(showing("en", "zh"), RATE)
    told.add(line, 0)
    assert [cue.language for cue in told.cues(0)] == ["en", "zh"]
    silent = Schedule(showing("en", "zh", fallback="nothing"), RATE)
    silent.add(line, 0)
    assert [cue.language for cue in silent.cues(0)] == ["en"]


def test_a_line_without_any_text_is_skipped_and_said() -> None:
    schedule = Schedule(showing("zh"), RATE)
    schedule.add(a_line(en="Hello."), 5)
    assert schedule.cues(5) == []
    assert [(skip.line, skip.frame) for skip in schedule.skipped()] == [("a", 5)]
    assert schedule.skipped() == []


# -- one after the other ---------------------------------------------------------------------------


def test_the_next_sentence_waits_until_the_standing_one_is_read() -> None:
    schedule = Schedule(showing("en"), RATE)
    told = Told(schedule)
    schedule.add(a_line("a", en="The camera on the harbour stage."), 0)
    told.run(0, 10)
    schedule.add(a_line("b", 5, 10, en="And another."), 10)
    first, second = told.run(10, 200)
    assert first.to_frame - first.from_frame == -(-32 * 30 // 17)
    assert second.from_frame == first.to_frame + GAP_FRAMES


def test_a_language_that_is_not_burnt_in_keeps_nobody_waiting() -> None:
    long = "Une phrase bien plus longue que celle que l'on voit sur l'image."
    ends = []
    for unburnt in ((), ("fr",)):
        schedule = Schedule(showing("en", unburnt=unburnt), RATE)
        schedule.add(a_line("one", en="Hello to you all.", fr=long), 100)
        schedule.add(a_line("two", en="And welcome."), 100)
        ends.append([cue.from_frame for cue in schedule.cues(100) if cue.line == "two"])
    assert ends[0] == ends[1] != []


def test_a_cue_in_its_hold_makes_room_at_once() -> None:
    schedule = Schedule(showing("en"), RATE)
    told = Told(schedule)
    schedule.add(a_line("a", en="Hello."), 0)
    told.run(0, 60)
    schedule.add(a_line("b", 40, 55, en="And another."), 60)
    first, second = told.run(60, 200)
    assert (first.to_frame, second.from_frame) == (61, 61 + GAP_FRAMES)


def test_with_a_delay_a_cue_stands_on_the_frame_of_its_speech() -> None:
    schedule = Schedule(showing("en"), RATE)
    told = Told(schedule)
    schedule.add(a_line("a", 200, 260, en="Hello everybody."), 100)
    schedule.add(a_line("b", 300, 360, en="And another."), 130)
    first, second = told.run(130, 500)
    assert (first.from_frame, second.from_frame) == (200, 300)
    assert first.to_frame <= 260 + frames(1.5)


def test_what_is_known_late_within_the_delay_shows_at_once() -> None:
    schedule = Schedule(showing("en"), RATE)
    schedule.add(a_line("a", 200, 260, en="Hello everybody."), 220)
    assert [cue.from_frame for cue in schedule.cues(220)] == [221]


def test_when_too_many_wait_reading_is_hurried() -> None:
    schedule = Schedule(showing("en"), RATE)
    told = Told(schedule)
    for number in range(DEPTH + 2):
        schedule.add(a_line(f"l{number}", number, number + 1, en="A sentence of this length or so."), 10)
    cues = told.run(10, 600)
    assert len(cues) == DEPTH + 2 and schedule.skipped() == []
    assert cues[0].hurried and not cues[-1].hurried
    assert cues[0].to_frame - cues[0].from_frame == frames(32 / 17 / HURRY) or cues[0].to_frame == 11


def test_when_even_hurry_does_not_help_the_oldest_are_dropped_and_said() -> None:
    schedule = Schedule(showing("en"), RATE)
    for number in range(12):
        schedule.add(a_line(f"l{number}", number, number + 1, en=TEXTS["en"]), 20)
    cues = Told(schedule).run(20, 1500)
    skips = schedule.skipped()
    assert [skip.line for skip in skips] == [f"l{number}" for number in range(len(skips))]
    assert 0 < len(skips) < 12 and all("waiting" in skip.reason for skip in skips)
    assert {cue.line for cue in cues} == {f"l{number}" for number in range(len(skips), 12)}


def test_a_burst_of_short_sentences_is_shown_whole() -> None:
    schedule = Schedule(showing("en"), RATE)
    for number in range(6):
        schedule.add(a_line(f"l{number}", number, number + 1, en="Yes."), 20)
    assert len(Told(schedule).run(20, 600)) == 6


@st.composite
def talk(draw: st.DrawFn) -> list[tuple[int, Line]]:
    """Lines with the frames they are known in; speakers of every pace, in bursts and with silences."""
    chance = random.Random(draw(st.integers(0, 10_000)))
    pace, delay = draw(st.floats(8, 22)), draw(st.sampled_from([-120, 0, 40]))
    lines, frame = [], 0
    for number in range(draw(st.integers(1, 14))):
        words = " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 30)))
        first, last = frame, frame + max(3, round(len(words) / pace * RATE))
        frame = last + chance.choice([0, 3, 20, 200])
        chinese = "".join(chance.choice("港口舞台上的摄像机正在直播，。") for _ in range(max(1, len(words) // 3)))
        lines.append((max(0, last + delay), a_line(f"l{number}", first, last, en=words, zh=f"字{chinese}")))
    return lines


@settings(max_examples=15)
@given(talk(), st.sampled_from([Fraction(25), Fraction(30000, 1001), Fraction(60)]))
def test_no_rule_of_readability_is_ever_broken(lines: list[tuple[int, Line]], rate: Fraction) -> None:
    captions = showing("en", "zh")
    schedule = Schedule(captions, rate)
    due: dict[int, list[Line]] = {}
    for frame, line in lines:
        due.setdefault(frame, []).append(line)

    def arrive(frame: int) -> None:
        for line in due.get(frame, ()):
            schedule.add(line, frame)

    told = Told(schedule)
    told.run(0, max(due) + 1500, arrive)
    assert told.changed_text == []
    allowed = lines_in_stack(captions.languages)
    speech = {line.id: line.from_frame for _, line in lines}
    for code in ("en", "zh"):
        rules, cues = rules_for(code), told.of_language(code)
        for cue in cues:
            seconds = (cue.to_frame - cue.from_frame) / rate
            assert cue.to_frame - cue.from_frame >= Fraction(MIN_S).limit_denominator(1000) * rate
            assert seconds <= MAX_S
            assert len(cue.lines) <= allowed[code]
            assert all(length_of(line, rules.square) <= rules.length for line in cue.lines)
            faster = HURRY if cue.hurried else 1
            # A text that alone would take longer than the longest cue has been given all of it.
            assert length_of(" ".join(cue.lines), rules.square) / seconds <= faster * rules.cps + 1e-6
            assert cue.from_frame >= speech[cue.line]
        for one, other in pairwise(cues):
            assert other.from_frame - one.to_frame >= GAP_FRAMES
    shown = {cue.line for cue in told.of_language()}
    assert shown | {skip.line for skip in schedule.skipped()} == {line.id for _, line in lines}
    starts = {
        code: {(cue.line, cue.from_frame) for cue in told.of_language(code) if not cue.part} for code in ("en", "zh")
    }
    assert starts["en"] == starts["zh"]


@settings(max_examples=4)
@given(st.integers(0, 1000))
def test_the_lag_is_bounded_however_fast_they_talk(seed: int) -> None:
    chance = random.Random(seed)
    schedule = Schedule(showing("en", "ja"), RATE)
    told: dict[tuple[str, int], ShownCue] = {}
    for number in range(60):
        words = " ".join(chance.choice(WORDS) for _ in range(12))
        schedule.add(a_line(f"l{number}", number * 45, number * 45 + 45, en=words, ja=TEXTS["ja"]), number * 45 + 60)
        told |= {
            (cue.line, cue.part): cue for cue in schedule.cues(number * 45 + 60) if cue.from_frame <= number * 45 + 61
        }
    late = [cue.from_frame - int(line[1:]) * 45 for (line, part), cue in told.items() if part == 0]
    assert max(late) / RATE < 25


# -- the operator ----------------------------------------------------------------------------------


def test_clear_takes_what_stands_and_what_waits() -> None:
    schedule = Schedule(showing("en"), RATE)
    schedule.add(a_line("a", en="Hello everybody."), 0)
    schedule.add(a_line("b", en="And another."), 0)
    schedule.cues(0)
    schedule.clear(10)
    assert [(cue.line, cue.to_frame) for cue in schedule.cues(10)] == [("a", 11)]
    assert [skip.line for skip in schedule.skipped()] == ["b"]


def test_hidden_captions_go_at_once_and_what_comes_meanwhile_is_never_shown() -> None:
    schedule = Schedule(showing("en"), RATE)
    schedule.add(a_line("a", en="Hello everybody."), 0)
    schedule.cues(0)
    schedule.visible(False, 10)
    assert [(cue.line, cue.to_frame) for cue in schedule.cues(10)] == [("a", 11)]
    schedule.add(a_line("b", 5, 8, en="Not for your eyes."), 12)
    assert Told(schedule).run(12, 200) == [] or {cue.line for cue in schedule.cues(200)} <= {"a"}
    schedule.visible(True, 200)
    schedule.add(a_line("c", 180, 199, en="Here again."), 200)
    assert texts(schedule.cues(200)) == ["Here again."]
    assert [skip.line for skip in schedule.skipped()] == ["b"]


def test_a_line_is_edited_before_it_airs() -> None:
    schedule = Schedule(showing("en", "fr"), RATE)
    schedule.add(a_line("a", 100, 160, en="Hello every body.", fr="Bonjour."), 50)
    schedule.cues(50)
    line = schedule.edit("a", {"en": "Hello everybody."}, 60, by="Mara")
    assert texts(schedule.cues(60)) == ["Hello everybody.", "Bonjour."]
    assert (line.texts["en"].text, line.texts["en"].edited_by, line.texts["fr"].edited_by) == (
        "Hello everybody.",
        "Mara",
        "",
    )


def test_what_stands_is_not_edited() -> None:
    schedule = Schedule(showing("en"), RATE)
    schedule.add(a_line("a", en=TEXTS["en"] + " " + TEXTS["en"]), 50)
    schedule.cues(50)
    with pytest.raises(BadRequest, match="has not aired"):
        schedule.edit("a", {"en": "Something else."}, 51)
    with pytest.raises(BadRequest, match="on air"):
        schedule.add(a_line("a", en="Something else."), 52)


@pytest.mark.parametrize("name", ["unknown", "aired"])
def test_nobody_edits_or_withdraws_what_is_not_there(name: str) -> None:
    schedule = Schedule(showing("en"), RATE)
    schedule.add(a_line("aired", en="Hello."), 0)
    Told(schedule).run(0, 400)
    with pytest.raises(BadRequest, match=name):
        schedule.edit(name, {"en": "Hi."}, 400)
    with pytest.raises(BadRequest, match=name):
        schedule.withdraw(name, 400)


def test_a_line_edited_to_nothing_is_not_shown() -> None:
    schedule = Schedule(showing("en"), RATE)
    schedule.add(a_line("a", 100, 160, en="Hello."), 50)
    schedule.edit("a", {"en": " "}, 60)
    assert schedule.cues(60) == [] and [skip.line for skip in schedule.skipped()] == ["a"]


def test_an_edit_names_a_language_of_the_show() -> None:
    schedule = Schedule(showing("en"), RATE)
    schedule.add(a_line("a", 100, 160, en="Hello."), 50)
    with pytest.raises(BadRequest, match="in xx"):
        schedule.edit("a", {"xx": "Hi."}, 60)
    with pytest.raises(BadRequest, match="at most 1000"):
        schedule.edit("a", {"en": "Hi. " * 300}, 60)


def test_a_withdrawn_line_goes_whether_it_waits_or_stands() -> None:
    schedule = Schedule(showing("en"), RATE)
    schedule.add(a_line("a", en="Hello everybody."), 0)
    schedule.add(a_line("b", en="And another."), 0)
    schedule.cues(0)
    schedule.withdraw("b", 5)
    schedule.withdraw("a", 6)
    assert [(cue.line, cue.to_frame) for cue in schedule.cues(6)] == [("a", 7)]
    schedule.add(a_line("b", en="And another."), 20)
    assert [cue.line for cue in schedule.cues(20)] == ["a", "b"]


def test_other_languages_on_air_count_from_the_next_line_that_waits() -> None:
    schedule = Schedule(showing("en"), RATE)
    line = a_line("a", en="Hello.", fr="Bonjour.")
    schedule.add(line, 0)
    schedule.add(replace(line, id="b"), 0)
    schedule.cues(0)
    schedule.load(showing("en", "fr"), 5)
    assert [(cue.line, cue.language) for cue in schedule.cues(5)] == [("a", "en"), ("b", "en"), ("b", "fr")]


def test_a_programme_that_counts_anew_leaves_nothing_standing() -> None:
    schedule = Schedule(showing("en"), RATE)
    schedule.add(a_line("a", 5000, 5060, en="Hello."), 5000)
    schedule.cues(5000)
    assert schedule.cues(10) == []
    schedule.add(a_line("b", 0, 9, en="Hello again."), 10)
    assert [cue.from_frame for cue in schedule.cues(10)] == [11]


@pytest.mark.parametrize("nothing", ["\u200b\u200d", "\u202e", "\u0301", " \ufeff "])
def test_a_text_of_marks_alone_is_left_out_like_an_empty_one(nothing: str) -> None:
    schedule = Schedule(showing("en", "zh"), RATE)
    schedule.add(a_line(en=nothing, zh=nothing), 100)
    assert schedule.cues(100) == [] and "no text" in schedule.skipped()[0].reason


def test_a_line_whose_time_comes_while_captions_are_hidden_is_left_out_and_says_so() -> None:
    schedule = Schedule(showing("en"), RATE)
    schedule.visible(False, 100)
    schedule.add(a_line("later", 200, 260), 110)
    assert Told(schedule).run(110, 400) == []
    assert [(one.line, one.reason) for one in schedule.skipped()] == [("later", "captions were hidden")]
