"""Which words are committed, and that each is committed once."""

from __future__ import annotations

from subtitles.policy.agreement import agreed
from subtitles.policy.stabiliser import Stabiliser
from subtitles.values import RATE, Word
from tests.subtitles.policy.words import letters, said, text


def partial(stabiliser: Stabiliser, words: tuple[Word, ...], whole: bool = False, language: str = "en") -> str:
    end = words[-1].end if words else 0
    return text(stabiliser.partial(words, end=end, until=end + 2 * RATE, language=language, whole=whole))


def test_passes_agree_on_words_whatever_their_case_and_punctuation() -> None:
    assert agreed(said("Ask not, what YOUR"), said("ask not what your country"), "en") == 4


def test_passes_in_a_language_without_spaces_agree_on_letters() -> None:
    cut_otherwise = (Word("今天", 0, 1), Word("天气很", 1, 2), Word("好", 2, 3))
    assert agreed(letters("今天天气很"), cut_otherwise, "zh") == 2


def test_one_pass_commits_nothing() -> None:
    assert partial(Stabiliser(), said("ask not what")) == ""


def test_two_passes_commit_what_they_share() -> None:
    stabiliser = Stabiliser()
    partial(stabiliser, said("ask not what you"))
    assert partial(stabiliser, said("ask not what your country")) == "ask not what"
    assert text(stabiliser.waiting) == "your country"


def test_the_last_word_waits_because_it_may_be_half_a_word() -> None:
    stabiliser = Stabiliser()
    partial(stabiliser, said("ask not"))
    assert partial(stabiliser, said("ask not")) == "ask"


def test_the_last_word_does_not_wait_when_speech_paused_after_it() -> None:
    stabiliser = Stabiliser()
    partial(stabiliser, said("ask not"))
    assert partial(stabiliser, said("ask not"), whole=True) == "ask not"


def test_what_is_committed_is_not_committed_again() -> None:
    stabiliser = Stabiliser()
    partial(stabiliser, said("ask not what"))
    partial(stabiliser, said("ask not what your"))
    again = said("ask not what your country can")
    assert partial(stabiliser, again) == "your"
    assert text(stabiliser.final(again, end=again[-1].end)) == "country can"


def test_a_repeat_of_the_committed_tail_goes_even_when_its_times_have_wandered() -> None:
    stabiliser = Stabiliser()
    stabiliser.final(said("what your country"), end=RATE)
    late = said("your country can do", at=0.95)
    assert text(stabiliser.final(late, end=3 * RATE)) == "can do"


def test_a_word_said_twice_is_kept_twice() -> None:
    stabiliser = Stabiliser()
    partial(stabiliser, said("I know that tha"))
    partial(stabiliser, said("I know that that boat"))  # commits the first "that" and has heard the second
    assert text(stabiliser.final(said("that boat", at=0.9), end=3 * RATE)) == "that boat"


def test_a_new_word_that_begins_a_little_early_is_not_taken_for_an_old_one() -> None:
    stabiliser = Stabiliser()
    stabiliser.final((Word(" tide", 0, RATE),), end=RATE)
    early = (Word(" Tonight", RATE - RATE // 5, RATE + RATE // 2),)
    assert text(stabiliser.final(early, end=2 * RATE)) == "Tonight"


def test_the_first_word_of_a_buffer_is_written_as_the_pass_before_wrote_it() -> None:
    stabiliser = Stabiliser()
    stabiliser.final(said("ask not"), end=round(0.6 * RATE))
    partial(stabiliser, said("what your country", at=0.6))
    assert partial(stabiliser, said("What your country can", at=0.6)) == "what your country"


def test_words_that_passes_cannot_agree_on_for_four_seconds_are_taken_as_they_stand() -> None:
    stabiliser = Stabiliser()
    for at, guess in enumerate(("cat sat on", "hat sat on", "bat sat on", "mat sat on")):
        done = stabiliser.partial(said(guess), end=RATE, until=(2 + at) * RATE, language="en", whole=False)
        assert text(done) == ("mat sat" if at == 3 else "")
