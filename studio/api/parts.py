"""The parts of a show: sources, layouts, scenes, overlays."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from mixer.protocol.kinds import OVERLAYS, SOURCES
from studio.api.base import View, removed, tagged
from studio.api.listing import OF_PARTS, exactly, one_of, words, yes_no
from studio.api.rows import ROWS
from studio.errors import Refused
from studio.people.roles import Action, allowed
from studio.shows import addresses, rows
from studio.shows.compose import ingest_port
from studio.shows.models import Show, Source


class Parts(View, GenericViewSet):  # type: ignore[type-arg]
    """One kind of part; `plural` names it."""

    plural = ""
    filters, orders = {"search": words("name")}, OF_PARTS
    lookup_field, lookup_url_kwarg = "pk", "part_id"
    tagged, edits = ("list", "retrieve"), ("create", "partial_update", "destroy")
    needs = {
        "list": Action.VIEW,
        "retrieve": Action.VIEW,
        "create": Action.EDIT,
        "partial_update": Action.EDIT,
        "destroy": Action.EDIT,
        "rotate_key": Action.EDIT,
    }

    def get_queryset(self) -> Any:
        return rows.KINDS[self.plural].model._default_manager.filter(show=self.kwargs.get("show_id"))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "may_edit": self.may_edit()}

    def list(self, request: Request, show_id: str) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        answer = self.get_paginated_response(self.get_serializer(page, many=True).data)
        answer.headers["ETag"] = tagged(None, self.show().revision, variant=self._variant()).headers["ETag"]
        return answer

    def retrieve(self, request: Request, show_id: str, part_id: str) -> Response:
        show = self.show()
        value = self.get_serializer(rows.find(show, self.plural, part_id)).data
        return tagged(value, show.revision, variant=self._variant())

    def _variant(self) -> str:
        """Whoever may not edit is told less, so it must not have the same tag."""
        return "" if self.may_edit() else "masked"

    def create(self, request: Request, show_id: str) -> Response:
        values = self._read(partial=False)
        (row, secret), edit = self.edit(lambda show: self._added(show, values))
        return tagged({**self.get_serializer(row).data, **secret, "edit": edit}, edit["revision"], 201)

    def _added(self, show: Show, values: dict[str, Any]) -> tuple[Any, dict[str, str]]:
        row, secret = self._with_secret(rows.add(show, self.plural, values))
        edit = {"revision": show.revision + 1, "on_air": False}  # as far as is known until the mixer has answered
        self.keep_answer({**self.get_serializer(row).data, **secret, "edit": edit})
        return row, secret

    def partial_update(self, request: Request, show_id: str, part_id: str) -> Response:
        values = self._read(partial=True)
        (row, secret), edit = self.edit(
            lambda show: self._with_secret(rows.change(show, self.plural, part_id, dict(values)))
        )
        return tagged({**self.get_serializer(row).data, **secret, "edit": edit}, edit["revision"])

    def destroy(self, request: Request, show_id: str, part_id: str) -> Response:
        _, edit = self.edit(lambda show: rows.remove(show, self.plural, part_id))
        return removed(edit)

    def _read(self, *, partial: bool) -> dict[str, Any]:
        row = self.get_serializer(data=self.request.data, partial=partial)
        row.is_valid(raise_exception=True)
        addresses.check(row.validated_data.get("input"))
        return dict(row.validated_data)

    def _with_secret(self, row: Any) -> tuple[Any, dict[str, str]]:
        """A row, and what the answer to its edit shows this once."""
        return row, {}


class Layouts(Parts):
    plural, serializer_class = "layouts", ROWS["layouts"]


class Scenes(Parts):
    plural, serializer_class = "scenes", ROWS["scenes"]
    filters = {**Parts.filters, "layout": exactly("layout", "those that stand on this layout, by its id")}


class Overlays(Parts):
    plural, serializer_class = "overlays", ROWS["overlays"]
    filters = {
        **Parts.filters,
        "kind": one_of("content__kind", OVERLAYS),
        "on": yes_no("those that are on from the start", on=True),
    }


class Sources(Parts):
    plural, serializer_class = "sources", ROWS["sources"]
    filters = {**Parts.filters, "kind": one_of("input__kind", SOURCES)}

    def _with_secret(self, row: Source) -> tuple[Source, dict[str, str]]:
        """What has just become a push source gets its key."""
        return row, key_shown_once(self.request, row) if rows.lacks_key(row) else {}

    @extend_schema(request=None, responses=ROWS["sources"])
    def rotate_key(self, request: Request, show_id: str, part_id: str) -> Response:
        """A fresh stream key for a push source, shown this once; the old one ends here."""
        show = self.show()
        source = rows.find(show, "sources", part_id)
        if show.wanted and not allowed(request.user, show, Action.OPERATE):
            text = "On air a new key may cost the programme its picture, so it takes a director."
            raise Refused("director_only", text, status=403)
        return Response({**self.get_serializer(source).data, **key_shown_once(request, source)})


def key_shown_once(request: Request, source: Source) -> dict[str, str]:
    """A fresh key for a push source, for the two fields of an encoder; the one before ends."""
    host = request.get_host().rsplit(":", 1)[0]
    return {"push_url": f"rtmp://{host}:{ingest_port()}/live", "stream_key": rows.fresh_key(source)}
