"""What a graphic says of itself, read and checked: OGraf manifests, SPX definitions, bare CasparCG templates.

All become one description: {"id", "name", "format", "entry", "schema" (GDD), "steps", "actions": [{"id", "name",
"schema"}], "size": [width, height] or null, "data": "json" or "xml", …}, plain values. `steps` as OGraf counts them:
1 is in and out, 0 leaves by itself, -1 is not known.
"""

from __future__ import annotations

import json
import re
from typing import Any

from mixer.graphics.gdd import is_shallow, properties, type_of
from mixer.graphics.javascript import literal_after

Description = dict[str, Any]

SUFFIX = ".ograf.json"
SCHEMA = "https://ograf.ebu.io/v1/specification/json-schemas/graphics/schema.json"
MOST_STEPS, MOST_ACTIONS, MOST_FIELDS = 1000, 64, 100
TEMPLATE_SIZE = [1920, 1080]  # CasparCG and SPX templates are drawn in its pixels
FORMATS = {"ograf": "OGraf", "spx": "SPX", "casparcg": "CasparCG", "page": "Web page"}

KEYS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "$schema": (str, "a text"),
    "id": (str, "a text"),
    "name": (str, "a text"),
    "main": (str, "a path in the bundle"),
    "supportsRealTime": (bool, "true or false"),
    "supportsNonRealTime": (bool, "true or false"),
    "version": (str, "a text"),
    "description": (str, "a text"),
    "author": (dict, "an object"),
    "schema": (dict, "a JSON Schema of an object"),
    "stepCount": ((int, float), "a whole number, -1 or more"),
    "customActions": (list, "a list"),
    "renderRequirements": (list, "a list"),
    "thumbnails": (list, "a list"),
}
REQUIRED = ("$schema", "id", "name", "main", "supportsRealTime", "supportsNonRealTime")
ACTION_KEYS = {"id", "name", "description", "schema"}
AUTHOR_KEYS = {"name", "email", "url"}
REQUIREMENT_KEYS = {"resolution", "frameRate", "accessToPublicInternet", "engine"}


class BadGraphic(ValueError):
    """What a graphic says of itself is not so: where, and what was expected there."""


# -- OGraf -----------------------------------------------------------------------------------------


def read_ograf(text: str | bytes, path: str = "") -> Description:
    """The description of the graphic whose manifest, at `path` in its bundle, this is. Raises BadGraphic."""
    manifest = _object(text)
    _check_keys(manifest)
    _check_values(manifest)
    return {
        "id": manifest["id"],
        "version": manifest.get("version", ""),
        "name": manifest["name"][:120],
        "about": manifest.get("description", "")[:1000],
        "format": "ograf",
        "entry": path,
        "schema": manifest.get("schema", {"type": "object", "properties": {}}),
        "steps": int(manifest.get("stepCount", 1)),
        "actions": [_action(one, f"customActions.{n}") for n, one in enumerate(manifest.get("customActions", []))],
        "size": _size(manifest.get("renderRequirements", [])),
        "data": "json",
    }


