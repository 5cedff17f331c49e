"""Webhooks at `shows/ID/webhooks` and, for all shows, at `webhooks`; what became of their deliveries below each."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from studio.api.base import View
from studio.api.rows import Row
from studio.errors import FieldError, Invalid
from studio.people.roles import Action
from studio.shows.models import Show
from studio.webhooks import hooks
from studio.webhooks.keys import OVERLAP
from studio.webhooks.models import Delivery, Webhook

URL_MOST = 2048


class WebhookRow(Row):
    """An address that is told of what happens, by Standard Webhooks. Its secret is shown when it is made or rotated."""

    sometimes: tuple[str, ...] = ()  # type: ignore[assignment]
    position = None  # type: ignore[assignment]
    edit = None  # type: ignore[assignment]
    url = serializers.CharField(max_length=URL_MOST, help_text="https or http, to a public address")
    kinds = serializers.ListField(
        child=serializers.CharField(max_length=60), help_text="types of events, families such as source.*, or *"
    )
    on = serializers.BooleanField(required=False, default=True)
    off_why = serializers.CharField(read_only=True, help_text="where nobody switched it off: failing or gone")
    show = serializers.CharField(read_only=True, allow_null=True, help_text="null: of all shows")
    failing_since = serializers.DateTimeField(read_only=True, allow_null=True)
    old_secret_until = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="until then the secret before this one signs too"
    )
    by = serializers.CharField(read_only=True, help_text="who made it")
    created = serializers.DateTimeField(read_only=True)

    def restorable(self) -> list[str]:
        return []

    def to_representation(self, instance: Webhook) -> dict[str, Any]:
        names = ("id", "name", "url", "kinds", "on", "off_why", "failing_since", "by", "created")
        until = instance.rotated + OVERLAP if instance.rotated else None
        told = {name: getattr(instance, name) for name in names}
        return {**told, "show": instance.show_id, "old_secret_until": until}


class WebhookMade(WebhookRow):
    secret = serializers.CharField(read_only=True, help_text="whsec_…: verifies signatures; shown this once")


class AttemptRow(serializers.Serializer[Any]):
    time = serializers.DateTimeField()
    status = serializers.IntegerField(allow_null=True, help_text="of the answer; null where there was none")
    duration_ms = serializers.IntegerField()
    answer = serializers.CharField(help_text="its first bytes", allow_blank=True)
    error = serializers.CharField(help_text="what went wrong; empty where nothing did", allow_blank=True)


class DeliveryRow(serializers.ModelSerializer[Delivery]):
    """One message to one webhook: `id` is its webhook-id, the same at every attempt."""

    id = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(Delivery.State.values, read_only=True)
    attempts = serializers.SerializerMethodField(help_text="the newest dozen, oldest first")
    body = serializers.CharField(read_only=True, help_text="the very text that is signed and sent")

    class Meta:
        model = Delivery
        fields = ("id", "type", "state", "created", "due", "tries", "attempts", "finished", "body")
        read_only_fields = fields

    @extend_schema_field(AttemptRow(many=True))
    def get_attempts(self, row: Delivery) -> Any:
        return row.attempts


class Webhooks(View, GenericViewSet):  # type: ignore[type-arg]
    """Addresses that are told of what happens."""

    serializer_class = WebhookRow
    needs = dict.fromkeys(("list", "create", "retrieve", "partial_update", "destroy", "rotate", "test"), Action.MANAGE)

    def get_queryset(self) -> Any:
        return hooks.of_show(self.kwargs.get("show_id"))

    def list(self, request: Request, **kwargs: str) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, webhook_id: str, **kwargs: str) -> Response:
        return Response(self.get_serializer(self._row(webhook_id)).data)

    @extend_schema(responses={201: WebhookMade})
    def create(self, request: Request, **kwargs: str) -> Response:
        """Make a webhook. Its secret is shown this once."""
        show = Show.objects.get(pk=kwargs["show_id"]) if "show_id" in kwargs else None
        row, secret = hooks.make(request.user, show, self._typed())
        return Response({**WebhookRow(row).data, "secret": secret}, 201)

    def partial_update(self, request: Request, webhook_id: str, **kwargs: str) -> Response:
        """Change its name, address or types of events; switch it on or off."""
        row = self._row(webhook_id)
        return Response(self.get_serializer(hooks.change(request.user, row, self._typed(partial=True))).data)

    def destroy(self, request: Request, webhook_id: str, **kwargs: str) -> Response:
        """Remove a webhook, with its deliveries."""
        hooks.remove(request.user, self._row(webhook_id))
        return Response(status=204)

    @extend_schema(request=None, responses=WebhookMade)
    def rotate(self, request: Request, webhook_id: str, **kwargs: str) -> Response:
        """Make a new secret, shown this once. The one before it signs too for 24 hours."""
        row = self._row(webhook_id)
        secret = hooks.rotate(request.user, row)
        return Response({**WebhookRow(row).data, "secret": secret})

    @extend_schema(request=None, responses=DeliveryRow)
    def test(self, request: Request, webhook_id: str, **kwargs: str) -> Response:
        """Send a `test` event now, once, also to one that is off. The answer is its delivery, with what came of it."""
        return Response(DeliveryRow(hooks.try_out(self._row(webhook_id))).data)

    def _row(self, webhook_id: str) -> Webhook:
        row: Webhook = get_object_or_404(self.get_queryset(), pk=webhook_id)
        return row

    def _typed(self, *, partial: bool = False) -> dict[str, Any]:
        typed = self.get_serializer(data=self.request.data, partial=partial)
        typed.is_valid(raise_exception=True)
        return dict(typed.validated_data)


class Deliveries(View, GenericViewSet):  # type: ignore[type-arg]
    """What was sent, or is to be, newest first."""

    serializer_class = DeliveryRow
    needs = dict.fromkeys(("list", "retrieve", "redeliver"), Action.MANAGE)

    def get_queryset(self) -> Any:
        hook = get_object_or_404(hooks.of_show(self.kwargs.get("show_id")), pk=self.kwargs.get("webhook_id", ""))
        return Delivery.objects.filter(webhook=hook).select_related("webhook")

    @extend_schema(
        parameters=[
            OpenApiParameter("state", OpenApiTypes.STR, enum=Delivery.State.values, description="only those"),
            OpenApiParameter("type", OpenApiTypes.STR, description="only those of this type of event"),
        ]
    )
    def list(self, request: Request, **kwargs: str) -> Response:
        page = self.paginate_queryset(self._asked_for())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, delivery_id: str, **kwargs: str) -> Response:
        return Response(self.get_serializer(get_object_or_404(self.get_queryset(), pk=delivery_id)).data)

    @extend_schema(request=None, responses=DeliveryRow)
    def redeliver(self, request: Request, delivery_id: str, **kwargs: str) -> Response:
        """Have it sent again, under the same id: within seconds, and with all its tries anew."""
        delivery = get_object_or_404(self.get_queryset(), pk=delivery_id)
        return Response(self.get_serializer(hooks.redeliver(request.user, delivery)).data)

    def _asked_for(self) -> Any:
        query = self.request.query_params
        asked = {name: query[name] for name in ("state", "type") if query.get(name)}
        if asked.get("state", Delivery.State.WAITING) not in Delivery.State.values:
            expected = ", ".join(Delivery.State.values)
            raise Invalid([FieldError("state", f"expected one of {expected}, found {asked['state'][:40]!r}")])
        return self.get_queryset().filter(**asked)
