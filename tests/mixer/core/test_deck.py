"""Pages as values: what a command, a take, the clock and a reader make of a deck."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from mixer.core.clock import Timeline
from mixer.core.deck import Deck, Turn, anchored, as_was, brought, by_itself, counted, in_step, new, seen, taken, turned
from mixer.core.desk import Desk
from mixer.errors import BadCommand
from mixer.protocol.commands import TurnPage
from mixer.protocol.paging import Paging
from mixer.protocol.parse import read_desk

AT_30 = Timeline(Fraction(30))
DECK = Deck("deck", Paging(), page=4, cued=5, pages=9, shown=4, seen=True)
LOOPS = replace(DECK, paging=Paging(loop=True))


def go(deck: Deck, word: str, cue: bool = False) -> Deck:
    return turned(deck, TurnPage(source="deck", go=word, cue=cue))  # type: ignore[arg-type]


def goto(deck: Deck, page: int, cue: bool = False) -> Deck:
    return turned(deck, TurnPage(source="deck", page=page, cue=cue))


@pytest.mark.parametrize(("word", "page"), [("next", 5), ("previous", 3), ("first", 1), ("last", 9)])
def test_a_command_turns_the_current_page_and_the_cue_follows_behind_it(word: str, page: int) -> None:
    after = go(DECK, word)
    assert (after.page, after.cued) == (page, min(9, page + 1))
    assert after.shown == 4 and after.waits, "until its reader has it"


@pytest.mark.parametrize(("word", "page"), [("next", 6), ("previous", 4), ("first", 1), ("last", 9)])
def test_with_cue_only_the_cue_moves_from_where_it_is(word: str, page: int) -> None:
    assert go(DECK, word, cue=True) == replace(DECK, cued=page)


def test_what_is_not_on_program_is_cued_on_the_page_it_is_turned_to() -> None:
    after = go(replace(DECK, seen=False), "next")
    assert (after.page, after.cued, after.softly) == (5, 5, False)


@pytest.mark.parametrize(("page", "word"), [(9, "next"), (1, "previous")])
def test_what_is_beyond_the_ends_is_refused_and_with_a_loop_the_other_end(page: int, word: str) -> None:
    with pytest.raises(BadCommand, match="pages 1 to 9"):
        go(replace(DECK, page=page), word)
    assert go(replace(LOOPS, page=page), word).page == 10 - page


def test_a_page_that_there_is_not_is_refused_also_with_a_loop() -> None:
    for deck in (DECK, LOOPS):
        with pytest.raises(BadCommand, match="10 is none of them"):
            goto(deck, 10)


def test_as_long_as_nobody_knows_how_many_there_are_any_page_may_be_asked_for_but_the_last() -> None:
    unopened = replace(DECK, pages=0)
    assert goto(unopened, 1500).page == 1500
    with pytest.raises(BadCommand, match="not open yet"):
        go(unopened, "last")
    assert counted(goto(unopened, 1500), 12).page == 12


def test_five_turns_before_the_first_has_come_are_five_pages() -> None:
    deck = replace(DECK, page=1, shown=1, cued=2)
    for _ in range(5):
        deck = go(deck, "next")
    after = brought(deck, 100, AT_30)
    assert (after.shown, after.turn) == (6, Turn(1, 100, 9))


def test_a_turn_takes_its_time_and_another_cuts_it_short() -> None:
    first = brought(go(DECK, "next"), 100, AT_30)
    assert first.turn == Turn(4, 100, 9) and first.at(108) is first and first.at(109).turn is None
    assert [first.turn.position(frame) for frame in (100, 108)] == [0.1, 0.9]
    assert brought(go(first, "previous"), 103, AT_30).turn == Turn(5, 103, 9, forward=False)


@pytest.mark.parametrize("paging", [Paging(transition="cut"), Paging(transition_ms=0), Paging(transition="unheard-of")])
def test_what_takes_no_time_is_there_at_once(paging: Paging) -> None:
    assert brought(go(replace(DECK, paging=paging), "next"), 100, AT_30).turn is None


def test_a_take_shows_the_cued_page_at_once_and_moves_the_cue_on() -> None:
    after = brought(taken(replace(DECK, cued=7)), 50, AT_30)
    assert (after.page, after.shown, after.cued, after.turn) == (7, 7, 8, None)
    assert taken(replace(DECK, cued=9)).cued == 9 and taken(replace(LOOPS, cued=9)).cued == 1


def test_a_page_stays_for_its_time_on_program_counted_from_when_it_was_there() -> None:
    timed = replace(DECK, paging=Paging(advance_s=2.0), since_frame=100)
    assert by_itself(timed, 159, AT_30) is timed and by_itself(timed, 160, AT_30).page == 5
    awaited = by_itself(timed, 160, AT_30)
    assert by_itself(awaited, 300, AT_30) is awaited, "what has not come yet is not passed over"
    assert brought(awaited, 200, AT_30).since_frame == 200
    away = seen(timed, False, 130)
    assert by_itself(away, 900, AT_30) is away
    assert seen(away, True, 900).since_frame == 900


def test_by_itself_nothing_comes_behind_the_last_page_but_with_a_loop_the_first() -> None:
    last = replace(DECK, paging=Paging(advance_s=1.0), page=9, shown=9)
    assert by_itself(last, 900, AT_30) is last
    assert by_itself(replace(last, paging=Paging(advance_s=1.0, loop=True)), 900, AT_30).page == 1


def test_a_deck_that_was_edited_stays_on_its_page_as_far_as_that_is_there() -> None:
    fresh = new("deck", Paging(first_page=1))
    assert (as_was(fresh, DECK).page, as_was(fresh, DECK).cued) == (4, 5)
    assert counted(as_was(fresh, DECK), 3).page == 3
    assert as_was(fresh, None) is fresh


def test_two_readers_of_a_source_are_turned_together() -> None:
    other = replace(DECK, pages=5, page=2, seen=False)
    after = in_step(other, goto(DECK, 7))
    assert (after.page, after.cued, after.softly) == (5, 5, False)


def test_another_rate_of_frames_leaves_a_page_its_time() -> None:
    timed = replace(DECK, paging=Paging(advance_s=2.0), since_frame=970)
    after = anchored(timed, 1000, Fraction(30), Fraction(60))
    assert after.since_frame == 940


def test_a_journaled_desk_has_its_decks_again() -> None:
    desk = Desk(decks={"deck-1": brought(go(DECK, "next"), 100, AT_30)})
    assert read_desk(desk.to_json()).decks == desk.decks
