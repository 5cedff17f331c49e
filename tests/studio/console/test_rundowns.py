"""The page of a show's rundowns, and the languages it speaks."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from django.test import Client

from studio.models import Show
from tests.studio.makers import a_show, a_user

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
GERMAN = ROOT / "locale" / "de" / "LC_MESSAGES"
SAID = re.compile(r'gettext\(\s*"((?:[^"\\]|\\.)*)"')


@pytest.fixture
def show() -> Show:
    return a_show()


def browser_of(name: str, role: str, show: Show) -> Client:
    client = Client()
    client.force_login(a_user(name, role, show))
    return client


def test_who_may_see_a_show_may_see_its_rundowns_and_nobody_else(show: Show) -> None:
    page = f"/shows/{show.pk}/rundowns"
    viewer, stranger = browser_of("vera", "viewer", show), browser_of("sam", "viewer", a_show("Other"))
    assert [viewer.get(address).status_code for address in (page, f"{page}/run_x")] == [200, 200]
    assert stranger.get(page).status_code == 404
    assert Client().get(page).status_code == 302


def test_the_page_holds_the_addresses_of_its_parts(show: Show) -> None:
    page = browser_of("ada", "director", show).get(f"/shows/{show.pk}/rundowns/run_x").content.decode()
    for name, address in {
        "api": f"/api/v1/shows/{show.pk}/", "rundowns": f"/shows/{show.pk}/rundowns", "library": "/api/v1/library",
        "console": f"/shows/{show.pk}/", "run": "run_x", "socket": f"/ws/shows/{show.pk}/",
    }.items():  # fmt: skip
        assert f'data-{name}="{address}"' in page


def test_the_page_speaks_the_readers_language_and_english_where_there_is_no_other(show: Show) -> None:
    client = browser_of("ada", "director", show)
    for asked, spoken, words in [
        ("de-AT,de;q=0.9,en;q=0.5", "de", "Abläufe"),
        ("fi", "en", "Rundowns"),
        ("", "en", "Rundowns"),
    ]:
        answer = client.get(f"/shows/{show.pk}/rundowns", HTTP_ACCEPT_LANGUAGE=asked)
        page = answer.content.decode()
        assert f'<html lang="{spoken}">' in page and words in page and f"/texts/{spoken}.js" in page
        assert answer["Content-Language"] == spoken and "Accept-Language" in answer["Vary"]


def test_pages_that_are_not_translated_stay_english_whatever_is_asked_for(show: Show) -> None:
    answer = browser_of("ada", "director", show).get(f"/shows/{show.pk}/", HTTP_ACCEPT_LANGUAGE="de")
    assert '<html lang="en">' in answer.content.decode() and "Content-Language" not in answer


def test_scripts_find_their_texts_under_an_address_of_each_language() -> None:
    german = Client().get("/texts/de.js")
    assert german["Content-Type"].startswith("text/javascript") and "Werbeblock" in german.content.decode()
    assert Client().get("/texts/en.js").status_code == 200
    assert Client().get("/texts/xx.js").status_code == 404


def test_no_text_of_the_rundown_is_missing_in_german() -> None:
    with (GERMAN / "djangojs.mo").open("rb") as file:
        known = gettext.GNUTranslations(file)
    scripts = [*(ROOT / "static" / "rundown").rglob("*.js"), *(ROOT / "static" / "console" / "rundown").rglob("*.js")]
    said = {text for path in scripts for text in SAID.findall(path.read_text())}
    assert len(said) > 250
    assert [text for text in sorted(said) if known.gettext(text) == text == known.ngettext(text, "", 1)] == SAME


SAME = ["%(n)s h", "%(time)s, in %(left)s: %(name)s", "+1 min", "Name", "Standby", "Start", "Video", "in %(time)s"]
"""What German says as English does."""


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_what_is_served_is_what_was_translated(domain: str) -> None:
    with (GERMAN / f"{domain}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    written = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', (GERMAN / f"{domain}.po").read_text(), re.MULTILINE)
    assert written
    for text, german in written:
        assert compiled.gettext(text.replace('\\"', '"')) == german.replace('\\"', '"')
