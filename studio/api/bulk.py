"""Many changes of a show at once, at `shows/ID/edit`: all of them, or none."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from studio.api.arranged import ChangeRow
from studio.api.base import View, tagged
from studio.api.parts import key_shown_once
from studio.api.problems import flattened
from studio.api.rows import ROWS, AnyObject, EditRow, ShowRow
from studio.errors import FieldError, Invalid
from studio.library.rows import Strict
from studio.people.roles import Action
from studio.shows import addresses, bulk, destinations, rows
from studio.shows.bulk import KINDS, OPS_MOST, SHOW, Op
from studio.shows.models import Show, Source


class OpRow(Strict):
    """One change."""

    op = serializers.ChoiceField(["add", "change", "remove"], help_text="a show itself is only changed")
    kind = serializers.ChoiceField(KINDS)
    id = serializers.CharField(
        required=False,
        max_length=64,
        help_text="what is changed or removed; of what is added a name such as $camera that others refer to it by",
    )
    value = serializers.DictField(required=False, help_text="as the kind's own address takes it; to change: merged")


class BulkRow(Strict):
    """An edit: all of its changes in their order, or none."""

    ops = serializers.ListField(child=OpRow(), min_length=1, max_length=OPS_MOST)
    dry_run = serializers.BooleanField(default=False, help_text="only say what it would come to")


class ResultRow(serializers.Serializer[Any]):
    """What one change came to."""

    sometimes = ("push_url", "stream_key")
    op = serializers.CharField()
    kind = serializers.CharField()
    id = serializers.CharField()
    value = AnyObject(help_text="as it is now, as its own address answers it; null of what was removed")
    push_url = serializers.CharField(required=False, help_text="shown once: the encoder's server")
    stream_key = serializers.CharField(required=False, help_text="shown once: the encoder's stream key")


class BulkDone(serializers.Serializer[Any]):
    """What an edit came to: one revision, and one step of undo."""

    names = serializers.DictField(child=serializers.CharField(), help_text="the ids of what was added, by its names")
    results = ResultRow(many=True, help_text="one for each change, in their order")
    edit = EditRow()


class DifferenceRow(ChangeRow):
    """What an edit would do to a part of the show."""

    fields = serializers.ListField(  # type: ignore[assignment]  # a field of that name, not the serializer's own
        child=serializers.CharField(), help_text="which of it would be another; position: its place among the others"
    )


class TroubleRow(serializers.Serializer[Any]):
    """What stands in the way of an edit."""

    code = serializers.CharField()
    field = serializers.CharField(help_text="empty where it is about no field")
    message = serializers.CharField()


class TrialRow(serializers.Serializer[Any]):
    """What an edit would come to; nothing was changed."""

    dry_run = serializers.BooleanField()
    revision = serializers.IntegerField(help_text="which it would make")
    changes = DifferenceRow(many=True)
    problems = TroubleRow(many=True, help_text="why it would be refused as the show is now; none: it would be done")


def or_trial(done: type[serializers.Serializer[Any]]) -> Any:
    """An answer to an edit, or to what was only tried."""
    return PolymorphicProxySerializer(f"{done.__name__}OrTrial", [done, TrialRow], resource_type_field_name=None)


class Edit(View):
    """Many changes of a show as one edit."""

    needs = {"post": Action.EDIT}
    edits = ("post",)

    @extend_schema(request=BulkRow, responses={200: or_trial(BulkDone)}, operation_id="shows_edit")
    def post(self, request: Request, show_id: str) -> Response:
        """Add, change and remove parts of a show in one edit: all or none, one revision, one step of undo.

        What is added by a name such as `$camera` is referred to by that name wherever an id stands in the others.
        """
        asked = BulkRow(data=request.data)
        asked.is_valid(raise_exception=True)
        ops = [read_op(number, one) for number, one in enumerate(asked.validated_data["ops"])]
        names = bulk.names_in(ops)
        if asked.validated_data["dry_run"]:
            told = self.trial(lambda show: bulk.apply(show, ops, names, self._value))
            return tagged(told, told["revision"] - 1)
        results, edit = self.edit(lambda show: self._done(show, ops, names))
        return tagged({"names": names, "results": results, "edit": edit}, edit["revision"])

    def _done(self, show: Show, ops: list[Op], names: dict[str, str]) -> list[dict[str, Any]]:
        done = bulk.apply(show, ops, names, self._value)
        results = [self._result(show, op, names, row) for op, row in zip(ops, done, strict=True)]
        edit = {"revision": show.revision + 1, "on_air": False}  # as far as is known until the mixer has answered
        self.keep_answer({"names": names, "results": results, "edit": edit}, 200)
        return results

    def _result(self, show: Show, op: Op, names: dict[str, str], row: Any) -> dict[str, Any]:
        """What became of it by the end of the edit: another change of it may have come later."""
        told: dict[str, Any] = {"op": op.op, "kind": op.kind, "id": row.pk if row else names.get(op.id, op.id)}
        if op.kind == SHOW:
            value = ShowRow(show, context={"request": self.request}).data
            return {**told, "id": show.pk, "value": {**value, "revision": show.revision + 1}}
        kind = rows.KINDS[f"{op.kind}s"]
        now = kind.of(show).filter(pk=told["id"]).first()
        if now is None:
            return {**told, "value": None}
        keys = key_shown_once(self.request, now) if isinstance(now, Source) and rows.lacks_key(now) else {}
        return {**told, "value": ROWS[f"{op.kind}s"](now, context={"may_edit": True}).data, **keys}

    def _value(self, op: Op) -> dict[str, Any]:
        """What an operation says, checked as its own address would. Raises Invalid."""
        serializer = ShowRow if op.kind == SHOW else ROWS[f"{op.kind}s"]
        row = serializer(data=op.value, partial=op.op == "change", context={"request": self.request})
        try:
            row.is_valid(raise_exception=True)
        except ValidationError as error:
            raise inside_value(Invalid(list(flattened(error.detail)))) from None
        values = dict(row.validated_data)
        if op.kind == "source":
            addresses.check(values.get("input"))
        if op.kind == "destination":
            destinations.check(values.get("output"))
        return values


def inside_value(error: Invalid) -> Invalid:
    return Invalid([FieldError(f"value.{one.field}".rstrip("."), one.message) for one in error.errors], error.code)


def read_op(number: int, said: dict[str, Any]) -> Op:
    """An operation that makes sense by itself. Raises Refused."""
    op = Op(said["op"], said["kind"], said.get("id", ""), said.get("value", {}))
    if op.kind == SHOW and op.op != "change":
        raise bulk.wrong(number, "op", "a show itself is only changed here")
    if op.kind != SHOW and op.op != "add" and not op.id:
        raise bulk.wrong(number, "id", f"expected the id of the {op.kind} to {op.op}")
    if op.op == "remove" and said.get("value"):
        raise bulk.wrong(number, "value", "what is removed has no value")
    return op