def _object(text: str | bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadGraphic(f"the manifest is not JSON: {error}"[:200]) from None
    if not isinstance(manifest, dict):
        raise BadGraphic("the manifest is not a JSON object")
    return manifest


def _check_keys(manifest: dict[str, Any]) -> None:
    if missing := [name for name in REQUIRED if name not in manifest]:
        raise BadGraphic(f"the manifest lacks {', '.join(missing)}")
    _only(manifest, set(KEYS), "the manifest")
    for name, value in manifest.items():
        if name not in KEYS:
            continue
        kind, words = KEYS[name]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise BadGraphic(f"{name}: expected {words}, found {_shown(value)}")


def _check_values(manifest: dict[str, Any]) -> None:
    if manifest["$schema"] != SCHEMA:
        raise BadGraphic(f"$schema: expected {SCHEMA}, found {_shown(manifest['$schema'])}")
    if not manifest["id"] or "/" in manifest["id"]:
        raise BadGraphic(f"id: expected a text without /, found {_shown(manifest['id'])}")
    if not manifest["name"].strip():
        raise BadGraphic("name: expected a text that is not empty")
    _check_main(manifest["main"])
    if not manifest["supportsRealTime"]:
        raise BadGraphic("supportsRealTime: this graphic is for rendering offline; graphics are played live here")
    steps = manifest.get("stepCount", 1)
    if steps != int(steps) or not -1 <= steps <= MOST_STEPS:
        raise BadGraphic(f"stepCount: expected a whole number from -1 to {MOST_STEPS}, found {_shown(steps)}")
    _check_author(manifest.get("author"))
    _check_schema(manifest.get("schema", {"type": "object"}), "schema")
    _check_requirements(manifest.get("renderRequirements", []))
    actions = manifest.get("customActions", [])
    if len(actions) > MOST_ACTIONS:
        raise BadGraphic(f"customActions: expected at most {MOST_ACTIONS}, found {len(actions)}")
    ids = [one.get("id") for one in actions if isinstance(one, dict)]
    if twins := {str(one) for one in ids if ids.count(one) > 1}:
        raise BadGraphic(f"customActions: the id {', '.join(sorted(twins))} is used twice")


def _check_main(main: str) -> None:
    parts = main.replace("\\", "/").split("/")
    if not main or main.startswith("/") or ".." in parts or ":" in parts[0]:
        raise BadGraphic(f"main: expected a path in the bundle, found {_shown(main)}")


def _check_author(author: Any) -> None:
    if author is None:
        return
    if not isinstance(author.get("name"), str):
        raise BadGraphic("author: expected a name")
    _only(author, AUTHOR_KEYS, "author")


def _check_requirements(requirements: list[Any]) -> None:
    for number, one in enumerate(requirements):
        if not isinstance(one, dict):
            raise BadGraphic(f"renderRequirements.{number}: expected an object, found {_shown(one)}")
        _only(one, REQUIREMENT_KEYS, f"renderRequirements.{number}")


def _check_schema(schema: Any, place: str) -> None:
    if not isinstance(schema, dict) or type_of({"type": "object"} | schema) != "object":
        raise BadGraphic(f"{place}: expected a JSON Schema of an object")
    if not is_shallow(schema):
        raise BadGraphic(f"{place}: nested too deep")
    if len(properties(schema)) > MOST_FIELDS:
        raise BadGraphic(f"{place}: expected at most {MOST_FIELDS} properties, found {len(properties(schema))}")
    found = schema.get("properties", {})
    if not isinstance(found, dict):
        raise BadGraphic(f"{place}.properties: expected an object, found {_shown(found)}")
    for name, one in found.items():
        if not isinstance(one, dict):
            raise BadGraphic(f"{place}.properties.{name}: expected a JSON Schema, found {_shown(one)}")


def _action(action: Any, place: str) -> dict[str, Any]:
    if not isinstance(action, dict):
        raise BadGraphic(f"{place}: expected an object, found {_shown(action)}")
    for name in ("id", "name"):
        if not isinstance(action.get(name), str) or not action[name]:
            raise BadGraphic(f"{place}.{name}: expected a text, found {_shown(action.get(name))}")
    if len(action["id"]) > 64:
        raise BadGraphic(f"{place}.id: expected at most 64 characters")
    _only(action, ACTION_KEYS, place)
    schema = action.get("schema")
    if schema is not None and not (isinstance(schema, dict) and is_shallow(schema)):
        raise BadGraphic(f"{place}.schema: expected a JSON Schema, found {_shown(schema)}")
    return {"id": action["id"], "name": action["name"][:120], "schema": schema}


def _only(value: dict[str, Any], known: set[str], place: str) -> None:
    strangers = sorted(name for name in value if name not in known and not name.startswith("v_"))
    if strangers:
        raise BadGraphic(f"{place} has unknown keys: {', '.join(strangers)}; vendors' own begin with v_"[:300])


def _size(requirements: list[Any]) -> list[int] | None:
    """The size that a graphic asks for; None where it takes any."""
    for one in requirements:
        wanted = [_wanted((one.get("resolution") or {}).get(side)) for side in ("width", "height")]
        if all(wanted):
            return [int(side) for side in wanted if side]
    return None


def _wanted(constraint: Any) -> float | None:
    if not isinstance(constraint, dict):
        return None
    side = constraint.get("exact", constraint.get("ideal"))
    return side if isinstance(side, int | float) and 16 <= side <= 8192 else None


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:60]


# -- templates -------------------------------------------------------------------------------------


FIELD_ID = re.compile(r"""\bid\s*=\s*["']?(f\d{1,3}|_[A-Za-z]\w{0,30})["'\s>]""")
GLOBALS = re.compile(r"\b(?:function\s+|window\.|(?:var|let|const)\s+)(play|update)\b\s*[=(]")
XML_WORDS = ("componentData", "templateData", "DOMParser", "parseXML")


