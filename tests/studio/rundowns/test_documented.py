"""Every address and verb of rundowns is in the API's page and in its schema, with what it takes and answers."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from studio.rundowns.verbs import VALUES

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
VERBS = [*VALUES, "standby"]
ADDRESSES = ["rundowns", "edit", "undo", "redo", "plan", "import", "export", "as-run", "now-next", "guide.xml"]


@cache
def schema() -> Any:
    generator: Any = SchemaGenerator
    return generator().get_schema(request=None, public=True)


def written(name: str) -> dict[str, Any]:
    """A schema that is written once, by its name."""
    found: dict[str, Any] = schema()["components"]["schemas"][name]
    return found


def of_rundowns() -> dict[str, dict[str, Any]]:
    """What is done at addresses of rundowns, by method and address."""
    wanted = re.compile(r"/(rundowns.*|rundown_\w+|as-run|now-next|guide\.xml|standby)$")
    paths = {path: methods for path, methods in schema()["paths"].items() if wanted.search(path)}
    return {f"{way.upper()} {path}": found for path, ways in paths.items() for way, found in ways.items()}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_page_and_the_schema_with_its_parts(verb: str) -> None:
    assert f"`{verb}`" in PAGE.read_text()
    body = of_rundowns()[f"POST /api/v1/shows/{{show_id}}/{verb}"]["requestBody"]["content"]["application/json"]
    own = {name for name in getattr(VALUES.get(verb), "__dataclass_fields__", ())}
    parts = set(body["schema"]["properties"]) - ({"not_after_frame", "within_ms", "on_frame", "at_frame", "at"} - own)
    line = next(line for line in PAGE.read_text().splitlines() if line.startswith("|") and f"`{verb}`" in line)
    assert all(f"`{part}`" in line for part in parts), f"{verb} takes {parts}"
    assert parts == own


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_is_in_the_page_and_the_schema(address: str) -> None:
    assert re.search(rf"`[^`]*[/…]{re.escape(address)}`", PAGE.read_text())
    assert any(place.endswith(f"/{address}") for place in of_rundowns())


def test_everything_that_is_asked_and_answered_is_described() -> None:
    for place, found in of_rundowns().items():
        way = place.partition(" ")[0]
        answers = [told for code, told in found["responses"].items() if code.startswith("2")]
        described = [one["schema"] for told in answers for one in told.get("content", {}).values()]
        assert answers and (way == "DELETE" or all(described)), place
        assert way not in ("POST", "PATCH") or found["requestBody"]["content"], place
        assert re.fullmatch(r"\w+", found["operationId"]), place


def test_a_setting_can_be_put_back_by_null_but_for_the_name() -> None:
    patch = of_rundowns()["PATCH /api/v1/shows/{show_id}/rundowns/{rundown_id}"]["requestBody"]["content"]
    for one in patch.values():
        name = one["schema"]["$ref"].rpartition("/")[2]
        settings = {name: "null" in str(value) for name, value in written(name)["properties"].items()}
        assert [name for name, nullable in settings.items() if not nullable] == ["name", "position"]
