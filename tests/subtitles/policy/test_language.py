"""A language is found once and kept."""

from __future__ import annotations

from subtitles.policy.language import Language


def locked(code: str = "fr") -> Language:
    language = Language("auto")
    language.found(code, 0.93, 3.0)
    return language


def test_a_fixed_language_is_never_asked_for() -> None:
    language = Language("ru")
    assert language.ask(10, examined=False) == "ru" and not language.found("en", 1.0, 10) and language.code == "ru"


def test_three_seconds_lock_a_language() -> None:
    language = Language("auto")
    assert language.ask(1, examined=False) == ""
    assert not language.found("fr", 0.9, 1.5) and language.code == ""
    assert language.found("fr", 0.93, 1.5) and language.text == "fr 0.93 locked"


def test_what_is_not_certain_locks_nothing() -> None:
    language = Language("auto")
    assert not language.found("fr", 0.69, 10) and language.text == "listening"


def test_a_change_of_mind_begins_to_count_again() -> None:
    language = Language("auto")
    language.found("fr", 0.9, 2)
    assert not language.found("en", 0.9, 2) and language.found("en", 0.9, 1)


def test_a_locked_language_is_examined_once_an_utterance_when_there_is_enough_sound() -> None:
    language = locked()
    assert language.ask(1.0, examined=False) == "fr"
    assert language.ask(2.5, examined=False) == ""
    assert language.ask(2.5, examined=True) == "fr"


def test_three_sure_utterances_in_a_row_switch() -> None:
    language = locked()
    assert not language.found("en", 0.9, 3) and not language.found("en", 0.85, 3)
    assert language.code == "fr"
    assert language.found("en", 0.9, 3) and language.code == "en"


def test_two_utterances_and_one_in_between_do_not() -> None:
    language = locked()
    for found in ("en", "en", "fr", "en", "en", "de", "en"):
        assert not language.found(found, 0.9, 3)
    assert language.code == "fr"
