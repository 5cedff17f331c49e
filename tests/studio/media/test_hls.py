"""Who gets the programme, and what they get."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import AsyncClient, Client
from django.urls import reverse
from django.utils import timezone

from studio.air.processes.show_paths import paths_of
from studio.media import keys
from studio.media.access import forget_known
from studio.media.keys import is_key
from studio.media.links import playlist_url, watch_link
from studio.media.models import WatchKey
from studio.people.models import Membership, Role
from studio.people.secrets import make_token
from studio.shows.models import Show
from tests.studio.fetching import get

pytestmark = pytest.mark.django_db(transaction=True)
SEGMENT, SUBTITLES = "seg-00000000-one.m4s", "subs-zh-00000000-one.vtt"


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    forget_known()
    yield
    forget_known()


@pytest.fixture
def show() -> Show:
    show = Show.objects.create(name="Evening show")
    folder = paths_of(show.pk).hls
    folder.mkdir(parents=True)
    (folder / "index.m3u8").write_text("#EXTM3U\n")
    (folder / SEGMENT).write_bytes(b"segment")
    for name in ("master.m3u8", "subs-zh.m3u8"):
        (folder / name).write_text("#EXTM3U\n")
    (folder / SUBTITLES).write_text("WEBVTT\n")
    (folder / "init-one.mp4").write_bytes(b"init")
    (folder.parent / "desk.json").write_text("secret")
    return show


@pytest.fixture
def private(show: Show) -> Show:
    show.private = True
    show.save()
    return show


def key_of(show: Show) -> str:
    return keys.text_of(keys.give(None, show, "for a friend"))


def opened(link: Callable[..., str], show: Show) -> str:
    """A link to a private programme, with a key."""
    return link(show, keys.give(None, show, "for a friend"))


def address(show: Show, name: str) -> str:
    return reverse("hls", kwargs={"show_id": show.pk, "name": name})


def test_anybody_with_the_address_gets_a_public_programme(show: Show) -> None:
    playlist, segment = get(playlist_url(show)), get(address(show, SEGMENT))
    assert (playlist.status_code, playlist["Content-Type"]) == (200, "application/vnd.apple.mpegurl")
    assert (playlist["Cache-Control"], playlist["Access-Control-Allow-Origin"]) == ("no-cache", "*")
    assert (segment.body, segment["Cache-Control"]) == (b"segment", "public, max-age=31536000, immutable")


@pytest.mark.parametrize(
    "name, kind",
    [("master.m3u8", "application/vnd.apple.mpegurl"), ("subs-zh.m3u8", "application/vnd.apple.mpegurl"),
     (SUBTITLES, "text/vtt; charset=utf-8")],
)  # fmt: skip
def test_subtitles_come_along_and_are_asked_for_again_since_they_may_be_put_right(
    show: Show, name: str, kind: str
) -> None:
    answer = get(address(show, name))
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, kind, "no-cache")
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_private_programme_keeps_its_subtitles(private: Show) -> None:
    assert [get(address(private, name)).status_code for name in ("master.m3u8", "subs-zh.m3u8", SUBTITLES)] == [403] * 3
    answer = get(address(private, "master.m3u8") + f"?key={key_of(private)}")
    assert answer.status_code == 200 and "tally_watch" in answer.cookies


def test_the_address_of_a_programme_cannot_be_guessed(show: Show) -> None:
    assert re.fullmatch(r"/hls/shw_[A-Za-z0-9_-]{22}/index\.m3u8", playlist_url(show))


@pytest.mark.parametrize(
    "name",
    ["desk.json", "..%2fdesk.json", "%2e%2e%2fdesk.json", "%252e%252e%252fdesk.json", ".index.m3u8.tmp",
     "index.m3u8%00", "seg-1-..m4s", "subs-..m3u8", "subs-zh-1-..vtt", "subs-ZH.m3u8",
     "..\\desk.json", "%2fetc%2fpasswd", "init-one.mp4%0a"],
)  # fmt: skip
def test_nothing_but_the_programme_has_an_address(show: Show, name: str) -> None:
    assert get(f"/hls/{show.pk}/{name}").status_code == 404


def test_a_show_that_is_not_there_is_not_there(show: Show) -> None:
    assert get("/hls/shw_nobody/index.m3u8").status_code == 404
    assert get(address(show, "seg-00000009-one.m4s")).status_code == 404


def test_a_private_programme_needs_a_key_or_a_member(private: Show) -> None:
    assert get(address(private, "index.m3u8")).status_code == 403
    assert get(address(private, SEGMENT)).status_code == 403
    assert get(address(private, SEGMENT) + "?key=forged").status_code == 403
    answer = get(opened(playlist_url, private))
    assert answer.status_code == 200 and "Access-Control-Allow-Origin" not in answer
    assert answer["Cache-Control"] == "no-cache"


def test_the_playlist_hands_the_key_on_to_the_segments(private: Show) -> None:
    client = AsyncClient()
    cookie = get(opened(playlist_url, private), client).cookies["tally_watch"]
    assert (cookie["path"], cookie["httponly"]) == (f"/hls/{private.pk}/", True)
    segment = get(address(private, SEGMENT), client)
    assert (segment.status_code, segment["Cache-Control"]) == (200, "private, max-age=31536000, immutable")


def test_a_key_opens_one_programme_and_not_for_ever(private: Show) -> None:
    key, other = key_of(private), Show.objects.create(name="Other", private=True)
    assert is_key(private.pk, key) and not is_key(other.pk, key) and not is_key(private.pk, key[:-1])
    assert get(address(other, "index.m3u8") + f"?key={key}").status_code == 403
    WatchKey.objects.update(expires=timezone.now())
    forget_known()
    assert not is_key(private.pk, key)


@pytest.mark.parametrize("role", Role)
def test_members_and_their_tokens_need_no_key(private: Show, role: Role) -> None:
    user = User.objects.create_user("viola", password="not-so-secret")
    client = AsyncClient()
    async_to_sync(client.aforce_login)(user)
    assert get(address(private, SEGMENT), client).status_code == 403
    Membership.objects.create(user=user, show=private, role=role)
    assert get(address(private, SEGMENT), client).status_code == 200
    other = Show.objects.create(name="Other", private=True)
    assert get(address(other, SEGMENT), client).status_code == 403
    for rights in ([], ["view"]):
        _, text = make_token("player", role, private, rights=rights)
        assert get(address(private, SEGMENT), Authorization=f"Bearer {text}").status_code == 200
        assert get(address(other, SEGMENT), Authorization=f"Bearer {text}").status_code == 403
    assert get(address(private, SEGMENT), Authorization="Bearer tly_wrong").status_code == 403


def test_viewers_outlast_a_database_that_is_away(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    assert get(address(show, SEGMENT)).status_code == 200

    def away(**_: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("studio.media.access.REMEMBER_S", -1.0)
    monkeypatch.setattr("studio.media.access.Show.objects.filter", away)
    forget = get(address(show, SEGMENT))
    assert forget.status_code == 200


def test_the_viewers_page_plays_the_playlist_without_inline_scripts(show: Show) -> None:
    page = Client().get(watch_link(show))
    text = page.content.decode()
    assert page.status_code == 200 and f'data-playlist="{playlist_url(show)}"' in text
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert "media-src 'self' blob: data:;" in page["Content-Security-Policy"], "the player's own empty text tracks"
    assert "media-src 'self' blob:;" in Client().get("/healthz")["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=", text)


def test_a_name_is_text_and_never_markup(show: Show) -> None:
    show.name = "<script>alert(1)</script>"
    show.save()
    assert b"<script>alert" not in Client().get(watch_link(show)).content


def test_the_page_of_a_private_programme_needs_its_key(private: Show) -> None:
    bare = reverse("watch", kwargs={"show_id": private.pk})
    assert Client().get(bare).status_code == 403
    assert Client().get(opened(watch_link, private)).status_code == 200
    assert Client().get("/watch/shw_nobody/").status_code == 404


def test_a_player_on_another_site_may_ask_for_parts_of_a_public_programme(show: Show) -> None:
    asked = {"Origin": "https://player.example", "Access-Control-Request-Method": "GET"}
    asked["Access-Control-Request-Headers"] = "range"
    answer = Client().options(address(show, SEGMENT), headers=asked)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, "*")
    assert "GET" in answer["Access-Control-Allow-Methods"] and "Range" in answer["Access-Control-Allow-Headers"]
    assert "Content-Range" in get(address(show, SEGMENT))["Access-Control-Expose-Headers"]


def test_other_sites_are_not_let_into_a_private_programme(private: Show) -> None:
    answer = Client().options(address(private, SEGMENT), headers={"Origin": "https://player.example"})
    assert answer.status_code == 204 and "Access-Control-Allow-Origin" not in answer
