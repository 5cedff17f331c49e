"""Every verb is declared once, and whoever reads the table agrees."""

from __future__ import annotations

from typing import Any

import pytest

from mixer.protocol.commands import ON_AIR
from studio.air.parts import DETAILS, NAMES, PLAYED, ended, nothing, whole
from studio.air.verbs import ASKED, VERBS, rights_for, verb_of
from studio.api.urls import api
from studio.captions import verbs as captions
from studio.people.roles import Action


class PaperCarrier:
    """Notes who was asked to carry out what."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def to_engine(self, name: str, command: dict[str, Any]) -> None:
        self.asked.append(("engine", name, command["verb"]))

    def to_captions(self, name: str, command: dict[str, Any]) -> None:
        self.asked.append(("captions", name, command["verb"]))

    def to_rundown(self, name: str, command: dict[str, Any]) -> None:
        self.asked.append(("rundown", name, command["verb"]))

    def switch(self, name: str, destination: str, *, on: bool) -> None:
        self.asked.append(("switch", name, on))

    def record(self, name: str, *, on: bool) -> None:
        self.asked.append(("record", name, on))

    def to_schedule(self, name: str, command: dict[str, Any]) -> None:
        self.asked.append(("schedule", name, command["verb"]))

    def restart_engine(self, name: str) -> None:
        self.asked.append(("restart", name))

    def go_on_air(self, name: str) -> None:
        self.asked.append(("open", name))

    def to_page(self, name: str, command: dict[str, Any]) -> None:
        self.asked.append(("page", name))

    def to_macros(self, name: str, command: dict[str, Any]) -> None:
        self.asked.append(("macros", name))

    def to_plans(self, name: str, command: dict[str, Any]) -> None:
        self.asked.append(("plans", name))

    def to_alerts(self, name: str, command: dict[str, Any]) -> None:
        self.asked.append(("alerts", name))


def test_what_is_typed_into_a_page_is_the_only_thing_that_is_not_written_down() -> None:
    assert [name for name, verb in VERBS.items() if not verb.kept] == ["page_input"]
    assert VERBS["page_input"].right == Action.EDIT and VERBS["page_input"].ranked


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_has_somebody_who_carries_it_out_once(name: str) -> None:
    carrier = PaperCarrier()
    VERBS[name].handler(carrier, "one", {"verb": name})
    assert len(carrier.asked) == 1 and carrier.asked[0][1] == "one"
    assert (carrier.asked[0][0] == "engine") == VERBS[name].engine


def test_what_a_director_presses_takes_a_director_and_is_never_late() -> None:
    for name in ON_AIR:
        right = Action.SOUND if name in ("sound", "master") else Action.OPERATE
        assert VERBS[name].right == right and VERBS[name].dated and VERBS[name].asked


def test_what_is_said_of_captions_takes_the_right_to_caption() -> None:
    assert {name for name, verb in VERBS.items() if verb.right == Action.CAPTION} == set(captions.VALUES)


def test_a_take_that_sets_sound_takes_the_right_to_the_sound_too() -> None:
    assert rights_for({"verb": "take", "scene": "a"}) == {Action.OPERATE}
    with_sound = {"verb": "take", "scene": "a", "sound": {"mic": {"mute": True}}}
    assert rights_for(with_sound) == {Action.OPERATE, Action.SOUND}


def test_every_verb_that_may_be_asked_has_an_address_and_words() -> None:
    addresses = {str(one.pattern) for one in api}
    assert all(f"shows/<str:show_id>/{name}" in addresses and ASKED[name].help for name in ASKED)
    assert "load" not in ASKED and "shows/<str:show_id>/load" not in addresses


@pytest.mark.parametrize("said", [None, 7, [], {}, "", "Cut", "cut ", "load"])
def test_what_is_no_verb_is_none(said: Any) -> None:
    assert verb_of({"verb": said}, ASKED) is None


def test_a_part_that_is_not_known_is_empty_and_never_shared() -> None:
    assert set(nothing()) == set(NAMES)
    first = nothing()
    first["destinations"].append("one")
    assert nothing()["destinations"] == []
    assert whole({})["recording"]["on"] is False


def test_without_the_link_what_ends_with_it_is_empty() -> None:
    known = {"status": {"fps": 30}, "desk": {"frame": 1}, "captions": {"on": True}, "strange": 1}
    assert whole(known, up=False)["status"] is None and whole(known, up=False)["desk"] == {"frame": 1}
    assert set(ended()) == {"status", "captions", "schedule", "upgrade", "machine", "macros", "planned"}
    assert set(PLAYED) < set(DETAILS) < set(NAMES) and "strange" not in whole(known)


UNREADABLE: list[Any] = [[], None, "cut", {}, [1], [{}], [{"verb": ["cut"]}]]


@pytest.mark.parametrize("verb", ["cut", "page_input", "rundown_skip"])
def test_a_plan_needs_what_the_planned_command_needs(verb: str) -> None:
    assert rights_for({"verb": "plan", "command": {"verb": verb}}) == {ASKED[verb].right}
    assert rights_for({"verb": "plan", "command": {"verb": "batch", "commands": [{"verb": verb}]}}) == {
        ASKED[verb].right
    }


@pytest.mark.parametrize(
    ("inside", "rights"),
    [
        ([{"verb": "cut"}, {"verb": "rundown_skip"}], {Action.OPERATE, Action.CARRY}),
        ([{"verb": "page_input"}], {Action.EDIT}),
        ([{"verb": "page_input"}, {"verb": "load"}], {Action.EDIT, Action.OPERATE}),
        *((wrong, {Action.OPERATE}) for wrong in UNREADABLE),
    ],
)
def test_a_command_that_holds_others_needs_what_all_of_them_need(inside: Any, rights: set[Action]) -> None:
    assert rights_for({"verb": "batch", "commands": inside}) == rights
