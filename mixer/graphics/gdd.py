"""Graphics data definitions (GDD): the schema of a graphic's data, as a form asks for it and as a text carries it.

A graphic's data is an object. On the desk each of its top-level properties is a text: a string as it is, everything
else as JSON. What is hidden from people is still data.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
Form = list[dict[str, Any]]

TYPES: dict[str, Any] = {
    "boolean": bool, "string": str, "integer": int, "number": (int, float), "array": list, "object": dict,
}  # fmt: skip
WORDS = {
    "boolean": "true or false", "string": "a text", "integer": "a whole number", "number": "a number",
    "array": "a list", "object": "an object",
}  # fmt: skip
WIDGETS = {
    "single-line": "text", "multi-line": "lines", "file-path": "text", "file-path/image-path": "picture",
    "select": "choice", "color-rrggbb": "color", "color-rrggbbaa": "color", "percentage": "percent",
    "duration-ms": "number",
}  # fmt: skip
PLAIN = {
    "boolean": "check",
    "string": "text",
    "integer": "number",
    "number": "number",
    "array": "list",
    "object": "group",
}
BOUNDS = {
    "minimum": "min", "maximum": "max", "minLength": "minlength", "maxLength": "maxlength", "minItems": "fewest",
    "maxItems": "most",
}  # fmt: skip
DEEPEST = 8
COLOR = re.compile(r"#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?")
EMPTY = {"boolean": False, "string": "", "integer": 0, "number": 0}


def is_shallow(schema: Any) -> bool:
    """Whether a schema is nested no deeper than forms and checks follow it."""
    level, depth = [schema], 0
    while level and depth <= 3 * DEEPEST:
        inside = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)]
        level, depth = [one for some in inside for one in some], depth + 1
    return not level


# -- forms -----------------------------------------------------------------------------------------


def form_of(schema: Schema) -> Form:
    """What a form asks for, in order: {name, label, help, widget, type, default, …}, as the kinds' own forms have it.

    A `group` has `fields`; a `list` has `item`, the form of one, `fewest` and `most`. Hidden properties are left out.
    """
    named = [(name, one) for name, one in properties(schema).items() if not _hidden(one)]
    ordered = sorted(named, key=lambda pair: _order(pair[1]))
    return [asked(name, one) for name, one in ordered]


def asked(name: str, schema: Schema) -> dict[str, Any]:
    """One field of a form."""
    kind, widget = type_of(schema), widget_of(schema)
    told: dict[str, Any] = {
        "name": name,
        "label": str(schema.get("label") or schema.get("title") or _spoken(name)),
        "widget": widget,
        "type": kind,
        "default": default_of(schema),
    }
    if isinstance(schema.get("description"), str):
        told["help"] = schema["description"]
    told |= {word: schema[key] for key, word in BOUNDS.items() if _is_number(schema.get(key))}
    if widget == "choice":
        told["choices"] = _choices(schema)
    if kind == "object":
        told["fields"] = form_of(schema)
    if kind == "array":
        told["item"] = asked("", items_of(schema))
    return told


def properties(schema: Schema) -> dict[str, Schema]:
    found = schema.get("properties")
    return {name: one for name, one in found.items() if isinstance(one, dict)} if isinstance(found, dict) else {}


def items_of(schema: Schema) -> Schema:
    items = schema.get("items")
    return items if isinstance(items, dict) else {"type": "string"}


def type_of(schema: Schema) -> str:
    """The type of a value; one that nobody says is a text."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), None)
    return kind if isinstance(kind, str) and kind in TYPES else "string"


def widget_of(schema: Schema) -> str:
    """How it is asked for: by its gddType, `a/b` falling back to `a`, then by its type."""
    if isinstance(schema.get("enum"), list) and type_of(schema) in EMPTY:
        return "choice"
    name = schema.get("gddType")
    while isinstance(name, str) and name:
        if name in WIDGETS and name != "select":
            return WIDGETS[name]
        name = name.rpartition("/")[0]
    return PLAIN[type_of(schema)]


def default_of(schema: Schema) -> Any:
    """What a value is that nobody has set: the schema's own default, else what is empty of its type."""
    if "default" in schema:
        return schema["default"]
    kind = type_of(schema)
    if kind == "object":
        return {name: default_of(one) for name, one in properties(schema).items()}
    if kind == "array":
        fewest = schema.get("minItems", 0)
        return [default_of(items_of(schema)) for _ in range(min(fewest, 100) if isinstance(fewest, int) else 0)]
    if isinstance(schema.get("enum"), list) and schema["enum"]:
        return schema["enum"][0]
    return EMPTY[kind]


