"""Clicks and keys for a page go through the engine and are answered; on program only a director's do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mixer.core.clock import Timeline
from mixer.engine.engine import Engine
from mixer.errors import BadCommand
from mixer.kinds.sources.web import WebPage
from mixer.protocol.showfile import Scene, Show, Source
from mixer.web.keys import calls_of
from tests.helpers import a_show, command

EVENTS = [{"type": "text", "text": "a secret"}]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Engine, list[dict[str, Any]]]]:
    """An engine with a page off program, and what its page is told."""
    made = Engine(show(), Timeline(show().canvas.fps), offline=True)
    told: list[dict[str, Any]] = []
    page = made.sources.named("page")
    assert page is not None
    monkeypatch.setattr(page, "tell_page", told.append)
    yield made, told
    for part in (made.sources, made._overlays, made._forkserver):
        part.close()


def show() -> Show:
    bars = a_show().sources[0]
    page = Source("page", "Page", WebPage(url="http://192.0.2.1/"))
    scenes = (Scene("one", "One", "full", {"main": "bars"}), Scene("two", "Two", "full", {"main": "page"}))
    return a_show(sources=(bars, page), scenes=scenes)


def test_a_hand_reaches_a_page_and_is_answered_with_a_frame(engine: tuple[Engine, list[dict[str, Any]]]) -> None:
    one, told = engine
    assert one.touch({"source": "page", "events": EVENTS}) == one.desk.frame
    assert told == [{"input": EVENTS}]


def test_on_program_only_a_director_s_hand_does(engine: tuple[Engine, list[dict[str, Any]]]) -> None:
    one, told = engine
    one.obey(command("cut"))
    with pytest.raises(BadCommand, match="only a director"):
        one.touch({"source": "page", "events": EVENTS})
    one.touch({"source": "page", "events": EVENTS, "directs": True})
    assert told == [{"input": EVENTS}]


@pytest.mark.parametrize("asked", [{"events": EVENTS}, {"source": "bars", "events": EVENTS}, {"source": "page"}])
def test_what_is_no_page_or_no_hand_is_refused(
    engine: tuple[Engine, list[dict[str, Any]]], asked: dict[str, Any]
) -> None:
    with pytest.raises(BadCommand):
        engine[0].touch(asked)


def test_a_place_far_outside_of_the_page_is_its_edge_however_large_the_number() -> None:
    (_, told), *_ = calls_of([{"type": "wheel", "x": 10**400, "y": -(10**400), "dx": 10**400, "dy": 0}], 640, 360)
    assert (told["x"], told["y"], told["deltaX"]) == (640, 0, 5000)
