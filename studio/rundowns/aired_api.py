"""What aired, what airs now and next, and the guide, in the API."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from studio.api.base import View
from studio.errors import Refused
from studio.people.roles import Action
from studio.rundowns import as_run, edits
from studio.rundowns.compile import compiled
from studio.rundowns.exchange import cells, xmltv
from studio.rundowns.models import AsRun
from studio.rundowns.plans import Asked, Planned, clock_of, iso, planned
from studio.rundowns.playhead import live_in, seen_of
from studio.rundowns.queries import TIMES, hours_in, time_in
from studio.shows.models import Show

RUNDOWN = OpenApiParameter("rundown", description="its id; without it, the one that runs")


class AsRunRow(serializers.ModelSerializer[AsRun]):
    """One airing, as it was."""

    class Meta:
        model = AsRun
        fields = as_run.COLUMNS


class NowRow(serializers.Serializer[Any]):
    """What airs, or airs next."""

    item = serializers.CharField()
    name = serializers.CharField()
    start = serializers.DateTimeField(allow_null=True)
    end = serializers.DateTimeField(allow_null=True, help_text="null where nobody knows")


class NowNextRow(serializers.Serializer[Any]):
    """What a rundown airs now, and the items that follow; nothing while none runs."""

    rundown = serializers.CharField(help_text="its name; empty where none runs")
    has_programme = serializers.BooleanField(help_text="false while a director has taken over")
    now = NowRow(allow_null=True)
    next = NowRow(many=True)


class Downloads(View):
    """A view whose `format` names the file that is asked for, not a renderer."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return self.get_renderers()[0], "application/json"


class AsRunList(Downloads, generics.ListAPIView[AsRun]):
    """What rundowns aired, the oldest first: kept for as long as the show is."""

    serializer_class = AsRunRow
    needs = {"get": Action.VIEW}

    def get_queryset(self) -> Any:
        asked = (time_in(self.request, name) if self.request else None for name in ("from", "to"))
        return as_run.between(self.kwargs.get("show_id", ""), *asked)

    @extend_schema(
        parameters=[
            OpenApiParameter("from", OpenApiTypes.DATETIME, description="began then or later"),
            OpenApiParameter("to", OpenApiTypes.DATETIME, description="began before"),
            OpenApiParameter("format", enum=["json", "csv"], description="json comes in pages, csv whole"),
        ],
        responses={(200, "application/json"): AsRunRow(many=True), (200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        kind = request.query_params.get("format", "json")
        if kind not in ("json", "csv"):
            raise Refused("bad_format", f"format is json or csv, not {kind[:40]!r}.", status=400)
        if kind == "json":
            return super().get(request, *args, **kwargs)
        rows = (AsRunRow(one).data for one in self.get_queryset().iterator())
        text = cells.written(as_run.COLUMNS, ([row[name] for name in as_run.COLUMNS] for row in rows))
        return download(text, "text/csv; charset=utf-8", "as-run.csv")


class NowNext(View):
    """Now and next, for pages and apps of viewers."""

    needs = {"get": Action.VIEW}

    @extend_schema(responses=NowNextRow)
    def get(self, request: Request, show_id: str) -> Response:
        """What airs now, and what follows."""
        seen = seen_of(show_id)
        live = live_in(seen)
        clock = clock_of(self.show(), seen, datetime.now(UTC))

        def told(one: dict[str, Any]) -> dict[str, Any]:
            frames = {"start": one.get("start_frame"), "end": one.get("end_frame")}
            times = {
                name: None if frame is None else iso(datetime.fromtimestamp(clock.utc_s(frame), UTC))
                for name, frame in frames.items()
            }
            return {"item": one["item"], "name": one.get("name", ""), **times}

        now = live.get("now")
        return Response(
            {
                "rundown": live.get("name", ""),
                "has_programme": bool(live.get("has_programme")),
                "now": told(now) if now else None,
                "next": [told(one) for one in live.get("next", ())],
            }  # fmt: skip
        )


class Guide(View):
    """The programme guide."""

    needs = {"get": Action.VIEW}

    @extend_schema(
        operation_id="shows_guide",  # its address has a dot, which names in programs have not
        parameters=[RUNDOWN, *TIMES[:2]],
        responses={(200, "application/xml"): OpenApiTypes.STR},
    )
    def get(self, request: Request, show_id: str) -> HttpResponse:
        """What airs in the hours to come, as XMLTV; breaks, fillers and the standby are left out."""
        show, seen = self.show(), seen_of(show_id)
        asked = Asked(time_in(request, "from") or datetime.now(UTC), hours_in(request))
        rundown_id = request.query_params.get("rundown") or live_in(seen).get("rundown")
        programmes = programmes_of(show, rundown_id, asked, seen) if rundown_id else []
        text = xmltv.written(show.pk, show.name, programmes)
        return HttpResponse(text, "application/xml")


def programmes_of(show: Show, rundown_id: str, asked: Asked, seen: dict[str, Any]) -> list[xmltv.Programme]:
    row, known = edits.known_row(show.pk, rundown_id)
    found = planned(row, compiled(row, known), asked, seen)
    zone = ZoneInfo(row.zone)

    def at(found: Planned, frame: int | None) -> datetime | None:
        return None if frame is None else datetime.fromtimestamp(found.clock.utc_s(frame), UTC).astimezone(zone)

    programmes = []
    for one in found.airings:
        item = found.rundown.items.get(one.item)
        start = at(found, one.start_frame)
        if item and start and not (one.trouble or item.group or found.fills(one)):
            programmes.append(xmltv.Programme(item.name, start, at(found, one.end_frame)))
    return programmes


def download(text: str, kind: str, name: str) -> HttpResponse:
    named = content_disposition_header(True, name) or "attachment"
    return HttpResponse(text, kind, headers={"Content-Disposition": named})
