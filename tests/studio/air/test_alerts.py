"""Alerts: one line a cause, seen by somebody, over when it is over."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studio.air.alerts import ALERTS_KEPT, Alert, acknowledged, all_over, noted, of_past, quieted, read_alerts


def event(code: str = "source_lost", level: str = "warning", at: float = 100.0, **more: Any) -> dict[str, Any]:
    return {"level": level, "code": code, "text": f"{code} at {at:g}", "time": at} | more


def lost(at: float, name: str = "src_a") -> dict[str, Any]:
    return event(at=at, cause=f"source {name}", about=name, lasts=True)


def back(at: float, name: str = "src_a") -> dict[str, Any]:
    return event("source_back", "info", at, cause=f"source {name}", lasted_s=3.0)


def after(*events: dict[str, Any]) -> tuple[Alert, ...]:
    alerts: tuple[Alert, ...] = ()
    for one in events:
        alerts = noted(alerts, one)
    return alerts


def test_what_happened_of_one_cause_is_one_alert_with_the_newest_words() -> None:
    (alert,) = after(lost(100), lost(110))
    assert (alert.key, alert.since, alert.last, alert.text) == ("source src_a", 100, 110, "source_lost at 110")


def test_causes_are_told_apart() -> None:
    assert [one.about for one in after(lost(1, "src_a"), lost(2, "src_b"))] == ["src_b", "src_a"]


def test_good_news_ends_the_alert_of_its_cause_and_begins_none() -> None:
    (alert,) = after(lost(100), back(103))
    assert alert.resolved == 103
    assert after(back(103)) == ()


def test_an_alert_that_comes_back_is_counted_and_nobody_has_seen_it_yet() -> None:
    seen = acknowledged(after(lost(100)), "source src_a", "Ada", 101)
    (alert,) = noted(noted(seen, back(102)), lost(200))
    assert (alert.count, alert.seen, alert.since, alert.resolved) == (2, None, 200, None)


def test_whoever_acknowledges_first_stands_for_it() -> None:
    alerts = acknowledged(after(lost(100)), "source src_a", "Ada", 101)
    (alert,) = acknowledged(alerts, "source src_a", "Li", 102)
    assert alert.seen == ("Ada", 101)


def test_what_is_acknowledged_stays_so_while_it_goes_on() -> None:
    alerts = acknowledged(after(lost(100)), "source src_a", "Ada", 101)
    assert noted(alerts, lost(130))[0].seen == ("Ada", 101)


def test_what_becomes_worse_is_to_be_seen_again() -> None:
    alerts = acknowledged(after(event("disk_soon_full", cause="disk", lasts=True)), "disk", "Ada", 101)
    assert noted(alerts, event("disk_full", "error", 200, cause="disk", lasts=True))[0].seen is None


def test_nothing_can_be_acknowledged_that_is_not_open() -> None:
    with pytest.raises(KeyError):
        acknowledged(after(lost(100), back(103)), "source src_a", "Ada", 104)
    with pytest.raises(KeyError):
        acknowledged((), "source src_a", "Ada", 104)


def test_what_has_no_end_of_its_own_is_over_when_it_was_quiet_for_a_while() -> None:
    alerts = after(event("late_frames", at=100, cause="late frames"), lost(100))
    assert [one.open for one in quieted(alerts, 200)] == [True, True]
    assert {one.code: one.open for one in quieted(alerts, 230)} == {"late_frames": False, "source_lost": True}


def test_an_error_stays_longer_than_a_warning() -> None:
    alerts = after(event("line_up_refused", "error", 100))
    assert [quieted(alerts, at)[0].open for at in (300.0, 701.0)] == [True, False]


def test_what_happens_again_is_counted_what_lasts_is_not() -> None:
    assert after(event("late_frames", at=1), event("late_frames", at=20))[0].count == 2
    assert after(lost(1), lost(20))[0].count == 1


def test_off_air_nothing_is_wrong() -> None:
    assert [one.open for one in all_over(after(lost(1), event("late_frames")), 50)] == [False, False]
    assert of_past([lost(1)], 50)[0].resolved == 50


def test_an_alert_says_what_can_be_done_about_it() -> None:
    relay = event("relay_lost", "error", cause="destination dst_a", about="dst_a")
    assert [one.do for one in after(lost(1), relay, event("disk_low"), event("schedule_failed", "error"))] == [
        "", "recordings", "outputs", "source",
    ]  # fmt: skip


def test_there_are_never_more_than_a_few_and_those_that_are_over_go_first() -> None:
    open_ones = [lost(float(at), f"src_{at}") for at in range(ALERTS_KEPT)]
    alerts = after(*open_ones[:5], back(5.5, "src_3"), *open_ones[5:], lost(99.0, "src_new"))
    assert len(alerts) == ALERTS_KEPT
    assert "source src_3" not in {one.key for one in alerts}


def test_alerts_outlive_whoever_keeps_them() -> None:
    alerts = acknowledged(after(lost(1), event("late_frames")), "source src_a", "Ada", 2)
    assert read_alerts(json.loads(json.dumps([one.to_json() for one in alerts]))) == alerts
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_alerts([{"key": "x"}])
