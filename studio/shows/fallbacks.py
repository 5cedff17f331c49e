"""What stands in for a source, as rows keep it: the files that its steps name are assets, as in inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mixer.protocol.showfile import upgraded_input
from studio.shows import addresses, assets
from studio.shows.parts import completed, with_asset, with_path

Json = dict[str, Any]
OTHER = "source"  # the kind of a step that names another source of the show


def stored(value: Any) -> Json:
    """A chain as rows keep it: complete, with files by their assets. Raises Invalid naming each wrong field."""
    given = with_inputs(value, lambda one: upgraded_input(with_path("input", one)))
    whole: Json = with_inputs(completed("fallback", given), with_asset)
    check(whole)
    return whole


def check(value: Json) -> None:
    """Raise Invalid where a step names a file that it cannot show, or an address that must not be opened."""
    for one in inputs_of(value):
        assets.check("input", one)
        addresses.check(one)


def inputs_of(value: Any) -> Iterator[Json]:
    """The second inputs of a chain."""
    for step in steps_of(value):
        if isinstance(step.get("input"), dict):
            yield step["input"]


def steps_of(value: Any) -> list[Json]:
    steps = value.get("steps") if isinstance(value, dict) else None
    return [step for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []


def with_inputs(value: Any, change: Callable[[Json], Json]) -> Any:
    """A chain with each of its second inputs changed so; what is none stays as it is."""
    if not isinstance(value, dict) or not isinstance(value.get("steps"), list):
        return value
    steps = [
        {**step, "input": change(step["input"])}
        if isinstance(step, dict) and isinstance(step.get("input"), dict)
        else step
        for step in value["steps"]
    ]
    return {**value, "steps": steps}


def named_anew(value: Json, name_of: Callable[[str], str]) -> Json:
    """A chain whose steps name sources by what these are called here."""
    steps = [{**step, "source": name_of(step["source"])} if step["kind"] == OTHER else step for step in steps_of(value)]
    return {**value, "steps": steps} if steps else value


def without(value: Json, source: str) -> Json:
    """A chain without the steps that name a source."""
    steps = [step for step in steps_of(value) if step.get("source") != source]
    return {**value, "steps": steps} if "steps" in value else value
