"""The numbered events in a web server: asked for once, put together from pages, and never with a gap."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from studio.air.control import heard as heard_module
from studio.air.control.heard import Heard
from studio.air.runmixer.teller import NUMBERED

SESSION = "ses_one"


def text(n: int) -> str:
    return json.dumps({"type": "event", "n": n, "kind": "buses", "time": 1.0, "frame": 1, "data": {"program": str(n)}})


class Line:
    """Where a mixer would be: keeps what is asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.heard = Heard(self.send)
        self.woken = 0

    def send(self, message: dict[str, Any]) -> bool:
        self.asked.append(message)
        return True

    def wake(self) -> None:
        self.woken += 1

    def tell(self, n: int) -> None:
        self.heard.take_told({"session": SESSION, "n": n, "state": {"buses": {"program": ""}}})

    def happen(self, *numbers: int) -> None:
        for n in numbers:
            self.heard.take(f"{NUMBERED}{text(n)}}}")

    def answer(self, n: int, *numbers: int) -> None:
        self.heard.take_missed({"n": n, "events": [text(one) for one in numbers]})

    async def next_asked(self, count: int) -> dict[str, Any]:
        while len(self.asked) < count:
            await asyncio.sleep(0)
        return self.asked[count - 1]


def listening(n: int) -> Line:
    line = Line()
    line.heard.listen(line.wake)
    line.tell(n)
    return line


async def test_a_mixer_is_asked_to_tell_once_a_connection_and_only_where_somebody_listens() -> None:
    line = Line()
    line.heard.tend()
    assert line.asked == []
    for _ in range(2):
        line.heard.listen(line.wake)
    assert line.asked == [{"type": "events"}]
    line.heard.lost()
    line.heard.tend()
    assert line.asked == [{"type": "events"}] * 2


async def test_events_are_kept_folded_and_wake_who_listens() -> None:
    line = listening(10)
    line.happen(11, 12)
    assert (line.heard.kept.last, line.heard.state["buses"], line.woken) == (12, {"program": "12"}, 3)
    assert line.heard.kept.next(10).text == text(11)  # type: ignore[union-attr]


async def test_a_gap_is_no_state_to_go_on_from() -> None:
    line = listening(10)
    line.happen(12, 13)
    assert line.heard.session == "" and line.asked == [{"type": "events"}] * 2
    line.tell(13)
    assert line.heard.session == SESSION and not line.heard.kept.covers(10)


async def test_what_is_lacking_comes_in_pages_and_is_there_for_the_next() -> None:
    line = listening(10)
    reaching = [asyncio.create_task(line.heard.reach(SESSION, n)) for n in (4, 6)]
    assert (await line.next_asked(2)) == {"type": "since", "session": SESSION, "n": 4, "until": 10}
    line.answer(4, 5, 6, 7)
    assert (await line.next_asked(3))["n"] == 7
    line.happen(11)
    line.answer(7, 8, 9, 10)
    assert await asyncio.gather(*reaching) == [True, True]
    assert len(line.asked) == 3 and line.heard.kept.before == 4


async def test_an_answer_to_who_gave_up_is_left_aside() -> None:
    line = listening(10)
    gave_up = asyncio.create_task(line.heard.reach(SESSION, 2))
    await line.next_asked(2)
    gave_up.cancel()
    reaching = asyncio.create_task(line.heard.reach(SESSION, 8))
    await line.next_asked(3)
    line.answer(2, 3, 4)
    line.answer(8, 9, 10)
    assert await reaching and line.heard.kept.before == 8


async def test_what_is_no_longer_kept_or_of_another_count_cannot_be_reached(monkeypatch: Any) -> None:
    line = listening(10)
    reaching = asyncio.create_task(line.heard.reach(SESSION, 1))
    await line.next_asked(2)
    line.answer(1)
    assert not await reaching
    assert not await line.heard.reach("ses_two", 10) and not await line.heard.reach(SESSION, 11)
    monkeypatch.setattr(heard_module, "ANSWER_S", 0.01)
    assert not await line.heard.reach(SESSION, 5)  # nobody answers


async def test_a_link_that_breaks_ends_what_is_waited_for() -> None:
    line = listening(10)
    reaching = asyncio.create_task(line.heard.reach(SESSION, 1))
    await line.next_asked(2)
    line.heard.lost()
    assert not await reaching
