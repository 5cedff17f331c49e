"""Who works on a show, and what happened in it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from studio.api.base import View
from studio.api.rows import EventRow, MemberRow
from studio.api.schemas import schema_of
from studio.errors import Refused
from studio.people.models import Membership
from studio.people.roles import Action
from studio.shows.layouts import TEMPLATES
from studio.shows.models import Event
from studio.shows.parts import KINDS

TEMPLATE_LIST = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"key": {"type": "string"}, "name": {"type": "string"}, "slots": schema_of(KINDS["slots"])},
        "required": ["key", "name", "slots"],
    },
}


class Members(View, GenericViewSet):  # type: ignore[type-arg]
    """Members of a show, by user name."""

    serializer_class = MemberRow
    needs = dict.fromkeys(("list", "create", "destroy"), Action.MANAGE)
    lookup_url_kwarg = "user"

    def get_queryset(self) -> Any:
        return Membership.objects.filter(show=self.kwargs.get("show_id")).select_related("user")

    def list(self, request: Request, show_id: str) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(responses={201: MemberRow, 200: MemberRow})
    def create(self, request: Request, show_id: str) -> Response:
        """Give a user a role; a member's role is changed."""
        row = self.get_serializer(data=request.data)
        row.is_valid(raise_exception=True)
        name = row.validated_data["user"]["username"]
        user = User.objects.filter(username=name).first()
        if user is None:
            raise Refused("unknown_user", f"There is no user {name}.", status=400)
        role = {"role": row.validated_data["role"]}
        member, made = Membership.objects.update_or_create(user=user, show_id=show_id, defaults=role)
        return Response(self.get_serializer(member).data, 201 if made else 200)

    def destroy(self, request: Request, show_id: str, user: str) -> Response:
        gone, _ = self.get_queryset().filter(user__username=user).delete()
        if not gone:
            raise Refused("not_found", f"This show has no member {user[:150]}.", status=404)
        return Response(status=204)


class Events(View, GenericViewSet):  # type: ignore[type-arg]
    """What happened, newest first."""

    serializer_class = EventRow
    needs = {"list": Action.VIEW}

    def get_queryset(self) -> Any:
        return Event.objects.filter(show=self.kwargs.get("show_id"))

    def list(self, request: Request, show_id: str) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class LayoutTemplates(View):
    """The layouts an editor offers."""

    needs = {"get": Action.VIEW}

    @extend_schema(responses={(200, "application/json"): TEMPLATE_LIST})
    def get(self, request: Request) -> Response:
        return Response(TEMPLATES)
