"""Text nobody said does not come through; text somebody said does."""

from __future__ import annotations

import pytest

from subtitles.policy.filter import Filter, Reason
from subtitles.policy.loops import loop_from
from subtitles.policy.phrases import PHRASES, is_made_up
from subtitles.values import RATE, Hypothesis, Segment, Word
from tests.subtitles.policy.words import heard, letters, said, text

SPEAKING = Filter(lambda start, end: end - start)


def reasons(heard: Hypothesis, by: Filter = SPEAKING) -> list[str]:
    return [doubt.reason for doubt in by.judge(heard).doubts]


def test_speech_passes() -> None:
    judged = SPEAKING.judge(heard(said("Ask not what your country can do for you.")))
    assert text(judged.words) == "Ask not what your country can do for you." and not judged.doubts


def test_what_the_engine_doubts_twice_over_is_dropped() -> None:
    words = said("Something was said here")
    assert reasons(Hypothesis((Segment(words, -1.2, 0.7),), "en")) == [Reason.DOUBTFUL]
    assert reasons(Hypothesis((Segment(words, -0.2, 0.7),), "en")) == []


def test_words_where_the_gate_heard_nobody_are_dropped() -> None:
    assert reasons(heard(said("I am here")), Filter(lambda start, end: 0)) == [Reason.SILENT]


def test_text_that_compresses_like_a_loop_is_dropped() -> None:
    assert reasons(Hypothesis((Segment(said("a b a c a b a c"), compression=2.5),), "en")) == [Reason.LOOP]


def test_nobody_speaks_so_fast() -> None:
    assert reasons(heard(said("extraordinarily complicated", each=0.2))) == [Reason.FAST]
    assert reasons(heard(letters("今天的天气非常好我们去海边走走", each=0.05), language="zh")) == [Reason.FAST]
    assert reasons(heard(letters("今天的天气非常好我们去海边走走"), language="zh")) == []


@pytest.mark.parametrize("language", ["en", "zh", "fr", "es", "ru", "de", "ja", "ko"])
def test_each_language_has_its_phrases(language: str) -> None:
    assert len(PHRASES[language]) >= 10
    for phrase in PHRASES[language]:
        assert is_made_up(f" {phrase.upper()}. ", language)


def test_english_phrases_count_in_every_language() -> None:
    assert is_made_up("Thanks for watching!", "ja") and not is_made_up("ご視聴ありがとうございました", "fr")


def test_a_phrase_that_stands_alone_is_dropped() -> None:
    assert reasons(heard(said("Thank you."))) == [Reason.PHRASE]


def test_a_phrase_beside_a_sentence_is_kept() -> None:
    assert reasons(heard(said("Thank you."), said("Our guest tonight", at=1.0))) == []


def test_a_phrase_that_ends_an_utterance_is_kept_unless_the_engine_doubts_it() -> None:
    ending = Filter(lambda start, end: end - start, alone=False)
    assert reasons(heard(said("Thank you.")), ending) == []
    assert reasons(heard(said("Thank you."), no_speech=0.3), ending) == [Reason.PHRASE]


def test_an_echo_of_the_prompt_is_dropped() -> None:
    prompted = Filter(lambda start, end: end - start, prompt="Tally, Rosa Ruiz")
    assert reasons(heard(said("Tally, Rosa Ruiz.")), prompted) == [Reason.PROMPT]


def test_a_loop_is_cut_after_its_first_round() -> None:
    judged = SPEAKING.judge(heard(said("we sail at dawn at dawn at dawn at dawn")))
    assert text(judged.words) == "we sail at dawn" and judged.loops


def test_a_loop_that_began_in_committed_words_is_seen() -> None:
    before = said("at dawn at dawn")
    judged = Filter(lambda start, end: end - start, before=before).judge(heard(said("at dawn at dawn", at=1.2)))
    assert judged.words == () and judged.loops


def test_somebody_may_say_no_three_times_but_not_four() -> None:
    assert loop_from(said("no no no I said")) is None
    assert loop_from(said("no no no no")) == 1


def test_three_times_without_the_time_to_say_it_is_a_loop() -> None:
    squeezed = tuple(Word(" no", RATE, RATE + 100) for _ in range(3))
    assert loop_from(squeezed) == 1


def test_every_drop_says_where_it_was() -> None:
    (doubt,) = SPEAKING.judge(heard(said("Thank you.", at=2.0))).doubts
    assert (doubt.text, doubt.start, doubt.end) == ("Thank you.", 2 * RATE, round(2.6 * RATE))
