"""Import and export of rundowns in the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from mixer.protocol.basics import is_zone
from studio.api.parsers import Json
from studio.errors import FieldError, Invalid, Refused
from studio.people.roles import Action
from studio.rundowns import edits, ops
from studio.rundowns.aired_api import Downloads, download
from studio.rundowns.api import Editing
from studio.rundowns.exchange.formats import FORMATS, Format
from studio.rundowns.exchange.names import decoded
from studio.rundowns.items import MAX_ITEMS
from studio.rundowns.models import Rundown
from studio.rundowns.rows import EditedRow

TEXT_MOST = 4 << 20  # characters; a thousand items with long notes
FORMAT = OpenApiParameter("format", enum=list(FORMATS), required=True)
EXPORTS: dict[Any, Any] = {
    (200, one.media_type.partition(";")[0]): {"type": "object", "additionalProperties": True}
    if name == "json"
    else OpenApiTypes.STR
    for name, one in FORMATS.items()
}


class ImportAsked(serializers.Serializer[Any]):
    """A text in one of the formats; in a form, a file instead."""

    text = serializers.CharField(max_length=TEXT_MOST, required=False, trim_whitespace=False)
    file = serializers.FileField(required=False)
    after = serializers.CharField(required=False, allow_blank=True, help_text="the item it comes after; end without it")
    replace = serializers.BooleanField(required=False, help_text="in the place of all items; JSON brings its settings")
    zone = serializers.CharField(required=False, help_text="of calendar times that name none")
    dry_run = serializers.BooleanField(required=False, help_text="only say what it would come to")


class Import(Editing, Downloads):
    """Items from a file or a spreadsheet's cells, as one edit: all of them or none."""

    needs = {"post": Action.EDIT}
    edits = ("post",)
    parser_classes = (Json, MultiPartParser)

    @extend_schema(
        parameters=[FORMAT], request={"application/json": ImportAsked, "multipart/form-data": ImportAsked},
        responses=EditedRow,
    )  # fmt: skip
    def post(self, request: Request, show_id: str, rundown_id: str) -> Response:
        """Take items in. What names nothing in the library or the show is refused, with its line."""
        asked = ImportAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        zone = values.get("zone", "")
        if zone and not is_zone(zone):
            raise Invalid([FieldError("zone", f"expected a time zone such as Europe/Paris, found {zone[:64]!r}")])
        row = edits.find(show_id, rundown_id)
        settings, items = format_of(request).read(text_of(values), row, zone)
        wanted = operations(row, settings, items, values)
        terms = self.terms(dry_run=values.get("dry_run", False))
        return self.answered(lambda answer: edits.edit(show_id, rundown_id, wanted, terms, answer))


class Export(Downloads):
    """A rundown as a file."""

    needs = {"get": Action.VIEW}

    @extend_schema(parameters=[FORMAT], responses=EXPORTS)
    def get(self, request: Request, show_id: str, rundown_id: str) -> HttpResponse:
        """JSON has all of it; CSV what a sheet can say; M3U its files; iCalendar what has a time of its own."""
        kind = format_of(request)
        row, known = edits.known_row(show_id, rundown_id)
        name = "".join(c if c.isalnum() or c in "._-" else "_" for c in row.name)
        return download(kind.write(row, known), kind.media_type, f"{name}.{request.query_params['format']}")


def format_of(request: Request) -> Format:
    name = request.query_params.get("format", "")
    if name not in FORMATS:
        raise Refused("bad_format", f"format is one of {', '.join(FORMATS)}, not {name[:40]!r}.", status=400)
    return FORMATS[name]


def text_of(values: dict[str, Any]) -> str:
    """The text that was sent. Raises Invalid or Refused."""
    file = values.get("file")
    if file is not None and file.size > TEXT_MOST:
        raise Refused("too_large", f"A file to import has at most {TEXT_MOST >> 20} MiB.", status=413)
    text: str = values.get("text", "") if file is None else decoded(file.read())
    if not text.strip():
        raise Invalid([FieldError("text", "expected a text in this format, or a file of a form")])
    if "\x00" in text:
        raise Invalid([FieldError("text", "a text holds a null character")])
    return text


def operations(row: Rundown, settings: dict[str, Any], items: list[Any], values: dict[str, Any]) -> tuple[Any, ...]:
    """The edit that an import is. Raises Invalid."""
    if not items:
        raise Invalid([FieldError("text", "nothing in it is an item")])
    if len(items) > MAX_ITEMS:
        raise Invalid([FieldError("text", f"expected at most {MAX_ITEMS} items, found {len(items)}")], "too_many_items")
    wanted: list[dict[str, Any]] = []
    if values.get("replace"):
        wanted += [{"op": "settings", "set": settings}] if settings else []
        wanted += [{"op": "delete", "ids": [item["id"] for item in row.items]}] if row.items else []
    after = "end" if values.get("replace") else values.get("after", "end")
    return ops.read([*wanted, {"op": "create", "items": items, "after": after}])
