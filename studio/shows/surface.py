"""A show's macros and keys, kept in order: steps that can be asked, keys of what is there, a number for every scene."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mixer.errors import BadCommand
from mixer.protocol.parse import read_command
from studio.errors import FieldError, Invalid

DIGITS = tuple(f"Digit{number}" for number in range(1, 10))
NOT_IN_A_MACRO = {"run_macro", "stop_macro", "page_input", "acknowledge_alert", "restart_engine"}
NOT_IN_A_MACRO |= {"batch", "plan", "cancel_planned"}
NAMES_ONE = {
    "scene",
    "layout",
    "source",
    "overlay",
    "film",
    "expected_preview",
    "destination",
}  # parts of the show, by their id
BY_NAME = {"overlays", "sound"}  # of a take: what is set of each
BY_SLOT = {"sources"}  # of a take with its own layout: which source stands in each
SAID_BY_US = {
    "id",
    "verb",
    "type",
    "by",
    "directs",
    "rights",
    "seat",
    "turn",
    "sender",
    "on_frame",
}  # of a command: no parts of a step


def check_steps(surface: Mapping[str, Any]) -> None:
    """Raise Invalid for a macro whose steps nobody could ask for."""
    problems = []
    for row, macro in enumerate(surface["macros"]):
        for number, step in enumerate(macro["steps"]):
            if wrong := wrong_step(step["verb"], step["parts"]):
                part, words = wrong
                problems.append(FieldError(f"surface.macros.{row}.steps.{number}.{part}", words))
    if problems:
        raise Invalid(problems[:8])


def wrong_step(name: str, parts: Mapping[str, Any]) -> tuple[str, str] | None:
    """What of a macro's step nobody could ask for at the desk, and why; None where it is good."""
    from studio.air.verbs import ASKED  # which needs captions and rundowns, and these need shows
    from studio.people.roles import Action

    verb = ASKED.get(name)
    if verb is None or name in NOT_IN_A_MACRO or verb.right == Action.EDIT:
        return "verb", f"expected a command of the desk, found {name!r}"
    if ours := sorted(SAID_BY_US & parts.keys()):
        return "parts", f"{', '.join(ours)} is said by the studio, not by a macro"
    try:
        if verb.engine:
            read_command({**parts, "id": "step", "verb": name})
    except BadCommand as error:
        return "parts", str(error)
    return None


def kept_up(surface: Mapping[str, Any], scenes: Iterable[str], others: Iterable[str]) -> dict[str, Any]:
    """The surface of a show with these scenes, and these sources and overlays: keys of what is gone are free.

    A scene without a number gets the lowest free one, and keeps it whatever becomes of the others. Pure.
    """
    scenes, macros = list(scenes), [one["id"] for one in surface.get("macros", ())]
    there = {*scenes, *others, *macros, ""}
    keys = {combo: deed for combo, deed in surface.get("keys", {}).items() if deed.get("id", "") in there}
    numbered = {deed["id"] for deed in keys.values() if deed["do"] == "scene"}
    free = [digit for digit in DIGITS if digit not in keys]
    waiting = [scene for scene in scenes if scene not in numbered]
    keys |= {digit: {"do": "scene", "id": scene} for digit, scene in zip(free, waiting, strict=False)}
    return {"macros": list(surface.get("macros", ())), "keys": keys}


def renamed(surface: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The surface of a copy, whose parts have got other ids. Pure."""
    keys = {combo: {**deed, "id": names.get(deed["id"], deed["id"])} for combo, deed in surface["keys"].items()}
    steps = [
        {**macro, "steps": [{**step, "parts": _with_names(step["parts"], names)} for step in macro["steps"]]}
        for macro in surface["macros"]
    ]
    return {"macros": steps, "keys": keys}


def _with_names(parts: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A step's parts, or its transition's: only what names a part of the show is another, no text that reads alike."""

    def anew(key: str, value: Any) -> Any:
        if isinstance(value, str):
            return names.get(value, value) if key in NAMES_ONE else value
        if not isinstance(value, dict):
            return value
        if key in BY_SLOT:
            return {slot: names.get(str(source), source) for slot, source in value.items()}
        return {names.get(id, id): one for id, one in value.items()} if key in BY_NAME else _with_names(value, names)

    return {key: anew(key, value) for key, value in parts.items()}