def read_template(html: str, path: str, scripts: str = "") -> Description:
    """The description of an HTML page: an SPX or CasparCG template, or else a plain page. Raises BadGraphic.

    `scripts` is the text of the scripts in its bundle.
    """
    whole = html + "\n" + scripts
    definition = literal_after(whole, "SPXGCTemplateDefinition")
    if definition is not None:
        return _spx(definition, html, path)
    is_template = {found[1] for found in GLOBALS.finditer(whole)} >= {"play", "update"}
    names = sorted(set(FIELD_ID.findall(html)), key=_counted) if is_template else []
    schema = {"type": "object", "properties": {name: {"type": "string", "label": name} for name in names}}
    if is_template and not names:
        schema["additionalProperties"] = {"type": "string"}
    return _template(html, path) | {
        "format": "casparcg" if is_template else "page",
        "schema": schema,
        "steps": (-1 if re.search(r"\bnext\b\s*[=(]", whole) else 1) if is_template else 1,
        "data": "xml" if _wants_xml(whole) else "json",
    }


def _template(html: str, path: str) -> Description:
    title = re.search(r"<title[^>]*>([^<]{1,200})", html, re.IGNORECASE)
    name = " ".join(title[1].split()) if title else ""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    if not name or stem.lower() != "index":
        name = name or stem
    return {
        "id": path, "version": "", "name": (name or "Page")[:120], "about": "", "entry": path, "actions": [],
        "size": TEMPLATE_SIZE,
    }  # fmt: skip


def _spx(definition: Any, html: str, path: str) -> Description:
    if not isinstance(definition, dict):
        raise BadGraphic("SPXGCTemplateDefinition: expected an object")
    fields = definition.get("DataFields", [])
    if not isinstance(fields, list) or len(fields) > MOST_FIELDS:
        raise BadGraphic(f"SPXGCTemplateDefinition.DataFields: expected a list of at most {MOST_FIELDS}")
    asked = dict(filter(None, (_spx_field(one, n) for n, one in enumerate(fields))))
    told = str(definition.get("description") or "")
    plain = _template(html, path)
    return plain | {
        "name": (told or plain["name"])[:120],
        "format": "spx",
        "schema": {"type": "object", "properties": asked},
        "steps": _spx_steps(definition),
        "data": "xml" if definition.get("dataformat") == "xml" else "json",
    }


def _spx_steps(definition: dict[str, Any]) -> int:
    """An `out` that is no word of its own is after so many milliseconds: the template leaves by itself."""
    try:
        steps = int(str(definition.get("steps") or 1))
    except ValueError:
        found = _shown(definition["steps"])
        raise BadGraphic(f"SPXGCTemplateDefinition.steps: expected a number, found {found}") from None
    return max(1, min(steps, MOST_STEPS))


def _spx_field(field: Any, number: int) -> tuple[str, dict[str, Any]] | None:
    """A field of an SPX template as a property; None for what is only shown in a form."""
    if not isinstance(field, dict):
        raise BadGraphic(f"SPXGCTemplateDefinition.DataFields.{number}: expected an object, found {_shown(field)}")
    kind, name = str(field.get("ftype", "textfield")), field.get("field")
    if kind in ("instruction", "caption", "divider", "spacer", "button") or not isinstance(name, str) or not name:
        return None
    asked: dict[str, Any] = {"type": "string", "label": str(field.get("title") or name), "default": _plain(field)}
    if kind == "hidden":
        asked["hidden"] = True
    elif kind == "textarea":
        asked["gddType"] = "multi-line"
    elif kind == "checkbox":
        asked |= {"enum": ["1", "0"], "gddType": "select", "gddOptions": {"labels": {"1": "Yes", "0": "No"}}}
        asked["default"] = "1" if _plain(field) in ("1", "true") else "0"
    elif kind == "dropdown":
        items = [one for one in field.get("items") or [] if isinstance(one, dict)]
        values = [str(one.get("value", "")) for one in items]
        labels = {str(one.get("value", "")): str(one.get("text", "")) for one in items}
        asked |= {"enum": values, "gddType": "select", "gddOptions": {"labels": labels}} if values else {}
    return name, asked


def _plain(field: dict[str, Any]) -> str:
    value = field.get("value", "")
    return value if isinstance(value, str) else json.dumps(value)


def _wants_xml(text: str) -> bool:
    """Whether a template that says nothing of it reads its data as XML: it does, and parses no JSON."""
    return any(word in text for word in XML_WORDS) and "JSON.parse" not in text


def _counted(name: str) -> tuple[int, int, str]:
    return (0, int(name[1:]), "") if name[1:].isdigit() else (1, 0, name)
