"""The parts of a show file that rows keep as JSON: checked, completed with defaults, strangers refused."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Annotated, Any

from annotated_types import Len
from pydantic import TypeAdapter, ValidationError

from mixer.protocol.basics import Rect
from mixer.protocol.captions import Captions
from mixer.protocol.fallback import Fallback
from mixer.protocol.motion import Motion
from mixer.protocol.showfile import (
    Canvas,
    Content,
    Encoding,
    Input,
    Output,
    SceneSound,
    Slot,
    SoundSetting,
    Start,
    upgraded_input,
)
from mixer.protocol.slate import Slate
from mixer.protocol.surface import Surface
from studio.errors import FieldError, Invalid


@dataclass(frozen=True, slots=True)
class Standby:
    """What a show on air shows when nothing else does: a scene, a source or an uploaded file; at most one of them."""

    scene: Annotated[str, Len(0, 64)] = ""
    source: Annotated[str, Len(0, 64)] = ""
    path: Annotated[str, Len(0, 4096)] = ""

    def __post_init__(self) -> None:
        if len(list(filter(None, (self.scene, self.source, self.path)))) > 1:
            raise ValueError("expected a scene, a source or an asset, one of them")


KINDS: dict[str, Any] = {
    "canvas": Canvas,
    "encoding": Encoding,
    "captions": Captions,
    "start": Start,
    "slate": Slate,
    "surface": Surface,
    "standby": Standby,
    "input": Input,
    "sound": SoundSetting,
    "scene_sound": dict[str, SceneSound],
    "fallback": Fallback,
    "slots": tuple[Slot, ...],
    "content": Content,
    "output": Output,
    "rect": Rect,
    "enter": Motion,
    "leave": Motion,
}
ASSET = "asset:"


@cache
def _adapter(part: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[part])


def completed(part: str, value: Any) -> Any:
    """`value` as the show file means it, every default filled in. Raises Invalid naming each wrong field."""
    given = with_path(part, value)
    if part == "input":
        given = upgraded_input(given)
    try:
        value = _adapter(part).validate_python(given)
    except ValidationError as error:
        raise Invalid(list(_problems(part, error))) from None
    except ValueError as error:
        raise Invalid([FieldError(part, str(error))]) from None
    whole = plain(value)
    refuse_strangers(given, whole, part)
    return with_asset(whole)


def refuse_strangers(given: Any, whole: Any, place: str) -> None:
    """Raise Invalid for keys that the completed value does not have: a misspelt one must not be lost in silence."""
    if strangers := list(islice(_strangers(given, whole, place), 20)):
        raise Invalid(strangers)


def read(part: str, stored: Any) -> Any:
    """A stored part as the show file's own value."""
    return _adapter(part).validate_python(stored)


def plain(value: Any) -> Any:
    """Dataclasses, and sequences and maps of them, as JSON values."""
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return json.loads(json.dumps(dataclasses.asdict(value)))


def with_path(part: str, value: Any) -> Any:
    """An input that names an asset, as the show file writes it. Paths of the server are nobody's to name."""
    if not isinstance(value, dict):
        return value
    path = value.get("path")
    if path and not str(path).startswith(ASSET):
        raise Invalid([FieldError(f"{part}.path", "name an uploaded file by its asset id, not a path")])
    if not value.get("asset"):
        return {key: one for key, one in value.items() if key != "asset"}
    return {**{key: one for key, one in value.items() if key != "asset"}, "path": f"{ASSET}{value['asset']}"}


def with_asset(value: Any) -> Any:
    """The reverse of `with_path`."""
    if not isinstance(value, dict) or "path" not in value:
        return value
    rest = {key: one for key, one in value.items() if key != "path"}
    return {**rest, "asset": value["path"].removeprefix(ASSET)} if value["path"] else rest


def _problems(part: str, error: ValidationError) -> Iterator[FieldError]:
    for problem in error.errors(include_url=False, include_context=False)[:8]:
        place = [str(step) for step in problem["loc"]]
        if part in ("input", "content", "output") and place:
            place = place[1:]  # the first step is the kind, which callers did not write
            place = ["asset" if step == "path" else step for step in place]
        found = problem["input"]
        said = "" if isinstance(found, dict | list) else f", found {found!r:.60}"
        yield FieldError(".".join([part, *place]), problem["msg"].removeprefix("Value error, ") + said)


def _strangers(given: Any, whole: Any, place: str) -> Iterator[FieldError]:
    """Keys that the whole value does not have there."""
    if isinstance(given, dict) and isinstance(whole, dict):
        for key, value in given.items():
            if key in whole:
                yield from _strangers(value, whole[key], f"{place}.{key}")
            else:
                yield FieldError(
                    f"{place}.{key}".removeprefix("."), f"not known here; expected one of {', '.join(sorted(whole))}"
                )
    elif isinstance(given, list | tuple) and isinstance(whole, list):
        for number, (one, other) in enumerate(zip(given, whole, strict=False)):
            yield from _strangers(one, other, f"{place}.{number}")
