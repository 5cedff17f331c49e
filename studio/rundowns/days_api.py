"""Day templates in the API: keep a day of a rundown, lay it on another one."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from studio.api.base import View, tagged
from studio.people.roles import Action
from studio.rundowns import days
from studio.rundowns.api import Editing
from studio.rundowns.rows import EditedRow, RundownWhole


class KeepAsked(serializers.Serializer[Any]):
    """Which day is kept, under which name."""

    date = serializers.DateField(help_text="by the rundown's zone, such as 2026-11-28")
    name = serializers.CharField(max_length=120)


class LayAsked(serializers.Serializer[Any]):
    """Which template is laid on which day."""

    template = serializers.CharField(max_length=64)
    date = serializers.DateField(help_text="by the rundown's zone, such as 2026-11-28")
    replace = serializers.BooleanField(
        required=False, help_text="in the place of the fixed times of its own that the day has"
    )
    dry_run = serializers.BooleanField(required=False, help_text="only say what it would come to")


class KeepDay(View):
    """Keep the fixed times of a day."""

    needs = {"post": Action.EDIT}

    @extend_schema(request=KeepAsked, responses={201: RundownWhole})
    def post(self, request: Request, show_id: str, rundown_id: str) -> Response:
        """Keep the fixed times of a day as a template: a rundown that is laid on days, and never started."""
        asked = KeepAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        day, name = asked.validated_data["date"], asked.validated_data["name"]
        row = days.keep(self.show(), rundown_id, day, name, lambda row: self.keep_answer(RundownWhole(row).data))
        return tagged(RundownWhole(row).data, row.revision, 201)


class LayDay(Editing):
    """Lay a template on a day."""

    needs = {"post": Action.EDIT}
    edits = ("post",)

    @extend_schema(request=LayAsked, responses=EditedRow)
    def post(self, request: Request, show_id: str, rundown_id: str) -> Response:
        """Lay a template on a day, at the same times by the wall: one edit, all of it or nothing."""
        asked = LayAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        template, day, replace = values["template"], values["date"], values.get("replace", False)
        terms = self.terms(dry_run=values.get("dry_run", False))
        return self.answered(lambda then: days.lay(show_id, rundown_id, template, day, terms, then, replace=replace))
