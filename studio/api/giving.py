"""Invitations, tokens and watch keys: made, listed, ended."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from studio.api.base import View
from studio.api.listing import OF_GIVEN, exactly, one_of, words, yes_no
from studio.api.people_rows import (
    ROLES,
    InvitationMade,
    InvitationRow,
    NewInvitation,
    TokenMade,
    TokenRow,
    WatchKeyRow,
)
from studio.errors import Refused
from studio.media import keys
from studio.media.models import WatchKey
from studio.people import invitations, tickets, tokens
from studio.people.roles import Action, is_admin, shows_of
from studio.shows.models import Show


def show_of(pk: str | None, who: Any) -> Show | None:
    """The show that a body names. Raises Refused where there is none that `who` may see."""
    if pk is None:
        return None
    show: Show | None = shows_of(who).filter(pk=pk).first()
    if show is None:
        raise Refused("unknown_show", f"There is no show {pk[:80]}.", status=400)
    return show


class GivenView(View, ListModelMixin, GenericViewSet):  # type: ignore[type-arg]
    """What was given and has not ended. `end` is how it ends."""

    lookup_value_converter = "int"
    filters, orders = {"search": words("name")}, OF_GIVEN
    end: Any

    def destroy(self, request: Request, pk: int, **kwargs: str) -> Response:
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise Http404
        type(self).end(request.user, row)
        return Response(status=204)


class Invitations(GivenView):
    """Invitations to every show and to the studio that nobody has accepted yet."""

    serializer_class = InvitationRow
    needs = dict.fromkeys(("list", "create", "destroy"), Action.MANAGE)
    end = staticmethod(invitations.end)
    filters = {
        "search": words("label", "email"),
        "role": one_of("role", ROLES),
        "show": exactly("show", "those to this show, by its id"),
        "staff": yes_no("those to be an administrator", show=None),
    }
    orders = {"created": F("created"), "expires": F("expires")}

    def get_queryset(self) -> Any:
        return invitations.waiting(self.kwargs.get("show_id"))

    @extend_schema(request=NewInvitation, responses={201: InvitationMade})
    def create(self, request: Request, **kwargs: str) -> Response:
        """Make a link that is good once. It is shown this once; the invited person chooses a name and a password."""
        new = NewInvitation(data=request.data)
        new.is_valid(raise_exception=True)
        typed = dict(new.validated_data)
        named = kwargs.get("show_id") or typed.pop("show", None)
        staff, show = typed.pop("staff"), show_of(named, request.user)
        typed.pop("show", None)
        if staff == bool(show):
            raise Refused("show_or_staff", "An invitation names a show, or `staff`, and not both.", status=400)
        if staff and not is_admin(request.user):
            raise Refused("admins_only", "Only administrators themselves make administrators.", status=403)
        row, secret = invitations.invite(request.user, show, typed.pop("role"), **typed)
        link = request.build_absolute_uri(reverse("join", args=[secret]))
        return Response({**InvitationRow(row).data, "link": link}, 201)


class ShowInvitations(Invitations):
    """Invitations to a show that nobody has accepted yet."""

    filters = {name: Invitations.filters[name] for name in ("search", "role")}


class Tokens(GivenView):
    """One's own API tokens, and those of shows one manages."""

    serializer_class = TokenRow
    needs = dict.fromkeys(("list", "create", "destroy"), Action.VIEW)
    end = staticmethod(tokens.end)
    filters = {
        **GivenView.filters,
        "role": one_of("role", ROLES),
        "show": exactly("show", "those of this show, by its id"),
        "everywhere": yes_no("those of all shows", show=None),
    }
    orders = {**OF_GIVEN, "last_used": F("last_used")}

    def get_queryset(self) -> Any:
        return tokens.seen_by(self.request.user)

    @extend_schema(responses={201: TokenMade})
    def create(self, request: Request) -> Response:
        """Make a token with at most one's own rights, or with some of them.

        It ends with whoever made it. Its text is shown this once.
        """
        row = self.get_serializer(data=request.data)
        row.is_valid(raise_exception=True)
        typed = row.validated_data
        show = show_of(typed.get("show_id"), request.user)
        life, rights = typed.get("expires"), typed["rights"]
        made, text = tokens.give(request.user, typed["name"], typed["role"], show, life, rights)
        return Response({**TokenRow(made).data, "token": text}, 201)


class SocketTicketMade(serializers.Serializer[Any]):
    """A ticket, shown this once."""

    ticket = serializers.CharField(help_text="for `?ticket=` of the event socket's address; good once")
    expires = serializers.DateTimeField()


class SocketTickets(View):
    """Tickets to the event socket, for pages and machines that should not hold a token."""

    needs = {"post": Action.VIEW}

    @extend_schema(operation_id="shows_socket_ticket", request=None, responses={201: SocketTicketMade})
    def post(self, request: Request, show_id: str) -> Response:
        """Open the event socket once, within 30 seconds, with your own rights. Its socket ends when they do."""
        made, text = tickets.give(request.user, request.session.session_key or "", self.show().pk)
        return Response({"ticket": text, "expires": made.expires}, 201)


class WatchKeys(GivenView):
    """The keys that open this private programme."""

    serializer_class = WatchKeyRow
    needs = dict.fromkeys(("list", "create", "destroy"), Action.MANAGE)
    end = staticmethod(keys.end)

    def get_queryset(self) -> Any:
        show = Show.objects.filter(pk=self.kwargs.get("show_id", "")).first()
        return keys.good_keys(show) if show else WatchKey.objects.none()

    def create(self, request: Request, show_id: str) -> Response:
        """Make a key for a private programme; public ones need none."""
        row = self.get_serializer(data=request.data)
        row.is_valid(raise_exception=True)
        made = keys.give(request.user, self.show(), row.validated_data["name"], row.validated_data.get("expires"))
        return Response(self.get_serializer(made).data, 201)
