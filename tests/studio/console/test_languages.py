"""Which language pages speak: the chosen one, else the browser's; and the API always English."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from studio.models import ScheduleEntry, Show
from tests.studio.console.test_rundowns import browser_of
from tests.studio.makers import a_show

pytestmark = pytest.mark.django_db


@pytest.fixture
def show() -> Show:
    return a_show()


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("zh-CN,zh;q=0.9", "zh-hans"), ("zh-TW", "zh-hans"), ("de-CH", "de"), ("fi", "en"), ("", "en")],
)
def test_pages_speak_what_the_browser_asks_for(show: Show, asked: str, spoken: str) -> None:
    answer = browser_of("ada", "director", show).get("/", HTTP_ACCEPT_LANGUAGE=asked)
    page = answer.content.decode()
    assert f'<html lang="{spoken}" dir="ltr">' in page and answer["Content-Language"] == spoken
    assert f"/texts/{spoken}.js?of={settings.TEXTS_DIGEST}" in page
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in answer["Vary"].split(",")}


def test_what_a_person_chose_stays_whatever_the_browser_asks_for(show: Show) -> None:
    client = browser_of("ada", "director", show)
    chosen = client.post("/language", {"language": "zh-hans", "next": f"/shows/{show.pk}/"})
    assert chosen.status_code == 302 and chosen["Location"] == f"/shows/{show.pk}/"
    cookie = chosen.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie["max-age"] > 300 * 86_400 and cookie["httponly"]
    for path in ("/", f"/shows/{show.pk}/", f"/shows/{show.pk}/rundowns", "/library", "/people/tokens/", "/nowhere"):
        assert '<html lang="zh-hans"' in client.get(path, HTTP_ACCEPT_LANGUAGE="de").content.decode(), path
    client.post("/language", {"language": "xx"})
    assert '<html lang="zh-hans"' in client.get("/").content.decode()


def test_whoever_is_not_signed_in_may_choose_too() -> None:
    client = Client()
    client.post("/language", {"language": "de", "next": "/login"})
    page = client.get("/login").content.decode()
    assert "Anmelden" in page and '<option value="de" lang="de" selected>Deutsch</option>' in page
    assert "简体中文" in page


def test_the_choice_leads_nowhere_else() -> None:
    answer = Client().post("/language", {"language": "de", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_the_api_speaks_english_to_everybody(show: Show) -> None:
    client = browser_of("ada", "director", show)
    client.post("/language", {"language": "de"})
    answer = client.post("/api/v1/users", {"user": "ada"}, content_type="application/json", HTTP_ACCEPT_LANGUAGE="de")
    assert answer.status_code >= 400 and "Content-Language" not in answer
    assert answer.json()["detail"].isascii() and "Ihre" not in answer.json()["detail"]


def test_a_page_in_another_language_leaves_the_process_as_it_was(show: Show) -> None:
    with translation.override("en"):
        browser_of("ada", "director", show).get("/", HTTP_ACCEPT_LANGUAGE="de")
        assert translation.get_language() == "en"


def test_a_language_written_from_the_right_turns_the_page_round(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LANGUAGES_BIDI", ["de"])
    page = browser_of("ada", "director", show).get("/", HTTP_ACCEPT_LANGUAGE="de").content.decode()
    assert '<html lang="de" dir="rtl">' in page


def test_scripts_find_their_texts_under_an_address_of_each_language() -> None:
    german = Client().get("/texts/de.js")
    assert german["Content-Type"].startswith("text/javascript") and "Werbeblock" in german.content.decode()
    assert Client().get("/texts/en.js").status_code == 200
    assert Client().get("/texts/xx.js").status_code == 404


def test_browsers_keep_the_texts_of_this_version_only() -> None:
    kept = Client().get(f"/texts/de.js?of={settings.TEXTS_DIGEST}")["Cache-Control"]
    assert "immutable" in kept
    assert Client().get("/texts/de.js?of=another")["Cache-Control"] == "no-cache"


def test_what_is_coming_is_told_in_the_readers_language(show: Show) -> None:
    ScheduleEntry.objects.create(show=show, do="start", at="2099-12-24T20:00:00", zone="UTC")
    client = browser_of("ada", "director", show)
    words = {"en": "starts Thu 24 Dec 20:00", "zh-hans": "12月24日 周四 20:00 开始", "de": "beginnt Do, 24. Dez 20:00"}
    for language, said in words.items():
        page = client.get("/", HTTP_ACCEPT_LANGUAGE=language).content.decode()
        assert said.split()[0] in page or said in page, language
