"""What a view is told: what it shows, and no more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studio.views.links import KINDS
from studio.views.state import State, counting, told

FILE: dict[str, Any] = {
    "name": "Evening", "canvas": {"width": 1920, "height": 1080, "rate": "25"},
    "sources": [
        {"id": "src_a", "name": "Camera 1", "input": {"kind": "pull", "url": "rtmp://secret"}},
        {"id": "src_b", "name": "Camera 2", "input": {"kind": "push", "key": "secret"}},
    ],
    "scenes": [{"id": "scn_a", "name": "Both", "slots": {"left": "src_a", "right": "src_b"}, "secret": 1}],
    "overlays": [
        {"id": "ovl_t", "name": "Strap", "content": {"kind": "text"}, "fields": {"title": "secret"}},
        {"id": "ovl_c", "name": "Break", "content": {"kind": "countdown"}, "fields": {"title": "secret"}},
    ],
}  # fmt: skip
KNOWN: dict[str, Any] = {
    "desk": {
        "program": "scn_a", "preview": "src_b", "frame": 9, "sound": "secret", "transports": {"src_a": {}},
        "running": {"kind": "mix", "to": "scn_a", "held": 0.3, "changed": "secret", "pages": {"secret": 1}},
        "beneath": [{"kind": "mix", "to": "src_b", "changed": "secret"}],
        "overlays": {
            "ovl_t": {"on": True, "fields": {"title": "secret"}},
            "ovl_c": {"on": True, "fields": {"label": "secret"}, "counter": {"counted_s": 4.0, "since_frame": None}},
        },
    },
    "status": {"sources": {"src_a": {"state": "retrying", "text": "secret"}}, "build": "secret"},
    "recording": {"on": True, "since": 7, "name": "secret", "text": "secret"},
    "rundown": {
        "name": "Night", "state": "playing", "has_programme": True, "trouble": "secret",
        "now": {"name": "Film", "start_frame": 0, "end_frame": 90, "secret": 1},
        "next": [{"name": "News", "item": "i"}],
        "fixed": None,
    },
    "destinations": ["secret"], "events": ["secret"], "captions": "secret",
}  # fmt: skip
BESIDE: dict[str, Any] = {"air": {"wanted": True, "since": 3}, "messages": [], "time": 1_795_000_000.0}


def parts(kind: str, *, up: bool = True) -> dict[str, Any]:
    return told(kind, "src_a" if kind == "tally" else "", up, KNOWN, FILE, BESIDE)


@pytest.mark.parametrize("kind", KINDS)
def test_no_view_is_told_what_it_does_not_show(kind: str) -> None:
    assert "secret" not in json.dumps(parts(kind))


def test_a_transition_is_told_by_where_it_goes_and_how_far_it_is() -> None:
    desk = parts("tally")["desk"]
    assert desk["running"] == {"kind": "mix", "to": "scn_a", "held": 0.3}
    assert desk["beneath"] == [{"kind": "mix", "to": "src_b"}]


@pytest.mark.parametrize("kind", KINDS)
def test_off_air_nothing_of_the_mixer_is_told(kind: str) -> None:
    off = parts(kind, up=False)
    assert off["link"] == "down"
    assert not any(off.get(name) for name in ("desk", "rundown", "signals", "recording"))


def test_a_tally_knows_its_own_source_and_nothing_of_the_others() -> None:
    found = parts("tally")
    assert found["show"]["sources"] == [{"id": "src_a", "name": "Camera 1"}]
    assert found["show"]["scenes"] == [{"id": "scn_a", "name": "", "slots": {"left": "src_a"}}]
    assert found["desk"]["program"] == "scn_a"
    assert "transports" not in found["desk"]


def test_a_multiview_knows_every_source_and_how_it_is() -> None:
    found = parts("multiview")
    assert [one["name"] for one in found["show"]["sources"]] == ["Camera 1", "Camera 2"]
    assert found["signals"] == {"src_a": "retrying"}
    assert found["recording"] == {"on": True, "since": 7}


def test_a_countdown_knows_what_counts() -> None:
    found = parts("countdown")
    assert found["show"]["overlays"] == [{"id": "ovl_c", "name": "Break", "kind": "countdown"}]
    assert found["desk"]["overlays"]["ovl_c"] == {
        "on": True, "counter": {"counted_s": 4.0, "since_frame": None},
        "up": False, "from_s": 300, "at_s": None, "over": False,
    }  # fmt: skip
    assert found["rundown"]["now"] == {"name": "Film", "start_frame": 0, "end_frame": 90}


@pytest.mark.parametrize(
    ("content", "time", "goal"),
    [
        ({"kind": "countdown", "counts": "for", "after": "over"}, "1:30", (False, 90, None, True)),
        ({"kind": "countdown", "counts": "to", "zone": "Asia/Shanghai"}, "11:00", (False, None, 1_795_057_200, False)),
        ({"kind": "countdown", "counts": "to"}, "soon", (False, None, None, False)),
        ({"kind": "countup"}, "0:10", (True, 10, None, False)),
    ],
)
def test_a_counter_is_told_by_what_it_counts_to(content: State, time: str, goal: tuple[Any, ...]) -> None:
    row = {"id": "ovl_c", "name": "Break", "content": content, "fields": {"time": "9:59"}}
    told = counting({"on": False, "fields": {"time": time}}, row, 1_795_060_000.0)
    assert tuple(told[name] for name in ("up", "from_s", "at_s", "over")) == goal and not told["on"]


def test_a_clock_knows_whether_the_show_is_on_air_and_no_more() -> None:
    assert "desk" not in parts("clock")
    assert parts("clock")["show"]["sources"] == []


def test_a_show_of_which_nothing_is_known_yet_is_told_as_that() -> None:
    empty = told("multiview", "", False, {}, None, BESIDE)
    assert empty["show"] == {"name": "", "canvas": {"rate": "30"}, "sources": [], "scenes": [], "overlays": []}
