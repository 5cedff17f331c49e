"""How many pictures are asked of a page, and when it is tried again: pure."""

from __future__ import annotations

import pytest

from mixer.web.keys import calls_of
from mixer.web.pacing import LEAST_FPS, Acknowledgements, Rate
from mixer.web.page import may_show
from mixer.web.sound import SERVER_S, Line
from mixer.web.watch import MANY, WITHIN_S, Failures


def test_acknowledgements_let_pictures_come_at_the_rate_that_is_asked_for() -> None:
    pace, acknowledged = Acknowledgements(10.0), 0
    for number in range(1000):
        pace.owe(number)
    for step in range(1000):  # a second, looked at each millisecond
        acknowledged += pace.due(100 + step / 1000) is not None
    assert acknowledged in (10, 11)


def test_what_was_not_acknowledged_in_time_is_not_caught_up() -> None:
    pace = Acknowledgements(10.0)
    for number in range(10):
        pace.owe(number)
    assert pace.due(100.0) == 0
    assert pace.due(105.0) == 1
    assert pace.due(105.01) is None


def test_a_page_gives_up_pictures_on_a_busy_machine_down_to_a_floor_and_says_that_it_does() -> None:
    rate = Rate(30.0)
    for second in range(20):
        for _ in range(round(rate.fps)):
            rate.came(0.03)
        rate.look(second, idle=0.0)
    assert rate.fps == LEAST_FPS
    assert rate.shed


def test_late_pictures_are_given_up_for_even_where_the_machine_seems_idle() -> None:
    rate = Rate(30.0)
    for _ in range(30):
        rate.came(0.5)
    rate.look(1, idle=0.5)
    assert rate.shed


def test_pictures_come_back_when_there_is_time_to_spare() -> None:
    rate = Rate(30.0, fps=12.0)
    for second in range(10):
        for _ in range(round(rate.fps)):
            rate.came(0.03)
        rate.look(second, idle=0.3)
    assert rate.fps == 30.0
    assert not rate.shed


def test_a_page_that_stands_still_gives_nothing_up() -> None:
    rate = Rate(30.0)
    rate.look(1, idle=0.0)
    assert not rate.shed


def test_a_page_that_fails_is_tried_again_later_each_time_up_to_a_minute() -> None:
    failures = Failures()
    assert [failures.failed(second) for second in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_the_fifth_failure_in_ten_minutes_is_one_too_many_and_they_are_forgotten() -> None:
    failures = Failures()
    for second in range(MANY):
        assert not failures.too_many(second)
        failures.failed(second)
    assert failures.too_many(MANY)
    assert not failures.too_many(WITHIN_S + MANY)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "chrome://settings", "view-source:http://a", "javascript:1"])
def test_a_page_may_not_go_to_the_machines_own_files(url: str) -> None:
    assert not may_show(url)


def test_a_click_lands_where_it_was_made_on_pages_of_any_size() -> None:
    calls = list(calls_of([{"type": "down", "x": 0.5, "y": 0.25}, {"type": "up", "x": 2, "y": -1}], 1280, 720))
    assert [(one["type"], one["x"], one["y"]) for _, one in calls] == [
        ("mousePressed", 640, 180), ("mouseReleased", 1280, 0),
    ]  # fmt: skip


def test_a_key_goes_down_and_up_and_enter_is_a_return() -> None:
    calls = list(calls_of([{"type": "key", "key": "Enter"}], 1, 1))
    assert [one["type"] for _, one in calls] == ["keyDown", "keyUp"]
    assert calls[0][1]["text"] == "\r"


@pytest.mark.parametrize("events", [None, "x", [None], [{"type": "shell"}], [{"type": "key", "key": "Nonsense"}]])
def test_what_is_no_hand_does_nothing(events: object) -> None:
    assert list(calls_of(events, 100, 100)) == []


def test_sound_is_put_in_one_piece_until_it_is_far_from_its_place() -> None:
    line = Line(0.1)
    first = line.place(1024, 10.0)
    assert line.place(1024, 10.03) == first + 1024
    assert line.place(1024, 12.0) == round((12.1 - SERVER_S) * 48_000) - 1024


def test_pictures_are_given_up_while_the_engine_is_pressed_and_come_back_only_afterwards() -> None:
    rate = Rate(30.0)
    for second in range(30):
        for _ in range(round(rate.fps)):
            rate.came(0.03)
        rate.look(second, idle=0.5, pressed=second < 20)
        assert second != 19 or rate.fps == LEAST_FPS
    assert rate.fps == 30.0


def test_reloads_of_a_page_that_hangs_are_failures_up_to_the_last_that_is_forgiven() -> None:
    failures = Failures()
    for second in range(MANY - 1):
        assert not failures.too_many_with_one_more(second)
        failures.failed(second)
    assert failures.too_many_with_one_more(MANY)
    assert not failures.too_many(MANY)
