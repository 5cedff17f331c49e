"""Archives in the API: a show's at `shows/ID/archive`, and what is made of one at `shows/import-archive`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from studio.api.base import View
from studio.api.listing import one_of
from studio.api.parsers import Json
from studio.api.rows import readable
from studio.archives import tasks
from studio.archives.contents import contents_of
from studio.archives.reading import bad
from studio.archives.writing import sent, written
from studio.errors import FieldError, Invalid, Refused
from studio.library.api import owner_of
from studio.library.arriving import ZIP, begin, forget
from studio.library.intake import check_room, keep
from studio.library.models import Job, Upload
from studio.library.rows import Strict
from studio.library.uploads import who_sends
from studio.people.roles import Action


class ShowArchive(View):
    """A show with its rundowns, its schedule, and every file of the library that they use."""

    needs = {"get": Action.EDIT}

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, show_id: str) -> StreamingHttpResponse:
        """All of a show as one file, written while you take it: a zip with the media as they were uploaded.

        Not in it are people, links, recordings, and the secrets of destinations and push sources.
        """
        show = self.show()
        name = get_valid_filename(f"{show.name}.tally.zip".replace("/", "-"))
        headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
        pieces = written(contents_of(show))
        return StreamingHttpResponse(sent(pieces), "application/zip", headers={**headers, "Cache-Control": "no-store"})


class ArchiveAsked(Strict):
    """An archive that was sent in pieces (`POST uploads` with `"archive": true`), or in a form the file itself."""

    upload = serializers.CharField(required=False, max_length=64, help_text="the id of an upload that is whole")
    file = serializers.FileField(required=False)
    name = serializers.CharField(required=False, max_length=120, validators=[readable], help_text="of the new show")


class TakingInRow(serializers.ModelSerializer[Job]):
    """An archive that is taken in, or was."""

    show = serializers.SerializerMethodField(help_text="the id of the new show, once there is one")

    class Meta:
        model = Job
        fields = ("id", "name", "state", "progress", "error", "show", "created", "finished")

    def get_show(self, row: Job) -> str | None:
        return row.spec.get("show") if row.state == Job.State.DONE else None


class Archives(View, ListModelMixin, RetrieveModelMixin, GenericViewSet):  # type: ignore[type-arg]
    """The archives that were taken in, newest first, and those that are being taken in."""

    serializer_class = TakingInRow
    parser_classes = (MultiPartParser, Json)
    needs = dict.fromkeys(("list", "retrieve", "create"), Action.CREATE)
    filters = {"state": one_of("state", Job.State.values)}
    orders = {"created": F("created")}

    def get_queryset(self) -> Any:
        return Job.objects.filter(kind=tasks.TAKE_IN)

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        if request.method == "POST":
            request.upload_handlers = [TemporaryFileUploadHandler(request)]  # on disk from the first byte
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(
        request={"application/json": ArchiveAsked, "multipart/form-data": ArchiveAsked}, responses={202: TakingInRow}
    )
    def create(self, request: Request) -> Response:
        """Make a new show of an archive. A worker does it; `state` and `progress` say how far it is.

        Its files are looked at as uploads are; those that the library has already are not kept twice. Its schedule
        is switched off.
        """
        asked = ArchiveAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        upload = self._upload(asked.validated_data)
        job = self._job(upload, asked.validated_data.get("name", ""))
        tasks.send(job)
        job.refresh_from_db()
        return Response(self.get_serializer(job).data, 202)

    def _job(self, upload: Upload, name: str) -> Job:
        """The job of taking an upload in; there is one."""
        owner = owner_of(self.request)
        spec = {"upload": upload.pk, "name": name, "who": upload.who, "owner": getattr(owner, "pk", None)}
        with transaction.atomic():
            Upload.objects.select_for_update().filter(pk=upload.pk).update(touched=timezone.now())
            if Job.objects.filter(kind=tasks.TAKE_IN, spec__upload=upload.pk).exists():
                raise Refused("taken_in", "This upload was taken in before; send the archive again for another show.")
            job = Job.objects.create(kind=tasks.TAKE_IN, name=(name or upload.name)[:80], spec=spec)
            self.keep_answer(self.get_serializer(job).data, 202)
        return job

    def _upload(self, values: dict[str, Any]) -> Upload:
        """The archive as it lies here, whole. Raises Refused."""
        if ("file" in values) == ("upload" in values):
            raise Invalid([FieldError("upload", "expected the id of an upload, or in a form a `file`; one of them")])
        if "file" in values:
            return self._kept(values["file"])
        found = Upload.objects.filter(who=who_sends(self.request), pk=values["upload"], archive=True).first()
        if found is None:
            raise Refused("unknown_upload", f"You have no upload {values['upload']} of an archive.", status=400)
        if found.offset != found.bytes:
            raise Refused("not_whole", f"{found.bytes - found.offset} bytes of this upload have not come yet.")
        return found

    def _kept(self, file: Any) -> Upload:
        """A form's file, put where what was sent in pieces lies."""
        if file.read(len(ZIP)) != ZIP:
            raise bad("it is no zip")
        file.seek(0)
        check_room(file.size)
        who, owner = who_sends(self.request), owner_of(self.request)
        upload = begin(who, owner, file.name or "archive.zip", file.size, archive=True)
        try:
            keep(file, upload.path)
        except OSError as error:
            forget(upload)
            raise Refused("disk_full", f"The file could not be kept: {error.strerror}.", status=507) from None
        Upload.objects.filter(pk=upload.pk).update(offset=file.size)
        upload.offset = file.size
        return upload
