"""What stands in for a source, on the desk: by hand, through edits and restarts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mixer.core.desk import Desk
from mixer.core.orders import obey
from mixer.core.pins import kept
from mixer.core.standing_in import Standing
from mixer.core.stored import desk_for
from mixer.errors import BadCommand
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.commands import Command, StandIn
from mixer.protocol.fallback import Fallback, OtherSource, SecondInput, Slate, Step
from mixer.protocol.parse import read_desk
from mixer.protocol.showfile import Show
from tests.helpers import TIMELINE, a_show, command

WAVES = SecondInput(TestSignal("test", "waves", 440.0))


def chained(*steps: Step) -> Show:
    bars, waves = a_show().sources
    return replace(a_show(), sources=(replace(bars, fallback=Fallback(steps)), waves))


def fallback(to: str | int, source: str = "bars") -> Command:
    return command("fallback", source=source, to=to)


def after(show: Show, *commands: Command, desk: Desk | None = None) -> Desk:
    desk = desk or desk_for(show)
    for one in commands:
        desk = obey(replace(desk, frame=desk.frame + 1), one, show, TIMELINE)
    return desk


def test_what_a_hand_chose_is_held_until_it_lets_go() -> None:
    show = chained(WAVES, Slate())
    assert after(show, fallback(2)).standing_in["bars"] == Standing(2, True, "by hand", 1)
    assert after(show, fallback(2), fallback("auto")).standing_in["bars"] == Standing(2, False, "by hand", 1)
    assert after(show, fallback(2), fallback("main")).standing_in["bars"] == Standing(0, False, "by hand", 2)
    assert after(show, fallback(0)).standing_in["bars"].held


def test_holding_what_shows_already_does_not_begin_it_anew() -> None:
    show = chained(WAVES)
    by_itself = StandIn(source="bars", to=1, why="black for 5.0 s")
    assert after(show, by_itself).standing_in["bars"] == Standing(1, False, "black for 5.0 s", 1)
    assert after(show, by_itself, fallback(1)).standing_in["bars"] == Standing(1, True, "by hand", 1)


def test_the_buses_do_not_change() -> None:
    show = chained(WAVES)
    before, now = desk_for(show), after(show, fallback(1))
    assert replace(now, frame=before.frame, standing_in={}) == before


def test_a_source_without_a_chain_and_a_step_that_is_not_there_are_refused() -> None:
    with pytest.raises(BadCommand, match="nothing can stand in for waves"):
        after(chained(WAVES), fallback(1, "waves"))
    with pytest.raises(BadCommand, match="expected 0 to 1, found 2"):
        after(chained(WAVES), fallback(2))
    with pytest.raises(BadCommand, match="expected a place, one of auto, main"):
        fallback("backup")


def test_what_stands_in_on_program_stays_when_its_chain_is_edited_until_a_take() -> None:
    show, edited = chained(WAVES), chained(SecondInput(TestSignal("test", "waves", 880.0)), Slate())
    desk = after(show, fallback(1), command("load", revision=1, show=edited))
    assert desk.changes_waiting
    assert not after(edited, command("take", scene="one"), desk=desk).changes_waiting


def test_a_chain_that_is_taken_away_goes_with_the_next_take() -> None:
    desk = after(chained(WAVES), fallback(1), command("load", revision=1, show=a_show()))
    assert desk.changes_waiting
    assert desk.standing_in["bars"].step == 1
    assert after(a_show(), command("take", scene="one"), desk=desk).standing_in == {}


def test_a_chain_for_a_source_that_shows_itself_needs_no_take() -> None:
    assert not after(a_show(), command("load", revision=1, show=chained(WAVES))).changes_waiting


def test_a_desk_goes_on_with_what_stood_in() -> None:
    desk = after(chained(WAVES), fallback(1))
    assert read_desk(desk.to_json()).standing_in == desk.standing_in
    assert desk_for(chained(WAVES)).standing_in == {}


def test_what_is_kept_of_a_show_has_the_sources_that_stand_in() -> None:
    show = chained(OtherSource("waves"))
    desk = after(show, fallback(1))
    assert {one.id for one in kept(desk.sides(show)[0], desk).sources} == {"bars", "waves"}
