"""What consoles are told, and what happened."""

from typing import Any

import pytest

from mixer.errors import BadCommand
from tests.mixer.core.rundown.makers import clock_at, fixed, item, letters, rundown_of
from tests.mixer.core.rundown.show import OnAir

AT_2_MIN = "2026-11-22T00:02:00"


def on_air(items: dict[str, dict[str, Any]], seconds: float, **fields: Any) -> OnAir:
    show = OnAir(rundown_of(items, **fields), clock_at("2026-11-22T00:00:00"))
    show.do("start")
    show.run_to(seconds)
    return show


def told(show: OnAir) -> dict[str, Any]:
    state = show.playout.told(show.frame)
    assert state is not None
    return state


def test_consoles_are_told_what_plays_what_follows_and_when_the_next_time_is() -> None:
    items = letters("ab", length_s=30) | {"n": fixed(AT_2_MIN, name="News")} | letters("cdefgh")
    state = told(on_air(items, 25))
    assert state["now"] == {"item": "a", "name": "", "occurrence": "run.1.a", "start_frame": 0, "end_frame": 900}
    assert [(each["item"], each["start_frame"], each["state"]) for each in state["next"]] == [
        ("b", 900, "ready"), ("", 1800, ""), ("n", 3600, ""), ("c", 3900, ""), ("d", 4200, ""),
    ]  # fmt: skip
    assert state["fixed"] == {"item": "n", "name": "News", "start_frame": 3600, "utc": "2026-11-22T00:02:00.000Z"}
    assert (state["state"], state["has_programme"], state["round"], state["skipping"]) == ("playing", True, 1, None)


def test_what_comes_at_a_time_and_gives_back_is_told_as_the_next_time_too() -> None:
    times = {"n": fixed(AT_2_MIN), "t": item(10, mode="insert", starts=["2026-11-22T00:01:30"])}
    show = on_air(letters("ab", length_s=80) | times, 25)
    assert told(show)["fixed"]["item"] == "t"
    show.run_to(95)
    assert told(show)["fixed"]["item"] == "n"


def test_a_skip_that_waits_and_a_hold_are_told() -> None:
    show = on_air(letters("abc"), 5)
    show.do("skip")
    assert told(show)["skipping"] == "a"
    show.do("hold", on=True)
    assert told(show)["state"] == "held"


def test_each_item_that_begins_ends_or_fails_is_an_event() -> None:
    show = on_air(letters("ab"), 0)
    show.engine.broken = {"b"}
    show.run_to(25)
    kinds = [(each["event"], each["item"]) for each in show.events if each["event"].startswith("item")]
    assert kinds == [("item_failed", "b"), ("item_ended", "a"), ("item_started", "")] or kinds[0] == (
        "item_failed",
        "b",
    )


def test_a_time_is_announced_60_30_and_10_seconds_before() -> None:
    show = on_air({"a": item(200), "n": fixed(AT_2_MIN)}, 121)
    soon = [(each["seconds"], each["frame"]) for each in show.events if each["event"] == "fixed_soon"]
    assert soon == [(60, 3600), (30, 3600), (10, 3600)]


def test_the_end_says_what_is_to_follow() -> None:
    show = on_air(letters("a"), 12, at_end="next", next="other")
    assert [each["then"] for each in show.events if each["event"] == "ended"] == ["other"]
    assert told(show)["then"] == "other" and told(show)["state"] == "ended"


def test_that_it_is_empty_is_told_once_however_many_fillers_play() -> None:
    show = on_air({"n": fixed("2026-11-22T03:00:00"), "f": item(4)}, 60, rounds=0, fillers=["f"], order=[])
    assert [each["event"] for each in show.events].count("empty") == 1


def test_a_rundown_that_was_stopped_lets_the_programme_go() -> None:
    show = on_air(letters("abc"), 5)
    show.do("stop")
    command = show.playout.line_up(show.frame)
    assert command is not None and (command["takes"], command["items"], command["fallback"]) == (False, [], None)
    assert show.playout.told(show.frame) is None and [run["item"] for run in show.playout.as_run()] == ["a"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ({"verb": "dance"}, "bad_command"),
        ({"verb": "jump", "item": "q"}, "unknown_item"),
        ({"verb": "jump"}, "unknown_item"),
        ({"verb": "insert", "item": "q"}, "unknown_item"),
        ({"verb": "start", "rundown": "other"}, "no_rundown"),
        ({"verb": "start", "item": "q"}, "unknown_item"),
        ({"verb": "unskip"}, "nothing_to_undo"),
        ({"verb": "extend", "seconds": -1}, "out_of_range"),
        ({"verb": "extend", "seconds": True}, "out_of_range"),
        ({"verb": "hand_back", "where": "there"}, "bad_command"),
        ({"verb": "hand_back"}, "has_programme"),
    ],
)
def test_a_command_that_cannot_be_done_says_why_and_changes_nothing(command: dict[str, Any], code: str) -> None:
    show = on_air(letters("ab"), 5)
    with pytest.raises(BadCommand) as error:
        show.playout.obey(command, show.frame)
    assert error.value.code == code and show.playout.journal() == []


def test_what_does_not_run_obeys_start_only() -> None:
    show = OnAir(rundown_of(letters("ab")), clock_at("2026-11-22T00:00:00"))
    with pytest.raises(BadCommand, match="does not run"):
        show.do("skip")


def test_the_names_of_the_api_and_short_ones_are_the_same() -> None:
    show = OnAir(rundown_of(letters("ab")), clock_at("2026-11-22T00:00:00"))
    show.do("rundown_start", rundown="run", item="b")
    assert told(show)["now"]["item"] == "b"


def test_a_start_at_the_clock_joins_what_would_be_on() -> None:
    items = {"n": fixed("2026-11-22T00:00:10")} | letters("abcd", length_s=20)
    show = OnAir(rundown_of(items), clock_at("2026-11-22T00:00:00"))
    show.frame = 45 * 30
    show.do("start", at="clock")
    assert (told(show)["now"]["item"], told(show)["now"]["end_frame"]) == ("b", 60 * 30)
    command = show.playout.line_up(show.frame)
    assert command is not None and command["items"][0]["position_s"] == pytest.approx(5, abs=1.1)
