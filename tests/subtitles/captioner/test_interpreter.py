"""Every line comes back with a text in every language, or with the reason why not."""

from __future__ import annotations

from typing import Any

from mixer.protocol.captions import CaptionLanguage, Captions
from subtitles.captioner.errands import ErrandFailed, Errands
from subtitles.captioner.interpreter import TOO_MANY, WAITING_AT_MOST, Interpreter
from subtitles.values import Line, Translation
from tests.subtitles.captioner.makers import Bell, FakeQueue, a_line

Ready = list[tuple[Line, dict[str, Translation]]]


def settings(*codes: str, **changes: Any) -> Captions:
    return Captions(on=True, languages=tuple(CaptionLanguage(code) for code in codes), **changes)


def interpreter(bell: Bell, answer: Any, of: Captions) -> Interpreter:
    errands: Errands[Line] = Errands("subtitles.translate", "translate", FakeQueue(answer), bell)
    return Interpreter(of, errands)


def translated(one: Interpreter, bell: Bell, line: Line) -> dict[str, Translation]:
    one.ask(line)
    assert one.think() == []
    bell.wait()
    ((same, texts),) = one.think()
    assert same == line
    return texts


def test_the_speakers_own_language_needs_no_translator() -> None:
    bell = Bell()
    one = interpreter(bell, lambda task, request: 1 / 0, settings("en", "en-gb"))
    one.ask(a_line())
    ((_, texts),) = one.think()
    assert {code: text.text for code, text in texts.items()} == {"en": "Good evening.", "en-gb": "Good evening."}


def test_all_languages_come_together_with_their_pivots() -> None:
    def answer(task: str, request: dict[str, Any]) -> dict[str, Any]:
        assert (request["source"], request["targets"]) == ("en", ["fr", "zh"])
        return {"texts": {"fr": {"text": "Bonsoir.", "via": ""}, "zh": {"text": "晚上好。", "via": "en"}}, "failed": {}}

    bell = Bell()
    texts = translated(interpreter(bell, answer, settings("en", "fr", "zh")), bell, a_line())
    assert {code: (text.text, text.via) for code, text in texts.items()} == {
        "en": ("Good evening.", ""), "fr": ("Bonsoir.", ""), "zh": ("晚上好。", "en"),
    }  # fmt: skip


def test_a_language_that_fails_shows_the_source_and_says_why() -> None:
    bell = Bell()
    told = {"texts": {"fr": {"text": "Bonsoir.", "via": ""}}, "failed": {"ru": "no package en → ru"}}
    one = interpreter(bell, lambda task, request: told, settings("fr", "ru"))
    texts = translated(one, bell, a_line())
    assert (texts["ru"].text, texts["ru"].fallback) == ("Good evening.", "no package en → ru")
    assert texts["fr"].fallback == "" and "ru" in one.trouble


def test_a_worker_that_is_gone_falls_back_for_every_language() -> None:
    def gone(task: str, request: dict[str, Any]) -> dict[str, Any]:
        raise ErrandFailed("late", "no answer within 4 s")

    bell = Bell()
    texts = translated(interpreter(bell, gone, settings("fr", "ru", fallback="nothing")), bell, a_line())
    assert {code: (text.text, text.fallback) for code, text in texts.items()} == {
        "fr": ("", "no answer within 4 s"), "ru": ("", "no answer within 4 s"),
    }  # fmt: skip


def test_a_backlog_of_sentences_is_bounded() -> None:
    bell = Bell()
    one = interpreter(bell, lambda task, request: {"texts": {}, "failed": {}}, settings("fr"))
    for number in range(WAITING_AT_MOST + 3):
        one.ask(a_line(f"ln_{number}"))
    late = one.think()
    assert [line.id for line, _ in late] == ["ln_0", "ln_1", "ln_2"]
    assert all(texts["fr"].fallback == TOO_MANY for _, texts in late)
    assert one.untranslated == 3


def test_a_corrected_line_is_translated_again_and_the_old_words_count_no_more() -> None:
    def answer(task: str, request: dict[str, Any]) -> dict[str, Any]:
        return {"texts": {"fr": {"text": f"fr: {request['text']}", "via": ""}}, "failed": {}}

    bell = Bell()
    one = interpreter(bell, answer, settings("en", "fr"))
    one.ask(a_line())
    assert one.think() == []  # the old words are with the translators
    one.ask_again(a_line(text="Good morning."))
    bell.wait()
    assert one.think() == []  # theirs came back, the new ones went out
    bell.wait()
    ((line, texts),) = one.think()
    assert line.text == "Good morning." and texts["fr"].text == "fr: Good morning."


def test_a_line_that_waits_to_be_translated_waits_once_with_its_new_words() -> None:
    one = interpreter(Bell(), lambda task, request: {"texts": {}}, settings("en", "fr"))
    one.ask(a_line("ln_0"))
    one.think()
    one.ask(a_line("ln_1"))
    one.ask_again(a_line("ln_1", text="Good morning."))
    assert one.queue == 2
