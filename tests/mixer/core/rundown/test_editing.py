"""A rundown that is edited while it plays: what is on and what was told stays, the rest is as it is stored now."""

from typing import Any

import pytest

from mixer.core.rundown import Playout, read_rundown
from tests.mixer.core.rundown.makers import clock_at, compiled, fixed, item, letters
from tests.mixer.core.rundown.show import OnAir

MIDNIGHT = clock_at("2026-11-22T00:00:00")


def on_air(items: dict[str, dict[str, Any]], seconds: float, **fields: Any) -> OnAir:
    show = OnAir(read_rundown(compiled(items, **fields)), MIDNIGHT)
    show.do("start")
    show.run_to(seconds)
    return show


def edit(show: OnAir, items: dict[str, dict[str, Any]], **fields: Any) -> None:
    show.rundown = read_rundown(compiled(items, **{"revision": 2, **fields}))
    show.engine.true_s |= {each.id: each.length_s for each in show.rundown.items.values()}
    show.playout.load(show.rundown, show.frame)


def names(show: OnAir) -> list[str]:
    return [name for name, _ in show.aired]


def test_what_is_added_behind_the_playhead_plays_in_its_place() -> None:
    show = on_air(letters("abc", length_s=20), 5)
    edit(show, letters("axbc", length_s=20))
    show.run_to(85)
    assert show.aired == [("a", 0), ("x", 20), ("b", 40), ("c", 60)]


def test_the_order_goes_on_behind_what_is_left_when_what_plays_is_deleted() -> None:
    show = on_air(letters("abcd"), 15)
    edit(show, letters("acd"))
    show.run_to(45)
    assert show.aired == [("a", 0), ("b", 10), ("c", 20), ("d", 30)]


def test_items_that_change_places_play_once_each() -> None:
    show = on_air(letters("abcd", length_s=20), 25)
    edit(show, letters("abdc", length_s=20))
    show.run_to(85)
    assert names(show) == ["a", "b", "d", "c"]


def test_what_was_told_keeps_its_content_until_it_has_aired() -> None:
    show = on_air(letters("abc"), 5)
    changed = letters("abc", content={"show": {"new": 1}, "scene": "s", "source": "s"})
    edit(show, changed)
    show.run_frame()
    contents = {line["item"]: line["show"] for line in show.engine.told["items"]}
    assert contents["b"] == {}
    show.run_to(21)
    contents = {line["item"]: line["show"] for line in show.engine.told["items"]}
    assert contents["c"] == {"new": 1}


def test_what_begins_while_it_is_deleted_leads_to_what_stands_behind_it_now() -> None:
    show = on_air(letters("abc", length_s=5), 4.9)
    while show.engine.on is None or show.engine.on["item"] != "b":  # nobody has heard of that yet
        show.engine.run(show.frame)
        show.frame += 1
    edit(show, letters("axc", length_s=5))
    show.run_to(22)
    assert show.aired[:4] == [("a", 0), ("b", 5), ("x", 10), ("c", 15)]


def test_a_time_that_is_added_in_the_past_cuts_nothing() -> None:
    show = on_air(letters("a", length_s=100), 60)
    edit(show, letters("a", length_s=100) | {"n": fixed("2026-11-22T00:00:30")})
    show.run_to(90)
    assert show.aired == [] and show.engine.on is not None and show.engine.on["item"] == "a"


def test_an_item_that_is_added_to_what_has_ended_starts() -> None:
    show = on_air(letters("a"), 30)
    state = show.playout.told(show.frame)
    assert state is not None and state["state"] == "ended"
    edit(show, letters("ab"))
    show.run_to(35)
    assert show.engine.on is not None and show.engine.on["item"] == "b"


def test_an_item_that_is_added_to_an_empty_rundown_starts() -> None:
    show = on_air({}, 5, rounds=0)
    state = show.playout.told(show.frame)
    assert state is not None and state["state"] == "empty"
    edit(show, letters("a"), rounds=0)
    show.run_to(8)
    assert show.engine.on is not None and show.engine.on["item"] == "a"


def test_a_shuffled_round_loses_nothing_to_an_edit() -> None:
    show = on_air(letters("abcdefgh"), 35, shuffle=3)
    edit(show, letters("abcdefghx"), shuffle=3)
    show.run_to(100)
    assert len(set(names(show))) == len(names(show))


def test_a_rundown_that_was_edited_while_nobody_ran_goes_on_behind_the_item_it_knew() -> None:
    show = on_air(letters("abcd"), 15)
    show.rundown = read_rundown(compiled(letters("xyabcd"), revision=3))
    show.restart()
    show.run_to(35)
    assert show.aired == [("a", 0), ("b", 10), ("c", 20)] and show.playout.state.revision == 3


def test_a_rundown_that_is_loaded_after_the_journal_goes_on_too() -> None:
    show = on_air(letters("abcd"), 15)
    show.gather()
    show.playout = Playout(MIDNIGHT, None, show.entries)
    assert show.playout.line_up(show.frame) is None
    show.playout.load(show.rundown, show.frame)
    show.playout.hear(show.engine.desk(show.frame), show.frame)
    show.run_to(35)
    assert show.aired == [("a", 0), ("b", 10), ("c", 20)]


def test_a_journal_of_another_rundown_starts_nothing() -> None:
    show = on_air(letters("abcd"), 15)
    other = read_rundown(compiled(letters("abcd"), id="other"))
    playout = Playout(MIDNIGHT, other, show.entries)
    assert playout.line_up(show.frame) is None and not playout.state.running


def test_no_occurrence_has_the_name_of_one_of_an_earlier_start() -> None:
    show = on_air(letters("ab") | {"f": item(4)}, 25, fillers=["f"], at_end="standby")
    for rundown in (read_rundown(compiled(letters("a"), id="other")), show.rundown, show.rundown):
        show.playout.load(rundown, show.frame)
        show.do("start")
        show.run_to(show.frame / 30 + 25)
        show.do("stop")
        show.gather()
    names = [run["occurrence"] for run in show.runs]
    assert len(names) > 8 and len(set(names)) == len(names)


def test_another_rundown_ends_the_one_that_runs() -> None:
    show = on_air(letters("abc"), 5)
    show.playout.load(read_rundown(compiled(letters("xyz"), id="other")), show.frame, by="Ada")
    assert not show.playout.state.running
    assert [(run["item"], run["by"], run["note"]) for run in show.playout.as_run()] == [
        ("a", "Ada", "the rundown was stopped")
    ]


@pytest.mark.parametrize("ident", ["other", "run"])
def test_one_that_is_started_while_another_plays_has_the_programme_once_it_is_open(ident: str) -> None:
    show = on_air(letters("abc", length_s=30), 32)
    show.engine.opening_frames = 20
    show.engine.true_s |= dict.fromkeys("xyz", 10.0)
    show.playout.load(read_rundown(compiled(letters("xyz"), id=ident)), show.frame)
    show.do("start")
    show.run_to(60)
    assert [name for name, _ in show.aired][:4] == ["a", "b", "x", "y"]
    assert show.playout.state.rundown == ident
