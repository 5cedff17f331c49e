"""JSON to values and back, with errors that name the place and what was expected there."""

from __future__ import annotations

import copy
import dataclasses
import json
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from mixer.core.desk import Desk
from mixer.errors import BadCommand, BadShow
from mixer.protocol.commands import Command
from mixer.protocol.processing import Processing
from mixer.protocol.showfile import Canvas, Output, Overlay, Show, Source, check_chains, check_count

T = TypeVar("T")


@cache
def _shows() -> TypeAdapter[Show]:
    return TypeAdapter(Show)


@cache
def _sources() -> TypeAdapter[Source]:
    return TypeAdapter(Source)


@cache
def _processings() -> TypeAdapter[Processing]:
    return TypeAdapter(Processing)


@cache
def _canvases() -> TypeAdapter[Canvas]:
    return TypeAdapter(Canvas)


@cache
def _desks() -> TypeAdapter[Desk]:
    return TypeAdapter(Desk)


@cache
def _overlays() -> TypeAdapter[Overlay]:
    return TypeAdapter(Overlay)


@cache
def _outputs() -> TypeAdapter[Output]:
    return TypeAdapter(Output)


@cache
def _commands() -> TypeAdapter[Command]:
    return TypeAdapter(Annotated[Command, Field(discriminator="verb")])


def _read(adapter: TypeAdapter[T], data: Any) -> T:
    try:
        return adapter.validate_json(data) if isinstance(data, str | bytes) else adapter.validate_python(data)
    except ValidationError as error:
        raise BadShow(in_words(error)) from None


def read_show(data: Any) -> Show:
    """A show from its JSON value or text. Raises BadShow naming every field that is wrong."""
    show = _read(_shows(), data)
    try:
        check_count(show)
        check_chains(show)
    except ValueError as error:
        raise BadShow(str(error)) from None
    return show


def read_command(data: Any) -> Command:
    """A command from its JSON value. Raises BadCommand with code `bad_command`."""
    try:
        return _commands().validate_python(data)
    except ValidationError as error:
        raise BadCommand("bad_command", in_words(error)) from None
    except BadShow as error:
        raise BadCommand("bad_show", str(error)) from None


def read_source(data: Any) -> Source:
    """A source from its JSON value. Raises BadShow."""
    return _read(_sources(), data)


def read_processing(data: Any) -> Processing:
    """What is to be done to a source's sound, from its JSON value. Raises BadShow."""
    return _read(_processings(), data)


def read_canvas(data: Any) -> Canvas:
    """A canvas from its JSON value. Raises BadShow."""
    return _read(_canvases(), data)


def read_desk(data: Any) -> Desk:
    """A journaled desk from its JSON value; what makes no sense in it is as on a new desk. Raises BadShow."""
    try:
        return _desks().validate_python(data)
    except ValidationError as error:
        rest = copy.deepcopy(data)
        wrong = [found for problem in error.errors() if (found := _deepest(rest, problem["loc"]))]
        if not wrong:
            raise BadShow(in_words(error)) from None
    for parent, key in wrong:
        parent.pop(key, None)
    return read_desk(rest)


def new_desk() -> dict[str, Any]:
    """A desk that nobody has touched, as JSON: what a show begins with."""
    return Desk().to_json()


def read_parts(data: Any) -> list[tuple[str, Show]]:
    """What was on program, from the JSON value of a `pinned` message: parts of shows, by name. Raises BadShow."""
    try:
        return [(str(part["bus"]), read_show(part["show"])) for part in data]
    except (TypeError, KeyError) as error:
        raise BadShow(f"expected a list of a bus and a show each: {error!r}") from None


def _deepest(value: Any, place: tuple[int | str, ...]) -> tuple[dict[Any, Any], Any] | None:
    """What a problem's place leads to, as far as it is there: the object that has it, and its key."""
    found = None
    for key in place:
        if not isinstance(value, dict) or key not in value:
            break
        found, value = (value, key), value[key]
    return found


def read_output(data: Any) -> Output:
    """What a destination stores, from its JSON value. Raises BadShow."""
    return _read(_outputs(), data)


def read_overlay(data: Any) -> Overlay:
    """An overlay from its JSON value. Raises BadShow."""
    return _read(_overlays(), data)


def to_json(value: Any) -> Any:
    """A show or command as plain JSON values."""
    return json.loads(json.dumps(dataclasses.asdict(value)))


def show_schema() -> dict[str, Any]:
    """The JSON Schema of the show file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_shows().json_schema(),
    }


def in_words(error: ValidationError) -> str:
    """One sentence a problem: where, what is wrong, what was found."""
    lines = []
    for problem in error.errors(include_url=False)[:8]:
        place = ".".join(str(part) for part in problem["loc"]) or "the whole value"
        found = "" if isinstance(problem["input"], dict | list) else f", found {problem['input']!r:.60}"
        lines.append(f"{place}: {problem['msg'].removeprefix('Value error, ')}{found}")
    return "; ".join(lines)
