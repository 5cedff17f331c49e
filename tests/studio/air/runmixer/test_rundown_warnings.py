"""Warnings of a rundown: once, until it is otherwise."""

from __future__ import annotations

from typing import Any

from mixer.core.rundown import read_rundown
from studio.air.runmixer.rundown_warnings import Warnings

RUNDOWN = read_rundown({"id": "run", "order": ["a", "b"], "items": {"a": {"name": "Opener"}, "b": {}}})


def event(kind: str, item: str = "", text: str = "") -> dict[str, Any]:
    return {"event": kind, "rundown": "run", "item": item, "text": text}


def said(*events: dict[str, Any]) -> list[str | None]:
    warnings = Warnings()
    return [warnings.words(one, RUNDOWN) for one in events]


def test_an_item_that_fails_in_every_round_is_one_warning() -> None:
    failed = event("item_failed", "a", "no such file")
    assert said(failed, event("item_started", "b"), failed, failed) == ["Opener: no such file", None, None, None]


def test_another_reason_is_another_warning() -> None:
    assert said(event("item_failed", "b", "no such file"), event("item_failed", "b", "broken")) == [
        "no such file", "broken",
    ]  # fmt: skip


def test_what_played_meanwhile_is_warned_of_again() -> None:
    failed = event("item_failed", "a", "gone")
    assert said(failed, event("item_started", "a"), failed) == ["Opener: gone", None, "Opener: gone"]


def test_an_empty_rundown_is_one_warning_until_something_plays() -> None:
    empty, filler = event("empty"), event("item_started")
    words = "there is nothing in the rundown to play"
    assert said(empty, filler, empty, event("item_started", "a"), empty) == [words, None, None, None, words]


def test_other_events_are_no_warnings() -> None:
    assert said(event("item_ended", "a"), event("next_changed", "b"), event("ended")) == [None, None, None]
