"""Who took what last."""

from __future__ import annotations

from typing import Any

from studio.air.runmixer.command_log import Applied
from studio.air.runmixer.takes import TAKES_KEPT, with_take
from studio.air.senders import Sender

ADA = Sender("Ada Holt", "console", "127.0.0.1")


def applied(verb: str, **parts: Any) -> Applied:
    return Applied(100.04, 77, {"verb": verb, **parts}, ADA)


def test_a_take_is_told_with_who_what_and_when() -> None:
    assert with_take([], applied("take", scene="scn_a")) == [
        {"by": "Ada Holt", "verb": "take", "scene": "scn_a", "time": 100.0, "frame": 77}
    ]


def test_a_cut_took_what_was_on_preview_at_the_press() -> None:
    assert with_take([], applied("cut", expected_preview="scn_b"))[0]["scene"] == "scn_b"
    assert with_take([], applied("standby"))[0]["scene"] == ""


def test_what_takes_nothing_leaves_the_list_as_it_is() -> None:
    takes: list[dict[str, Any]] = [{"by": "Li"}]
    assert with_take(takes, applied("preview", scene="scn_a")) is takes


def test_the_oldest_go() -> None:
    takes: list[dict[str, Any]] = []
    for number in range(TAKES_KEPT + 5):
        takes = with_take(takes, applied("take", scene=f"scn_{number}"))
    assert len(takes) == TAKES_KEPT and takes[-1]["scene"] == f"scn_{TAKES_KEPT + 4}"
