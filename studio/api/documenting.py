"""The OpenAPI document, made true: every status, every header, and which fields an answer always has."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from studio.api import naming
from studio.problem import PROBLEM

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "An error (RFC 9457).",
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "for programs; stays as it is"},
        "detail": {"type": "string", "description": "for people"},
        "request_id": {"type": "string", "description": "as in X-Request-Id, and in the server's log"},
        "errors": {
            "type": "array",
            "description": "what is wrong with which field, where that can be said",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                "required": ["field", "message"],
            },
        },
    },
    "required": ["type", "title", "status", "code", "detail", "request_id"],
}
HEADERS: dict[str, Any] = {
    "X-Request-Id": {"schema": {"type": "string"}, "description": "the request's own, or a fresh one"},
    "ETag": {"schema": {"type": "string"}, "description": "the show's revision, as If-Match takes it"},
    "Retry-After": {"schema": {"type": "integer"}, "description": "seconds"},
    "Allow": {"schema": {"type": "string"}, "description": "the methods that this address knows"},
}
IF_MATCH = ("If-Match", "the revision that this edit was made against; a stale one is refused with 412")
IF_NONE_MATCH = ("If-None-Match", "the ETag of the answer that is known; 304 while it holds")
IDEMPOTENCY_KEY = ("Idempotency-Key", "the same key within a day gets the first answer, and nothing is done twice")
REFUSALS = {
    "400": ("BadRequest", "What was sent makes no sense; `errors` names the fields."),
    "401": ("Unauthorized", "No token, or one that is unknown, expired or revoked."),
    "403": ("Forbidden", "The role does not allow it."),
    "404": ("NotFound", "There is no such thing, or none that may be seen."),
    "405": ("MethodNotAllowed", "This address does not know the method; `Allow` names those that it knows."),
    "406": ("NotAcceptable", "Accept asks for a type that there is none of."),
    "409": ("Conflict", "It would be fine, but not now; `code` says why."),
    "412": ("PreconditionFailed", "The show has been edited since the revision that If-Match names."),
    "413": ("TooLarge", "The body is too large."),
    "415": ("UnsupportedMediaType", "The body is of a type that is not taken, or the file of a kind."),
    "422": ("KeyReused", "The Idempotency-Key was used for another request."),
    "429": ("TooManyRequests", "Too many requests; Retry-After says when to come back."),
    "503": ("Unavailable", "Nothing answered in time; try again."),
    "507": ("DiskFull", "There is no room on the disk."),
    "default": ("Failed", "Whatever else went wrong."),
}
COMES_BACK = ("429", "503", "507")


class Documented(AutoSchema):
    """The framework's description of an operation, with what all of ours have in common."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)  # type: ignore[no-untyped-call]
        if operation is None:
            return None
        for name, text in self.asked_headers():
            operation.setdefault("parameters", []).append(header(name, text))
        for response in operation["responses"].values():
            response.setdefault("headers", {}).update(self.told_headers())
        if self.is_tagged():
            operation["responses"]["304"] = {"description": "Nothing has changed.", "headers": refs("ETag")}
        for status in self.refusals(operation):
            operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{REFUSALS[status][0]}"})
        operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation

    def get_operation_id(self) -> str:
        return naming.operation_id(self.path, self.method, self.view, self._is_list_view())  # type: ignore[no-untyped-call]

    def get_tags(self) -> list[str]:
        return [naming.group(self.path, self.view)]

    @property
    def action(self) -> str:
        return str(getattr(self.view, "action", None) or self.method.lower())

    def is_tagged(self) -> bool:
        return self.action in getattr(self.view, "tagged", ())

    def is_edit(self) -> bool:
        return self.action in getattr(self.view, "edits", ())

    def asked_headers(self) -> list[tuple[str, str]]:
        asked = [
            (self.is_tagged(), IF_NONE_MATCH),
            (self.is_edit(), IF_MATCH),
            (self.method == "POST", IDEMPOTENCY_KEY),
        ]
        return [one for holds, one in asked if holds]

    def told_headers(self) -> dict[str, Any]:
        return refs("X-Request-Id", *(["ETag"] if self.is_tagged() or self.is_edit() else []))

    def refusals(self, operation: dict[str, Any]) -> list[str]:
        """Which errors this operation may be answered with."""
        writes = self.method in ("POST", "PATCH", "PUT", "DELETE")
        holds = {
            "404": "{" in self.path, "409": writes, "412": self.is_edit(), "413": "requestBody" in operation,
            "415": "requestBody" in operation, "422": self.method == "POST", "507": writes,
        }  # fmt: skip
        return [status for status in REFUSALS if holds.get(status, True)]


class SerializerSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Answers have every field that is not in the serializer's `sometimes`; what one may leave out may be null."""

    target_class = serializers.Serializer
    match_subclasses = True
    priority = -2  # after what the framework knows of its own serializers, such as that an answer has two shapes

    def map_serializer(self, auto_schema: Any, direction: str) -> Any:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        if direction == "response" and "properties" in schema:
            sometimes = getattr(self.target, "sometimes", ())
            schema["required"] = [name for name in schema["properties"] if name not in sometimes]
        for name in getattr(self.target, "restorable", list)() if direction == "request" else ():
            if name in schema.get("properties", {}):
                schema["properties"][name] = or_null(schema["properties"][name])
        return schema


def or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}], "description": "null goes back to the default"}


def header(name: str, text: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "schema": {"type": "string"}, "description": text}


def refs(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def refusal(status: str) -> dict[str, Any]:
    told = [name for name, holds in (("Retry-After", status in COMES_BACK), ("Allow", status == "405")) if holds]
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": REFUSALS[status][1], "headers": refs("X-Request-Id", *told), "content": content}


COMPONENTS: dict[str, Any] = {
    "schemas": {"Problem": PROBLEM_SCHEMA},
    "headers": HEADERS,
    "responses": {name: refusal(status) for status, (name, _) in REFUSALS.items()},
}


def with_components(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """What the descriptions above refer to."""
    for kind, named in COMPONENTS.items():
        result.setdefault("components", {}).setdefault(kind, {}).update(named)
    return result
