"""What commands do to graphics on the desk."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from mixer.core.clock import Timeline
from mixer.core.desk import MOST_ACTIONS, Desk
from mixer.core.orders import obey
from mixer.core.stored import fitted
from mixer.errors import BadCommand
from mixer.kinds.overlays.graphic import GraphicOverlay
from mixer.kinds.overlays.text import TextOverlay
from mixer.protocol.commands import OverlayAction, SetOverlay
from mixer.protocol.parse import read_command, read_desk
from mixer.protocol.showfile import Overlay, Show

SHOW = Show("A show", overlays=(Overlay("poll", "Poll", GraphicOverlay()), Overlay("strap", "Strap", TextOverlay())))
AT = Timeline(Fraction(30))


def desk() -> Desk:
    return fitted(Desk(), SHOW)


def after(*actions: str, start: Desk | None = None) -> Desk:
    now = start or desk()
    for action in actions:
        now = obey(now, OverlayAction(overlay="poll", action=action), SHOW, AT)
    return now


def state(now: Desk) -> Any:
    return now.overlays["poll"]


def test_next_plays_a_graphic_leads_it_on_and_lets_it_leave_after_its_last_step() -> None:
    stands = [after(*["next"] * times) for times in range(4)]
    assert [(state(one).on, state(one).step) for one in stands] == [(False, 0), (True, 0), (True, 1), (False, 1)]


def test_what_is_switched_on_begins_at_its_first_step() -> None:
    left = after("next", "next", "stop")
    on = obey(left, SetOverlay(overlay="poll", on=True), SHOW, AT)
    assert (state(on).on, state(on).step) == (True, 0)
    assert state(obey(after("next", "next"), SetOverlay(overlay="poll", on=True), SHOW, AT)).step == 1


def test_actions_are_counted_and_only_the_latest_are_kept() -> None:
    now = after("play", *["winner"] * 40)
    serials = [serial for serial, *_ in state(now).actions]
    assert serials == list(range(41 - MOST_ACTIONS + 1, 42))


@pytest.mark.parametrize(
    ("overlay", "action", "code"),
    [("poll", "explode", "unknown_action"), ("strap", "next", "no_actions"), ("nobody", "next", "unknown_overlay")],
)
def test_what_a_graphic_cannot_do_is_refused(overlay: str, action: str, code: str) -> None:
    with pytest.raises(BadCommand) as refused:
        obey(desk(), OverlayAction(overlay=overlay, action=action), SHOW, AT)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"options": '[{"text":"a","votes":1},{"text":"b","votes":-1}]'}, "bad_field"),
        ({"options": "two"}, "bad_field"),
        ({"accent": "red"}, "bad_field"),
        ({"query": "Why?"}, "unknown_field"),
    ],
)
def test_texts_that_do_not_fit_its_schema_are_refused_and_change_nothing(fields: dict[str, str], code: str) -> None:
    with pytest.raises(BadCommand) as refused:
        obey(desk(), SetOverlay(overlay="poll", fields=fields), SHOW, AT)
    assert refused.value.code == code


def test_the_journal_keeps_step_and_actions() -> None:
    now = after("next", "next", "winner")
    kept = read_desk(now.to_json())
    assert kept.overlays["poll"] == state(now)


def test_what_goes_along_with_an_action_is_plain_and_short() -> None:
    read_command({"verb": "overlay_action", "overlay": "poll", "action": "winner", "payload": {"a": [1, "b"]}})
    with pytest.raises(BadCommand, match="JSON of at most"):
        read_command({"verb": "overlay_action", "overlay": "poll", "action": "winner", "payload": "x" * 5000})
