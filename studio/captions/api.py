"""Cues, exports and models in the API."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from studio.api.base import View
from studio.api.listing import one_of, words
from studio.captions import catalogue, installing
from studio.captions.models import Cue
from studio.errors import Refused
from studio.media.models import Recording
from studio.media.recordings import parts_of
from studio.people.roles import Action
from studio.shows.models import Show
from subtitles.formats import FORMATS, MEDIA_TYPES, whole
from subtitles.formats.captions import Span, captions_of
from subtitles.values import Line

FORM = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}},
    "required": ["file"],
}
NAMED = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
LINES = {"type": "array", "items": {"type": "object", "additionalProperties": True}}
EXPORTS: dict[Any, Any] = {
    (200, media_type.partition(";")[0]): LINES if kind == "json" else OpenApiTypes.STR
    for kind, media_type in MEDIA_TYPES.items()
}
JOB = {
    "type": "object",
    "properties": {
        "job": {"type": "string"},
        "name": {"type": "string"},
        "state": {"type": "string", "enum": ["queued", "running", "done", "failed"]},
        "progress": {"type": "number", "description": "from 0 to 1"},
        "error": {"type": "string"},
    },
    "required": ["job", "name", "state", "progress", "error"],
}
STATES = ("heard", "translated", "on_air", "aired", "dropped", "gap")


class CueRow(serializers.ModelSerializer[Cue]):
    """A line of the transcript and what became of it."""

    class Meta:
        model = Cue
        exclude = ("show",)


class Cues(View, generics.ListAPIView[Cue]):
    """The lines of a show's transcript, in the order they were said."""

    serializer_class = CueRow
    needs = {"get": Action.VIEW}
    filters = {"state": one_of("state", STATES), "search": words("text")}
    orders = {"from_frame": F("from_frame")}

    def get_queryset(self) -> QuerySet[Cue]:
        found = Cue.objects.filter(show=self.kwargs.get("show_id", ""))
        asked = self.request.query_params if self.request else {}
        for name, lookup in (("from_frame", "to_frame__gt"), ("to_frame", "from_frame__lt")):
            if frame := asked.get(name):
                found = found.filter(**{lookup: whole_number(name, frame)})
        return found

    @extend_schema(
        parameters=[
            OpenApiParameter("from_frame", OpenApiTypes.INT, description="said after this frame"),
            OpenApiParameter("to_frame", OpenApiTypes.INT, description="said before this frame"),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class CueOne(View, generics.RetrieveAPIView[Cue]):
    """One line."""

    serializer_class = CueRow
    lookup_url_kwarg = "cue_id"
    needs = {"get": Action.VIEW}

    def get_queryset(self) -> QuerySet[Cue]:
        return Cue.objects.filter(show=self.kwargs.get("show_id", ""))


class Export(View):
    """What was shown, as a file for players and editors."""

    needs = {"get": Action.VIEW}

    @extend_schema(
        parameters=[
            OpenApiParameter("format", enum=[*FORMATS, "json"], required=True),
            OpenApiParameter("language", description="its code; not for json, which has them all"),
            OpenApiParameter("recording", description="a recording's id; without it, everything that aired"),
        ],
        responses=EXPORTS,
    )
    def get(self, request: Request, show_id: str) -> HttpResponse:
        kind = request.query_params.get("format", "")
        language = request.query_params.get("language", "")
        if kind not in MEDIA_TYPES:
            raise Refused("bad_format", f"format is one of {', '.join(MEDIA_TYPES)}, not {kind[:40]!r}.", status=400)
        if kind != "json" and not language:
            raise Refused("no_language", "Name the language, such as language=fr.", status=400)
        show = self.show()
        recording = self._recording(show)
        lines = [cue.line for cue in Cue.objects.filter(show=show)]
        spans = spans_of(recording, Fraction(show.rate)) if recording else everything(lines)
        text = written(kind, lines, language, Fraction(show.rate), spans)
        name = f"{recording.name if recording else show.pk}{f'.{language}' if language else ''}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{safe(name)}"'}
        return HttpResponse(text, MEDIA_TYPES[kind], headers=headers)

    def _recording(self, show: Show) -> Recording | None:
        asked = self.request.query_params.get("recording")
        if not asked:
            return None
        found = Recording.objects.filter(show=show, pk=asked).first()
        if found is None:
            raise Refused("not_found", f"This show has no recording {asked[:64]}.", status=404)
        return found

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """`format` names the file here, not a renderer."""
        return self.get_renderers()[0], "application/json"


class Models(View):
    """The models captions are made with: those that are here, and those that could be."""

    needs = {"get": Action.VIEW, "post": Action.CREATE}

    @extend_schema(responses={(200, "application/json"): {"type": "object", "additionalProperties": True}})
    def get(self, request: Request) -> Response:
        return Response(catalogue.everything())

    @extend_schema(
        request={"application/json": NAMED},
        responses={(202, "application/json"): JOB},
    )
    def post(self, request: Request) -> Response:
        """Install a model by its name; the job tells how far it is."""
        data = request.data if isinstance(request.data, dict) else {}
        return Response(installing.ask(str(data.get("name", ""))), 202)


class ModelOne(View):
    """One installed model."""

    needs = {"delete": Action.CREATE}

    @extend_schema(responses={204: None})
    def delete(self, request: Request, name: str) -> Response:
        """Remove a model that was installed here."""
        installing.remove(name)
        return Response(status=204)


class ModelFiles(View):
    """A model from a file that somebody has."""

    parser_classes = (MultiPartParser,)
    needs = {"post": Action.CREATE}

    @extend_schema(
        request={"multipart/form-data": FORM},
        responses={(202, "application/json"): JOB},
    )
    def post(self, request: Request) -> Response:
        file = request.FILES.get("file")
        if file is None:
            raise Refused("no_file", "Send the model as the form's field file.", status=400)
        return Response(installing.take_in(file), 202)


def spans_of(recording: Recording, rate: Fraction) -> list[Span]:
    """The frames of a recording's parts."""
    return [(part.first_frame, part.first_frame + round(part.seconds * rate)) for part in parts_of(recording)]


def everything(lines: Sequence[Line]) -> list[Span]:
    aired = [(line.aired_from, line.aired_to) for line in lines if line.aired_from is not None and line.aired_to]
    return [(min(first for first, _ in aired), max(end for _, end in aired))] if aired else []


def written(kind: str, lines: list[Line], language: str, rate: Fraction, spans: list[Span]) -> str:
    if kind == "json":
        return whole.write(line for line in lines if any(said_in(line, span) for span in spans))
    return FORMATS[kind](captions_of(lines, language, rate, spans))


def said_in(line: Line, span: Span) -> bool:
    return bool(line.from_frame < span[1] and line.to_frame > span[0])


def safe(name: str) -> str:
    return "".join(c if c.isalnum() or c in "._-" else "_" for c in name)


def whole_number(name: str, text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise Refused("bad_frame", f"{name} is a frame number, not {text[:40]!r}.", status=400)
    return int(text)
