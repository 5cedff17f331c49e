"""`GET shows/ID/watch`: where the programme is played, for people, players and other sites."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mixer.protocol.kinds import DESTINATIONS
from mixer.protocol.parse import read_output
from studio.api.base import View
from studio.media import keys
from studio.media.hls import MASTER, PLAYLIST
from studio.media.links import watch_link
from studio.media.models import WatchKey
from studio.people.roles import Action, allowed
from studio.shows.models import Show

MIME = "application/vnd.apple.mpegurl"
FRAME = (
    '<iframe src="{}" width="{}" height="{}" style="border: 0" allow="autoplay; fullscreen" allowfullscreen'
    ' title="{}"></iframe>'
)
FRAME_WIDTH = 960


class AddressesRow(serializers.Serializer[Any]):
    """Where a programme is played."""

    watch_url = serializers.URLField(help_text="the page that plays it")
    playlist_url = serializers.URLField(help_text="HLS, the programme alone")
    master_url = serializers.URLField(help_text="HLS with the subtitles; there while the show has captions")
    mime = serializers.CharField(help_text="of both playlists")
    embed = serializers.CharField(help_text="HTML that has the page in a frame, for sites in `embed_origins`")


class ListRow(serializers.Serializer[Any]):
    """A further list of the programme, by a destination of its own."""

    destination = serializers.CharField()
    name = serializers.CharField()
    playlist_url = serializers.URLField()
    mime = serializers.CharField()


class KeyedRow(AddressesRow):
    """The same for whoever has a watch key."""

    id = serializers.IntegerField(help_text="of the watch key")
    name = serializers.CharField()
    expires = serializers.DateTimeField()


class PlaybackRow(AddressesRow):
    """Where a programme is played, by whom."""

    private = serializers.BooleanField(help_text="the plain addresses are for members; others take a key")
    embed_origins = serializers.ListField(child=serializers.CharField(), help_text="who may have the page in a frame")
    lists = ListRow(many=True, help_text="of destinations that write elsewhere")
    keys = KeyedRow(many=True, help_text="of a private programme, for its directors")


class Playback(View):
    """Where a programme is played."""

    needs = {"get": Action.VIEW}

    @extend_schema(responses=PlaybackRow, operation_id="shows_watch")
    def get(self, request: Request, show_id: str) -> Response:
        """Addresses of the programme: the page, the playlists, a frame for other sites; of each watch key its own."""
        show = self.show()
        may_give = show.private and allowed(request.user, show, Action.MANAGE)
        rows = list(keys.good_keys(show).filter(standing=False)) if may_give else []
        value = addresses(request, show) | {
            "private": show.private, "embed_origins": show.embed_origins, "lists": lists(request, show),
            "keys": [keyed(request, show, row) for row in rows],
        }  # fmt: skip
        return Response(PlaybackRow(value).data)


def addresses(request: Request, show: Show, key: WatchKey | None = None) -> dict[str, str]:
    asks = f"?key={keys.text_of(key)}" if key else ""
    whole = {name: hls(request, show, file) + asks for name, file in (("playlist", PLAYLIST), ("master", MASTER))}
    page = str(request.build_absolute_uri(watch_link(show, key)))
    return {
        "watch_url": page, "playlist_url": whole["playlist"], "master_url": whole["master"], "mime": MIME,
        "embed": frame(page, show),
    }  # fmt: skip


def keyed(request: Request, show: Show, row: WatchKey) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name, "expires": row.expires, **addresses(request, show, row)}


def hls(request: Request, show: Show, name: str) -> str:
    return str(request.build_absolute_uri(reverse("hls", kwargs={"show_id": show.pk, "name": name})))


def frame(page: str, show: Show) -> str:
    """The page in a frame of the programme's shape, with room for its line below."""
    return format_html(FRAME, page, FRAME_WIDTH, round(FRAME_WIDTH * show.height / show.width) + 64, show.name)


def lists(request: Request, show: Show) -> list[dict[str, str]]:
    """The playlists that other destinations write."""
    found = [(row, DESTINATIONS[row.output["kind"]], read_output(row.output)) for row in show.destinations.all()]
    listed = [(row, kind.address(output)) for row, kind, output in found if kind.address]
    return [
        {"destination": row.pk, "name": row.name, "playlist_url": _under(request, show, address), "mime": MIME}
        for row, address in listed
        if address != PLAYLIST
    ]


def _under(request: Request, show: Show, address: str) -> str:
    """An address below the show's playlists: a file, or a folder and a file."""
    place, _, name = address.rpartition("/")
    view, ids = ("hls_place", {"place": place}) if place else ("hls", {})
    return str(request.build_absolute_uri(reverse(view, kwargs={"show_id": show.pk, "name": name, **ids})))
