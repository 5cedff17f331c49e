"""What failed is tried again in its slot, and rejoins it where it would be by then."""

from typing import Any

import pytest

from mixer.core.rundown import Playout
from tests.mixer.core.rundown.makers import clock_at, fixed, item, letters, rundown_of
from tests.mixer.core.rundown.show import OnAir

MIDNIGHT = clock_at("2026-11-22T00:00:00")
STANDBY = {"show": {}, "scene": "s"}


def on_air(items: dict[str, Any], seconds: float, broken: set[str], **fields: Any) -> OnAir:
    show = OnAir(rundown_of(items, **fields), MIDNIGHT, broken=broken)
    show.do("start")
    show.run_to(seconds)
    return show


def heal(show: OnAir, seconds: float) -> None:
    show.engine.broken = set()
    show.run_to(seconds)


ITEMS = letters("a") | {"x": item(60)} | letters("b") | {"f": item(200)}


def test_what_is_whole_again_rejoins_its_slot_where_it_would_be_by_then() -> None:
    show = on_air(ITEMS, 22, {"x"}, fillers=["f"])
    heal(show, 81)
    assert show.aired == [("a", 0), ("f", 10), ("x", 29), ("b", 70)]
    assert [run["status"] for run in show.runs if run["item"] == "x"] == ["missing_content", "joined_in_progress"]
    assert show.runs[3]["end_frame"] == 70 * 30


def test_a_rejoined_item_is_told_from_its_place() -> None:
    show = on_air(ITEMS, 24, {"x"}, fillers=["f"])
    heal(show, 26)
    line = next(line for line in show.engine.told["items"] if line["item"] == "x")
    assert (line["start_frame"], line["position_s"], line["frames"]) == (29 * 30, 19, 41 * 30)


def test_it_is_opened_every_five_seconds_and_given_more_time_with_each_try() -> None:
    show, told = on_air(ITEMS, 9, {"x"}, fillers=["f"]), dict[str, Any]()
    while show.frame < 36 * 30:
        show.run_frame()
        told |= {line["occurrence"]: (show.frame // 30, line["start_frame"] // 30)
                 for line in show.engine.told["items"]
                 if "~p" in line["occurrence"] and line["occurrence"] not in told}  # fmt: skip
    assert list(told.values()) == [(10, 11), (15, 17), (20, 23), (25, 29), (30, 34), (35, 39)]


def test_it_is_no_news_that_it_fails_again() -> None:
    show = on_air(ITEMS, 60, {"x"}, fillers=["f"])
    assert [event["event"] for event in show.events].count("item_failed") == 1
    state = show.playout.told(show.frame)
    assert state is not None and [each["item"] for each in state["trouble"]] == ["x"]
    assert len(show.playout.state.failed) <= 2


def test_what_rejoined_is_no_trouble_any_more() -> None:
    show = on_air(ITEMS, 22, {"x"}, fillers=["f"])
    heal(show, 40)
    state = show.playout.told(show.frame)
    assert state is not None and (state["now"]["item"], state["trouble"]) == ("x", [])


def test_for_less_than_five_seconds_it_does_not_come_back() -> None:
    items = letters("a") | {"x": item(12)} | letters("b") | {"f": item(200)}
    show = on_air(items, 16.5, {"x"}, fillers=["f"])
    heal(show, 33)
    assert show.aired == [("a", 0), ("f", 10), ("b", 22)]


def test_a_fixed_time_that_is_near_is_what_its_slot_ends_with() -> None:
    items = letters("a") | {"x": item(60), "n": fixed("2026-11-22T00:00:28"), "f": item(200)}
    show = on_air(items, 21, {"x"}, fillers=["f"])
    heal(show, 40)
    assert show.aired[:3] == [("a", 0), ("f", 10), ("n", 28)]


@pytest.mark.parametrize("standby", [None, STANDBY])
def test_it_comes_back_out_of_standby_too(standby: Any) -> None:
    items = letters("a") | {"x": item(60)} | letters("b")
    show = on_air(items, 22, {"x"}, standby=standby)
    heal(show, 81)
    assert [name for name, _ in show.aired] == ["a", "", "x", "b"] and show.aired[2:] == [("x", 29), ("b", 70)]


def test_short_fillers_follow_each_other_until_it_is_back() -> None:
    items = letters("a") | {"x": item(60)} | letters("b") | {"f": item(2), "g": item(3)}
    show = on_air(items, 22, {"x"}, fillers=["f", "g"])
    heal(show, 75)
    names = [name for name, _ in show.aired]
    assert names[-1] == "x" and set(names[1:-1]) == {"f", "g"}
    assert show.engine.on is not None and show.engine.on["item"] == "b" and show.engine.on_frame == 70 * 30
    assert all(show.engine.pictures.get(frame) for frame in range(30, 75 * 30))


def test_an_item_whose_backup_failed_too_is_tried_again() -> None:
    items = letters("a") | {"x": item(60, backup="y")} | letters("b") | {"y": item(60), "f": item(200)}
    show = on_air(items, 22, {"x", "y"}, fillers=["f"])
    heal(show, 72)
    assert show.aired == [("a", 0), ("f", 10), ("x", 29)]


def test_an_item_whose_backup_plays_stays_away() -> None:
    items = letters("a") | {"x": item(60, backup="y")} | letters("b") | {"y": item(20), "f": item(200)}
    show = on_air(items, 22, {"x"}, fillers=["f"])
    heal(show, 72)
    assert show.aired == [("a", 0), ("y", 10), ("f", 30)]


def breaks_off(show: OnAir) -> None:
    """What is on air fails, as the engine says it."""
    engine = show.engine
    assert engine.on is not None
    engine.broken = {engine.on["item"]}
    engine.told = engine.told | {"items": [one for one in engine.told["items"] if one != engine.on]}
    engine._leave(show.frame, "failed")


def test_what_broke_on_air_comes_back() -> None:
    show = on_air(ITEMS, 30, set(), fillers=["f"])
    breaks_off(show)
    show.run_to(38)
    heal(show, 75)
    back = next(at for name, at in show.aired if name == "x" and at > 30)
    assert [name for name, _ in dict.fromkeys(show.aired)][-1] == "x" and 41 <= back <= 44
    assert show.engine.on is not None and (show.engine.on["item"], show.engine.on_frame) == ("b", 70 * 30)


def test_what_broke_on_air_is_replaced_by_its_backup_for_the_rest() -> None:
    items = letters("a") | {"x": item(60, backup="y")} | letters("b") | {"y": item(100), "f": item(200)}
    show = on_air(items, 30, set(), fillers=["f"])
    breaks_off(show)
    show.run_to(75)
    assert "y" in [name for name, _ in show.aired] and "x" not in [name for name, at in show.aired if at > 30]
    assert show.engine.on is not None and (show.engine.on["item"], show.engine.on_frame) == ("b", 70 * 30)


def test_a_driver_that_is_started_anew_goes_on_trying() -> None:
    show = on_air(ITEMS, 22, {"x"}, fillers=["f"])
    show.restart()
    assert isinstance(show.playout, Playout) and show.playout.state.probe is not None
    heal(show, 72)
    assert show.aired == [("a", 0), ("f", 10), ("x", 29)]
