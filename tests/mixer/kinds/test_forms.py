"""What a kind declares of its fields is what a form asks for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Literal

import pytest
from annotated_types import Ge, Le, Len

from mixer.kinds.form import Control, form_of
from mixer.kinds.kind import OverlayKind, SourceKind
from mixer.kinds.overlays import OVERLAYS
from mixer.kinds.sources import SOURCES
from mixer.kinds.transitions import TRANSITIONS
from mixer.protocol.basics import Color
from mixer.protocol.kinds import accepted, published
from mixer.protocol.parse import read_source


@dataclass(frozen=True, slots=True)
class Toy:
    path: Annotated[str, Len(1, 10), Control("Choose a page", widget="asset", accepts=("image",))]
    kind: Literal["toy"] = "toy"
    rate: Annotated[float, Ge(0.5), Le(2), Control("Speed", "times as fast")] = 1.0
    pages: Annotated[int, Ge(1), Control("Pages")] = 3
    side: Annotated[Literal["far-left", "right"], Control("Side", choices={"right": "On the right"})] = "right"
    ink: Annotated[Color, Control("Ink", widget="color")] = "#ffffff"
    loud: Annotated[bool, Control("Loud")] = False
    secret: str = "not asked for"


def test_a_form_asks_for_what_has_a_control_in_order_with_its_limits() -> None:
    assert form_of(Toy) == [
        {"name": "asset", "widget": "asset", "label": "Choose a page", "accepts": ["image"],
         "minlength": 1, "maxlength": 10},
        {"name": "rate", "widget": "number", "label": "Speed", "help": "times as fast",
         "min": 0.5, "max": 2, "default": 1.0},
        {"name": "pages", "widget": "number", "label": "Pages", "min": 1, "default": 3},
        {"name": "side", "widget": "choice", "label": "Side", "default": "right",
         "choices": [["far-left", "Far left"], ["right", "On the right"]]},
        {"name": "ink", "widget": "color", "label": "Ink", "default": "#ffffff"},
        {"name": "loud", "widget": "check", "label": "Loud", "default": False},
    ]  # fmt: skip
    assert accepted(Toy) == ("image",)


def test_every_kind_says_what_it_is_and_can_be_published_as_json() -> None:
    families = json.loads(json.dumps(published()))
    assert [one["kind"] for one in families["sources"]] == list(SOURCES)
    for family in families.values():
        assert all(one["label"] and one["help"] for one in family)


@pytest.mark.parametrize("kind", SOURCES.values(), ids=lambda one: one.name)
def test_what_a_form_offers_for_a_new_source_is_taken(kind: SourceKind) -> None:
    given = {asked["name"]: asked.get("default", "rtmp://example.com/live") for asked in form_of(kind.input)}
    if "asset" in given:
        given["path"] = given.pop("asset") or "/a/file"
    read = read_source({"id": "src", "name": "One", "input": {"kind": kind.name} | given})
    assert type(read.input) is kind.input


@pytest.mark.parametrize(
    "kind", [*SOURCES.values(), *OVERLAYS.values()], ids=lambda one: f"{type(one).__name__} {one.name}"
)
def test_a_kind_s_worker_is_there_when_it_is_asked_for(kind: SourceKind | OverlayKind) -> None:
    if isinstance(kind, SourceKind):
        assert callable(kind.reader())
    else:
        assert callable(kind.drawer()) if kind.drawer else kind.stream


def test_every_transition_keeps_its_law_of_sound() -> None:
    for kind in TRANSITIONS.values():
        assert kind.shares(0.0) == (1.0, 0.0) and kind.shares(1.0) == (0.0, 1.0)
        assert all(0 <= share <= 1 for position in range(11) for share in kind.shares(position / 10))
