"""What the engine is told to play, and how it catches up with an edit that it missed."""

from __future__ import annotations

from studio.air.runmixer.loads import Loads

PATIENCE_S = 1.0


class Sent:
    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.now_s = 0.0
        self.loads = Loads(self.send, PATIENCE_S, lambda: self.now_s)

    def send(self, name: str, revision: int, show: dict[str, object]) -> bool:
        self.asked.append((name, revision))
        return True

    def behind(self, revision: int) -> str:
        return self.loads.behind({"revision": revision})


def test_an_answer_finds_what_was_asked_by_its_name_and_once() -> None:
    sent = Sent()
    sent.loads.send("c1", 4, {"name": "Tonight"})
    assert sent.loads.answered("c2") is None
    assert sent.loads.answered("c1") == (4, {"name": "Tonight"}) and sent.loads.answered("c1") is None


def test_an_older_desk_is_brought_to_the_stored_show_once_the_edit_itself_had_its_time() -> None:
    sent = Sent()
    sent.loads.stored_is(7, {})
    assert sent.behind(6) == ""
    sent.now_s = PATIENCE_S
    name = sent.behind(6)
    assert name and sent.behind(7) == "" and sent.loads.behind(None) == ""
    sent.loads.catch_up(name)
    assert sent.asked == [(name, 7)] and sent.behind(6) == "", "it is asked for once"
    assert sent.loads.answered(name) == (7, {}) and sent.behind(6) == name


def test_an_engine_that_went_takes_along_what_it_was_asked_and_the_next_is_asked_anew() -> None:
    sent = Sent()
    sent.loads.stored_is(7, {})
    sent.now_s = PATIENCE_S
    sent.loads.catch_up(first := sent.behind(6))
    sent.loads.forget()
    sent.loads.another_engine()
    assert sent.loads.answered(first) is None
    assert sent.behind(6) not in ("", first)
