"""From sound to sentences, on a fake clock, with a recogniser that knows the truth and errs as told."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from mixer.protocol.captions import Captions, Term
from subtitles.listening.gate import Gate
from subtitles.policy.events import Committed, Dropped, Gap, Locked, Partial, Spoken
from subtitles.policy.filter import Reason
from subtitles.policy.pressure import LAG_S
from subtitles.policy.transcriber import Transcriber
from subtitles.values import RATE, Hypothesis, Pass, Segment, Word
from tests.subtitles.oracle import SENTENCES, Buzz, Oracle, Play, murmur, percentile, play, s, talk

TALK = talk(SENTENCES * 2)
END = TALK[-1].end / RATE + 5
BREATHLESS = talk(SENTENCES * 2, pause=0.1)
BREATHLESS_END = BREATHLESS[-1].end / RATE + 14


def whole(sentences: list[str]) -> str:
    return " ".join(sentences)


# -- what is committed


def test_everything_said_is_committed_once_and_nothing_else() -> None:
    shown = play(Oracle(TALK)).run(END)
    assert (shown.missing, shown.extra, shown.erased) == (0, 0, 0)
    assert whole(shown.sentences) == " ".join(SENTENCES * 2)


def test_a_word_is_committed_two_seconds_after_it_was_said() -> None:
    latencies = play(Oracle(TALK, cost_a_second=0.3)).run(END).latencies()
    assert percentile(latencies, 50) <= 2.1
    assert percentile(latencies, 95) <= 3.0


def test_without_pauses_too() -> None:
    shown = play(Oracle(BREATHLESS, cost_a_second=0.3)).run(BREATHLESS_END)
    assert (shown.missing, shown.extra, shown.erased) == (0, 0, 0)
    assert percentile(shown.latencies(), 50) <= 3.0 and percentile(shown.latencies(), 95) <= 4.5


def test_a_sentence_is_released_as_its_last_word_is_committed() -> None:
    shown = play(Oracle(TALK)).run(END)
    commits = {word: told.now for told in shown.log if isinstance(told.event, Committed) for word in told.event.words}
    spoken = [(told.now, told.event.sentence) for told in shown.log if isinstance(told.event, Spoken)]
    waits = [(now - commits[one.words[-1]]) / RATE for now, one in spoken]
    # A comma is taken for an end only when the sentence turns out to be long.
    assert percentile(waits, 80) == 0 and max(waits) <= 2.0


def test_sentences_end_where_people_ended_them() -> None:
    sentences = play(Oracle(TALK)).run(END).sentences
    # The fifth is longer than 6 s and comes as two clauses.
    assert sentences[:4] == list(SENTENCES[:4])
    assert sentences[4:6] == [
        "The captain told us that she learned everything from her grandmother,", "a fisherwoman from the north.",
    ]  # fmt: skip


def test_times_of_words_are_those_of_the_programme() -> None:
    shown = play(Oracle(TALK)).run(END)
    assert [(word.start, word.end) for word in shown.committed] == [(word.start, word.end) for word in TALK]


def test_words_that_change_from_pass_to_pass_do_not_change_once_committed() -> None:
    shown = play(Oracle(TALK, rewritten=0.15, wander_s=0.15)).run(END)
    assert shown.erased == 0
    assert percentile(shown.latencies(), 50) <= 3.0 and percentile(shown.latencies(), 95) <= 4.5


def test_wandering_times_neither_lose_nor_repeat_words() -> None:
    shown = play(Oracle(TALK, wander_s=0.15)).run(END)
    assert (shown.missing, shown.extra) == (0, 0)


def test_chinese_is_committed_by_letters() -> None:
    truth = [replace(word, text=word.text.strip()) for word in talk(("今天 天气 很 好 我们 去 海边 走走。",) * 3)]
    shown = play(Oracle(truth, language="zh"), Captions(language="zh")).run(truth[-1].end / RATE + 4)
    assert shown.sentences == ["今天天气很好我们去海边走走。"] * 3


@pytest.mark.parametrize("seed", range(16))
def test_whatever_goes_wrong_nothing_is_erased_repeated_or_late(seed: int) -> None:
    dice = random.Random(seed)
    spoken = talk(
        [dice.choice(SENTENCES) for _ in range(4)],
        words_a_minute=dice.choice((110, 160, 220)),
        pause=dice.choice((0.05, 0.2, 0.3, 0.6, 2)),
    )
    shown = play(
        Oracle(
            spoken,
            delta_s=dice.choice((0.1, 0.2, 0.4)),
            wander_s=dice.choice((0, 0.1, 0.2)),
            loops=frozenset(dice.sample(range(100), dice.choice((0, 10, 50)))),
            phrase=dice.choice(("", " Thank you.", " you")),
            cost_a_second=dice.choice((0.05, 0.3, 0.6, 1.2, 2.5)),
            cost_s=dice.choice((0, 0.1, 0.5)),
            seed=seed,
        ),
        Captions(language=dice.choice(("en", "auto"))),
    )
    shown.down = dice.choice(((0, 0), (3, 9), (5, 30)))
    shown.run(spoken[-1].end / RATE + 14, block=dice.choice((160, 640, 4000)))
    assert shown.erased == 0 and shown.extra == 0 and max(shown.lags) <= LAG_S
    assert "".join(word.text for word in shown.committed).split() == whole(shown.sentences).split()
    if not shown.gaps and not shown.dropped:
        assert shown.missing <= 1  # where words wander far


# -- what is not said


@pytest.mark.parametrize("often", [7, 2, 1])
def test_loops_are_never_shown(often: int) -> None:
    shown = play(Oracle(TALK, loops=frozenset(range(4, 400, often)))).run(END)
    assert shown.extra == 0 and shown.erased == 0


def test_a_loop_that_does_not_end_is_left_behind_and_told() -> None:
    shown = play(Oracle(TALK, loops=frozenset(range(400)))).run(END)
    assert {one.reason for one in shown.dropped} == {Reason.LOOP}
    assert max(shown.lags) <= LAG_S


@pytest.mark.parametrize("phrase", [" Thank you.", " Thanks for watching!", " you"])
def test_phrases_over_silence_are_never_shown(phrase: str) -> None:
    shown = play(Oracle(TALK, phrase=phrase)).run(END)
    assert shown.extra == 0 and shown.missing == 0


def test_in_silence_nothing_is_asked() -> None:
    shown = play(Oracle([], phrase=" Thank you.")).run(30)
    assert shown.passes == [] and shown.log == []


def test_a_cough_is_submitted_and_dropped() -> None:
    shown = play(Oracle([], phrase=" Thank you."))
    shown.noises = [Word("", s(2), s(2.6))]
    shown.run(6)
    assert shown.passes and [one.reason for one in shown.dropped] == [Reason.PHRASE]
    assert shown.sentences == [] and shown.committed == []


def test_what_is_dropped_is_told_with_its_reason() -> None:
    transcriber = listening_to(TALK[:2])
    request = transcriber.next_pass(s(5))
    assert request and request.final
    made_up = Segment((Word(" Thank you.", TALK[0].start, TALK[1].end),))
    transcriber.passed(request, Hypothesis((made_up,), "en"), 0.3)
    assert [one for one in transcriber.events() if isinstance(one, Dropped)] == [
        Dropped("Thank you.", TALK[0].start, TALK[1].end, Reason.PHRASE)
    ]


# -- passes


def listening_to(words: list[Word], until: float = 5.0, settings: Captions | None = None) -> Transcriber:
    transcriber = Transcriber(settings or Captions(language="en"), gate=Gate(Buzz()))
    transcriber.hear(murmur(words, 0, s(until)), 0)
    return transcriber


def answer(request: Pass, *words: Word, language: str = "en", probability: float = 1.0) -> Hypothesis:
    return Hypothesis((Segment(words),), language, probability)


def test_one_pass_is_out_at_a_time() -> None:
    transcriber = listening_to(TALK)
    assert transcriber.next_pass(s(5)) and transcriber.next_pass(s(6)) is None


def test_an_engine_hears_a_fifth_of_a_second_before_the_speech_and_never_more_than_fifteen() -> None:
    shown = play(Oracle(BREATHLESS, cost_a_second=0.8)).run(BREATHLESS_END)
    assert shown.passes[0].at == pytest.approx(TALK[0].start - s(0.2), abs=600)
    assert max(len(one.samples) for one in shown.passes) <= 15 * RATE


def test_a_pass_carries_the_sound_it_says() -> None:
    request = play(Oracle(TALK)).run(8).passes[1]
    assert np.array_equal(request.samples, murmur(TALK, request.at, len(request.samples)))


def test_buffers_begin_at_the_last_committed_word() -> None:
    shown = play(Oracle(BREATHLESS, cost_a_second=0.3)).run(BREATHLESS_END)
    lengths = [len(one.samples) / RATE for one in shown.passes]
    assert percentile(lengths, 50) <= 3.0


def test_partials_are_narrow_and_finals_wide_and_told_what_was_said() -> None:
    shown = play(Oracle(TALK), Captions(language="en", glossary=(Term("harbor", "harbour"),))).run(20)
    assert {one.beam for one in shown.passes if not one.final} == {1}
    assert {one.beam for one in shown.passes if one.final} == {5}
    assert shown.passes[0].prompt == "harbour"
    assert "boats come in with the tide" in shown.passes[-1].prompt


def test_a_word_on_a_cut_is_heard_whole_by_the_pass_after_it() -> None:
    endless = talk(SENTENCES, words_a_minute=80, pause=0)
    shown = play(Oracle(endless, cost_a_second=0.7)).run(endless[-1].end / RATE + 8)
    assert (shown.missing, shown.extra) == (0, 0)


def test_a_lost_pass_is_asked_again_with_what_came_since() -> None:
    transcriber = Transcriber(Captions(language="en"), gate=Gate(Buzz()))
    transcriber.hear(murmur(TALK, 0, s(3)), 0)
    lost = transcriber.next_pass(s(3))
    assert lost
    transcriber.hear(murmur(TALK, s(3), s(2)), s(3))
    transcriber.failed(lost)
    again = transcriber.next_pass(s(5))
    assert again and again.at == lost.at and again.end > lost.end


def test_an_engine_that_fails_at_once_is_not_asked_at_every_frame() -> None:
    transcriber = listening_to(TALK[:5])
    asked = 0
    for now in range(s(5), s(9), s(0.04)):
        if request := transcriber.next_pass(now):
            asked += 1
            transcriber.failed(request)
    assert asked <= 6


def test_an_answer_that_was_given_up_on_is_not_used() -> None:
    transcriber = listening_to(TALK[:5])
    request = transcriber.next_pass(s(5))
    assert request
    transcriber.failed(request)
    transcriber.passed(request, answer(request, *TALK[:5]), 0.3)
    assert not [one for one in transcriber.events() if isinstance(one, Committed)]


def test_what_is_heard_but_not_committed_is_told_as_it_changes() -> None:
    shown = play(Oracle(TALK)).run(END)
    partials = [told.event for told in shown.log if isinstance(told.event, Partial)]
    assert partials[0].text.startswith("Good") and partials[-1].text == ""
    assert all(a.text != b.text for a, b in zip(partials, partials[1:], strict=False))


# -- sound


def test_a_hole_in_the_sound_ends_the_utterance_and_keeps_the_time() -> None:
    transcriber = Transcriber(Captions(language="en"), gate=Gate(Buzz()))
    transcriber.hear(murmur(TALK, 0, s(3)), 0)
    transcriber.hear(murmur(TALK, s(5), s(0.04)), s(5))
    request = transcriber.next_pass(s(5.04))
    assert request and request.final and request.end <= s(3)


def test_a_clock_that_begins_again_leaves_nothing_standing() -> None:
    transcriber = listening_to(TALK, 5)
    transcriber.next_pass(s(5))
    transcriber.hear(np.zeros(640, np.float32), 0)
    assert transcriber.lag(640) == 0 and transcriber.backlog(640) == 0
    told = transcriber.events()
    assert [type(one).__name__ for one in told] == ["Gap"]


def test_after_it_began_again_everything_is_heard_anew() -> None:
    shown = play(Oracle(TALK)).run(20)
    transcriber = shown.transcriber
    transcriber.events()
    again = Play(Oracle(TALK), transcriber)
    # What was out before the clock began again is lost.
    if transcriber._asked:
        transcriber.failed(transcriber._asked.request)
    again.run(END)
    assert (again.missing, again.extra) == (0, 0)


def test_an_hour_drifts_by_nothing() -> None:
    late = talk(SENTENCES[:2], at=3600.0)
    transcriber = Transcriber(Captions(language="en"), gate=Gate(Buzz()))
    for at in range(0, s(3599), s(1.3)):
        transcriber.hear(np.zeros(s(1.3), np.float32), at)
    shown = Play(Oracle(late), transcriber, now=-(-s(3599) // s(1.3)) * s(1.3)).run(late[-1].end / RATE + 5)
    assert [(word.start, word.end) for word in shown.committed] == [(word.start, word.end) for word in late]


# -- falling behind


@pytest.mark.parametrize("cost", [0.5, 0.8, 1.0, 1.5, 3.0])
def test_captions_are_never_more_than_ten_seconds_behind(cost: float) -> None:
    shown = play(Oracle(BREATHLESS, cost_a_second=cost)).run(BREATHLESS_END)
    assert max(shown.lags) <= LAG_S
    assert max(shown.latencies()) <= LAG_S
    assert shown.committed and shown.extra == 0


@pytest.mark.parametrize("cost", [0.3, 0.5, 0.7])
def test_an_engine_that_keeps_up_leaves_nothing_out(cost: float) -> None:
    shown = play(Oracle(BREATHLESS, cost_a_second=cost)).run(BREATHLESS_END)
    assert shown.gaps == [] and (shown.missing, shown.extra) == (0, 0)


def test_a_slow_engine_with_a_steady_price_leaves_nothing_out_either() -> None:
    assert play(Oracle(BREATHLESS, cost_a_second=0, cost_s=1.8)).run(BREATHLESS_END).gaps == []


def test_what_was_skipped_is_marked_and_what_came_after_is_heard() -> None:
    shown = play(Oracle(BREATHLESS, cost_a_second=1.5)).run(BREATHLESS_END)
    assert shown.gaps and all(gap.reason.startswith("recognition") for gap in shown.gaps)
    missing = set(BREATHLESS) - set(shown.committed)
    edges = {word for word in missing if not any(gap.start < word.end and word.start < gap.end for gap in shown.gaps)}
    assert len(edges) <= 2 * len(shown.gaps)


def test_partials_stop_when_it_is_too_slow() -> None:
    shown = play(Oracle(BREATHLESS, cost_a_second=1.0)).run(BREATHLESS_END)
    assert all(one.final for one in shown.passes[4:])


def test_while_the_recogniser_is_away_the_lag_stays_bounded_and_it_comes_back_by_itself() -> None:
    shown = play(Oracle(TALK))
    shown.down = (10, 25)
    shown.run(END)
    assert max(shown.lags) <= LAG_S and shown.gaps
    after = [word for word in TALK if word.start >= s(26)]
    assert [word for word in shown.committed if word.start >= s(26)] == after


def test_an_answer_that_never_comes_bounds_the_lag_as_well() -> None:
    transcriber = Transcriber(Captions(language="en"), gate=Gate(Buzz()))
    endless, lags = talk(SENTENCES * 6), []
    for at in range(0, s(60), s(0.1)):
        transcriber.hear(murmur(endless, at, s(0.1)), at)
        transcriber.next_pass(at + s(0.1))
        lags.append(transcriber.lag(at + s(0.1)))
    assert max(lags) <= LAG_S


# -- language and glossary


def test_a_language_is_found_locked_and_told() -> None:
    shown = play(Oracle(TALK, language="fr", probability=0.93), Captions(language="auto")).run(END)
    locks = [told.event for told in shown.log if isinstance(told.event, Locked)]
    assert locks == [Locked("fr", 0.93)]
    assert shown.transcriber.language_text == "fr 0.93 locked"
    assert (shown.missing, shown.extra) == (0, 0)
    assert shown.passes[0].language == "" and "fr" in {one.language for one in shown.passes}


def test_an_answer_in_a_language_that_is_not_spoken_is_asked_for_again() -> None:
    transcriber = listening_to(TALK[:12], until=8, settings=Captions(language="auto"))
    transcriber.language.found("en", 0.9, 3.0)
    request = transcriber.next_pass(s(8))
    assert request and request.language == ""
    transcriber.passed(request, answer(request, *TALK[:12], language="cy", probability=0.6), 0.3)
    again = transcriber.next_pass(s(8.3))
    assert again and again.language == "en" and again.at == request.at
    assert not [one for one in transcriber.events() if isinstance(one, Committed)]


def test_three_utterances_in_another_language_switch() -> None:
    english, french = talk(SENTENCES[:3]), talk(SENTENCES, at=25.0)
    oracle = Oracle(english)
    shown = play(oracle, Captions(language="auto")).run(24)
    shown.oracle = Oracle(french, language="fr")
    shown.run(french[-1].end / RATE + 4)
    locks = [told.event.language for told in shown.log if isinstance(told.event, Locked)]
    assert locks == ["en", "fr"]


def test_the_glossary_and_the_language_change_on_air() -> None:
    shown = play(Oracle(TALK)).run(1)
    shown.transcriber.adopt(Captions(language="en", glossary=(Term("harbour", "HARBOUR"),)))
    shown.run(10)
    assert "HARBOUR" in shown.sentences[0]
    shown.transcriber.adopt(Captions(language="fr"))
    shown.run(END)
    assert {one.language for one in shown.passes[-5:]} == {"fr"}


def test_listening_to_somebody_else_begins_another_utterance() -> None:
    transcriber = listening_to(TALK, 4)
    assert transcriber.utterances.open
    transcriber.adopt(Captions(language="en", listen="camera-2"))
    request = transcriber.next_pass(s(4))
    assert request and request.final


def test_while_nothing_may_be_asked_what_is_too_late_is_left_out_all_the_same() -> None:
    transcriber = listening_to(TALK[:12], until=8)
    transcriber.tend(s(12))
    assert transcriber.lag(s(12)) == 0 and [one for one in transcriber.events() if isinstance(one, Gap)]
