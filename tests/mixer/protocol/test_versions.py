"""What an older version wrote is read by this one, and what a later one adds is passed over."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mixer.core.stored import fitted
from mixer.outputs.destination import Session
from mixer.protocol.parse import read_command, read_desk, read_show, to_json

ROOT = Path(__file__).resolve().parents[3]
FIXTURES = ROOT / "tests" / "fixtures"


def recorded(name: str) -> Any:
    return json.loads((FIXTURES / name).read_text())


def kept(old: Any, new: Any, place: str = "") -> list[str]:
    """Where something that was recorded is missing or another; what is new counts for nothing."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [lack for key, part in old.items() for lack in kept(part, new.get(key), f"{place}.{key}")]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [lack for at, part in enumerate(old) for lack in kept(part, new[at], f"{place}.{at}")]
    return [] if old == new else [f"{place}: {old!r} became {new!r}"]


def with_more(value: Any) -> Any:
    """The same with a part of a later version in every object that has named parts."""
    if isinstance(value, list):
        return [with_more(one) for one in value]
    if not isinstance(value, dict):
        return value
    free = {"slots", "fields", "overlays", "sound", "languages", "durations"}  # objects whose names are people's own
    more = {name: part if name in free and isinstance(part, dict) else with_more(part) for name, part in value.items()}
    return more | {"of_a_later_version": {"deep": 1}}


def test_a_version_1_show_file_with_everything_in_it_is_read_as_it_was() -> None:
    show = read_show(recorded("show-v1.json"))
    assert kept(recorded("show-v1.read.json"), to_json(show)) == []


def test_the_recorded_show_uses_every_part_of_version_1() -> None:
    show = recorded("show-v1.json")
    assert {one["input"]["kind"] for one in show["sources"]} == {"test", "clock", "image", "file", "pull", "push"}
    assert {one["content"]["kind"] for one in show["overlays"]} == {"text", "image", "clock"}
    known = json.loads((ROOT / "docs" / "show-file.schema.json").read_text())["properties"]
    assert set(show) <= set(known)


def test_the_example_in_the_docs_is_read() -> None:
    text = (ROOT / "docs" / "show-file.md").read_text()
    examples = [json.loads(one) for one in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
    shows = [one for one in examples if "sources" in one]
    assert shows and all(read_show(one).sources for one in shows)


def test_an_older_desk_is_taken_up_as_it_was() -> None:
    show, old = read_show(recorded("show-v1.json")), recorded("desk-v1.json")
    desk = fitted(read_desk(old), show).to_json()
    names = ("program", "preview", "transition", "durations", "overlays", "sound", "master", "revision")
    assert kept({name: old[name] for name in names}, desk) == []


@pytest.mark.parametrize("verb", ["cut", "auto", "preview", "take", "overlay", "sound", "master", "ftb"])
def test_commands_with_parts_of_a_later_version_are_obeyed(verb: str) -> None:
    parts = {
        "preview": {"scene": "one"},
        "take": {"scene": "one"},
        "overlay": {"overlay": "o"},
        "sound": {"source": "s"},
    }
    command = {"id": "1", "verb": verb, **parts.get(verb, {})}
    assert read_command(with_more(command)) == read_command(command)


def test_shows_and_desks_of_a_later_version_are_read_as_far_as_they_are_known() -> None:
    show, desk = recorded("show-v1.json"), recorded("desk-v1.json")
    assert read_show(with_more(show)) == read_show(show)
    assert read_desk(with_more(desk)) == read_desk(desk)


def test_a_session_of_a_later_engine_is_followed() -> None:
    told = {"id": "s", "first_frame": 5, "rate": "30", "segment_frames": 60, "time": 1.0, "width": 2, "height": 2}
    assert Session.parse(with_more(told)) == Session.parse(told)
