"""A rundown that is started at a time: on its frame, and where it would be by now if that has passed."""

from typing import Any

import pytest

from mixer.core.rundown import Rundown
from mixer.errors import BadCommand
from tests.mixer.core.rundown.makers import clock_at, item, letters, rundown_of
from tests.mixer.core.rundown.show import OnAir

MIDNIGHT = clock_at("2026-11-22T00:00:00")
SECOND = 30


def lined_up(rundown: Rundown, at_s: float, **engine: Any) -> OnAir:
    show = OnAir(rundown, MIDNIGHT, **engine)
    show.do("start", begin_frame=round(at_s * SECOND))
    return show


def test_a_start_to_come_airs_its_first_item_on_its_frame() -> None:
    show = lined_up(rundown_of(letters("abc")), 7, opening_frames=45)
    show.run_to(28)
    assert show.engine.pictures.get(7 * SECOND - 1) is None and show.engine.pictures[7 * SECOND] == "a"
    assert show.aired == [("a", 7), ("b", 17)]
    assert {status for _, status in show.statuses} == {"aired"}


def test_until_a_start_to_come_nothing_takes_the_place_of_what_is_on_program() -> None:
    show = lined_up(rundown_of(letters("a") | {"f": item()}, fillers=["f"]), 7)
    show.run_to(6.9)
    assert show.engine.pictures == {} and not show.engine.told["fallback"]
    show.run_to(8)
    fallback = show.engine.told["fallback"]
    assert fallback is not None and fallback["item"] == "f"


def test_what_plays_goes_on_until_a_start_to_come_of_the_same_rundown() -> None:
    show = OnAir(rundown_of(letters("ab")), MIDNIGHT)
    show.do("start")
    show.run_to(5)
    show.do("start", begin_frame=7 * SECOND)
    show.run_to(20)
    assert show.aired == [("a", 0), ("a", 7)]
    assert show.runs[0]["end_frame"] == 7 * SECOND and show.engine.pictures[7 * SECOND - 1] == "a"


@pytest.mark.parametrize("ident", ["run", "other"])
def test_it_comes_on_its_frame_though_an_item_that_was_lined_up_before_is_on_till_then(ident: str) -> None:
    show = OnAir(rundown_of(letters("ab")), MIDNIGHT, true_s={"o": 10})
    show.do("start")
    show.run_to(15)
    other = rundown_of(letters("oab"), id=ident, order=["a", "b"], opening=["o"])
    show.playout.load(other, 17 * SECOND)
    show.do("start", begin_frame=17 * SECOND)
    show.run_to(40)
    assert show.aired == [("a", 0), ("b", 10), ("o", 17), ("a", 27)]
    assert [run["rundown"] for run in show.runs][:4] == ["run", "run", ident, ident]


def test_a_first_item_that_cannot_be_opened_is_replaced_before_the_time_of_the_start() -> None:
    show = lined_up(rundown_of({"a": item(backup="b"), "b": item(), "c": item()}), 7, broken={"a"})
    show.run_to(20)
    assert show.engine.pictures[7 * SECOND] == "b" and show.engine.pictures[17 * SECOND] == "c"


def test_a_restart_while_a_start_is_awaited_changes_nothing() -> None:
    for hears in (True, False):
        show = lined_up(rundown_of(letters("ab")), 7)
        show.run_to(4)
        show.restart(hears=hears)
        if not hears:
            show.engine.restart()
        show.run_to(20)
        assert show.engine.pictures[7 * SECOND] == "a" and show.engine.pictures[17 * SECOND] == "b"


def test_a_director_who_takes_over_before_the_time_keeps_the_programme() -> None:
    show = lined_up(rundown_of(letters("ab")), 7)
    show.run_to(5)
    show.engine.cut(show.frame)
    show.run_to(9)
    assert show.engine.pictures == {} and not show.playout.state.takes


def test_a_start_whose_time_has_passed_is_where_it_would_be_by_now() -> None:
    show = OnAir(rundown_of(letters("abc")), MIDNIGHT)
    show.frame = 25 * SECOND
    show.do("start", begin_frame=10 * SECOND)
    show.run_to(32)
    first = show.engine.aired[0]
    assert (first["item"], first["start_frame"], first["end_frame"]) == ("b", 26 * SECOND, 30 * SECOND)
    assert show.engine.pictures[30 * SECOND] == "c"


def test_a_start_whose_programme_would_be_over_by_now_is_refused() -> None:
    show = OnAir(rundown_of(letters("ab"), at_end="stop"), MIDNIGHT)
    show.frame = 60 * SECOND
    with pytest.raises(BadCommand, match="nothing to play"):
        show.do("start", begin_frame=10 * SECOND)
    assert not show.playout.state.running


@pytest.mark.parametrize("wrong", ["7", 7.5, True])
def test_what_is_no_frame_is_refused(wrong: object) -> None:
    show = OnAir(rundown_of(letters("ab")), MIDNIGHT)
    with pytest.raises(BadCommand, match="begin_frame"):
        show.do("start", begin_frame=wrong)
