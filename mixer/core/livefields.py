"""Which live texts an overlay has, and what a graphic may be asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mixer.errors import BadCommand
from mixer.graphics.data import wrong_fields
from mixer.graphics.gdd import problems
from mixer.kinds.overlays import OVERLAYS
from mixer.protocol.showfile import Overlay, Show

STEPS = ("play", "next", "stop")
COUNTER, LIST = ("start", "pause", "reset"), ("next", "previous")
MOST_ADDED = 1000


class Able(NamedTuple):
    """What an overlay can be asked to do: whether it is a graphic, and how many steps it has (-1: nobody knows)."""

    graphic: bool = True
    steps: int = -1


def check_fields(overlay: str, fields: Mapping[str, str], show: Show) -> None:
    """Raise BadCommand for a text that this overlay does not have: a misspelt one must not be lost in silence.

    A graphic's texts are also held to its schema.
    """
    found = _named(overlay, show)
    described = description_of(found) if found else None
    if described is not None:
        if wrong := wrong_fields(fields, described["schema"]):
            code = "unknown_field" if wrong.strangers else "bad_field"
            raise BadCommand(code, f"{overlay}: {'; '.join(wrong.words)}"[:500])
        return
    fixed = found is not None and not OVERLAYS[found.content.kind].any_fields
    known = set(OVERLAYS[found.content.kind].fields) if found and fixed else set(fields)
    if strangers := sorted(set(fields) - known):
        has = f"it has {', '.join(sorted(known))}" if known else "it has none"
        raise BadCommand("unknown_field", f"{overlay} has no text {', '.join(strangers)}; {has}")


def check_action(overlay: str, action: str, payload: Any, show: Show, fields: Mapping[str, str]) -> Able:
    """What the overlay, with these live texts, is able to do. Raises BadCommand for what it cannot do.

    An overlay that is played from another edition of the show than the stored one is held to nothing.
    """
    found = _named(overlay, show)
    if found is None:
        return Able()
    described = description_of(found)
    if described is None:
        return _check_kind(found, action, payload, {**found.fields, **fields})
    if action == "next" and described["steps"] == 0:
        raise BadCommand("unknown_action", f"{overlay} has no steps: it plays, and leaves by itself")
    if action not in STEPS:
        _check_own(overlay, action, payload, described["actions"])
    return Able(True, int(described["steps"]))


def _check_kind(overlay: Overlay, action: str, payload: Any, fields: Mapping[str, str]) -> Able:
    """The same for what its kind declares: a counter, a list to step through, numbers to be counted on."""
    kind = OVERLAYS[overlay.content.kind]
    has = [*(COUNTER if kind.starts else ()), *(LIST if kind.steps else ()), *(("add",) if kind.numbers else ())]
    if not has:
        raise BadCommand("no_actions", f"{overlay.id} is no graphic; it is switched on and off")
    if action not in has:
        raise BadCommand("unknown_action", f"{overlay.id} has no action {action}; it has {', '.join(has)}")
    if action == "add":
        _check_added(overlay.id, payload, kind.numbers)
    return Able(False, kind.steps(overlay.content, fields) if kind.steps else 0)


def _check_added(overlay: str, payload: Any, numbers: tuple[str, ...]) -> None:
    whole = isinstance(payload, dict) and set(payload) == {"field", "by"} and type(payload["by"]) is int
    if not whole or payload["field"] not in numbers or abs(payload["by"]) > MOST_ADDED:
        words = f"expected {{field, by}}: one of {', '.join(numbers)}, and how much"
        raise BadCommand("bad_payload", f"{overlay}, add: {words}")


def number_in(text: str) -> int:
    """A live text as a number; one that is none counts as nothing."""
    try:
        return int(text.strip()[:9] or 0)
    except ValueError:
        return 0


def description_of(overlay: Overlay) -> dict[str, Any] | None:
    """What a graphic says of itself; None for an overlay that is none."""
    described = OVERLAYS[overlay.content.kind].described
    return described(overlay.content) if described else None


def _named(overlay: str, show: Show) -> Overlay | None:
    return next((one for one in show.overlays if one.id == overlay), None)


def _check_own(overlay: str, action: str, payload: Any, actions: list[dict[str, Any]]) -> None:
    own = next((one for one in actions if one["id"] == action), None)
    if own is None:
        has = ", ".join([*STEPS, *(one["id"] for one in actions)])
        raise BadCommand("unknown_action", f"{overlay} has no action {action}; it has {has}")
    if own["schema"] and payload is not None and (wrong := list(problems(payload, own["schema"]))):
        raise BadCommand("bad_payload", f"{overlay}, {action}: {'; '.join(wrong[:4])}"[:500])
