"""Recordings in the API. Wire `RecordingList` at `shows/<show_id>/recordings`, `RecordingOne` at `…/<recording_id>`."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers

from studio.api.base import View
from studio.media.models import Recording
from studio.media.recordings import parts_of
from studio.people.roles import Action


class PartRow(serializers.Serializer[Any]):
    """One file of a recording."""

    first_frame = serializers.IntegerField(help_text="number of the programme's frame it starts with")
    seconds = serializers.FloatField()
    bytes = serializers.IntegerField()
    state = serializers.CharField()
    play = serializers.CharField(help_text="path of the file, to play")
    download = serializers.CharField(help_text="path of the file, to save")


class RecordingRow(serializers.ModelSerializer[Recording]):
    """A recording and its files."""

    parts = serializers.SerializerMethodField()

    class Meta:
        model = Recording
        fields = ("id", "name", "state", "started_at", "ended_at", "seconds", "bytes", "parts")

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


class RecordingList(View, generics.ListAPIView[Recording]):
    """The recordings of a show, newest first."""

    serializer_class = RecordingRow
    needs = {"get": Action.VIEW}

    def get_queryset(self) -> Any:
        return Recording.objects.filter(show=self.kwargs.get("show_id", ""))


class RecordingOne(View, generics.RetrieveAPIView[Recording]):
    """One recording."""

    serializer_class = RecordingRow
    lookup_url_kwarg = "recording_id"
    needs = {"get": Action.VIEW}

    def get_queryset(self) -> Any:
        return Recording.objects.filter(show=self.kwargs.get("show_id", ""))


def _address(view: str, row: Recording, number: int) -> str:
    return reverse(view, kwargs={"recording_id": row.pk, "part": number})
