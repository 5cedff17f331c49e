"""`/watch/SHOW_ID/`: the page that plays the programme to anybody who has its address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from studio.media.access import may_view, verdict
from studio.media.hls import MASTER, PLAYLIST
from studio.security import policy
from studio.shows.models import Show


def watch(request: HttpRequest, show_id: str) -> HttpResponse:
    """The page; for a private programme the key in its address goes on to the playlist."""
    found = verdict(request, show_id)
    show = Show.objects.filter(pk=show_id).first()
    if found is None or show is None:
        raise Http404
    if not found.may:
        return framed(request, show, render(request, "watch_private.html", status=403))
    playlist, master = (reverse("hls", kwargs={"show_id": show_id, "name": name}) for name in (PLAYLIST, MASTER))
    key = request.GET.get("key", "") if found.private else ""
    canvas = f"{show.width} / {show.height}"
    # Whoever may see the show is told of a rehearsal; viewers are not.
    about = reverse("show", kwargs={"show_id": show_id}) if may_view(request, show_id) else ""
    context = {"show": show, "playlist": playlist, "master": master, "key": key, "canvas": canvas, "about": about}
    response = render(request, "watch.html", context)
    response.headers["Cache-Control"] = "no-store" if found.private else "no-cache"
    # An address that is a secret must not be told to other sites.
    response.headers["Referrer-Policy"] = "no-referrer"
    return framed(request, show, response)


def framed(request: HttpRequest, show: Show, response: HttpResponse) -> HttpResponse:
    """The page for those whose sites may have it in a frame, and for nobody else's."""
    # The player begins each subtitle track with an empty one of its own making (`data:,WEBVTT`).
    response.headers["Content-Security-Policy"] = policy(request, media="data:", frames=show.embed_origins)
    return response
