"""What values the API takes, and what it says of those that it does not."""

from __future__ import annotations

import importlib
import json
from dataclasses import asdict
from typing import Any

import pytest
from django.apps import apps
from rest_framework.test import APIClient

from mixer.protocol.kinds import OVERLAYS
from studio.models import Overlay, Show, Source
from studio.shows import files
from studio.shows.files import folder_of
from tests.studio.makers import BARS, a_show, add, client_of

pytestmark = pytest.mark.django_db
CLOCK = {"name": "Clock", "input": {"kind": "clock", "zone": "Asia/Tokyo"}}
TITLE = {"name": "Title", "content": {"kind": "text"}, "fields": {"title": "Hi"}}


@pytest.fixture
def director() -> APIClient:
    return client_of("director")


def refused(answer: Any) -> dict[str, Any]:
    """The one error of a refusal."""
    assert answer.status_code == 400, answer.content
    [error] = answer.json()["errors"]
    return dict(error)


# -- null ------------------------------------------------------------------------------------------


def test_null_puts_every_part_of_a_show_back_to_its_default(director: APIClient) -> None:
    fresh = director.post("/api/v1/shows", {"name": "X"}).json()
    changed = {
        "canvas": {"width": 640, "height": 360, "rate": "25"}, "encoding": {"video_kbps": 900}, "private": True,
        "captions": {"language": "fr"},
    }  # fmt: skip
    address = f"/api/v1/shows/{fresh['id']}"
    assert director.patch(address, changed).json()["canvas"]["width"] == 640
    back = director.patch(address, dict.fromkeys(changed)).json()
    assert {name: back[name] for name in changed} == {name: fresh[name] for name in changed}
    assert director.post("/api/v1/shows", {"name": "X", **dict.fromkeys(changed)}).status_code == 201


def test_null_puts_every_field_of_a_part_back_to_its_default(director: APIClient) -> None:
    show = a_show()
    source, layout = add(director, show, "sources", BARS), show.layouts.first()
    assert layout
    scene = {"name": "S", "layout": layout.pk}
    for plural, plain, more in (
        ("sources", BARS, {"sound": {"mute": True}, "buffer_ms": 900, "hold_ms": 900}),
        ("overlays", {"name": "T", "content": {"kind": "text"}},
         {"rect": {"x": 0.5}, "fields": {"title": "Hi"}, "on": True}),
        ("scenes", scene, {"slots": {"main": source["id"]}, "overlays": [], "background": "#123456"}),
    ):  # fmt: skip
        fresh = add(director, show, plural, {**plain, **dict.fromkeys(more)})
        address = f"/api/v1/shows/{show.pk}/{plural}/{fresh['id']}"
        assert director.patch(address, more).status_code == 200
        back = director.patch(address, dict.fromkeys(more)).json()
        assert {name: back[name] for name in more} == {name: fresh[name] for name in more}


# -- in words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"canvas": {"rate": "fast"}}, "expected a frame rate from 1 to 120, such as 30 or 30000/1001, found 'fast'"),
        ({"canvas": {"width": 641}}, "expected an even number, found 641"),
        (
            {"captions": {"language": "English"}},
            "expected a language code such as en or pt-br, or auto, found 'English'",
        ),
    ],
)
def test_what_is_wrong_is_said_in_words(director: APIClient, part: Any, words: str) -> None:
    assert refused(director.patch(f"/api/v1/shows/{a_show().pk}", part))["message"] == words


def test_a_show_file_that_is_refused_says_why_in_words(director: APIClient) -> None:
    told = director.post("/api/v1/shows/import", {"name": "X", "sources": [{**CLOCK, "id": "a b"}]}).json()
    assert told["detail"] == "sources.0.id: expected letters, digits, _ and - only, found 'a b'"
    show = a_show()
    layout = show.layouts.first()
    assert layout
    scene = {"name": "S", "layout": layout.pk, "background": "red"}
    assert "expected a colour" in refused(director.post(f"/api/v1/shows/{show.pk}/scenes", scene))["message"]


# -- time zones ------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["../../etc/passwd", "/etc/localtime", "Mars/Olympus", "America", "zone.tab", "UTC\0"])
def test_a_clock_shows_only_zones_that_there_are(director: APIClient, zone: str) -> None:
    show = a_show()
    wrong = {"kind": "clock", "zone": zone}
    for plural, part in (("sources", "input"), ("overlays", "content")):
        answer = director.post(f"/api/v1/shows/{show.pk}/{plural}", {"name": "X", part: wrong})
        assert answer.status_code == 400 and ("\0" in zone or refused(answer)["field"] == f"{part}.zone")
        rows = [{"id": "a", "name": "A", part: wrong}]
        assert director.post("/api/v1/shows/import", {"name": "X", plural: rows}).status_code == 400
    assert add(director, show, "sources", CLOCK)["input"]["zone"] == "Asia/Tokyo"


