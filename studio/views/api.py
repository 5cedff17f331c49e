"""Links of views at `shows/ID/views`, and messages to the floor at `shows/ID/messages`."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from studio.air.browser.hub import nudge
from studio.api.giving import GivenView
from studio.api.listing import exactly, one_of, since, words, yes_no
from studio.api.people_rows import Ahead, PlainField, given_by
from studio.people.roles import Action
from studio.views import links, messages
from studio.views.models import FloorMessage, ViewLink


class ViewLinkRow(serializers.ModelSerializer[ViewLink]):
    """A link by which somebody without an account looks at one view."""

    kind = serializers.ChoiceField(links.KINDS)
    source = serializers.CharField(  # type: ignore[assignment]  # a field of that name, not the field's own
        max_length=64, required=False, allow_blank=True, help_text="of a tally, and only of one: the source it is of"
    )
    name = PlainField(max_length=120, help_text="whom it is for; stands beside the messages that are read by it")
    expires = Ahead(required=False, allow_null=True, help_text="null: when it is revoked")
    by = serializers.SerializerMethodField()
    link = serializers.SerializerMethodField(help_text="the address of the view")

    class Meta:
        model = ViewLink
        fields = ("id", "kind", "source", "name", "created", "expires", "by", "link")
        read_only_fields = ("id", "created")

    def get_by(self, row: ViewLink) -> str:
        return given_by(row)

    @extend_schema_field(serializers.URLField)
    def get_link(self, row: ViewLink) -> str:
        return str(self.context["request"].build_absolute_uri(links.LINKS.path_of(row)))


class ViewLinks(GivenView):
    """The links that open views of this show, without an account and to look only."""

    serializer_class = ViewLinkRow
    needs = dict.fromkeys(("list", "create", "destroy"), Action.OPERATE)
    end = staticmethod(links.end)
    filters = {
        **GivenView.filters,
        "kind": one_of("kind", ViewLink.Kind.values),
        "source": exactly("source", "tallies of this source, by its id"),
    }

    def get_queryset(self) -> Any:
        return links.LINKS.good(self.kwargs.get("show_id", ""))

    def create(self, request: Request, show_id: str) -> Response:
        """Make a link."""
        row = self.get_serializer(data=request.data)
        row.is_valid(raise_exception=True)
        made = links.give(request.user, self.show(), **row.validated_data)
        return Response(self.get_serializer(made).data, 201)


class SeenRow(serializers.Serializer[Any]):
    by = serializers.CharField(read_only=True)
    time = serializers.DateTimeField(read_only=True)


class MessageRow(serializers.ModelSerializer[FloorMessage]):
    """What everybody is told who looks at a view."""

    text = PlainField(max_length=200)
    urgent = serializers.BooleanField(required=False, default=False)
    seen = SeenRow(many=True, read_only=True, help_text="who has read it, and when")

    class Meta:
        model = FloorMessage
        fields = ("id", "text", "urgent", "by", "created", "seen")
        read_only_fields = ("id", "by", "created", "seen")


class Messages(GivenView):
    """Messages to the floor that were not taken back, newest first; of the last twelve hours."""

    serializer_class = MessageRow
    needs = {"list": Action.VIEW, "create": Action.EDIT, "destroy": Action.EDIT}
    filters = {"search": words("text"), "urgent": yes_no("urgent ones", urgent=True), "since": since("created")}
    orders = {"created": F("created")}

    def get_queryset(self) -> Any:
        return messages.standing(self.kwargs.get("show_id", ""))

    @extend_schema(responses={201: MessageRow})
    def create(self, request: Request, show_id: str) -> Response:
        """Tell everybody who looks at a view of this show."""
        row = self.get_serializer(data=request.data)
        row.is_valid(raise_exception=True)
        made = messages.send(request.user, self.show(), **row.validated_data)
        nudge(show_id)
        return Response(self.get_serializer(made).data, 201)

    def destroy(self, request: Request, pk: int, **kwargs: str) -> Response:
        """Take a message back: it disappears from every view."""
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise Http404
        messages.withdraw(row)
        nudge(self.show_id)
        return Response(status=204)
