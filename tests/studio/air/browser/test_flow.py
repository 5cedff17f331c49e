"""How much a browser may be sent without having read it, and how much it may send."""

from __future__ import annotations

from studio.air.browser.flow import SILENT_MOST, SILENT_S, WINDOW, Allowance, Flow


def test_pictures_stop_when_a_window_of_messages_is_unanswered_and_go_on_with_an_ack() -> None:
    flow = Flow(0.0)
    for _ in range(WINDOW):
        assert flow.open
        flow.send(1.0)
    assert not flow.open
    flow.ack(16, 1.5)
    assert flow.open


def test_a_reader_that_says_nothing_for_long_is_gone() -> None:
    flow = Flow(0.0)
    for _ in range(SILENT_MOST):
        flow.send(1.0)
    assert not flow.gone(1.0 + SILENT_S)
    assert flow.gone(1.1 + SILENT_S)


def test_a_reader_of_few_messages_is_never_taken_for_gone() -> None:
    flow = Flow(0.0)
    for second in range(100):
        flow.send(float(second))
        if flow.sent % 16 == 0:
            flow.ack(flow.sent, float(second))
        assert not flow.gone(float(second))


def test_acks_that_cannot_be_true_are_left_aside() -> None:
    flow = Flow(0.0)
    flow.send(0.0)
    for n in (5, -1, "1", None, 1.0):
        flow.ack(n, 0.0)
    assert flow.acked == 0


def test_a_burst_is_allowed_and_a_flood_is_not() -> None:
    allowance = Allowance(0.0, rate=10, burst=20)
    assert all(allowance.take(0.0) for _ in range(20))
    assert not allowance.take(0.0)
    assert allowance.take(0.2)
