"""Errands end: with an answer, or with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from subtitles.captioner.errands import FIRST_S, LEAST_S, MOST_S, ErrandFailed, Errands, told
from tests.subtitles.captioner.makers import Bell, FakeQueue, late


def done(errands: Errands[str], bell: Bell, about: str = "x") -> Any:
    errands.send(about, {"text": about})
    bell.wait()
    (answer,) = errands.answers()
    return answer


def test_an_answer_comes_back_with_what_it_is_about() -> None:
    bell, queue = Bell(), FakeQueue(lambda task, request: {"texts": request["text"].upper()})
    errands: Errands[str] = Errands("subtitles.translate", "translate", queue, bell)
    answer = done(errands, bell, "good evening")
    assert answer.about == "good evening" and answer.value == {"texts": "GOOD EVENING"} and answer.error is None
    assert queue.asked == [("subtitles.translate", "translate")]
    assert errands.waiting == 0


def test_what_fails_comes_back_with_the_reason_and_the_next_one_is_done() -> None:
    def answer(task: str, request: dict[str, Any]) -> dict[str, Any]:
        if request["text"] == "bad":
            raise ErrandFailed("model_missing", "no model for Klingon")
        return {"ok": True}

    bell = Bell()
    errands: Errands[str] = Errands("t", "q", FakeQueue(answer), bell)
    assert str(done(errands, bell, "bad").error) == "no model for Klingon"
    assert done(errands, bell, "good").value == {"ok": True}


def test_patience_follows_what_the_work_takes() -> None:
    bell, quick = Bell(), FakeQueue(lambda task, request: {})
    errands: Errands[str] = Errands("t", "q", quick, bell)
    done(errands, bell)
    done(errands, bell)
    assert quick.limits == [FIRST_S, LEAST_S]
    slow = FakeQueue(late)
    errands = Errands("t", "q", slow, bell)
    for _ in range(3):
        assert done(errands, bell).error.code == "late"
    assert slow.limits == [FIRST_S, MOST_S, MOST_S]


@pytest.mark.parametrize("value", [None, [], "yes", 3])
def test_an_answer_that_is_none_is_a_failure(value: Any) -> None:
    with pytest.raises(ErrandFailed, match="no answer"):
        told(value)


def test_a_workers_own_words_come_through() -> None:
    with pytest.raises(ErrandFailed, match="no model") as caught:
        told({"error": "no model is installed", "code": "model_missing"})
    assert caught.value.code == "model_missing"
