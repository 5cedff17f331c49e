"""Shows: list, make, change, remove, start, stop, import, export, status."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from mixer.protocol.showfile import Show as ShowFile
from studio.api.base import View, tagged
from studio.api.rows import ShowRow, StatusRow, WantedRow
from studio.api.schemas import schema_of
from studio.people.models import Membership, Role, Token
from studio.people.roles import Action, shows_of
from studio.shows import air, files, making
from studio.shows.addresses import masked_file
from studio.shows.compose import exported, fill, read_file
from studio.shows.models import Show

SHOW_FILE = {"application/json": schema_of(ShowFile)}


class Shows(View, GenericViewSet):  # type: ignore[type-arg]
    """Shows one may see."""

    serializer_class = ShowRow
    lookup_field, lookup_url_kwarg = "pk", "show_id"
    needs = {
        "list": Action.VIEW,
        "create": Action.CREATE,
        "retrieve": Action.VIEW,
        "partial_update": Action.EDIT,
        "destroy": Action.MANAGE,
        "start": Action.OPERATE,
        "stop": Action.OPERATE,
        "status": Action.VIEW,
        "export": Action.VIEW,
        "replace": Action.EDIT,
        "create_from_file": Action.CREATE,
    }

    def get_queryset(self) -> Any:
        return shows_of(self.request.user) if self.request else Show.objects.none()

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def create(self, request: Request) -> Response:
        row = self.get_serializer(data=request.data)
        row.is_valid(raise_exception=True)
        return self._made(making.new_show(row.validated_data))

    def retrieve(self, request: Request, show_id: str) -> Response:
        show = self.show()
        return tagged(self.get_serializer(show).data, show.revision)

    def partial_update(self, request: Request, show_id: str) -> Response:
        row = self.get_serializer(data=request.data, partial=True)
        row.is_valid(raise_exception=True)
        show, edit = self.edit(lambda show: making.change_show(show, row.validated_data))
        return tagged({**self.get_serializer(self.show()).data, "edit": edit}, edit["revision"])

    def destroy(self, request: Request, show_id: str) -> Response:
        air.stop(show_id)
        Show.objects.filter(pk=show_id).delete()
        return Response(status=204)

    @extend_schema(request=None, responses=WantedRow)
    def start(self, request: Request, show_id: str) -> Response:
        """Put the show on air; it stays wanted there until it is stopped."""
        air.start(show_id)
        return Response({"wanted": True}, 202)

    @extend_schema(request=None, responses=WantedRow)
    def stop(self, request: Request, show_id: str) -> Response:
        """Take the show off air; recordings are closed."""
        air.stop(show_id)
        return Response({"wanted": False}, 202)

    @extend_schema(responses=StatusRow)
    def status(self, request: Request, show_id: str) -> Response:
        """What the mixer does right now."""
        show = self.show()
        seen = air.seen(show_id)
        value = {key: seen.get(key) for key in ("desk", "status", "recording", "captions", "upgrade")}
        value["destinations"] = seen.get("destinations") or []
        return Response({"on_air": bool(seen.get("status")), "wanted": show.wanted, "revision": show.revision, **value})

    @extend_schema(responses={(200, "application/json"): SHOW_FILE["application/json"]})
    def export(self, request: Request, show_id: str) -> Response:
        """The show file; without the passwords and keys of addresses for those who may not change the show."""
        show = self.show()
        file = exported(show)
        return tagged(file if self.may_edit() else masked_file(file), show.revision)

    @extend_schema(request=SHOW_FILE, operation_id="shows_replace")
    def replace(self, request: Request, show_id: str) -> Response:
        """Make this show what a show file says."""
        file = read_file(request.data)
        _, edit = self.edit(lambda show: fill(show, file))
        return tagged({**self.get_serializer(self.show()).data, "edit": edit}, edit["revision"])

    @extend_schema(request=SHOW_FILE, operation_id="shows_import")
    def create_from_file(self, request: Request) -> Response:
        """A new show from a show file."""
        return self._made(making.imported_show(request.data))

    def _made(self, show: Show) -> Response:
        who: Any = self.request.user
        with transaction.atomic():
            if not isinstance(who, Token):
                Membership.objects.get_or_create(user=who, show=show, defaults={"role": Role.DIRECTOR})
        files.write(show.pk)
        return tagged(self.get_serializer(show).data, show.revision, 201)
