"""Where utterances open and close."""

from __future__ import annotations

from subtitles.listening.gate import HOP, Hop
from subtitles.listening.utterances import AFTER, BEFORE, Utterance, Utterances, samples
from subtitles.values import RATE


def fed(*stretches: tuple[str, float], cap_s: float = 12.0) -> Utterances:
    """Stretches of speech ("+"), softer speech ("~") and silence ("-"), by their seconds."""
    found, at = Utterances(), 0
    found.cap_s = cap_s
    for kind, seconds in stretches:
        for _ in range(round(seconds * RATE / HOP)):
            found.take(Hop(at, kind != "-", {"+": -20.0, "~": -30.0, "-": -80.0}[kind]))
            at += HOP
    return found


def near(index: int | None, seconds: float) -> bool:
    return index is not None and abs(index - samples(seconds)) <= 2 * HOP


def test_half_a_second_of_silence_closes_an_utterance() -> None:
    found = fed(("-", 1), ("+", 2), ("-", 0.4))
    assert found.open and not found.closed
    (one,) = fed(("-", 1), ("+", 2), ("-", 0.6)).closed
    assert near(one.opened, 1) and near(one.speech_end, 3) and one.end == one.speech_end + AFTER


def test_a_click_is_no_utterance() -> None:
    found = fed(("-", 1), ("+", 0.1), ("-", 0.5), ("+", 0.1), ("-", 0.5))
    assert not found.open and not found.closed and found.perhaps_from is None


def test_syllables_with_short_holes_add_up() -> None:
    assert fed(("+", 0.13), ("-", 0.1), ("+", 0.13), ("-", 0.1)).open


def test_engines_hear_a_little_before_the_speech() -> None:
    found = fed(("-", 1), ("+", 1))
    assert found.open and found.open.start == found.open.opened - BEFORE


def test_after_six_seconds_a_dip_closes_it() -> None:
    assert not fed(("+", 5), ("-", 0.3), ("+", 0.5)).closed
    (one,) = fed(("+", 6.1), ("-", 0.3), ("+", 0.1)).closed
    assert near(one.speech_end, 6.1)


def test_after_twelve_seconds_it_is_cut_where_it_was_quietest_and_goes_on() -> None:
    found = fed(("+", 11.0), ("~", 0.064), ("+", 2))
    (one,) = found.closed
    assert near(one.end, 11.03) and one.cut and one.torn
    assert found.open and found.open.opened == one.end


def test_under_pressure_utterances_are_shorter() -> None:
    found = fed(("+", 9), ("-", 1), cap_s=3.0)
    assert len(found.closed) >= 3
    assert all(one.end is not None and one.end - one.opened <= samples(3.2) for one in found.closed)


def test_nothing_is_lost_between_the_pieces_of_a_cut_utterance() -> None:
    closed = list(fed(("+", 40), ("-", 1)).closed)
    assert all(one.end == after.opened for one, after in zip(closed[:-1], closed[1:], strict=True))


def test_an_utterance_knows_how_much_of_it_was_speech() -> None:
    one = Utterance(0, [0, HOP, 10 * HOP])
    assert one.spoken(0, 5 * HOP) == 2 * HOP and one.spoken(2 * HOP, 10 * HOP) == 0


def test_what_waits_begins_where_the_committed_ends() -> None:
    one = Utterance(0, [0, HOP, 10 * HOP])
    one.settled = HOP + 5
    assert one.waiting_from() == HOP + 5
    one.settled = 3 * HOP
    assert one.waiting_from() == 10 * HOP
    one.settled = 11 * HOP
    assert one.waiting_from() is None


def test_when_the_sound_breaks_off_the_utterance_is_over() -> None:
    found = fed(("+", 2))
    found.stop()
    assert not found.open and len(found.closed) == 1
