"""The library in the API: its files at `library`, its folders at `library/folders`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import transaction
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from studio.api.base import View
from studio.api.parsers import Json, MergePatch
from studio.errors import Refused
from studio.library import tasks
from studio.library.finding import Asked, found
from studio.library.folders import folders, move_folder
from studio.library.intake import check_room, take_in, throw_away
from studio.library.models import Asset, Job
from studio.library.permissions import MayUseLibrary
from studio.library.rows import AssetChange, AssetDetail, AssetRow, FolderChange, FolderList
from studio.library.uses import refuse_used
from studio.people.models import Token

JSON = ("application/json", "application/merge-patch+json")


class UploadForm(serializers.Serializer[Any]):
    """A file, as multipart/form-data."""

    file = serializers.FileField()


class Library(
    View, mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet[Asset]
):
    """Uploaded files."""

    queryset = Asset.objects.prefetch_related("jobs")
    permission_classes = (MayUseLibrary,)
    parser_classes = (MultiPartParser, Json, MergePatch)

    def get_parsers(self) -> list[BaseParser]:
        """A file is a form; everything else is JSON."""
        is_file = getattr(getattr(self, "request", None), "method", None) == "POST"
        return [one for one in super().get_parsers() if isinstance(one, MultiPartParser) == is_file]

    def get_serializer_class(self) -> Any:
        return AssetRow if self.action in ("list", "create") else AssetDetail

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        if request.method == "POST":
            # On disk from the first byte: the file is moved into the library, never held in memory.
            request.upload_handlers = [TemporaryFileUploadHandler(request)]
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(parameters=[Asked])
    def list(self, request: Request) -> Response:
        """Uploaded files, newest first unless `order` says otherwise."""
        page = self.paginate_queryset(found(self.get_queryset(), request.query_params.dict()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request={"multipart/form-data": UploadForm}, responses={201: AssetRow})
    def create(self, request: Request) -> Response:
        """Upload a file. It is looked at in the background; `state` and `job` say how far that is."""
        check_room(int(request.META.get("CONTENT_LENGTH") or 0))
        upload = request.FILES.get("file")
        if upload is None:
            raise Refused("no_file", "Expected a file in the field `file` of a multipart form.", status=400)
        asset = take_in(upload, owner_of(request), self._noted)
        for job in asset.jobs.all():
            tasks.send(job)
        return Response(self._told(asset), status.HTTP_201_CREATED)

    def _noted(self, asset: Asset) -> None:
        """What belongs to a new asset's row, in its transaction."""
        Job.objects.create(kind=tasks.PROBE, asset=asset)
        self.keep_answer(self._told(asset))

    def _told(self, asset: Asset) -> Any:
        return self.get_serializer(self.get_queryset().get(pk=asset.pk)).data

    @extend_schema(request=dict.fromkeys(JSON, AssetChange), responses=AssetDetail)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Rename a file, or move it to a folder. What uses it goes on using it."""
        asset, change = self.get_object(), AssetChange(data=request.data)
        change.is_valid(raise_exception=True)
        Asset.objects.filter(pk=asset.pk).update(**change.validated_data)
        return Response(self._told(asset))

    def perform_destroy(self, instance: Asset) -> None:
        """Delete a file that nothing shows."""
        with transaction.atomic():
            asset = Asset.objects.select_for_update().get(pk=instance.pk)
            refuse_used(asset, self.request.user)
            asset.delete()
        throw_away(instance)


class Folders(View):
    """The folders of the library. Each is there as long as a file is in it."""

    permission_classes = (MayUseLibrary,)

    @extend_schema(responses=FolderList)
    def get(self, request: Request) -> Response:
        """The folders that files lie in, by path."""
        return Response({"folders": folders()})

    @extend_schema(request=dict.fromkeys(JSON, FolderChange), responses=FolderList)
    def patch(self, request: Request) -> Response:
        """Rename or move a folder, with everything in it; into one that is there already, too."""
        change = FolderChange(data=request.data)
        change.is_valid(raise_exception=True)
        move_folder(change.validated_data["path"], change.validated_data["to"])
        return Response({"folders": folders()})


def owner_of(request: Request) -> Any:
    """Whose a new file is: a user's; what a program brings is nobody's."""
    return None if isinstance(request.user, Token) else request.user
