"""Destinations of a show: where the programme goes, what became of each, and what its program wrote."""

from __future__ import annotations

import os
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mixer.protocol.kinds import DESTINATIONS
from studio.air.processes.show_paths import paths_of
from studio.api.listing import one_of, yes_no
from studio.api.parts import Parts
from studio.api.rows import ROWS, EventRow
from studio.people.roles import Action
from studio.shows import destinations, rows
from studio.shows.models import Event

LOG_MOST = 64 << 10  # bytes of a log that are shown


class LogRow(serializers.Serializer[Any]):
    text = serializers.CharField(help_text="the newest lines; empty where it has not run on this host")


class Destinations(Parts):
    plural, serializer_class = "destinations", ROWS["destinations"]
    filters = {
        **Parts.filters,
        "kind": one_of("output__kind", DESTINATIONS),
        "on": yes_no("those that start with the show", on=True),
    }
    needs = {**Parts.needs, "history": Action.VIEW, "log": Action.EDIT}

    def _read(self, *, partial: bool) -> dict[str, Any]:
        values = super()._read(partial=partial)
        destinations.check(values.get("output"))
        return values

    @extend_schema(responses=EventRow(many=True))
    def history(self, request: Request, show_id: str, part_id: str) -> Response:
        """What became of it, newest first: started, live, lost and why, stopped. Who did what is in the audit list."""
        rows.find(self.show(), self.plural, part_id)
        page = self.paginate_queryset(Event.objects.filter(show=show_id, about=part_id))
        return self.get_paginated_response(EventRow(page, many=True).data)

    @extend_schema(responses=LogRow)
    def log(self, request: Request, show_id: str, part_id: str) -> Response:
        """The end of its program's log, for finding out what is wrong."""
        row = rows.find(self.show(), self.plural, part_id)
        path = paths_of(show_id).log_of(f"{row.output['kind']}-{row.pk}")
        return Response({"text": tail_of(path)})


def tail_of(path: Any) -> str:
    """The last whole lines of a file; empty where there is none."""
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(max(0, size - LOG_MOST))
            text = file.read(LOG_MOST).decode(errors="replace")
    except OSError:
        return ""
    return text if size <= LOG_MOST else text.partition("\n")[2]
