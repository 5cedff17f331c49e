"""The OpenAPI document as a program reads it: which answers it promises, and whether one keeps the promise."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from studio.api import document as api_document

PROBLEM = "application/problem+json"


@cache
def document() -> dict[str, Any]:
    """The document that the studio publishes."""
    return api_document.document()


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def described(self) -> dict[str, Any]:
        """The operation, with the answers that many share written out."""
        found = dict(document()["paths"][self.path][self.method])
        return found | {"responses": {status: resolved(one) for status, one in found["responses"].items()}}

    def schema_of(self, status: int, content_type: str) -> Any:
        """What the answer with this status is promised to look like; None for an empty one. Fails when it is not."""
        promised = self.described["responses"]
        assert str(status) in promised or status >= 400, f"{self}: {status} is not documented"
        response = promised.get(str(status), promised["default"])
        if "content" not in response:
            return None
        kinds = response["content"]
        assert content_type.partition(";")[0] in kinds, f"{self}: {content_type} is not documented for {status}"
        return kinds[content_type.partition(";")[0]].get("schema", {})

    def check(self, answer: Any) -> Any:
        """Read an answer as a generated client would: it must be what the document says, and say no more."""
        content_type = answer.headers.get("Content-Type", "")
        schema = self.schema_of(answer.status_code, content_type)
        if answer.streaming:
            return None  # a file, which nobody reads here
        if schema is None:
            assert answer.content == b"", f"{self}: {answer.content!r} was not promised"
            return None
        if "json" not in content_type:
            return answer.content.decode()
        value = json.loads(answer.content)
        validator = Draft202012Validator(whole(schema))
        errors = [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(value)]
        assert not errors, f"{self} {answer.status_code}: {errors}"
        assert not (more := list(strangers(value, schema))), f"{self} {answer.status_code}: not documented: {more}"
        return value


def operations() -> list[Operation]:
    return [Operation(method, path) for path, methods in document()["paths"].items() for method in methods]


def whole(schema: Any) -> dict[str, Any]:
    """A schema with the components it refers to beside it."""
    return {**schema, "components": document()["components"]}


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        found: Any = document()
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


def strangers(value: Any, schema: dict[str, Any], place: str = "") -> Any:
    """Fields of a value that its schema does not name."""
    schema = resolved(schema)
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from strangers(one, schema.get("items", {}), f"{place}[{number}]")
    elif isinstance(value, dict) and "properties" in schema and not schema.get("additionalProperties"):
        for name, one in value.items():
            if name not in schema["properties"]:
                yield f"{place}.{name}"
            else:
                yield from strangers(one, schema["properties"][name], f"{place}.{name}")


class Reader:
    """Reads JSON as clients made by generators do: an attribute for each field, and a KeyError for what is missing."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = resolved(schema)

    def read(self, value: Any) -> Any:
        if isinstance(value, list):
            return [Reader(self.schema.get("items", {})).read(one) for one in value]
        if not isinstance(value, dict) or "properties" not in self.schema:
            return value
        required = set(self.schema.get("required", ()))
        named = {name: (value[name] if name in required else value.get(name)) for name in self.schema["properties"]}
        return {name: Reader(self.schema["properties"][name]).read(one) for name, one in named.items()}
