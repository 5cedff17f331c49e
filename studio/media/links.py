"""The addresses people are given: the page that plays the programme, and the playlist for players."""

from __future__ import annotations

from django.urls import reverse

from studio.media.access import key_for
from studio.shows.models import Show


def watch_link(show: Show) -> str:
    """The path of the page anybody may open; for a private show it carries a key that is good for a week."""
    return reverse("watch", kwargs={"show_id": show.pk}) + _key(show)


def playlist_url(show: Show) -> str:
    """The path of the HLS playlist, with a key for a private show."""
    return reverse("hls", kwargs={"show_id": show.pk, "name": "index.m3u8"}) + _key(show)


def _key(show: Show) -> str:
    return f"?key={key_for(show)}" if show.private else ""
