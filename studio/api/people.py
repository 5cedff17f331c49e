"""Who has an account, who works on a show, and what happened in it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from studio.api.base import View
from studio.api.people_rows import NewUser, PasswordLink, RoleRow, UserMade, UserRow
from studio.api.rows import AuditRow, EventRow, MemberRow
from studio.errors import Refused
from studio.people import users
from studio.people.audit import PEOPLE
from studio.people.auditing import GROUPS, found
from studio.people.members import give_role, take_role
from studio.people.models import Membership
from studio.people.roles import Action, allowed, is_admin
from studio.shows.happened import found as found_events
from studio.shows.models import Event


class Users(View, GenericViewSet):  # type: ignore[type-arg]
    """Accounts of the studio, by user name."""

    serializer_class = UserRow
    needs = dict.fromkeys(("list", "create", "retrieve", "partial_update", "destroy", "password_link"), Action.MANAGE)
    lookup_field, lookup_url_kwarg = "username", "user"

    def get_queryset(self) -> Any:
        return User.objects.order_by("username").prefetch_related("memberships")

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=NewUser, responses={201: UserMade})
    def create(self, request: Request) -> Response:
        """Make an account. Its answer has a link, shown this once, by which its owner chooses a password."""
        new = NewUser(data=request.data)
        new.is_valid(raise_exception=True)
        typed = new.validated_data
        if typed["staff"]:
            self._for_admins()
        user = users.make_user(
            request.user, typed["user"], shown=typed["name"], email=typed["email"], staff=typed["staff"]
        )
        return Response({**UserRow(user).data, "link": self._password_link(user)}, 201)

    def retrieve(self, request: Request, user: str) -> Response:
        return Response(UserRow(users.user_named(user)).data)

    def partial_update(self, request: Request, user: str) -> Response:
        """Change the name that others read, switch an account off or on, make an administrator or end that."""
        found = self._mine_to_change(user)
        row = UserRow(data=request.data, partial=True)
        row.is_valid(raise_exception=True)
        if row.validated_data.get("staff", found.is_staff) != found.is_staff:
            self._for_admins()
        return Response(UserRow(users.change_user(request.user, found, row.validated_data)).data)

    def destroy(self, request: Request, user: str) -> Response:
        """Delete an account. Its sessions, roles, tokens, invitations and watch keys end with it."""
        users.remove_user(request.user, self._mine_to_change(user))
        return Response(status=204)

    @extend_schema(request=None, responses={201: PasswordLink})
    def password_link(self, request: Request, user: str) -> Response:
        """A link, good once and for a day, by which the user chooses a new password. Older ones end."""
        return Response({"link": self._password_link(self._mine_to_change(user))}, 201)

    def _mine_to_change(self, name: str) -> User:
        """Administrators are changed by administrators only: a token that could would be one itself."""
        found = users.user_named(name)
        if found.is_staff:
            self._for_admins()
        return found

    def _for_admins(self) -> None:
        if not is_admin(self.request.user):
            raise Refused("admins_only", "Only administrators themselves may do this, not tokens.", status=403)

    def _password_link(self, user: User) -> str:
        secret = users.password_link(self.request.user, user)
        return str(self.request.build_absolute_uri(reverse("password", args=[secret])))


class Members(View, GenericViewSet):  # type: ignore[type-arg]
    """Members of a show, by user name."""

    serializer_class = MemberRow
    needs = dict.fromkeys(("list", "create", "partial_update", "destroy"), Action.MANAGE)
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
        member, made = give_role(request.user, user, show_id, row.validated_data["role"])
        return Response(self.get_serializer(member).data, 201 if made else 200)

    @extend_schema(request=RoleRow)
    def partial_update(self, request: Request, show_id: str, user: str) -> Response:
        """Change a member's role. It takes effect on open consoles within a second."""
        row = RoleRow(data=request.data)
        row.is_valid(raise_exception=True)
        member, _ = give_role(request.user, self._member(user), show_id, row.validated_data["role"])
        return Response(self.get_serializer(member).data)

    def destroy(self, request: Request, show_id: str, user: str) -> Response:
        take_role(request.user, self._member(user), show_id)
        return Response(status=204)

    def _member(self, name: str) -> User:
        member = self.get_queryset().filter(user__username=name).first()
        if member is None:
            raise Http404
        found: User = member.user
        return found


class Events(View, GenericViewSet):  # type: ignore[type-arg]
    """What happened, newest first. Changes of people, which name addresses and keys, are for who may change them."""

    serializer_class = EventRow
    needs = {"list": Action.VIEW}

    def get_queryset(self) -> Any:
        show = self.kwargs.get("show_id")
        events = found_events(Event.objects.filter(show=show), self.request.query_params.dict())
        return events if allowed(self.request.user, show, Action.MANAGE) else events.exclude(code=PEOPLE)

    @extend_schema(
        parameters=[
            OpenApiParameter("level", description="info, warning or error; several with commas"),
            OpenApiParameter("code", description="such as source_lost; several with commas"),
            OpenApiParameter("about", description="the id of what it is about"),
            OpenApiParameter("since", description="a time, or a day of UTC such as 2026-11-21"),
            OpenApiParameter("until", description="a time, or a day of UTC, with that day"),
        ]
    )
    def list(self, request: Request, show_id: str) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class Audit(View, GenericViewSet):  # type: ignore[type-arg]
    """Who did what: commands that were applied on air and changes of people, newest first."""

    serializer_class = AuditRow
    needs = {"list": Action.MANAGE}

    def get_queryset(self) -> Any:
        return found(self.kwargs.get("show_id", ""), self.request.query_params.dict())

    @extend_schema(
        parameters=[
            OpenApiParameter("by", description="a part of a name"),
            OpenApiParameter("verb", description=f"a command, or one of {', '.join(GROUPS)}"),
            OpenApiParameter("since", description="a day of UTC, such as 2026-11-21"),
            OpenApiParameter("until", description="a day of UTC, with that day"),
        ]
    )
    def list(self, request: Request, show_id: str) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
