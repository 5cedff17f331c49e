"""What an operator can ask of the captions program, one value a verb: for checking, and for the API's schema."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Annotated, Any

from annotated_types import Len
from pydantic import TypeAdapter, ValidationError

from mixer.errors import BadCommand
from mixer.protocol.parse import in_words

Text = Annotated[str, Len(1, 1000)]


@dataclass(frozen=True, slots=True)
class CaptionsShow:
    """Show captions in the picture, or hide them at once."""

    visible: bool


@dataclass(frozen=True, slots=True)
class CaptionsClear:
    """Take away what stands and what waits."""


@dataclass(frozen=True, slots=True)
class CaptionEdit:
    """Other words for a line that is not on air yet, by language."""

    line: str
    texts: dict[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaptionDrop:
    """Leave a line out that is not on air yet."""

    line: str


@dataclass(frozen=True, slots=True)
class CaptionRestore:
    """Bring a dropped line back."""

    line: str


VALUES: dict[str, Any] = {
    "captions_show": CaptionsShow,
    "captions_clear": CaptionsClear,
    "caption_edit": CaptionEdit,
    "caption_drop": CaptionDrop,
    "caption_restore": CaptionRestore,
}


def check(verb: str, parts: dict[str, Any]) -> None:
    """Raise BadCommand, naming what is wrong, unless these are the verb's parts."""
    try:
        TypeAdapter(VALUES[verb]).validate_json(json.dumps(parts), strict=True)
    except ValidationError as error:
        raise BadCommand("bad_command", in_words(error)) from None
