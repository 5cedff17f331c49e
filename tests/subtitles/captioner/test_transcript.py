"""What may happen to a line, and what may not."""

from __future__ import annotations

import pytest

from subtitles.captioner.transcript import KEPT, Transcript
from subtitles.errors import BadRequest
from tests.subtitles.captioner.makers import a_line, texts


def test_a_line_goes_from_heard_to_aired() -> None:
    transcript = Transcript()
    states = [transcript.put(a_line()).state]
    transcript.translated("ln_1", texts(fr="Bonsoir."))
    for leaving in (190, 200, 260):
        line = transcript.shown("ln_1", 200, 250, leaving)
        assert line
        states.append(line.state)
    assert states == ["heard", "translated", "on_air", "aired"]
    assert transcript["ln_1"].aired_from == 200


def test_changes_are_told_once_and_only_when_something_changed() -> None:
    transcript = Transcript([a_line("old")])
    assert transcript.changed() == []
    transcript.put(a_line())
    transcript.translated("ln_1", texts(fr="Bonsoir."))
    assert [line.state for line in transcript.changed()] == ["translated"]
    transcript.translated("ln_1", texts(fr="Bonsoir."))
    assert transcript.changed() == []


def test_an_edit_before_air_outlives_the_translators() -> None:
    transcript = Transcript()
    transcript.put(a_line())
    transcript.edited("ln_1", {"fr": "Bonne soirée."}, "Ada")
    line = transcript.translated("ln_1", texts(fr="Bonsoir.", es="Buenas noches."))
    assert line and line.texts["fr"].text == "Bonne soirée." and line.texts["es"].text == "Buenas noches."
    assert line.edited_by == line.texts["fr"].edited_by == "Ada"


@pytest.mark.parametrize("state", ["on_air", "aired", "dropped", "gap"])
def test_what_is_on_air_or_over_can_be_neither_edited_nor_dropped(state: str) -> None:
    transcript = Transcript([a_line(state=state)])
    with pytest.raises(BadRequest, match="not on air yet"):
        transcript.edited("ln_1", {"en": "Other words."}, "Ada")
    with pytest.raises(BadRequest, match="not on air yet"):
        transcript.dropped("ln_1", "why not")


def test_an_edit_needs_words() -> None:
    transcript = Transcript([a_line()])
    for nothing in ({}, {"en": "  "}):
        with pytest.raises(BadRequest, match="expected a text"):
            transcript.edited("ln_1", nothing, "Ada")


def test_a_dropped_line_comes_back_and_is_translated_anew() -> None:
    transcript = Transcript([a_line(state="translated", texts=texts(fr="Bonsoir."))])
    assert transcript.dropped("ln_1", "wrong").reason == "wrong"
    assert transcript.translated("ln_1", texts(fr="Bonsoir.")) is None
    back = transcript.restored("ln_1", "Ada")
    assert (back.state, back.reason, back.texts) == ("heard", "", {})
    with pytest.raises(BadRequest, match="only a dropped line"):
        transcript.restored("ln_1", "Ada")


def test_a_line_that_comes_back_keeps_its_correction() -> None:
    transcript = Transcript([a_line(state="translated", texts=texts(fr="Bonsoir.", es="Buenas."))])
    transcript.edited("ln_1", {"fr": "Bonne soirée."}, "Ada")
    transcript.dropped("ln_1", "wrong")
    assert list(transcript.restored("ln_1", "Ada").texts) == ["fr"]
    line = transcript.translated("ln_1", texts(fr="Bonsoir.", es="Buenas noches."))
    assert line and (line.texts["fr"].text, line.texts["es"].text) == ("Bonne soirée.", "Buenas noches.")


def test_a_line_nobody_knows_is_named() -> None:
    with pytest.raises(BadRequest, match="no line ln_9"):
        Transcript().edited("ln_9", {"en": "x"}, "")


def test_memory_is_bounded() -> None:
    transcript = Transcript()
    for number in range(KEPT + 50):
        transcript.put(a_line(f"ln_{number}"))
    assert len(transcript.newest(10_000)) == KEPT and transcript.total == KEPT + 50


def test_what_was_said_can_be_corrected_where_it_is_shown_in_other_languages_alone() -> None:
    transcript = Transcript([a_line(state="translated", texts=texts(fr="Bonsoir."))])
    line = transcript.edited("ln_1", {"en": "Good morning."}, "Ada")
    assert line.text == "Good morning." and list(line.texts) == ["fr"]


def test_a_correction_in_the_shows_own_spelling_of_a_language_is_of_what_was_said() -> None:
    transcript = Transcript([a_line(state="translated", texts=texts(**{"en-gb": "Good evening.", "fr": "Bonsoir."}))])
    assert transcript.edited("ln_1", {"en-gb": "Good morning."}, "Ada").text == "Good morning."


def test_translations_of_a_correction_that_come_too_late_change_nothing_and_say_so() -> None:
    on_air = a_line(state="on_air", texts=texts(en="Good morning.", fr="Bonsoir.", es="Buenas noches."))
    transcript = Transcript([on_air])
    transcript.late("ln_1", texts(en="Good morning.", fr="Bonjour.", es="Buenos días."))
    line = transcript["ln_1"]
    assert line.texts == on_air.texts and line.reason == "corrected too late for es, fr: on air as before"
