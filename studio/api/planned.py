"""What is planned of a show, in the API, at `shows/ID/planned`."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from studio.air.processes.show_paths import paths_of
from studio.api.base import View
from studio.api.commands import refused
from studio.errors import Refused
from studio.home import recorded
from studio.people.roles import Action
from studio.shows import air, edits


class PlannedRow(serializers.Serializer[Any]):
    """A command that waits for its moment."""

    id = serializers.CharField()
    command = serializers.DictField(help_text="its `verb` and parts")
    at_frame = serializers.IntegerField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)
    by = serializers.CharField(help_text="who planned it, in whose name it happens")
    planned = serializers.DateTimeField(help_text="when they did")


class PlannedList(View, GenericViewSet):  # type: ignore[type-arg]
    """Commands that wait for their frame or time, the first first."""

    serializer_class = PlannedRow
    needs = {"list": Action.VIEW, "destroy": Action.OPERATE}

    def list(self, request: Request, show_id: str) -> Response:
        """What is planned of a show; off air what is kept for when it is on air again."""
        return self.get_paginated_response(self.paginate_queryset(planned_of(self.show().pk)))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, show_id: str, planned_id: str) -> Response:
        """Take back what was planned."""
        asked = {"id": f"rest-{uuid.uuid4().hex}", "verb": "cancel_planned", "planned": planned_id}
        answer = edits.send(self.show().pk, asked)
        if answer.get("code") == "no_such_plan":
            raise Refused("not_found", str(answer["error"]), status=404)
        if not answer.get("ok"):
            raise refused(answer)
        return Response(status=204)


def planned_of(show_id: str) -> list[dict[str, Any]]:
    """As the mixer tells it; without one, as its file on this machine has it."""
    from studio.air.runmixer.planned import read

    seen = air.seen(show_id)
    if seen:
        return list(seen.get("planned") or ())
    return [one.to_json() for one in read(recorded(paths_of(show_id).planned_file))]
