"""The library in the API, registered at `library`: list, upload (multipart, field `file`), one, and its deletion."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from studio.api.base import View
from studio.errors import Refused
from studio.library import tasks
from studio.library.intake import check_room, take_in, throw_away
from studio.library.models import Asset, Job
from studio.library.permissions import MayUseLibrary
from studio.library.uses import refuse_used
from studio.people.models import Token


class JobRow(serializers.ModelSerializer[Job]):
    """The work of looking at an upload."""

    class Meta:
        model = Job
        fields = ("id", "kind", "state", "progress", "error")


class AssetRow(serializers.ModelSerializer[Asset]):
    """An uploaded file."""

    job = serializers.SerializerMethodField()
    thumbnail = serializers.SerializerMethodField()

    class Meta:
        model = Asset
        fields = (
            "id", "name", "folder", "kind", "mime", "bytes", "state", "refused_why", "width", "height", "fps",
            "duration_s", "sound", "container", "video_codec", "profile", "pixel_format", "rate", "audio_codec", "channels",
            "sample_rate", "bit_rate", "loudness_lufs", "true_peak_db", "created", "thumbnail", "job",
        )  # fmt: skip

    @extend_schema_field(JobRow(allow_null=True))
    def get_job(self, asset: Asset) -> Any:
        job = next(iter(asset.jobs.all()), None)
        return JobRow(job).data if job else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_thumbnail(self, asset: Asset) -> str | None:
        return reverse("asset_thumbnail", kwargs={"asset_id": asset.pk}) if asset.has_thumbnail else None


class Upload(serializers.Serializer[Any]):
    """A file, as multipart/form-data."""

    file = serializers.FileField()


class Library(
    View, mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet[Asset]
):
    """Uploaded files, newest first."""

    queryset = Asset.objects.prefetch_related("jobs")
    serializer_class = AssetRow
    permission_classes = (MayUseLibrary,)
    parser_classes = (MultiPartParser,)

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        if request.method == "POST":
            # On disk from the first byte: the file is moved into the library, never held in memory.
            request.upload_handlers = [TemporaryFileUploadHandler(request)]
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(request={"multipart/form-data": Upload}, responses={201: AssetRow})
    def create(self, request: Request) -> Response:
        """Upload a file. It is looked at in the background; `state` and `job` say how far that is."""
        check_room(int(request.META.get("CONTENT_LENGTH") or 0))
        upload = request.FILES.get("file")
        if upload is None:
            raise Refused("no_file", "Expected a file in the field `file` of a multipart form.", status=400)
        owner = None if isinstance(request.user, Token) else request.user
        asset = take_in(upload, owner, self._noted)
        for job in asset.jobs.all():
            tasks.send(job)
        return Response(self._told(asset), status.HTTP_201_CREATED)

    def _noted(self, asset: Asset) -> None:
        """What belongs to a new asset's row, in its transaction."""
        Job.objects.create(kind=tasks.PROBE, asset=asset)
        self.keep_answer(self._told(asset))

    def _told(self, asset: Asset) -> Any:
        return self.get_serializer(self.get_queryset().get(pk=asset.pk)).data

    def perform_destroy(self, instance: Asset) -> None:
        """Delete a file that nothing shows."""
        with transaction.atomic():
            asset = Asset.objects.select_for_update().get(pk=instance.pk)
            refuse_used(asset, self.request.user)
            asset.delete()
        throw_away(instance)
