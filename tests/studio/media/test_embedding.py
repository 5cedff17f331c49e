"""Where a programme is played, and which other sites may read or frame it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from studio.media import access, keys
from studio.models import Show
from studio.shows.edits import edit
from studio.shows.making import change_show
from tests.studio.makers import RELAY, a_show, add, client_of

pytestmark = pytest.mark.django_db
SITE, OTHER = "https://www.example.org", "https://evil.example"


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    access.forget_known()


def private_show() -> Show:
    show = a_show()
    edit(show.pk, lambda row: change_show(row, {"private": True}))
    return Show.objects.get(pk=show.pk)


def allow(show: Show, *origins: str) -> None:
    edit(show.pk, lambda row: change_show(row, {"embed_origins": list(origins)}))


# -- playback ---------------------------------------------------------------------------------------


def playback(client: APIClient, show: Show) -> dict[str, Any]:
    answer = client.get(f"/api/v1/shows/{show.pk}/watch")
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def test_a_public_programme_has_its_addresses_and_a_frame() -> None:
    show = a_show("Night <talk>")
    told = playback(client_of("viewer", show), show)
    base = "http://testserver"
    assert told["watch_url"] == f"{base}/watch/{show.pk}/"
    assert told["playlist_url"] == f"{base}/hls/{show.pk}/index.m3u8"
    assert told["master_url"] == f"{base}/hls/{show.pk}/master.m3u8"
    assert told["mime"] == "application/vnd.apple.mpegurl"
    assert f'src="{told["watch_url"]}"' in told["embed"] and 'title="Night &lt;talk&gt;"' in told["embed"]
    assert (told["private"], told["keys"], told["lists"], told["embed_origins"]) == (False, [], [], [])


def test_of_a_private_one_directors_are_told_each_keys_addresses_and_they_open_it() -> None:
    show, director = private_show(), client_of("director")
    row = keys.give(None, show, "Press")
    told = playback(director, show)
    (keyed,) = told["keys"]
    assert told["private"] and (keyed["id"], keyed["name"]) == (row.pk, "Press")
    assert Client().get(told["watch_url"]).status_code == 403
    assert Client().get(keyed["watch_url"]).status_code == 200
    assert Client().get(keyed["playlist_url"]).status_code == 404  # there is no list yet, and it may be asked for
    assert f'src="{keyed["watch_url"]}"' in keyed["embed"].replace("&amp;", "&")


def test_keys_are_for_those_who_may_give_them_away() -> None:
    show = private_show()
    keys.give(None, show, "Press")
    for role in ("viewer", "producer"):
        assert playback(client_of(role, show), show)["keys"] == []


def test_a_list_that_another_destination_writes_has_its_address_too() -> None:
    show, director = a_show(), client_of("director")
    made = add(director, show, "destinations", {"name": "Low", "output": {"kind": "hls", "place": "low"}})
    add(director, show, "destinations", RELAY)
    (row,) = playback(director, show)["lists"]
    assert (row["destination"], row["name"]) == (made["id"], "Low")
    assert row["playlist_url"] == f"http://testserver/hls/{show.pk}/low/index.m3u8"


# -- who may embed ----------------------------------------------------------------------------------


def test_by_default_nobody_frames_the_watch_page() -> None:
    page = Client().get(f"/watch/{a_show().pk}/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"] and page["X-Frame-Options"] == "DENY"


def test_listed_sites_frame_the_watch_page_and_no_other_page() -> None:
    show, director = a_show(), client_of("director")
    answer = director.patch(f"/api/v1/shows/{show.pk}", {"embed_origins": [f"{SITE}:443", "http://localhost:3000"]})
    assert answer.status_code == 200, answer.json()
    assert answer.json()["embed_origins"] == [SITE, "http://localhost:3000"]
    page = Client().get(f"/watch/{show.pk}/")
    assert page["Content-Security-Policy"].endswith(f"frame-ancestors {SITE} http://localhost:3000")
    assert "X-Frame-Options" not in page
    for other in (f"/watch/{a_show('Another').pk}/", "/login/", "/healthz"):
        assert "frame-ancestors 'none'" in Client().get(other)["Content-Security-Policy"]


def test_a_private_page_says_so_in_the_frame_too() -> None:
    show = private_show()
    allow(show, SITE)
    page = Client().get(f"/watch/{show.pk}/")
    assert page.status_code == 403 and f"frame-ancestors {SITE}" in page["Content-Security-Policy"]


@pytest.mark.parametrize("wrong", ["https://*.example.org", "https://a.example; script-src *", "*"])
def test_what_is_no_origin_is_refused_with_its_field(wrong: str) -> None:
    show = a_show()
    answer = client_of("director").patch(f"/api/v1/shows/{show.pk}", {"embed_origins": [wrong]})
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == "embed_origins"
    assert Show.objects.get(pk=show.pk).embed_origins == []


def test_null_is_nobody_again_and_more_than_twenty_are_too_many() -> None:
    show, director = a_show(), client_of("director")
    allow(show, SITE)
    many = [f"https://{number}.example.org" for number in range(21)]
    assert director.patch(f"/api/v1/shows/{show.pk}", {"embed_origins": many}).status_code == 400
    assert director.patch(f"/api/v1/shows/{show.pk}", {"embed_origins": None}).json()["embed_origins"] == []


def test_which_sites_may_is_for_a_director_to_say_on_air_or_off() -> None:
    show = a_show()
    answer = client_of("producer", show).patch(f"/api/v1/shows/{show.pk}", {"embed_origins": [SITE]})
    assert (answer.status_code, answer.json()["code"]) == (403, "director_only")
    assert client_of("producer", show).patch(f"/api/v1/shows/{show.pk}", {"name": "New"}).status_code == 200


# -- who may read -----------------------------------------------------------------------------------


def test_a_private_programme_is_read_by_listed_sites_with_a_key_only() -> None:
    show = private_show()
    allow(show, SITE)
    address = f"/hls/{show.pk}/index.m3u8?key={keys.text_of(keys.give(None, show, 'Press'))}"
    folder = access_folder(show)
    (folder / "index.m3u8").write_text("#EXTM3U")
    listed = Client().head(address, headers={"Origin": SITE})
    assert listed.status_code == 200 and listed["Access-Control-Allow-Origin"] == SITE
    assert listed["Vary"] == "Origin" and "Access-Control-Allow-Credentials" not in listed
    for origin in (OTHER, "null", ""):
        refused = Client().head(address, headers={"Origin": origin} if origin else {})
        assert refused.status_code == 200 and "Access-Control-Allow-Origin" not in refused
    assert Client().get(address.partition("?")[0], headers={"Origin": SITE}).status_code == 403


def access_folder(show: Show) -> Any:
    from studio.air.processes.show_paths import paths_of

    folder = paths_of(show.pk).hls
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_the_question_before_a_range_is_answered_for_listed_sites_only() -> None:
    show = private_show()
    allow(show, SITE)
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "range"}
    address = f"/hls/{show.pk}/seg-1-abc.m4s"
    told = Client().options(address, headers={"Origin": SITE, **asked})
    assert told["Access-Control-Allow-Origin"] == SITE and "Range" in told["Access-Control-Allow-Headers"]
    refused = Client().options(address, headers={"Origin": OTHER, **asked})
    assert "Access-Control-Allow-Origin" not in refused and "Access-Control-Allow-Headers" not in refused


def test_a_public_programme_is_read_from_anywhere_as_it_was() -> None:
    told = Client().options(f"/hls/{a_show().pk}/seg-1-abc.m4s", headers={"Origin": OTHER})
    assert told["Access-Control-Allow-Origin"] == "*"


def asks(client: Client, origin: str, method: str = "PATCH") -> Any:
    wanted = "authorization,if-match,idempotency-key,content-type"
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": wanted}
    return client.options("/api/v1/shows", headers={"Origin": origin, **asked})


def test_the_api_is_read_by_nobody_elses_pages_by_default() -> None:
    answer = client_of("viewer").get("/api/v1/shows", headers={"Origin": SITE})
    assert answer.status_code == 200 and "Access-Control-Allow-Origin" not in answer
    assert "Access-Control-Allow-Origin" not in asks(Client(), SITE)


def test_pages_of_listed_sites_read_the_api_with_a_token_and_without_cookies(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [SITE]
    told = asks(Client(), SITE)
    assert told.status_code == 200 and told["Access-Control-Allow-Origin"] == SITE
    for header in ("authorization", "if-match", "idempotency-key", "content-type"):
        assert header in told["Access-Control-Allow-Headers"]
    assert "PATCH" in told["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in told
    answer = client_of("viewer").get("/api/v1/shows", headers={"Origin": SITE})
    assert answer["Access-Control-Allow-Origin"] == SITE and "ETag" in answer["Access-Control-Expose-Headers"]
    assert "origin" in answer["Vary"].lower()
    missing = client_of("viewer").get("/api/v1/shows/shw_none", headers={"Origin": SITE})
    assert missing.status_code == 404 and missing["Access-Control-Allow-Origin"] == SITE  # a problem can be read too
    assert "Access-Control-Allow-Origin" not in asks(Client(), OTHER)


def test_only_the_api_is_opened_to_them(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [SITE]
    for address in ("/login/", "/metrics"):
        assert "Access-Control-Allow-Origin" not in Client().get(address, headers={"Origin": SITE})
