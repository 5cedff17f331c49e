"""Passwords of obs-websocket at `shows/ID/obs-passwords`."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from studio.api.giving import GivenView
from studio.api.listing import one_of, words
from studio.api.people_rows import ROLES, Ahead, PlainField, given_by
from studio.obs import passwords
from studio.obs.models import ObsPassword
from studio.people.roles import Action


class ObsPasswordRow(serializers.Serializer[Any]):
    """A password by which programs that speak to OBS drive this show."""

    id = serializers.CharField(read_only=True)
    name = PlainField(source="token.name", max_length=120, help_text="what it is for; stands in the audit list")
    role = serializers.ChoiceField(ROLES, source="token.role", help_text="what it may do in the show")
    created = serializers.DateTimeField(source="token.created", read_only=True)
    expires = Ahead(source="token.expires", required=False, allow_null=True, help_text="null: when it is ended")
    last_used = serializers.DateTimeField(source="token.last_used", read_only=True, allow_null=True)
    by = serializers.SerializerMethodField()

    def get_by(self, row: ObsPassword) -> str:
        return given_by(row.token)


class ObsPasswordMade(ObsPasswordRow):
    password = serializers.CharField(
        read_only=True, allow_null=True, help_text="shown this once; null in an answer that is repeated"
    )


class ObsPasswords(GivenView):
    """The passwords of obs-websocket of this show that have not ended."""

    serializer_class = ObsPasswordRow
    needs = dict.fromkeys(("list", "create", "destroy"), Action.MANAGE)
    lookup_value_converter = "str"
    filters = {"search": words("token__name"), "role": one_of("token__role", ROLES)}
    orders = {"name": F("token__name"), "created": F("token__created"), "expires": F("token__expires")}
    end = staticmethod(passwords.end)

    def get_queryset(self) -> Any:
        return passwords.of_show(self.kwargs.get("show_id", ""))

    @extend_schema(responses={201: ObsPasswordMade})
    def create(self, request: Request, show_id: str) -> Response:
        """Make a password for one role in this show, at most one's own. It is shown this once."""
        row = self.get_serializer(data=request.data)
        row.is_valid(raise_exception=True)
        typed = row.validated_data["token"]
        made, text = passwords.give(request.user, self.show(), typed["name"], typed["role"], typed.get("expires"))
        return Response({**ObsPasswordRow(made).data, "password": text}, 201)

    def destroy(self, request: Request, pk: str, **kwargs: str) -> Response:  # type: ignore[override]
        """End a password: who is connected with it is sent away within a second."""
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise Http404
        passwords.end(request.user, row)
        return Response(status=204)
