"""Where sentences end."""

from __future__ import annotations

import pytest

from mixer.protocol.captions import Term
from subtitles.policy.glossary import Glossary
from subtitles.policy.sentences import Sentences
from subtitles.values import RATE, Sentence
from tests.subtitles.policy.words import letters, said


def sentences(*terms: Term) -> Sentences:
    return Sentences(Glossary(terms))


def texts(found: list[Sentence]) -> list[str]:
    return [sentence.text for sentence in found]


def test_a_sentence_is_released_with_its_last_word() -> None:
    ours = sentences()
    assert ours.add(said("Nobody believed"), "en") == []
    assert texts(ours.add(said("it would float again!", at=0.6), "en")) == ["Nobody believed it would float again!"]


def test_two_sentences_at_once_are_two() -> None:
    assert texts(sentences().add(said("We won. They lost."), "en")) == ["We won.", "They lost."]


@pytest.mark.parametrize(
    "text",
    [
        "It costs 3.50 today.", "Ask Dr. Ruiz about it.", "Look at www.example.com today.", "The U.S. team arrives.",
        "Mr. and Mrs. Hill won.", "It was version 2.11 again.", "She said e.g. nothing.",
    ],
)  # fmt: skip
def test_marks_inside_numbers_names_and_addresses_end_nothing(text: str) -> None:
    ours, found = sentences(), []
    for word in said(text):
        found += ours.add([word], "en")
    assert texts(found) == [text]


def test_a_year_at_the_end_of_a_sentence_ends_it_when_the_next_begins() -> None:
    ours = sentences()
    assert ours.add(said("It was in 1961."), "en") == []
    assert texts(ours.add(said("He spoke well", at=1.2), "en")) == ["It was in 1961."]


def test_chinese_ends_at_its_own_mark() -> None:
    assert texts(sentences().add(letters("今天很好。明天也好。"), "zh")) == ["今天很好。", "明天也好。"]


def test_a_pause_ends_a_sentence_without_a_mark() -> None:
    ours = sentences()
    ours.add(said("and then we"), "en")
    assert ours.pause(round(1.5 * RATE)) == []
    assert texts(ours.pause(round(1.6 * RATE))) == ["and then we"]


def test_a_pause_between_committed_words_ends_a_sentence() -> None:
    assert texts(sentences().add([*said("and then"), *said("we left", at=1.4)], "en")) == ["and then"]


def test_a_short_sentence_is_not_cut_at_its_comma() -> None:
    assert texts(sentences().add(said("Well, we won."), "en")) == ["Well, we won."]


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    long = "when the boats came in with the tide, the whole town stood on the quay and nobody said a word"
    assert texts(sentences().add(said(long, each=0.4), "en"))[0] == "when the boats came in with the tide,"


def test_a_comma_in_a_number_does_not_cut() -> None:
    ours = sentences()
    found = ours.add(letters("一二三四五六七八九十一二三四五1,000人在这里看", each=0.35), "zh")
    assert all("1,000" in one.text or "," not in one.text for one in [*found, *ours.rest()])


def test_a_sentence_that_never_ends_is_cut_where_it_was_quietest() -> None:
    first, second = said("a b c d e f g h i j k l", each=0.5), said("m n o p q r s t u v w", at=6.5, each=0.5)
    assert texts(sentences().add([*first, *second], "en"))[0] == "a b c d e f g h i j k l"


def test_a_sentence_knows_when_it_was_said_and_what_was_heard() -> None:
    (one,) = sentences(Term("taly", "Tally")).add(said("This is taly.", at=2.0), "en", no_speech=0.1)
    assert (one.text, one.raw) == ("This is Tally.", "This is taly.")
    assert (one.start, one.end, one.no_speech) == (2 * RATE, round(2.9 * RATE), 0.1)


def test_another_language_begins_another_sentence() -> None:
    ours = sentences()
    ours.add(said("good evening"), "en")
    assert texts(ours.add(said("bonsoir à tous.", at=1.0), "fr")) == ["good evening", "bonsoir à tous."]
