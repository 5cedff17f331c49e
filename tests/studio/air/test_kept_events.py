"""Which events are still at hand."""

from __future__ import annotations

from studio.air import kept_events
from studio.air.kept_events import EVENTS_MOST, KEPT_S, SIZE_MOST, KeptEvents, Numbered


def numbered(n: int, time: float = 0.0, text: str = "…") -> Numbered:
    return Numbered(n, "buses", time, text)


def filled(first: int, last: int) -> KeptEvents:
    kept = KeptEvents(first - 1)
    for n in range(first, last + 1):
        kept.add(numbered(n))
    return kept


def test_who_has_heard_the_one_before_the_oldest_misses_nothing() -> None:
    kept = filled(11, 20)
    assert [kept.covers(n) for n in (9, 10, 20, 21)] == [False, True, True, False]
    assert (kept.next(10), kept.next(19), kept.next(20)) == (numbered(11), numbered(20), None)


def test_no_more_are_kept_than_there_is_room_for_in_number_size_and_time() -> None:
    assert filled(1, EVENTS_MOST + 3).before == 3
    large = KeptEvents()
    for n in range(1, 11):
        large.add(numbered(n, text="x" * (SIZE_MOST // 4)))
    assert large.before == 6 and large.size <= SIZE_MOST
    old = KeptEvents()
    for n, time in enumerate((0.0, 1.0, KEPT_S + 0.5), 1):
        old.add(numbered(n, time))
    assert old.before == 1


def test_more_than_a_minute_of_a_hand_on_a_fader_is_kept() -> None:
    assert EVENTS_MOST / 60 > 60 and SIZE_MOST / (60 * 600) > 60 and KEPT_S > 60


def test_what_was_asked_for_goes_before_what_is_here_without_a_gap() -> None:
    kept = filled(11, 12)
    kept.put_before([numbered(n) for n in (7, 9, 10)])
    assert kept.before == 8 and kept.next(8) == numbered(9)


def test_pages_are_in_order_and_bounded_and_never_empty_where_there_is_more() -> None:
    kept = filled(1, 10)
    assert [one.n for one in kept.after(3, 8, 3)] == [4, 5, 6]
    assert [one.n for one in kept.after(3, 8, 0)] == [4]
    assert [one.n for one in kept.after(7, 8, 99)] == [8] and list(kept.after(8, 8, 99)) == []
    assert list(filled(5, 9).after(2, 9, 99)) == []


def test_another_count_begins_anew() -> None:
    kept = filled(1, 3)
    kept.add(numbered(9))
    assert (kept.before, kept.last, kept.size) == (8, 9, 1) and kept_events.KEPT_S
