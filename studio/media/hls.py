"""`/hls/SHOW_ID/NAME`, and `/hls/SHOW_ID/PLACE/NAME` of a further list: the programme for players."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from studio.air.processes.show_paths import paths_of
from studio.media.access import COOKIE, averdict
from studio.media.keys import LONGEST, ais_key
from studio.media.serve import FOR_EVER, FileView, Found
from studio.people.origin import of_request
from studio.shows.models import Destination, Show
from studio.watching.players import PLAYERS

PLAYLIST, MASTER = "index.m3u8", "master.m3u8"
_LANGUAGE, _SEGMENT = "[a-z0-9-]{2,12}", r"\d{1,12}-[A-Za-z0-9_-]{1,40}"
_NAME = re.compile(
    rf"index\.m3u8|master\.m3u8|seg-{_SEGMENT}\.m4s|init-[A-Za-z0-9_-]{{1,40}}\.mp4"
    rf"|subs-{_LANGUAGE}\.m3u8|subs-{_LANGUAGE}-{_SEGMENT}\.vtt"
)
_PLACE = re.compile("[A-Za-z0-9_-]{0,64}")
_TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".vtt": "text/vtt; charset=utf-8",
}
METHODS = "GET, HEAD, OPTIONS"
ALLOWED = "Access-Control-Allow-Origin"
ANY_SITE = {
    ALLOWED: "*",
    "Access-Control-Expose-Headers": "Content-Length, Content-Range, Date, ETag",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Range, If-None-Match, If-Modified-Since, If-Range",
    "Access-Control-Max-Age": "86400",
}
_CHANGES = (".m3u8", ".vtt")  # a caption may still be put right


class Hls(FileView):
    """Playlists, init files, segments and subtitles; nothing else has an address here."""

    async def find(self, request: HttpRequest, **ids: str) -> Found | HttpResponse:
        show_id, name = ids["show_id"], ids["name"]
        verdict = await averdict(request, show_id)
        place = ids.get("place", "")
        if verdict is None or not _NAME.fullmatch(name) or not _PLACE.fullmatch(place):
            raise Http404
        if not verdict.may:
            return HttpResponse("This programme is private.", status=403, content_type="text/plain")
        if place and not await Destination.objects.filter(show=show_id, output__place=place).aexists():
            raise Http404  # of one that was taken away, the files stay for a while
        if name == PLAYLIST:
            PLAYERS.saw(show_id, of_request(request), request.headers.get("User-Agent", ""))
        folder = paths_of(show_id).hls / place
        headers = await cross_site(request, show_id) if verdict.private else dict(ANY_SITE)
        kind = _TYPES[name[name.rindex(".") :]]
        return Found(folder, folder / name, kind, cache_of(name, verdict.private), headers=headers)

    async def options(  # type: ignore[override]
        self, request: HttpRequest, *args: Any, **ids: str
    ) -> HttpResponse:
        """The question that browsers ask before a player on another site may fetch parts of files."""
        verdict = await averdict(request, ids["show_id"])
        sites = {} if verdict is None else dict(ANY_SITE)
        if verdict is not None and verdict.private:
            sites = await cross_site(request, ids["show_id"])
        may = PREFLIGHT if ALLOWED in sites else {}
        return HttpResponse(status=204, headers={"Allow": METHODS} | sites | may)

    async def get(self, request: HttpRequest, **ids: str) -> HttpResponseBase:
        response = await super().get(request, **ids)
        key = request.GET.get("key", "")
        if ids["name"] in (PLAYLIST, MASTER) and key and await ais_key(ids["show_id"], key):
            # The segments' addresses in the playlist have no key: the cookie brings it along.
            response.set_cookie(
                COOKIE, key, max_age=LONGEST, path=f"/hls/{quote(ids['show_id'])}/", httponly=True,
                secure=request.is_secure(), samesite="Lax",
            )  # fmt: skip
        return response


async def cross_site(request: HttpRequest, show_id: str) -> dict[str, str]:
    """What lets a listed site's player read a private programme, by a key in each address: no cookie goes along."""
    origin = request.headers.get("Origin", "")
    if not origin:
        return {"Vary": "Origin"}
    listed = await Show.objects.filter(pk=show_id).values_list("embed_origins", flat=True).afirst() or []
    if origin not in (*settings.CORS_ALLOWED_ORIGINS, *listed):
        return {"Vary": "Origin"}
    return ANY_SITE | {ALLOWED: origin, "Vary": "Origin"}


def cache_of(name: str, private: bool) -> str:
    """A playlist is asked for again each time, and so is text; pictures and sound never change."""
    return "no-cache" if name.endswith(_CHANGES) else f"{'private' if private else 'public'}, {FOR_EVER}"
