"""Uploads in pieces in the API, at `uploads`. Header names are those of tus 1.0.0, so that its clients work."""

from __future__ import annotations

from typing import IO, Any, Literal, cast

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.http import http_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from studio.api.base import View
from studio.api.listing import BY_NAME, words, yes_no
from studio.api.parsers import Json
from studio.library import tasks, tus
from studio.library.api import owner_of
from studio.library.arriving import LIFE, Misplaced, add, begin, forget
from studio.library.intake import PIECE_BYTES, size_limit
from studio.library.models import Asset, Job, Upload
from studio.library.permissions import MayUseLibrary
from studio.library.rows import FolderField, Strict
from studio.people.models import Token
from studio.problem import problem_value

HEADER: Literal["header"] = "header"
OFFSET = OpenApiParameter("Upload-Offset", int, HEADER, required=True, description="the first byte of this piece")
TELLS = {
    "Upload-Offset": "how many bytes have arrived: the next piece begins there",
    "Upload-Length": "how many it will be",
    "Upload-Expires": "when what has arrived is thrown away, unless more comes",
    "Tus-Resumable": "the version of the protocol",
}
TOLD = [OpenApiParameter(name, str, HEADER, description=text, response=True) for name, text in TELLS.items()]


class UploadRow(serializers.ModelSerializer[Upload]):
    """A file that comes in pieces. `asset` is null until it is whole."""

    piece_bytes = serializers.SerializerMethodField(help_text="the most that one request may bring")
    expires = serializers.SerializerMethodField(help_text="when what has arrived is thrown away, unless more comes")

    class Meta:
        model = Upload
        fields = (
            "id", "name", "folder", "bytes", "offset", "piece_bytes", "modified_ms", "created", "expires", "asset",
            "archive",
        )  # fmt: skip

    def get_piece_bytes(self, upload: Upload) -> int:
        return PIECE_BYTES

    def get_expires(self, upload: Upload) -> str:
        return (upload.touched + LIFE).isoformat()


class UploadBegin(Strict):
    """What is known of a file before it comes."""

    name = serializers.CharField(max_length=1000)
    bytes = serializers.IntegerField(min_value=1, max_value=2**62)
    folder = FolderField(required=False, default="", help_text="empty is the top")
    archive = serializers.BooleanField(
        default=False, help_text="of a show: it becomes no file of the library, but waits for shows/import-archive"
    )
    modified_ms = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=-(2**62), max_value=2**62,
        help_text="when the file was changed last: who goes on with it later can tell whether it is still the same",
    )  # fmt: skip


class Uploads(View, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Upload]):
    """Your uploads that are on their way. Nobody else sees them."""

    queryset = Upload.objects.all()
    serializer_class = UploadRow
    permission_classes = (MayUseLibrary,)
    parser_classes = (Json,)
    filters = {"search": words("name", "folder"), "archive": yes_no("archives of shows", archive=True)}
    orders = {**BY_NAME, "created": F("created")}

    def get_queryset(self) -> QuerySet[Upload]:
        mine = Upload.objects.filter(who=who_sends(self.request))
        return mine.filter(asset=None) if self.action == "list" else mine

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        tus.check_version(request.headers)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response.headers["Tus-Resumable"] = tus.VERSION
        return super().finalize_response(request, response, *args, **kwargs)

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """What a tus client may ask for here."""
        able = {"Tus-Version": tus.VERSION, "Tus-Extension": tus.EXTENSIONS, "Tus-Max-Size": str(size_limit())}
        return Response(status=204, headers=able)

    @extend_schema(request=UploadBegin, parameters=TOLD, responses={201: UploadRow})
    def create(self, request: Request) -> Response:
        """Announce a file; its pieces are sent to the address in `Location`. Nobody's disk is filled by that."""
        told = tus.announced(request.headers) if "Upload-Length" in request.headers else request.data
        asked = UploadBegin(data=told)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        size = values.pop("bytes")
        upload = begin(who_sends(request), owner_of(request), size=size, **values)
        answer = self._told(upload, 201)
        answer.headers["Location"] = reverse("upload", kwargs={"pk": upload.pk})
        return answer

    @extend_schema(parameters=TOLD)
    def retrieve(self, request: Request, pk: str) -> Response:
        """How far an upload is. HEAD tells the same, in headers only."""
        return self._told(self.get_object())

    @extend_schema(
        request=dict.fromkeys((tus.PIECE, tus.BYTES), OpenApiTypes.BINARY), parameters=[OFFSET, *TOLD],
        responses={204: None},
    )  # fmt: skip
    def partial_update(self, request: Request, pk: str) -> Response:
        """Send the next piece, as it is. With the last one the file is in the library: see `asset`."""
        kind = (request.content_type or "").partition(";")[0]
        if kind not in (tus.PIECE, tus.BYTES):
            raise UnsupportedMediaType(kind or "(none)", f"A piece is of the type {tus.PIECE}.")
        upload = self.get_object()
        piece = cast(IO[bytes], request._request)  # of a body in chunks, the framework's own stream is empty
        try:
            add(upload, tus.number_in(request.headers, "Upload-Offset"), piece, self._noted)
        except Misplaced as error:
            return misplaced(error)
        if upload.asset:
            for job in upload.asset.jobs.filter(state=Job.State.QUEUED):
                tasks.send(job)
        return Response(status=204, headers=self._headers(upload))

    def destroy(self, request: Request, pk: str) -> Response:
        """Cancel an upload: what has arrived of it is thrown away."""
        forget(self.get_object())
        return Response(status=204)

    def _noted(self, asset: Asset) -> None:
        Job.objects.create(kind=tasks.PROBE, asset=asset)

    def _told(self, upload: Upload, status: int = 200) -> Response:
        return Response(self.get_serializer(upload).data, status, headers=self._headers(upload))

    def _headers(self, upload: Upload) -> dict[str, str]:
        return tus.headers_of(upload, http_date((upload.touched + LIFE).timestamp()))


def misplaced(error: Misplaced) -> Response:
    """The refusal that says where to go on."""
    value = problem_value(error.status, error.code, str(error))
    headers = {"Upload-Offset": str(error.offset), "Cache-Control": "no-store"}
    return Response(value, error.status, headers=headers, content_type="application/problem+json")


def who_sends(request: Request) -> str:
    """Whose uploads are meant: those of a person, or of a program."""
    return f"{'token' if isinstance(request.user, Token) else 'user'}-{request.user.pk}"
