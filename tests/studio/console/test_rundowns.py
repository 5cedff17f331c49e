"""The page of a show's rundowns, and the languages it speaks."""

from __future__ import annotations

import pytest
from django.test import Client

from studio.models import Show
from tests.studio.makers import a_show, a_user

pytestmark = pytest.mark.django_db


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
        assert f'<html lang="{spoken}" dir="ltr">' in page and words in page and f"/texts/{spoken}.js" in page
        assert answer["Content-Language"] == spoken and "Accept-Language" in answer["Vary"]
