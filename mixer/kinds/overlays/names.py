"""A list of names, one strap after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mixer.kinds.kind import Moment, OverlayKind
from mixer.kinds.overlays.look import Strap

if TYPE_CHECKING:
    from mixer.kinds.kind import Drawer


@dataclass(frozen=True, slots=True)
class NamesOverlay(Strap):
    """The live text `names` has one on each line, `name; what they are`; next and previous step through it."""

    kind: Literal["names"] = "names"


def drawer() -> Drawer:
    from mixer.overlays.text import draw_text

    return draw_text


def entries(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Name and second line of each."""
    lines = [line for line in fields.get("names", "").splitlines() if line.strip()]
    parted = (line.partition(";") for line in lines)
    return [(name.strip(), words.strip()) for name, _, words in parted]


def steps(content: NamesOverlay, fields: Mapping[str, str]) -> int:
    return len(entries(fields))


def shown_at(content: NamesOverlay, fields: Mapping[str, str], moment: Moment) -> dict[str, str]:
    """The step's name; of a list that has become shorter the last."""
    listed = entries(fields)
    if not listed:
        return {"title": "", "subtitle": ""}
    title, subtitle = listed[min(moment.step, len(listed) - 1)]
    return {"title": title, "subtitle": subtitle}


KIND = OverlayKind(
    NamesOverlay,
    "Name list",
    "Names to step through",
    drawer,
    fields={"names": "One a line: name; what they are"},
    lines=("names",),
    fields_at=shown_at,
    steps=steps,
)