def test_a_show_from_before_zones_were_checked_can_go_on_air() -> None:
    show = a_show()
    wrong = {"kind": "clock", "zone": "../../etc/passwd"}
    Source.objects.create(show=show, name="A", input={**wrong, "title": "Hall"})
    Overlay.objects.create(show=show, name="B", content=wrong, rect={"w": 0.5})
    files.write(show.pk)
    importlib.import_module("studio.migrations.0009_known_time_zones").mend(apps, None)
    file = json.loads((folder_of(show.pk) / "show.json").read_text())
    assert file["sources"][0]["input"] == {"kind": "clock", "zone": "UTC", "title": "Hall"}
    assert Overlay.objects.get().content["zone"] == file["overlays"][0]["content"]["zone"] == "UTC"
    files.write(show.pk)


def test_an_overlay_that_nobody_places_stands_where_its_kind_does(director: APIClient) -> None:
    show = a_show()
    clock = add(director, show, "overlays", {"name": "Clock", "content": {"kind": "clock"}})
    assert clock["rect"] == asdict(OVERLAYS["clock"].rect)
    address = f"/api/v1/shows/{show.pk}/overlays/{clock['id']}"
    assert director.patch(address, {"rect": {"x": 0.5}}).json()["rect"]["x"] == 0.5
    assert director.patch(address, {"rect": None}).json()["rect"] == asdict(OVERLAYS["clock"].rect)
    text = director.patch(address, {"content": {"kind": "text"}, "rect": None})
    assert text.json()["rect"] == asdict(OVERLAYS["text"].rect)


def test_the_slate_is_the_shows_own_and_goes_out_and_in_with_it(director: APIClient) -> None:
    show = a_show()
    address = f"/api/v1/shows/{show.pk}"
    assert director.get(address).json()["slate"] == {"color": "#1b2027", "text": ""}
    slate = director.patch(address, {"slate": {"color": "#102030", "text": "Back soon"}}).json()["slate"]
    assert slate == {"color": "#102030", "text": "Back soon"}
    file = director.get(f"{address}/export").json()
    assert file["slate"] == {"color": "#102030", "path": "", "text": "Back soon"}
    assert director.post("/api/v1/shows/import", file).json()["slate"] == slate
    wrong = refused(director.patch(address, {"slate": {"asset": "ast_nowhere"}}))
    assert wrong["field"] == "slate.asset"
    assert director.patch(address, {"slate": None}).json()["slate"]["text"] == ""


# -- live texts ------------------------------------------------------------------------------------


def test_a_text_that_an_overlay_does_not_have_is_refused(director: APIClient) -> None:
    show = a_show()
    address = f"/api/v1/shows/{show.pk}/overlays"
    wrong = refused(director.post(address, {**TITLE, "fields": {"headline": "Hi"}}))
    assert (wrong["field"], wrong["message"]) == ("fields.headline", "not known here; expected one of subtitle, title")
    assert "none" in refused(director.post(address, {**TITLE, "content": {"kind": "clock"}}))["message"]
    made = add(director, show, "overlays", TITLE)
    assert refused(director.patch(f"{address}/{made['id']}", {"fields": {"x": "y"}}))["field"] == "fields.x"
    assert director.patch(f"{address}/{made['id']}", {"fields": {"subtitle": "There"}}).json()["fields"] == {
        "title": "Hi", "subtitle": "There",
    }  # fmt: skip


def test_an_overlay_that_becomes_another_leaves_texts_behind_that_it_has_no_more(director: APIClient) -> None:
    show = a_show()
    made = add(director, show, "overlays", TITLE)
    address = f"/api/v1/shows/{show.pk}/overlays/{made['id']}"
    assert director.patch(address, {"content": {"kind": "clock"}}).json()["fields"] == {}


# -- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ["two\nlines", "a\x07bell", "a\u2028line", "safe\u202egnp.exe", "a\u2066b", "a\x85b"])
def test_a_name_that_does_not_read_as_it_is_written_is_refused(director: APIClient, odd: str) -> None:
    show = a_show()
    refusals = [
        director.post("/api/v1/shows", {"name": odd}),
        director.patch(f"/api/v1/shows/{show.pk}", {"name": odd}),
        director.post(f"/api/v1/shows/{show.pk}/sources", {**BARS, "name": odd}),
        director.post(f"/api/v1/shows/{show.pk}/overlays", {**TITLE, "name": odd}),
        director.post("/api/v1/shows/import", {"name": odd}),
        director.post("/api/v1/shows/import", {"name": "X", "sources": [{**BARS, "id": "a", "name": odd}]}),
    ]
    for answer in refusals:
        error = refused(answer)
        assert error["field"].endswith("name") and "U+" in error["message"]
    assert Show.objects.count() == 1


@pytest.mark.parametrize("name", ["Käse & Brot", "👩\u200d🎤 live", "نمی\u200cخواهم", "עברית\u200f!", "第二場"])
def test_names_of_every_script_are_taken(director: APIClient, name: str) -> None:
    assert director.post("/api/v1/shows", {"name": name}).json()["name"] == name


def test_removing_who_is_not_there_is_said(director: APIClient) -> None:
    show = a_show()
    answer = director.delete(f"/api/v1/shows/{show.pk}/members/nobody")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    answer = director.delete("/api/v1/caption-models/no-such-model")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_model")
