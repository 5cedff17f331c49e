"""What a person is asked about a kind: controls declared on its fields, told to the console as plain values."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Control:
    """Put into a field's `Annotated`: how a form asks for it. A field without one is in no form.

    `widget` "" goes by the field's type: a text, a number, a check box, a choice. Others: `color`, `zone`, `address`,
    `lines` (a longer text),
    `percent` (of a fraction), `font` (a family that is installed),
    `asset` (an uploaded file; `accepts` are the types it may have), `preset` (a choice that
    `fills` other fields, with `hints`), `secret` (never shown; it stays where nothing is typed). `choices` label the
    values of a Literal, or are the values of a text. Of fields with the same `group` exactly one is filled in.
    """

    label: str
    help: str = ""
    widget: str = ""
    placeholder: str = ""
    accepts: tuple[str, ...] = ()
    choices: dict[str, str] | None = None
    group: str = ""
    fills: dict[str, dict[str, Any]] | None = None
    hints: dict[str, str] | None = None

    def __hash__(self) -> int:
        return hash((self.label, self.widget))


Asked = dict[str, Any]


def form_of(stored: type[Any]) -> list[Asked]:
    """The fields a form asks for, in order: {name, label, help, widget, default, …}."""
    hints = typing.get_type_hints(stored, include_extras=True)
    return [asked for field in fields(stored) if (asked := _asked(field, hints[field.name]))]


def asked_for(controls: dict[str, Control]) -> list[Asked]:
    """The same for what no dataclass stores, by name."""
    return [{"name": name, "widget": one.widget, **_told(one)} for name, one in controls.items()]


def accepted(stored: type[Any]) -> tuple[str, ...]:
    """The types of uploaded file that a kind can show."""
    return tuple(kind for asked in form_of(stored) for kind in asked.get("accepts", ()))


def _asked(field: Field[Any], hint: Any) -> Asked | None:
    kind, notes = _bare(hint)
    control = next((one for one in notes if isinstance(one, Control)), None)
    if control is None:
        return None
    return {
        "name": "asset" if control.widget == "asset" else field.name,
        "widget": control.widget or _widget(kind),
        **_told(control),
        **({"choices": choices} if (choices := _choices(kind, control)) else {}),
        **dict(_bounds(notes)),
        **({} if field.default is MISSING else {"default": field.default}),
    }


def _told(control: Control) -> Asked:
    """What a control says that it was given."""
    told = {name: getattr(control, name) for name in ("label", "help", "placeholder", "group", "fills", "hints")}
    told |= {"accepts": list(control.accepts)}
    return {name: value for name, value in told.items() if value}


def _bare(hint: Any) -> tuple[Any, list[Any]]:
    """A type without its notes, and all of those, also of the types it is made of."""
    notes: list[Any] = []
    while typing.get_origin(hint) is typing.Annotated:
        hint, *some = typing.get_args(hint)
        notes += some
    return hint, notes


def _widget(kind: Any) -> str:
    if typing.get_origin(kind) is Literal:
        return "choice"
    return {bool: "check", int: "number", float: "number"}.get(kind, "text")


def _choices(kind: Any, control: Control) -> list[list[str]]:
    labels = control.choices or {}
    if typing.get_origin(kind) is not Literal:
        return [[value, label] for value, label in labels.items()]
    return [[value, labels.get(value, value.replace("-", " ").capitalize())] for value in typing.get_args(kind)]


def _bounds(notes: list[Any]) -> Iterator[tuple[str, Any]]:
    """The limits that stand on a field, in the words of HTML."""
    words = {"ge": "min", "le": "max", "min_length": "minlength", "max_length": "maxlength"}
    for note in notes:
        for name, word in words.items():
            if (limit := getattr(note, name, None)) is not None:
                yield word, limit
