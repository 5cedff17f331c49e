"""Recordings in the API: of one show at `shows/ID/recordings`, of all that one may see at `recordings`."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from studio.api.base import View
from studio.api.listing import exactly, one_of, since, until, words
from studio.api.rows import readable
from studio.library.api import owner_of
from studio.library.models import Job
from studio.media.clips import CLIPS_SHOWN, asked_for
from studio.media.models import Recording
from studio.media.recordings import parts_of
from studio.media.removing import remove_recording
from studio.media.tasks import send
from studio.people.roles import Action, Rights, in_order, rights_in, role_of, shows_of

FILTERS = {
    "search": words("title", "name"),
    "state": one_of("state", Recording.State.values),
    "since": since("started_at"),
    "until": until("started_at"),
}
CALLED = Lower(Coalesce(NullIf("title", Value("")), "name"))
ORDERS = {"name": CALLED, "started": F("started_at"), "seconds": F("seconds"), "bytes": F("bytes")}


class PartRow(serializers.Serializer[Any]):
    """One file of a recording."""

    first_frame = serializers.IntegerField(help_text="number of the programme's frame it starts with")
    seconds = serializers.FloatField()
    bytes = serializers.IntegerField()
    state = serializers.CharField()
    play = serializers.CharField(help_text="path of the file, to play")
    download = serializers.CharField(help_text="path of the file, to save")


class ClipRow(serializers.ModelSerializer[Job]):
    """A clip that is cut, or was: `asset` is its file in the library, once there is one."""

    class Meta:
        model = Job
        fields = ("id", "name", "state", "progress", "error", "asset", "created")


class RecordingRow(serializers.ModelSerializer[Recording]):
    """A recording and its files."""

    name = serializers.CharField(
        source="called", read_only=True, help_text="as it was given; until then that of its files"
    )
    parts = serializers.SerializerMethodField()
    clips = serializers.SerializerMethodField(help_text="the latest that were cut out of it, newest first")

    class Meta:
        model = Recording
        fields: tuple[str, ...] = (
            "id", "name", "state", "started_at", "ended_at", "seconds", "bytes", "parts", "clips",
        )  # fmt: skip

    @extend_schema_field(ClipRow(many=True))
    def get_clips(self, row: Recording) -> Any:
        jobs = sorted(row.jobs.all(), key=lambda job: job.created, reverse=True)
        return ClipRow(jobs[:CLIPS_SHOWN], many=True).data

    @extend_schema_field(PartRow(many=True))
    def get_parts(self, row: Recording) -> list[dict[str, Any]]:
        return [
            {
                "first_frame": part.first_frame, "seconds": part.seconds, "bytes": part.bytes, "state": part.state,
                "play": _address("recording_play", row, number),
                "download": _address("recording_download", row, number),
            }
            for number, part in enumerate(parts_of(row), 1)
        ]  # fmt: skip


class RecordingOfShow(RecordingRow):
    """A recording, with the show it is of."""

    show = serializers.CharField(source="show_id", read_only=True)
    show_name = serializers.CharField(source="show.name", read_only=True)
    role = serializers.SerializerMethodField(help_text="yours in that show")
    rights = serializers.SerializerMethodField(help_text="what you may do there")

    class Meta(RecordingRow.Meta):
        fields = (*RecordingRow.Meta.fields, "show", "show_name", "role", "rights")

    @cached_property
    def _known(self) -> dict[str, Rights]:
        return {}

    def get_role(self, row: Recording) -> str:
        return role_of(self._rights(row))

    def get_rights(self, row: Recording) -> list[str]:
        return in_order(self._rights(row))

    def _rights(self, row: Recording) -> Rights:
        """Asked once a show."""
        if row.show_id not in self._known:
            self._known[row.show_id] = rights_in(self.context["request"].user, row.show)
        return self._known[row.show_id]


class RecordingChange(serializers.Serializer[Any]):
    """What may be changed of a recording."""

    name = serializers.CharField(
        max_length=120, allow_blank=True, validators=[readable], help_text="empty: it is called as its files are again"
    )


class Stretch(serializers.Serializer[Any]):
    """What of a recording a clip is to have, in seconds from the beginning of a part."""

    part = serializers.IntegerField(default=1, min_value=1)
    start_s = serializers.FloatField(min_value=0)
    end_s = serializers.FloatField(min_value=0)
    name = serializers.CharField(
        max_length=120, default="", allow_blank=True, validators=[readable], help_text="of the clip in the library"
    )


class RecordingTrim(View):
    """A clip of a recording."""

    needs = {"post": Action.EDIT}

    @extend_schema(request=Stretch, responses={202: ClipRow})
    def post(self, request: Request, show_id: str, recording_id: str) -> Response:
        """Cut a clip out of a part of a recording, for the library.

        A worker does it; `clips` of the recording say how far it is. Nothing is encoded again: first and last picture
        are exactly those asked for in players that obey edit lists, as browsers, FFmpeg and Tally do; up to a segment
        before the first stays in the file, unseen.
        """
        row = get_object_or_404(Recording, show=show_id, pk=recording_id)
        asked = Stretch(data=request.data)
        asked.is_valid(raise_exception=True)
        job = asked_for(row, owner=owner_of(request), **asked.validated_data)
        send(job)
        job.refresh_from_db()
        return Response(ClipRow(job).data, status=202)


class RecordingList(View, generics.ListAPIView[Recording]):
    """The recordings of a show, newest first."""

    serializer_class = RecordingRow
    needs = {"get": Action.VIEW}
    filters, orders = FILTERS, ORDERS

    def get_queryset(self) -> Any:
        return Recording.objects.filter(show=self.kwargs.get("show_id", "")).prefetch_related("jobs")


class Recordings(View, generics.ListAPIView[Recording]):
    """The recordings of every show that you may see, newest first."""

    serializer_class = RecordingOfShow
    needs = {"get": Action.VIEW}
    filters, orders = {**FILTERS, "show": exactly("show", "a show's id: of that one only")}, ORDERS

    def get_queryset(self) -> QuerySet[Recording]:
        rows = Recording.objects.filter(show__in=shows_of(self.request.user)).select_related("show")
        return rows.prefetch_related("jobs")


class RecordingOne(View, generics.RetrieveAPIView[Recording]):
    """One recording."""

    serializer_class = RecordingRow
    lookup_url_kwarg = "recording_id"
    needs = {"get": Action.VIEW, "patch": Action.EDIT, "delete": Action.OPERATE}

    def get_queryset(self) -> Any:
        return Recording.objects.filter(show=self.kwargs.get("show_id", ""))

    @extend_schema(request=RecordingChange, responses=RecordingRow)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give a recording a name. Its files keep theirs."""
        row, change = self.get_object(), RecordingChange(data=request.data)
        change.is_valid(raise_exception=True)
        row.title = change.validated_data["name"]
        row.save(update_fields=["title"])
        return Response(self.get_serializer(row).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete a recording and its files, for good. One that is still being recorded is refused."""
        remove_recording(self.get_object())
        return Response(status=204)


def _address(view: str, row: Recording, number: int) -> str:
    return reverse(view, kwargs={"recording_id": row.pk, "part": number})
