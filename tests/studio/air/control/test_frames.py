"""Counting the engine's frames from afar, and the last frame a command may happen on."""

from __future__ import annotations

from typing import Any

import pytest

from mixer.protocol.commands import HELD_S
from studio.air.control.deadlines import ANSWER_S, SILENT_S, Refusal, dated, too_late
from studio.air.control.frames import Frames
from studio.air.runmixer.seats import Seats


def seen(frame: int = 900, now: float = 0.0, rate: str = "30") -> Frames:
    frames = Frames()
    frames.play({"canvas": {"rate": rate}})
    frames.saw(frame, now)
    return frames


def test_frames_go_on_between_two_words_from_the_engine() -> None:
    assert [seen().at(now) for now in (0.0, 1.0, 2.5)] == [900, 930, 975]
    assert seen(rate="30000/1001").at(1001.0) == 900 + 30_000
    assert Frames().at(0.0) is None


def test_a_message_that_comes_late_does_not_turn_the_count_back() -> None:
    frames = seen()
    frames.saw(880, 0.5)
    assert frames.at(1.0) == 930


def test_another_count_is_followed() -> None:
    frames = seen(10_000)
    frames.saw(3, 1.0)
    assert frames.at(2.0) == 33


@pytest.mark.parametrize("rate", ["", "0", "1/0", "soon", None])
def test_a_rate_that_is_none_counts_as_the_usual_one(rate: Any) -> None:
    frames = Frames()
    frames.play({"canvas": {"rate": rate}})
    frames.saw(0, 0.0)
    assert frames.at(1.0) in (0, 30)


def test_a_command_may_happen_as_long_as_its_answer_is_waited_for() -> None:
    assert dated({"verb": "cut"}, seen(), 1.0)["not_after_frame"] == 930 + ANSWER_S * 30


def test_who_asks_for_sooner_gets_sooner_and_nobody_gets_later() -> None:
    assert dated({"verb": "cut", "not_after_frame": 940}, seen(), 1.0)["not_after_frame"] == 940
    assert dated({"verb": "cut", "not_after_frame": 10**6}, seen(), 1.0)["not_after_frame"] == 1080
    assert dated({"verb": "cut", "within_ms": 500}, seen(), 1.0) == {"verb": "cut", "not_after_frame": 945}


def test_an_edit_is_not_dated() -> None:
    assert dated({"verb": "load", "revision": 3}, Frames(), 0.0) == {"verb": "load", "revision": 3}


def test_a_silent_engine_is_not_asked_but_a_recording_can_be_stopped() -> None:
    with pytest.raises(Refusal) as refused:
        dated({"verb": "cut"}, seen(), SILENT_S + 1)
    assert refused.value.code == "link_down"
    assert dated({"verb": "stop_recording"}, seen(), 10.0)["not_after_frame"] == 900 + 300 + 150
    assert dated({"verb": "stop_recording"}, Frames(), 10.0) == {"verb": "stop_recording"}


def test_what_runmixer_does_itself_is_not_done_late() -> None:
    command = {"verb": "stop_recording", "not_after_frame": 930}
    assert not too_late(command, seen(), 1.0)
    assert "frame 930" in too_late(command, seen(), 1.1)
    assert not too_late(command, Frames(), 1.1)


def test_the_newest_connection_of_a_page_is_the_one_that_counts() -> None:
    seats = Seats(remembered=2)
    assert seats.take({"seat": "ada", "turn": 1}) and seats.take({"seat": "ada", "turn": 2})
    assert not seats.take({"seat": "ada", "turn": 1})
    assert seats.take({"seat": "li", "turn": 1}) and seats.take({})
    assert seats.take({"seat": "eve", "turn": 1})
    assert len(seats._turns) == 2


@pytest.mark.parametrize(
    "seat", [{"seat": 3, "turn": 1}, {"seat": "", "turn": 1}, {"seat": "a" * 80, "turn": 1}, {"seat": "a"}]
)
def test_a_seat_that_makes_no_sense_is_nobodys(seat: dict[str, Any]) -> None:
    seats = Seats()
    assert seats.take(seat)
    assert not seats._turns


@pytest.mark.parametrize("within_ms", [5000, 10**400, 0, -1])
def test_nobody_waits_longer_than_for_an_answer_whatever_number_is_sent(within_ms: int) -> None:
    sent = dated({"verb": "cut", "id": "1", "within_ms": within_ms}, seen(900, 0.0), 0.0)
    assert sent == dated({"verb": "cut", "id": "1"}, seen(900, 0.0), 0.0)


def test_what_is_for_a_frame_to_come_has_its_time_from_that_frame_on() -> None:
    assert dated({"verb": "cut", "on_frame": 990}, seen(), 1.0)["not_after_frame"] == 990 + ANSWER_S * 30
    assert dated({"verb": "cut", "on_frame": 990, "within_ms": 500}, seen(), 1.0)["not_after_frame"] == 1005
    assert dated({"verb": "cut", "on_frame": 10**9}, seen(), 1.0)["not_after_frame"] == 930 + (ANSWER_S + HELD_S) * 30
    assert dated({"verb": "cut", "on_frame": 3}, seen(), 1.0)["not_after_frame"] == 1080
