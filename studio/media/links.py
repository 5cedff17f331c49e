"""The addresses people are given: the page that plays the programme, and the playlist for players."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from studio.media.keys import standing_key, text_of
from studio.media.models import WatchKey
from studio.shows.models import Show


def watch_link(show: Show, key: WatchKey | None = None) -> str:
    """The path of the page that plays the programme. A private one is for members only, unless it has a key."""
    return reverse("watch", kwargs={"show_id": show.pk}) + _query(key)


def playlist_url(show: Show, key: WatchKey | None = None) -> str:
    """The path of the HLS playlist."""
    return reverse("hls", kwargs={"show_id": show.pk, "name": "index.m3u8"}) + _query(key)


def own_watch_link(show: Show, who: Any) -> str:
    """The page's path as `who` may pass it on: whoever manages a private show gets one with a key."""
    return watch_link(show, standing_key(who, show))


def _query(key: WatchKey | None) -> str:
    return f"?key={text_of(key)}" if key else ""
