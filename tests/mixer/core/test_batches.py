"""Several commands on one frame: all of them, or none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mixer.core.desk import Desk
from mixer.core.orders import obey
from mixer.core.stored import desk_for
from mixer.errors import BadCommand
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.commands import BATCH_MOST
from mixer.protocol.parse import read_command
from mixer.protocol.showfile import Source
from tests.helpers import TIMELINE, a_show

SHOW = a_show()


def after(desk: Desk, *commands: dict[str, Any], **parts: Any) -> Desk:
    return obey(desk, read_command({"verb": "batch", "commands": list(commands), **parts}), SHOW, TIMELINE)


def test_commands_of_a_batch_happen_in_their_order_on_one_frame() -> None:
    desk = after(
        desk_for(SHOW).at(7),
        {"verb": "preview", "scene": "both"},
        {"verb": "cut", "expected_preview": "both"},
        {"verb": "sound", "source": "bars", "gain_db": -12.0},
        {"verb": "ftb", "on": True},
    )
    assert (desk.frame, desk.program, desk.preview) == (7, "both", "one")
    assert desk.sound["bars"].gain_db == -12.0 and desk.ftb.on


def test_one_that_is_refused_refuses_all_and_says_which() -> None:
    before = desk_for(SHOW)
    with pytest.raises(BadCommand, match=r"command 1, take: no scene or source nowhere") as refused:
        after(before, {"verb": "cut"}, {"verb": "take", "scene": "nowhere"}, {"verb": "ftb"})
    assert (refused.value.code, refused.value.index) == ("unknown_scene", 1)
    assert before == desk_for(SHOW)


def test_what_a_take_of_a_batch_brings_is_there_for_the_command_behind_it() -> None:
    third = Source("third", "Third", TestSignal())
    edited = replace(SHOW, sources=(*SHOW.sources, third))
    command = {"verb": "load", "revision": 1, "show": edited}
    desk = obey(desk_for(SHOW), read_command(command), edited, TIMELINE)
    pair = [{"verb": "take", "scene": "third"}, {"verb": "sound", "source": "third", "mute": True}]
    desk = obey(desk, read_command({"verb": "batch", "commands": pair}), edited, TIMELINE)
    assert desk.program == "third" and desk.sound["third"].mute


def test_a_batch_that_comes_too_late_changes_nothing() -> None:
    with pytest.raises(BadCommand) as refused:
        after(desk_for(SHOW).at(101), {"verb": "cut"}, not_after_frame=100)
    assert (refused.value.code, refused.value.index) == ("too_late", None)


@pytest.mark.parametrize(("frame", "code"), [(99, "too_late"), (101, "too_early")])
def test_a_command_for_a_frame_happens_on_no_other(frame: int, code: str) -> None:
    desk = desk_for(SHOW).at(100)
    with pytest.raises(BadCommand, match=f"on frame {frame}, and it is frame 100") as refused:
        after(desk, {"verb": "cut"}, on_frame=frame)
    assert refused.value.code == code
    assert after(desk, {"verb": "cut"}, on_frame=100).program == "two"


NESTED = {"verb": "batch", "commands": [{"verb": "cut"}]}


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ([], "at least 1 item"),
        ([{"verb": "cut"}] * (BATCH_MOST + 1), f"at most {BATCH_MOST}"),
        ([{"verb": "cut"}, NESTED], "commands.1"),
        ([{"verb": "load", "revision": 1, "show": {}}], "commands.0"),
        ([{"verb": "start_recording"}], "commands.0"),
        ([{"verb": "take"}], "commands.0.take: expected either a scene or a layout"),
        ([{"verb": "cut", "on_frame": 9}], "of the batch, not of a command in it"),
        ([{"verb": "cut", "not_after_frame": 9}], "of the batch, not of a command in it"),
    ],
)
def test_what_is_no_batch_is_refused_in_words(commands: list[Any], words: str) -> None:
    with pytest.raises(BadCommand, match=words) as refused:
        read_command({"verb": "batch", "commands": commands})
    assert refused.value.code == "bad_command"
