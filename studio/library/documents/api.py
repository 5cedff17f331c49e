"""A document's pages in the API, at `library/ID/pages`."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from studio.api.base import View
from studio.library.documents.models import Page
from studio.library.documents.pictures import LARGE, SMALL
from studio.library.models import Asset
from studio.library.permissions import MayUseLibrary


class PageRow(serializers.ModelSerializer[Page]):
    """A page of a document, as it is shown: what a presentation hides is none."""

    thumbnail = serializers.SerializerMethodField(help_text=f"path of a JPEG {SMALL} px wide")
    picture = serializers.SerializerMethodField(help_text=f"path of a JPEG {LARGE} px wide")
    notes = serializers.CharField(read_only=True, help_text="what the speaker wrote down for it")

    class Meta:
        model = Page
        fields = ("number", "title", "notes", "width_pt", "height_pt", "thumbnail", "picture")

    @extend_schema_field(serializers.CharField)
    def get_thumbnail(self, row: Page) -> str:
        return address_of(row, SMALL)

    @extend_schema_field(serializers.CharField)
    def get_picture(self, row: Page) -> str:
        return address_of(row, LARGE)


def address_of(row: Page, width: int) -> str:
    return reverse("page_picture", kwargs={"asset_id": row.asset_id, "number": row.number, "width": width})


class PageList(View, GenericViewSet):  # type: ignore[type-arg]
    """The pages of a document, first to last."""

    serializer_class = PageRow
    permission_classes = (MayUseLibrary,)

    def get_queryset(self) -> Any:
        return Page.objects.filter(asset=self.kwargs.get("asset_id", ""))

    def list(self, request: Request, asset_id: str) -> Response:
        """Pages with titles, speaker notes and where their pictures are. None yet while a document is laid out."""
        if not Asset.objects.filter(pk=asset_id, kind=Asset.Kind.DOCUMENT).exists():
            raise Http404
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
