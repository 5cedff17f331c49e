"""Names that scripts outside the project use: nothing that was ever published disappears."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from studio.air.control.link import Link
from studio.air.control.outbox import Outbox
from studio.air.verbs import ASKED
from studio.shows.compose import read_file

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
METHODS = {"get", "post", "put", "patch", "delete"}


def recorded() -> dict[str, Any]:
    return dict(json.loads((FIXTURES / "api-v1.json").read_text()))


def test_no_address_or_method_of_the_api_s_version_1_has_gone() -> None:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]  # type: ignore[no-untyped-call]
    gone = {
        f"{method.upper()} {address}"
        for address, methods in recorded()["paths"].items()
        for method in methods
        if method not in METHODS & set(paths.get(address, {}))
    }
    assert gone == set()


def test_no_verb_of_the_console_s_socket_has_gone() -> None:
    assert set(recorded()["socket_verbs"]) <= set(ASKED)


@pytest.mark.django_db
def test_a_version_1_show_file_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_ALLOW_NETS", "192.0.2.0/24")
    show = json.loads((FIXTURES / "show-v1.json").read_text())
    for one in (*show["sources"], *show["overlays"]):  # files of a machine that is not ours
        for part in ("input", "content"):
            if "path" in one.get(part, {}):
                one[part] = {"kind": "test"} if part == "input" else {"kind": "clock"}
    read = read_file(show)
    assert read is not None


async def test_a_link_to_a_later_runmixer_keeps_what_it_knows() -> None:
    link = Link("shw_a")
    heard: list[dict[str, Any]] = []

    class Follower:
        outbox = Outbox()

        def link_is(self, up: bool) -> None:
            heard.append({"up": up})

        def hears(self, message: dict[str, Any]) -> None:
            heard.append(message)

    link.followers.append(Follower())
    desk = {"program": "scn_a", "of_a_later_version": 1}
    link._take_text(json.dumps({"type": "snapshot", "n": 1, "desk": desk, "of_a_later_version": [1]}))
    link._take_text(json.dumps({"type": "of_a_later_version", "n": 2}))
    link._take_text(json.dumps({"type": "change", "n": 2, "desk": {"program": "scn_b"}, "of_a_later_version": 1}))
    assert link.up and link.state["desk"] == {"program": "scn_b"}
    assert heard[0] == {"up": True} and len(heard) == 3


async def test_a_link_to_an_older_runmixer_finds_nothing_where_that_tells_nothing() -> None:
    link = Link("shw_a")
    link._take_text(json.dumps({"type": "snapshot", "n": 1, "desk": {"program": "scn_a"}}))
    assert link.state["upgrade"] is None and link.state["desk"] == {"program": "scn_a"}
