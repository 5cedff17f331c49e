"""docs/openapi.json is what the code says, valid, and made of names that last."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from studio.api import document, naming
from studio.api.sharing import written_once
from tests.studio.api.openapi import operations

KEPT = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"


def test_the_committed_document_is_what_the_code_says() -> None:
    made, kept = document.text(), KEPT.read_text()
    first = next(
        (number for number, (a, b) in enumerate(zip(made.splitlines(), kept.splitlines(), strict=False)) if a != b), 0
    )
    assert made == kept, (
        f"docs/openapi.json is out of date from line {first + 1} on; make it again:\n"
        "    .venv/bin/python manage.py openapi > docs/openapi.json"
    )


def test_the_document_does_not_depend_on_the_port_of_the_studio(settings: object) -> None:
    before = document.text()
    settings.SESSION_COOKIE_NAME = "tally_9100"  # type: ignore[attr-defined]
    assert document.text() == before


def test_it_is_valid_openapi_3_1() -> None:
    errors = [
        f"{list(one.absolute_path)}: {one.message}"
        for one in OpenAPIV31SpecValidator(json.loads(KEPT.read_text())).iter_errors()
    ]
    assert errors == []


def test_names_of_operations_are_words_that_are_used_once() -> None:
    names = Counter(one.described["operationId"] for one in operations())
    assert [name for name, times in names.items() if times > 1] == []
    assert [name for name in names if not re.fullmatch("[a-z]+(_[a-z]+)*", name)] == []


def test_names_of_enumerations_last() -> None:
    """Made-up names change with the next field of that name: give it one in ENUM_NAME_OVERRIDES of the settings."""
    assert [name for name in document.document()["components"]["schemas"] if name.endswith("Enum")] == []


def test_refusals_are_written_once() -> None:
    for path, methods in document.document()["paths"].items():
        for method, operation in methods.items():
            for status, response in operation["responses"].items():
                if status == "default" or int(status) >= 400:
                    assert set(response) == {"$ref"}, f"{method} {path} {status}"


@pytest.mark.parametrize(
    ("path", "words"),
    [("/api/v1/shows/{show_id}/watch-keys/{id}", ["shows", "watch_keys"]), ("/api/v1/facts", ["facts"])],
)
def test_an_operation_is_named_by_the_words_of_its_address(path: str, words: list[str]) -> None:
    assert naming.fixed_words(path) == words


def test_a_type_becomes_one_component_and_one_that_means_two_things_stays_in_place() -> None:
    point = {"title": "Point", "properties": {"x": {}}}
    size = {"title": "Size", "properties": {"of": point}}
    two = [{"title": "Slate", "properties": {name: {}}} for name in ("asset", "color")]
    made = written_once({"paths": [size, size, point, *two], "components": {"schemas": {}}})
    of_size, of_point = {"$ref": "#/components/schemas/Size"}, {"$ref": "#/components/schemas/Point"}
    assert made["paths"] == [of_size, of_size, of_point, *two]
    assert made["components"]["schemas"] == {
        "Size": {"title": "Size", "properties": {"of": of_point}}, "Point": point,
    }  # fmt: skip
