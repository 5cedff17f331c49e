"""JSON to values and back, with errors that name the place and what was expected there."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from mixer.errors import BadCommand, BadShow
from mixer.protocol.commands import Command
from mixer.protocol.showfile import Show


@cache
def _shows() -> TypeAdapter[Show]:
    return TypeAdapter(Show)


@cache
def _commands() -> TypeAdapter[Command]:
    return TypeAdapter(Annotated[Command, Field(discriminator="verb")])


def read_show(data: Any) -> Show:
    """A show from its JSON value or text. Raises BadShow naming every field that is wrong."""
    try:
        if isinstance(data, str | bytes):
            return _shows().validate_json(data)
        return _shows().validate_python(data)
    except ValidationError as error:
        raise BadShow(in_words(error)) from None


def read_command(data: Any) -> Command:
    """A command from its JSON value. Raises BadCommand with code `bad_command`."""
    try:
        return _commands().validate_python(data)
    except ValidationError as error:
        raise BadCommand("bad_command", in_words(error)) from None
    except BadShow as error:
        raise BadCommand("bad_show", str(error)) from None


def to_json(value: Any) -> Any:
    """A show or command as plain JSON values."""
    return json.loads(json.dumps(dataclasses.asdict(value)))


def show_schema() -> dict[str, Any]:
    """The JSON Schema of the show file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_shows().json_schema()}


def in_words(error: ValidationError) -> str:
    """One sentence a problem: where, what is wrong, what was found."""
    lines = []
    for problem in error.errors(include_url=False)[:8]:
        place = ".".join(str(part) for part in problem["loc"]) or "the whole value"
        found = "" if isinstance(problem["input"], dict | list) else f", found {problem['input']!r:.60}"
        lines.append(f"{place}: {problem['msg']}{found}")
    return "; ".join(lines)
