"""Forms from graphics data definitions, and data held to them."""

from __future__ import annotations

from typing import Any

import pytest

from mixer.graphics.data import wrong_fields
from mixer.graphics.gdd import asked, default_of, defaults_of, form_of, problems, text_of, value_of


@pytest.mark.parametrize(
    ("schema", "widget"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "gddType": "multi-line"}, "lines"),
        ({"type": "string", "gddType": "file-path/image-path"}, "picture"),
        ({"type": "string", "gddType": "file-path/video-path"}, "text"),
        ({"type": "string", "gddType": "multi-line/markdown/ours"}, "lines"),
        ({"type": "number", "gddType": "percentage"}, "percent"),
        ({"type": "number", "gddType": "of-nobody/at-all"}, "number"),
        ({"type": "integer", "gddType": "duration-ms"}, "number"),
        ({"type": "string", "gddType": "color-rrggbb"}, "color"),
        ({"type": "string", "enum": ["a", "b"]}, "choice"),
        ({"type": "boolean"}, "check"),
        ({"type": "array", "items": {"type": "string"}}, "list"),
        ({"type": "object", "properties": {}}, "group"),
        ({"type": ["null", "boolean"]}, "check"),
        ({}, "text"),
    ],
)
def test_a_field_is_asked_for_by_its_gdd_type_which_falls_back_to_its_type(schema: Any, widget: str) -> None:
    assert asked("a", schema)["widget"] == widget


def test_a_form_has_its_order_its_labels_and_nothing_hidden() -> None:
    form = form_of({"properties": {
        "secondLine": {"type": "string", "order": 2}, "last_of_all": {"type": "string"},
        "name": {"type": "string", "order": 1, "label": "Who"}, "inner": {"type": "string", "hidden": True},
    }})  # fmt: skip
    assert [(one["name"], one["label"]) for one in form] == [
        ("name", "Who"), ("secondLine", "Second line"), ("last_of_all", "Last of all"),
    ]  # fmt: skip


def test_a_list_of_objects_says_what_one_of_them_asks_for() -> None:
    item = {"type": "object", "properties": {"text": {"type": "string"}, "votes": {"type": "integer"}}}
    form = asked("options", {"type": "array", "items": item, "minItems": 2, "maxItems": 6})
    assert [one["name"] for one in form["item"]["fields"]] == ["text", "votes"]
    assert (form["fewest"], form["most"], form["default"]) == (2, 6, [{"text": "", "votes": 0}] * 2)


def test_labels_of_a_choice_come_from_its_options() -> None:
    options = {"labels": {"1": "One"}}
    assert asked("a", {"type": "integer", "enum": [1, 2], "gddOptions": options})["choices"] == [[1, "One"], [2, "2"]]


def test_a_text_is_itself_and_everything_else_is_json_and_both_come_back() -> None:
    assert text_of("[1]") == "[1]"
    assert value_of("[1]", {"type": "string"}) == "[1]"
    assert value_of(text_of([{"a": "ä"}]), {"type": "array"}) == [{"a": "ä"}]


@pytest.mark.parametrize(
    ("value", "schema", "words"),
    [
        ("x", {"type": "integer"}, "expected a whole number"),
        (True, {"type": "integer"}, "expected a whole number"),
        (float("nan"), {"type": "number"}, "expected a number"),
        (7, {"type": "integer", "maximum": 6}, "expected at most 6, found 7"),
        ("ab", {"type": "string", "maxLength": 1}, "expected at most 1 characters"),
        ("c", {"type": "string", "enum": ["a", "b"]}, "expected one of a, b"),
        ("red", {"type": "string", "gddType": "color-rrggbb"}, "expected a colour"),
        ([1, "x"], {"type": "array", "items": {"type": "integer"}}, "1: expected a whole number"),
        ({}, {"type": "object", "required": ["a"]}, "a: missing"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place_and_what_was_expected(value: Any, schema: Any, words: str) -> None:
    assert words in "; ".join(problems(value, schema))


def test_a_pattern_of_others_is_not_tried() -> None:
    assert not list(problems("a" * 60 + "!", {"type": "string", "pattern": "^(a+)+$"}))


def test_defaults_are_the_schemas_own_or_what_is_empty_of_the_type() -> None:
    schema = {"properties": {"a": {"type": "string", "default": "x"}, "b": {"type": "boolean"}, "c": {"type": "array"}}}
    assert defaults_of(schema) == {"a": "x", "b": False, "c": []}
    assert default_of({"type": "string", "enum": ["l", "r"]}) == "l"


def test_texts_of_a_graphic_are_held_to_its_schema_and_a_template_that_names_none_takes_any() -> None:
    schema = {"properties": {"votes": {"type": "integer"}}}
    wrong = wrong_fields({"votes": "many", "vote": "3"}, schema)
    assert wrong and wrong.strangers == ["vote"] and set(wrong.named) == {"votes", "vote"}
    assert wrong_fields({"votes": "3"}, schema) is None
    assert wrong_fields({"anything": "at all"}, {"additionalProperties": {"type": "string"}}) is None
