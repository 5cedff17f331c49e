"""`/hls/SHOW_ID/NAME`: the programme for players."""

from __future__ import annotations

import re
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from studio.air.places import places_of
from studio.media.access import COOKIE, KEY_LIFE, averdict, is_key
from studio.media.serve import FOR_EVER, FileView, Found

PLAYLIST = "index.m3u8"
_NAME = re.compile(r"index\.m3u8|seg-\d{1,12}-[A-Za-z0-9_-]{1,40}\.m4s|init-[A-Za-z0-9_-]{1,40}\.mp4")
_TYPES = {".m3u8": "application/vnd.apple.mpegurl", ".m4s": "video/iso.segment", ".mp4": "video/mp4"}


class Hls(FileView):
    """Playlist, init files and segments; nothing else has an address here."""

    async def find(self, request: HttpRequest, **ids: str) -> Found | HttpResponse:
        show_id, name = ids["show_id"], ids["name"]
        verdict = await averdict(request, show_id)
        if verdict is None or not _NAME.fullmatch(name):
            raise Http404
        if not verdict.may:
            return HttpResponse("This programme is private.", status=403, content_type="text/plain")
        folder = places_of(show_id).hls
        headers = {} if verdict.private else {"Access-Control-Allow-Origin": "*"}
        kind = _TYPES[name[name.rindex(".") :]]
        return Found(folder, folder / name, kind, cache_of(name, verdict.private), headers=headers)

    async def get(self, request: HttpRequest, **ids: str) -> HttpResponseBase:
        response = await super().get(request, **ids)
        key = request.GET.get("key", "")
        if ids["name"] == PLAYLIST and key and is_key(ids["show_id"], key):
            # The segments' addresses in the playlist have no key: the cookie brings it along.
            response.set_cookie(
                COOKIE, key, max_age=KEY_LIFE, path=f"/hls/{quote(ids['show_id'])}/", httponly=True,
                secure=request.is_secure(), samesite="Lax",
            )  # fmt: skip
        return response


def cache_of(name: str, private: bool) -> str:
    """A playlist is asked for again each time; what it names never changes."""
    return "no-cache" if name == PLAYLIST else f"{'private' if private else 'public'}, {FOR_EVER}"
