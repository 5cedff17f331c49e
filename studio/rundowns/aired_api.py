"""What aired, what airs now and next, and the guide, in the API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from asgiref.sync import sync_to_async
from django.db.models import F, QuerySet
from django.db.models.functions import Lower
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from studio.api.base import View
from studio.api.listing import exactly, one_of, words
from studio.errors import Refused
from studio.people.roles import Action
from studio.rundowns import as_run
from studio.rundowns.chains import aired
from studio.rundowns.exchange import cells, xmltv
from studio.rundowns.models import AsRun
from studio.rundowns.plans import OCCURRENCES_MOST, Asked, clock_of, iso
from studio.rundowns.playhead import live_in, seen_of
from studio.rundowns.queries import TIMES, hours_in, time_in
from studio.shows.models import Show

COMING = 5  # items that are told ahead
FOLLOWING_HOURS = 24.0
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
    filters = {
        "search": words("name", "rundown_name"),
        "rundown": exactly("rundown", "of this rundown, by its id"),
        "item": exactly("item", "of this item, by its id"),
        "status": one_of("status", AsRun.Status.values),
    }
    orders = {"start": F("start"), "name": Lower("name")}

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
        headers = {"Content-Disposition": content_disposition_header(True, "as-run.csv") or "attachment"}
        return StreamingHttpResponse(
            as_csv(self.filter_queryset(self.get_queryset())), "text/csv; charset=utf-8", headers=headers
        )


async def as_csv(rows: QuerySet[AsRun]) -> AsyncIterator[str]:
    """A log of years, a page at a time as the client takes it."""
    yield cells.head(as_run.COLUMNS)
    pages = as_run.in_pages(rows)
    while page := await sync_to_async(lambda: next(pages, None))():
        told = (AsRunRow(one).data for one in page)
        yield cells.lines([row[name] for name in as_run.COLUMNS] for row in told)


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

        now, coming = live.get("now"), [told(one) for one in live.get("next", ())]
        return Response(
            {
                "rundown": live.get("name", ""),
                "has_programme": bool(live.get("has_programme")),
                "now": told(now) if now else None,
                "next": coming + following(self.show(), live, seen, COMING - len(coming)),
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
        """What airs in the hours to come, as XMLTV, of what follows too; no breaks, films, fillers and standby."""
        show, seen = self.show(), seen_of(show_id)
        asked = Asked(time_in(request, "from") or datetime.now(UTC), hours_in(request))
        rundown_id = request.query_params.get("rundown") or live_in(seen).get("rundown")
        programmes = programmes_of(show, rundown_id, asked, seen) if rundown_id else []
        text = xmltv.written(show.pk, show.name, programmes)
        return HttpResponse(text, "application/xml")


def programmes_of(show: Show, rundown_id: str, asked: Asked, seen: dict[str, Any]) -> list[xmltv.Programme]:
    """The entries of the guide, of the rundowns that follow too."""
    found = aired(show, rundown_id, asked, seen)
    shown = (one for one in found if one.is_programme and (not one.stop or one.stop > asked.since))
    return [xmltv.Programme(one.item.name, one.start, one.stop) for one in islice(shown, OCCURRENCES_MOST)]


def following(show: Show, live: dict[str, Any], seen: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """The first items of what follows the rundown that runs, where it names something and that is not told yet."""
    if not live.get("then") or count <= 0:
        return []
    found = aired(show, live["rundown"], Asked(datetime.now(UTC), FOLLOWING_HOURS), seen)
    others = (one for one in found if one.rundown != live["rundown"] and not one.fills)
    return [
        {
            "item": one.item.id, "name": one.item.name, "start": iso(one.start),
            "end": None if one.stop is None else iso(one.stop),
        }
        for one in islice(others, count)
    ]  # fmt: skip


def download(text: str, kind: str, name: str) -> HttpResponse:
    named = content_disposition_header(True, name) or "attachment"
    return HttpResponse(text, kind, headers={"Content-Disposition": named})