def defaults_of(schema: Schema) -> dict[str, Any]:
    """A graphic's data where nobody has set any."""
    own = schema.get("default")
    whole = {name: default_of(one) for name, one in properties(schema).items()}
    return whole | own if isinstance(own, dict) else whole


def _choices(schema: Schema) -> list[list[Any]]:
    options = schema.get("gddOptions")
    labels = options.get("labels") if isinstance(options, dict) else None
    labels = labels if isinstance(labels, dict) else {}
    return [[value, str(labels.get(str(value), value))] for value in schema["enum"]]


def _spoken(name: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+", " ", name).strip().lower()
    return words[:1].upper() + words[1:]


def _hidden(schema: Schema) -> bool:
    return schema.get("hidden") is True or schema.get("gddType") == "hidden"


def _order(schema: Schema) -> float:
    order = schema.get("order")
    return float(order) if isinstance(order, int | float) else math.inf


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# -- texts -----------------------------------------------------------------------------------------


def text_of(value: Any) -> str:
    """A value as the desk keeps it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def value_of(text: str, schema: Schema) -> Any:
    """A text's value. Raises ValueError where its type is another."""
    if type_of(schema) == "string":
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"expected {WORDS[type_of(schema)]} as JSON, found {text!r:.60}") from None


def texts_of(data: dict[str, Any]) -> dict[str, str]:
    return {name: text_of(value) for name, value in data.items()}


# -- what is refused -------------------------------------------------------------------------------


def problems(value: Any, schema: Schema, place: str = "", depth: int = 0) -> Iterator[str]:
    """What is wrong with a value, a sentence each: where, and what was expected there."""
    kind, here = type_of(schema), f"{place}: " if place else ""
    if depth > DEEPEST:
        yield f"{here}nested more than {DEEPEST} deep"
    elif not _is_of(value, kind):
        yield f"{here}expected {WORDS[kind]}, found {json.dumps(value, ensure_ascii=False)[:60]}"
    else:
        yield from (f"{here}{one}" for one in _limits(value, schema, kind))
        yield from _inside(value, schema, place, depth)


def _is_of(value: Any, kind: str) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    if isinstance(value, float) and not math.isfinite(value):
        return False
    return isinstance(value, TYPES[kind]) and not isinstance(value, bool)


def _limits(value: Any, schema: Schema, kind: str) -> Iterator[str]:
    choices = schema.get("enum")
    if isinstance(choices, list) and value not in choices:
        yield f"expected one of {', '.join(map(str, choices))}, found {value!r:.60}"
    measured, least, most, what = _measured(value, kind)
    low, high = schema.get(least), schema.get(most)
    if _is_number(low) and measured < low:
        yield f"expected at least {low}{what}, found {measured}"
    if _is_number(high) and measured > high:
        yield f"expected at most {high}{what}, found {measured}"
    if kind == "string" and _is_color(schema) and not COLOR.fullmatch(value):
        yield f"expected a colour such as #ff9f1c, found {value!r:.60}"


def _measured(value: Any, kind: str) -> tuple[Any, str, str, str]:
    """What of a value has limits, what they are called, and in what they are counted."""
    if kind in ("integer", "number"):
        return value, "minimum", "maximum", ""
    if kind == "string":
        return len(value), "minLength", "maxLength", " characters"
    if kind == "array":
        return len(value), "minItems", "maxItems", " entries"
    return 0, "", "", ""


def _is_color(schema: Schema) -> bool:
    """Other patterns are not tried: a foreign one may take for ever."""
    return str(schema.get("gddType", "")).startswith("color-")


def _inside(value: Any, schema: Schema, place: str, depth: int) -> Iterator[str]:
    dot = f"{place}." if place else ""
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from problems(one, items_of(schema), f"{dot}{number}", depth + 1)
    elif isinstance(value, dict):
        known = properties(schema)
        required = schema.get("required")
        for name in required if isinstance(required, list) else []:
            if name not in value:
                yield f"{dot}{name}: missing"
        for name, one in value.items():
            if name in known:
                yield from problems(one, known[name], f"{dot}{name}", depth + 1)
