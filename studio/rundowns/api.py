"""The rundowns of a show in the API: list, make, change, edit, undo, redo, remove."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db.models import F
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from studio.api.base import View, expected_revision, tagged
from studio.api.listing import OF_PARTS, words, yes_no
from studio.errors import FieldError, Invalid
from studio.people.roles import Action
from studio.rundowns import edits, making, ops
from studio.rundowns.compile import compiled
from studio.rundowns.edits import Answer, Edited, Terms
from studio.rundowns.models import Rundown
from studio.rundowns.plans import Asked, planned
from studio.rundowns.playhead import seen_of
from studio.rundowns.problems import problems_of
from studio.rundowns.queries import TIMES, times_in
from studio.rundowns.rows import (
    PATCH_SCHEMA,
    SETTINGS_SCHEMA,
    DryRun,
    EditAsked,
    EditedRow,
    PlanWhole,
    RundownRow,
    RundownWhole,
)

PLANNED_IN_ANSWERS = 200  # airings; of the rest the plan itself is asked
MERGE = ("application/json", "application/merge-patch+json")


class Editing(View):
    """A view that edits rundowns, and answers with what that came to."""

    def answered(self, edit: Callable[[Answer], Edited]) -> Response:
        """Edit, and keep the answer in the same transaction."""
        edited = edit(Answer(told_of, lambda told: self.keep_answer(told, 200)))
        return tagged(edited.told, edited.row.revision)

    def terms(self, *, dry_run: Any = None) -> Terms:
        """Against which revision, whether only to see, and by whom. Raises Invalid."""
        data = self.request.data if isinstance(self.request.data, dict) else {}
        wanted = data.get("dry_run", False) if dry_run is None else dry_run
        if not isinstance(wanted, bool):
            raise Invalid([FieldError("dry_run", "expected true or false")])
        return Terms(expected_revision(self.request), wanted, self.request.user)


class Rundowns(Editing, ListModelMixin, GenericViewSet):  # type: ignore[type-arg]
    """Rundowns of a show."""

    serializer_class = RundownRow
    lookup_field, lookup_url_kwarg = "pk", "rundown_id"
    filters = {"search": words("name"), "template": yes_no("day templates", template=True)}
    orders = {**OF_PARTS, "created": F("created"), "item_count": F("item_count"), "length_s": F("length_s")}
    tagged, edits = ("retrieve",), ("partial_update", "destroy", "edit_items", "undo", "redo")
    needs = {"list": Action.VIEW, "retrieve": Action.VIEW, "plan": Action.VIEW} | dict.fromkeys(
        ("create", "partial_update", "destroy", "edit_items", "undo", "redo"), Action.EDIT
    )

    def get_queryset(self) -> Any:
        rows = Rundown.objects.filter(show=self.kwargs.get("show_id", ""))
        return rows.defer("items") if self.action == "list" else rows

    @extend_schema(request={"application/json": SETTINGS_SCHEMA}, responses={201: RundownWhole})
    def create(self, request: Request, show_id: str) -> Response:
        """Make an empty rundown."""
        row = making.new_rundown(self.show(), request.data, lambda row: self.keep_answer(RundownWhole(row).data))
        return tagged(RundownWhole(row).data, row.revision, 201)

    @extend_schema(responses=RundownWhole)
    def retrieve(self, request: Request, show_id: str, rundown_id: str) -> Response:
        row = edits.find(show_id, rundown_id)
        return tagged(RundownWhole(row).data, row.revision)

    @extend_schema(request=dict.fromkeys(MERGE, PATCH_SCHEMA))
    def partial_update(self, request: Request, show_id: str, rundown_id: str) -> Response:
        """Change its settings, which can be undone, or its position in the list."""
        patch = dict(request.data) if isinstance(request.data, dict) else {}
        position = making.position_in(patch)
        row = making.change(show_id, rundown_id, patch, position, self.terms())
        return tagged(RundownRow(row).data, row.revision)

    def destroy(self, request: Request, show_id: str, rundown_id: str) -> Response:
        """Remove a rundown that is not on air, and that no other names. What aired of it stays in the as-run log."""
        row = making.remove(show_id, rundown_id, expected_revision(request))
        return tagged(None, row.revision, 204)

    @extend_schema(request=EditAsked, responses=EditedRow)
    def edit_items(self, request: Request, show_id: str, rundown_id: str) -> Response:
        """Create, change, move and delete items, and change settings, in one step: all of it or nothing."""
        data = request.data if isinstance(request.data, dict) else {}
        asked = ops.read(data.get("ops"))
        return self.answered(lambda answer: edits.edit(show_id, rundown_id, asked, self.terms(), answer))

    @extend_schema(request=DryRun, responses=EditedRow)
    def undo(self, request: Request, show_id: str, rundown_id: str) -> Response:
        """Take back the last edit that stands, whoever made it; the last 200 are kept."""
        return self.answered(lambda answer: edits.undo(show_id, rundown_id, self.terms(), answer))

    @extend_schema(request=DryRun, responses=EditedRow)
    def redo(self, request: Request, show_id: str, rundown_id: str) -> Response:
        """Do again what was undone last. An edit in between ends that."""
        return self.answered(lambda answer: edits.redo(show_id, rundown_id, self.terms(), answer))

    @extend_schema(parameters=TIMES, responses=PlanWhole)
    def plan(self, request: Request, show_id: str, rundown_id: str) -> Response:
        """What airs when: of the rundown as it runs, or, with `at`, as if it were started then."""
        row, known = edits.known_row(show_id, rundown_id)
        whole = compiled(row, known)
        found = planned(row, whole, times_in(request), seen_of(show_id))
        return Response({**found.told(), "problems": problems_of(row, whole, found)})


def told_of(edited: Edited) -> dict[str, Any]:
    """The answer to an edit."""
    order = {} if edited.order is None else {"order": edited.order}
    found = planned(
        edited.row, edited.compiled, Asked(datetime.now(UTC), most=PLANNED_IN_ANSWERS), edited.seen, edited=True
    )
    wrong = problems_of(edited.row, edited.compiled, found)
    return {
        "revision": edited.row.revision, "items": edited.items, **order, "plan": found.told(), "problems": wrong,
    }  # fmt: skip
