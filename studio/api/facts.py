"""What is the same for every show: what it may be made of, and how forms ask for it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mixer.protocol.captions import CaptionStyle
from mixer.protocol.fallback import Fallback
from studio.api.base import View
from studio.api.schemas import part_field, schema_of
from studio.people.roles import Action
from studio.shows.facts import facts
from studio.shows.layouts import TEMPLATES
from studio.shows.parts import KINDS
from studio.webhooks.kinds import KINDS as WEBHOOK_KINDS

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}


def listed(required: list[str], **properties: Schema) -> Schema:
    """A list of objects."""
    return {"type": "array", "items": {"type": "object", "properties": properties, "required": required}}


WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
YES_OR_NO: Schema = {"type": "boolean"}
TEXTS: Schema = {"type": "array", "items": TEXT}
TOLD = {"kind": TEXT, "label": TEXT, "help": TEXT}
FIELDS = listed(
    ["name", "label", "widget"],
    name=TEXT, widget=TEXT, label=TEXT, help=TEXT, placeholder=TEXT, group=TEXT, accepts=TEXTS,
    choices={"type": "array", "items": TEXTS, "description": "[value, label] each"},
    fills={"type": "object", "description": "values of other fields, by this one's", "additionalProperties": True},
    hints={"type": "object", "description": "a hint for each value", "additionalProperties": TEXT},
    min=NUMBER, max=NUMBER, minlength=WHOLE, maxlength=WHOLE, default={},
)  # fmt: skip
TEMPLATE_LIST = listed(["key", "name", "slots"], key=TEXT, name=TEXT, slots=schema_of(KINDS["slots"]))
FAMILIES = {
    "sources": listed([*TOLD, "fields"], **TOLD, keyed=YES_OR_NO, pages=YES_OR_NO, fields=FIELDS),
    "overlays": listed(
        [*TOLD, "fields"],
        **TOLD,
        fields=FIELDS,
        texts={"type": "object", "additionalProperties": TEXT},
        rect=schema_of(KINDS["rect"]),
        any_fields=YES_OR_NO | {"description": "whether texts of other names are taken too"},
        lines=TEXTS | {"description": "the texts that are long"},
        numbers=TEXTS | {"description": "the texts that are numbers, and can be counted on"},
        counts=YES_OR_NO | {"description": "whether it is started, paused and reset"},
        steps=YES_OR_NO | {"description": "whether it is stepped through"},
        graphics={
            "type": "object",
            "description": "what each shipped graphic says of itself (OGraf v1), by its name",
            "additionalProperties": {"type": "object", "additionalProperties": True},
        },
    ),
    "transitions": listed([*TOLD], **TOLD, duration_ms=WHOLE, uses=TEXTS),
    "destinations": listed([*TOLD, "fields", "secrets", "on"], **TOLD, fields=FIELDS, secrets=FIELDS, on=YES_OR_NO),
}
FACTS = {
    "type": "object",
    "properties": {
        "kinds": {"type": "object", "properties": FAMILIES, "required": list(FAMILIES)},
        "layout_templates": TEMPLATE_LIST,
        "limits": {"type": "object", "additionalProperties": WHOLE},
        "anchors": TEXTS,
        "languages": {
            "type": "object",
            "properties": {"spoken": TEXTS, "shown": TEXTS},
            "required": ["spoken", "shown"],
        },
        "desk": {"type": "object", "description": "the desk of a show that begins", "additionalProperties": True},
        "captions": schema_of(KINDS["captions"]),
        "fallback": schema_of(Fallback),
        "slate_fields": FIELDS,
        "caption_fields": FIELDS,
        "caption_style": schema_of(CaptionStyle),
        "fonts": TEXTS | {"description": "families of letters that are installed on this machine"},
        "web": {
            "type": "object",
            "description": "what keeps web pages from this machine, and what to say of it; empty when all is well",
            "properties": {
                "protection": {"type": "string", "enum": ["bubblewrap", "sandbox", "none", "unknown"]},
                "allowed": YES_OR_NO,
                "warning": TEXT,
            },
            "required": ["protection", "allowed", "warning"],
        },
        "webhook_kinds": {
            "type": "object",
            "description": "what a webhook can be told of: types of events, and when they come",
            "additionalProperties": TEXT,
        },
    },
    "required": [
        "kinds",
        "layout_templates",
        "limits",
        "anchors",
        "languages",
        "desk",
        "captions",
        "fallback",
        "slate_fields",
        "caption_fields",
        "caption_style",
        "fonts",
        "web",
        "webhook_kinds",
    ],  # fmt: skip
}


class Facts(View):
    """Kinds of sources, overlays, transitions and destinations with their forms; layout templates, limits, a desk."""

    needs = {"get": Action.VIEW}

    @extend_schema(responses={(200, "application/json"): FACTS})
    def get(self, request: Request) -> Response:
        return Response(facts() | {"webhook_kinds": WEBHOOK_KINDS})


class TemplateRow(serializers.Serializer[Any]):
    """A layout that an editor offers."""

    key = serializers.CharField()
    name = serializers.CharField()
    slots = part_field("slots")()


class LayoutTemplates(View, generics.ListAPIView[Any]):
    """The layouts an editor offers."""

    serializer_class = TemplateRow
    needs = {"get": Action.VIEW}

    def get_queryset(self) -> Any:
        return TEMPLATES
