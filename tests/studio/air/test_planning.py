"""What may be planned, and how its moment is said."""

from __future__ import annotations

from typing import Any

import pytest

from mixer.errors import BadCommand
from studio.air.planning import LONGEST, When, check_planned, read_time, read_when, shown_time
from studio.air.verbs import ASKED


@pytest.mark.parametrize("at", ["2026-11-24T20:00:00Z", "2026-11-24T21:00:00+01:00", 1795550400, 1795550400.0])
def test_a_time_is_said_with_its_zone_or_in_seconds(at: Any) -> None:
    assert read_time(at) == 1795550400.0
    assert shown_time(read_time(at)) == "2026-11-24T20:00:00.000Z"


WRONG_TIMES: list[Any] = [
    "2026-11-24T20:00:00", "soon", "", True, [], {}, -1, float("nan"), float("inf"), 1e300, "9999-12-31T23:59:59-23:00",
]  # fmt: skip


@pytest.mark.parametrize("at", WRONG_TIMES)
def test_what_is_no_time_is_refused_with_what_was_expected(at: Any) -> None:
    with pytest.raises(BadCommand, match="such as 2026-11-24T20:00:00Z, or Unix seconds"):
        read_time(at)


def test_a_moment_is_a_frame_or_a_time_and_not_both() -> None:
    assert read_when({"at_frame": 0}) == When(0, None) and read_when({"at": 7, "at_frame": None}) == When(None, 7.0)
    for asked in ({}, {"at": 7, "at_frame": 7}, {"at_frame": -1}, {"at_frame": "7"}, {"at_frame": True}):
        with pytest.raises(BadCommand):
            read_when(asked)


GOOD: list[Any] = [
    {"verb": "take", "scene": "scn_a"},
    {"verb": "batch", "commands": [{"verb": "cut"}]},
    {"verb": "start_recording", "within_ms": 500},
    {"verb": "captions_show", "visible": False},
    {"verb": "rundown_start", "rundown": "run_a"},
    {"verb": "run_macro", "macro": "mac_a"},
]


@pytest.mark.parametrize("command", GOOD, ids=lambda one: one["verb"])
def test_what_can_be_asked_at_the_desk_can_be_planned(command: Any) -> None:
    check_planned(command)


WRONG: list[Any] = [
    None, "take", {}, {"verb": "load", "revision": 1, "show": {}}, {"verb": "page_input", "events": []},
    {"verb": "take"},
    {"verb": "plan", "command": {"verb": "cut"}, "at": 7}, {"verb": "cancel_planned", "planned": "pln_a"},
    {"verb": "cut", "by": "Ada"}, {"verb": "cut", "owner": "user-1"}, {"verb": "cut", "on_frame": 7},
    {"verb": "cut", "not_after_frame": 7}, {"verb": "cut", "within_ms": 0}, {"verb": "captions_show"},
    {"verb": "start_destination"}, {"verb": "overlay", "overlay": "a", "fields": {"title": "x" * LONGEST}},
]  # fmt: skip


@pytest.mark.parametrize("command", WRONG)
def test_what_cannot_is_refused(command: Any) -> None:
    with pytest.raises(BadCommand):
        check_planned(command)


def test_what_is_dated_can_be_planned_and_nothing_else() -> None:
    refused = {name for name, verb in ASKED.items() if not verb.dated} | {"plan", "cancel_planned"}
    for name in refused:
        with pytest.raises(BadCommand, match="expected a command of the desk"):
            check_planned({"verb": name})
