"""A command id is applied once."""

from __future__ import annotations

from typing import Any

from studio.air.runmixer.answers import Answers


def test_a_retry_gets_the_first_answer_and_is_not_applied_again() -> None:
    answers, told = Answers(), list[dict[str, Any]]()
    assert answers.first_time("a", told.append)
    assert not answers.first_time("a", told.append), "the first one is still on its way"
    answers.give("a", {"frame": 7})
    assert not answers.first_time("a", told.append)
    assert told == [{"frame": 7}] * 3


def test_a_command_whose_engine_was_lost_may_be_tried_again() -> None:
    answers, told = Answers(), list[dict[str, Any]]()
    answers.first_time("a", told.append)
    answers.refuse_all("engine_lost", "gone")
    assert [answer["code"] for answer in told] == ["engine_lost"]
    assert answers.first_time("a", told.append)


def test_only_the_last_answers_are_remembered() -> None:
    answers = Answers(remembered=2)
    for name in "abc":
        answers.first_time(name, lambda answer: None)
        answers.give(name, {})
    assert answers.first_time("a", lambda answer: None)
    assert not answers.first_time("c", lambda answer: None)
