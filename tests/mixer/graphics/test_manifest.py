"""What graphics say of themselves: OGraf manifests, whole and broken, SPX definitions, bare templates."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mixer.graphics.manifest import SCHEMA, BadGraphic, read_ograf, read_template

WHOLE: dict[str, Any] = {
    "$schema": SCHEMA, "id": "org.example.strap", "name": "Strap", "main": "strap.mjs",
    "supportsRealTime": True, "supportsNonRealTime": False, "stepCount": 3, "v_example": {"any": "thing"},
    "customActions": [{"id": "flash", "name": "Flash", "schema": {"type": "object", "properties": {}}}],
    "schema": {"type": "object", "properties": {"title": {"type": "string"}}},
    "renderRequirements": [{"resolution": {"width": {"exact": 1280}, "height": {"exact": 720}}}],
}  # fmt: skip


def test_a_manifest_becomes_a_description() -> None:
    found = read_ograf(json.dumps(WHOLE), "pack/strap.ograf.json")
    assert (found["id"], found["format"], found["entry"]) == ("org.example.strap", "ograf", "pack/strap.ograf.json")
    assert (found["steps"], found["size"]) == (3, [1280, 720])
    assert [one["id"] for one in found["actions"]] == ["flash"]


def test_what_a_manifest_leaves_out_is_as_the_specification_says() -> None:
    bare = {name: WHOLE[name] for name in ("$schema", "id", "name", "main", "supportsRealTime", "supportsNonRealTime")}
    found = read_ograf(json.dumps(bare))
    assert (found["steps"], found["actions"], found["size"]) == (1, [], None)


BROKEN: dict[str, tuple[str | dict[str, Any], str]] = {
    "not JSON": ("{", "is not JSON"),
    "a list": ("[]", "is not a JSON object"),
    "another $schema": ({"$schema": "https://example.org"}, "$schema: expected https://ograf"),
    "a slash in its id": ({"id": "a/b"}, "id: expected a text without /"),
    "a number for a name": ({"name": 7}, "name: expected a text, found 7"),
    "a way out of the bundle": ({"main": "../../etc/passwd"}, "main: expected a path in the bundle"),
    "rendering offline only": ({"supportsRealTime": False}, "supportsRealTime: this graphic is for rendering offline"),
    "steps below -1": ({"stepCount": -2}, "stepCount: expected a whole number from -1"),
    "half a step": ({"stepCount": 1.5}, "stepCount: expected a whole number"),
    "a key nobody knows": ({"realTime": True}, "unknown keys: realTime"),
    "an action without a name": ({"customActions": [{"id": "a"}]}, "customActions.0.name: expected a text"),
    "two actions of an id": (
        {"customActions": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]}, "the id a is used twice",
    ),
    "a schema of a text": ({"schema": {"type": "string"}}, "schema: expected a JSON Schema of an object"),
    "properties that are none": ({"schema": {"type": "object", "properties": []}}, "schema.properties: expected"),
    "an author without a name": ({"author": {"email": "a@b.c"}}, "author: expected a name"),
    "requirements of nobody": ({"renderRequirements": [{"gpu": 1}]}, "renderRequirements.0 has unknown keys: gpu"),
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_manifest_is_refused_with_what_was_expected(broken: str) -> None:
    change, words = BROKEN[broken]
    text = change if isinstance(change, str) else json.dumps(WHOLE | change)
    with pytest.raises(BadGraphic) as refused:
        read_ograf(text)
    assert words in str(refused.value)


@pytest.mark.parametrize("name", ["$schema", "id", "name", "main", "supportsRealTime", "supportsNonRealTime"])
def test_a_manifest_that_lacks_what_it_needs_is_refused_by_name(name: str) -> None:
    with pytest.raises(BadGraphic, match="the manifest lacks"):
        read_ograf(json.dumps({key: value for key, value in WHOLE.items() if key != name}))


def test_a_schema_as_deep_as_a_well_is_refused() -> None:
    well: dict[str, Any] = {"type": "string"}
    for _ in range(200):
        well = {"type": "object", "properties": {"a": well}}
    with pytest.raises(BadGraphic, match="too deep"):
        read_ograf(json.dumps(WHOLE | {"schema": well}))


SPX = """<title>SPX</title><script>
  window.SPXGCTemplateDefinition = {
    "description": "Strap " + 'of two', // shown in a list
    "playserver": "OVERLAY", "out": "manual", "dataformat": "xml", steps: '2', uicolor: 3,
    DataFields: [
      {field: "f0", ftype: "textfield", title: 'Name', value: "Ada"},
      {"ftype": "instruction", "value": "Type a name"},
      {"field": "f1", "ftype": "dropdown", "title": "Side", "value": "l",
       "items": [{"text": "Left", "value": "l"}, {"text": "Right", "value": "r"}]},
      {"field": "f2", "ftype": "textarea", "title": "Text", "value": "a\\nb"},
      {"field": "f3", "ftype": "hidden", "value": "./logo.png"},
      {"field": "f4", "ftype": "checkbox", "title": "Clock", "value": "1"},
    ],
  };
</script>"""


def test_an_spx_definition_becomes_a_description_without_running_it() -> None:
    found = read_template(SPX, "strap.html")
    asked = found["schema"]["properties"]
    assert (found["format"], found["name"], found["steps"], found["data"]) == ("spx", "Strap of two", 2, "xml")
    assert list(asked) == ["f0", "f1", "f2", "f3", "f4"]
    assert (asked["f0"]["label"], asked["f1"]["enum"], asked["f3"]["hidden"]) == ("Name", ["l", "r"], True)


def test_a_definition_that_is_a_program_is_not_run_and_makes_no_spx_template() -> None:
    html = "<script>window.SPXGCTemplateDefinition = (() => { while (1); })(); function play() {} function update() {}"
    assert read_template(html, "a.html")["format"] == "casparcg"


def test_a_bare_template_is_known_by_its_functions_and_its_fields_by_their_ids() -> None:
    html = (
        '<div id="f1"></div><div id="f0"></div><script>function play(){} function update(s){ JSON.parse(s) }</script>'
    )
    found = read_template(html, "folder/strap.html")
    assert (found["format"], found["name"], found["data"]) == ("casparcg", "strap", "json")
    assert list(found["schema"]["properties"]) == ["f0", "f1"]


def test_a_template_that_reads_templatedata_is_given_xml() -> None:
    script = "var play = () => 1; window.update = (s) => new DOMParser().parseFromString(s, 'text/xml')"
    assert read_template("<p>", "a.html", script)["data"] == "xml"


def test_a_page_without_those_functions_is_a_page() -> None:
    assert read_template("<h1>Hello</h1>", "index.html")["format"] == "page"
