"""Presenters' links in the API, at `shows/ID/presenters`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from studio.api.giving import GivenView
from studio.api.listing import exactly
from studio.api.people_rows import Ahead, PlainField, given_by
from studio.people.roles import Action
from studio.presenting import links
from studio.presenting.models import PresenterLink


class PresenterLinkRow(serializers.ModelSerializer[PresenterLink]):
    """A link by which somebody without an account turns a deck's pages."""

    source = serializers.CharField(  # type: ignore[assignment]  # a field of that name, not the field's own
        max_length=64, help_text="the id of a document among the show's sources"
    )
    name = PlainField(max_length=120, help_text="whom it is for")
    expires = Ahead(required=False, help_text="in seven days without")
    by = serializers.SerializerMethodField()
    link = serializers.SerializerMethodField(help_text="the address of the presenter's page")

    class Meta:
        model = PresenterLink
        fields = ("id", "source", "name", "created", "expires", "by", "link")
        read_only_fields = ("id", "created")

    def get_by(self, row: PresenterLink) -> str:
        return given_by(row)

    @extend_schema_field(serializers.URLField)
    def get_link(self, row: PresenterLink) -> str:
        return str(self.context["request"].build_absolute_uri(links.LINKS.path_of(row)))


class PresenterLinks(GivenView):
    """The links by which presenters turn the pages of this show's decks."""

    serializer_class = PresenterLinkRow
    needs = dict.fromkeys(("list", "create", "destroy"), Action.OPERATE)
    end = staticmethod(links.end)
    filters = {**GivenView.filters, "source": exactly("source", "those of this source, by its id")}

    def get_queryset(self) -> Any:
        return links.LINKS.good(self.kwargs.get("show_id", ""))

    def create(self, request: Request, show_id: str) -> Response:
        """Make a link for a deck."""
        row = self.get_serializer(data=request.data)
        row.is_valid(raise_exception=True)
        typed = row.validated_data
        made = links.give(request.user, self.show(), typed["source"], typed["name"], typed.get("expires"))
        return Response(self.get_serializer(made).data, 201)
