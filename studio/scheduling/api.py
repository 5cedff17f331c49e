"""The schedule of a show in the API: when it is put on air, taken off, and put on its standby."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from studio.api.base import View, removed, tagged
from studio.api.listing import OF_PARTS, exactly, one_of, words, yes_no
from studio.api.rows import EditRow
from studio.api.schemas import schema_of
from studio.errors import FieldError, Invalid
from studio.people.roles import Action
from studio.people.secrets import sha256
from studio.rundowns.rules import Rule
from studio.scheduling import entries
from studio.scheduling.times import next_of
from studio.shows.models import ScheduleEntry
from studio.shows.rows import find

ENTRY = schema_of(entries.Entry)
PATCH = {"title": "EntryChange", "type": "object", "properties": ENTRY["properties"]}
MERGE = ("application/json", "application/merge-patch+json")


@extend_schema_field({"anyOf": [schema_of(Rule), {"type": "null"}]})
class RuleField(serializers.JSONField):
    """A rule, or nothing."""


class TimeRow(serializers.Serializer[Any]):
    """One time of an entry."""

    utc = serializers.DateTimeField()
    local = serializers.CharField(help_text="in the entry's zone, such as 2026-11-22T20:00:00")


class EntryRow(serializers.Serializer[Any]):
    """An entry, and when it comes."""

    sometimes = ("edit",)
    id = serializers.CharField()
    do = serializers.ChoiceField(["start", "stop", "standby"])
    at = serializers.CharField(help_text="a local time; empty where a rule says it")
    rule = RuleField(allow_null=True)
    zone = serializers.CharField(help_text="of its times, such as Europe/Berlin")
    rundown = serializers.CharField(
        help_text="what has the programme from a start on; empty: what the show starts with"
    )
    closing = serializers.BooleanField(help_text="the rundown's closing film is played before a stop")
    enabled = serializers.BooleanField()
    name = serializers.CharField()
    note = serializers.CharField()
    next = serializers.ListField(child=TimeRow(), help_text="the next ten times, also of one that is not enabled")
    edit = EditRow(required=False, help_text="only in the answer to an edit")

    def to_representation(self, instance: ScheduleEntry) -> dict[str, Any]:
        own = {name: getattr(instance, name) for name in ("id", *entries.FIELDS)}
        return {**own, "next": next_of(instance, datetime.now(UTC))}


class Schedule(View, GenericViewSet):  # type: ignore[type-arg]
    """Entries of a show's schedule."""

    serializer_class = EntryRow
    lookup_field, lookup_url_kwarg = "pk", "entry_id"
    filters = {
        "search": words("name", "note"),
        "do": one_of("do", ScheduleEntry.Do.values),
        "enabled": yes_no("those that count", enabled=True),
        "rundown": exactly("rundown", "those that start this rundown, by its id"),
    }
    orders = OF_PARTS
    tagged, edits = ("list", "retrieve"), ("create", "partial_update", "destroy")
    needs = dict.fromkeys(tagged, Action.VIEW) | dict.fromkeys(edits, Action.OPERATE)

    def get_queryset(self) -> Any:
        return ScheduleEntry.objects.filter(show=self.kwargs.get("show_id", ""))

    def list(self, request: Request, show_id: str) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        answer = self.get_paginated_response(EntryRow(page, many=True).data)
        return self._told(answer.data)

    def retrieve(self, request: Request, show_id: str, entry_id: str) -> Response:
        return self._told(EntryRow(find(self.show(), "schedule", entry_id)).data)

    def _told(self, value: Any) -> Response:
        """What comes next changes with time, and so does the tag."""
        return tagged(value, self.show().revision, variant=sha256(json.dumps(value, default=str))[:8])

    @extend_schema(request={"application/json": ENTRY}, responses={201: EntryRow})
    def create(self, request: Request, show_id: str) -> Response:
        """Add an entry. Times that have been are not made up for."""
        row, edit = self.edit(lambda show: self._added(show, request.data))
        return tagged({**EntryRow(row).data, "edit": edit}, edit["revision"], 201)

    def _added(self, show: Any, value: Any) -> ScheduleEntry:
        row = entries.add(show, value)
        edit = {"revision": show.revision + 1, "on_air": False}  # as far as is known until the mixer has answered
        self.keep_answer({**EntryRow(row).data, "edit": edit})
        return row

    @extend_schema(request=dict.fromkeys(MERGE, PATCH))
    def partial_update(self, request: Request, show_id: str, entry_id: str) -> Response:
        """Change an entry. Times that have been are not made up for."""
        if not isinstance(request.data, dict):
            raise Invalid([FieldError("", "expected an object with what is to be changed")])
        patch = dict(request.data)
        row, edit = self.edit(lambda show: entries.change(show, entry_id, patch))
        return tagged({**EntryRow(row).data, "edit": edit}, edit["revision"])

    def destroy(self, request: Request, show_id: str, entry_id: str) -> Response:
        """Remove an entry."""
        _, edit = self.edit(lambda show: entries.remove(show, entry_id))
        return removed(edit)
