"""Recordings as files: to play in the page or to take home."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import get_valid_filename

from studio.media.access import amay_view
from studio.media.models import Recording
from studio.media.recordings import parts_of
from studio.media.serve import FileView, Found


class RecordingFile(FileView):
    """One part of a recording, for members of its show. What one may not see is not there."""

    as_download = False

    async def find(self, request: HttpRequest, **ids: str) -> Found | HttpResponse:
        row = await Recording.objects.select_related("show").filter(pk=ids["recording_id"]).afirst()
        if row is None or not await amay_view(request, row.show_id):
            raise Http404
        number = int(ids.get("part", 1))
        parts = await sync_to_async(parts_of, thread_sensitive=False)(row)
        if not 1 <= number <= len(parts):
            raise Http404
        file = parts[number - 1].file
        name = get_valid_filename(f"{row.show.name} {file}".replace("/", "-")) if self.as_download else ""
        return Found(row.root, row.root / file, "video/mp4", name=name)


class RecordingDownload(RecordingFile):
    """The same, for the browser to save."""

    as_download = True
