"""The viewers' page in a rehearsal: members may learn of it, viewers are told that the show is off air."""

from __future__ import annotations

import pytest
from django.test import Client

from studio.shows.models import Show
from tests.studio.makers import a_show, a_user, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def show() -> Show:
    show = a_show()
    Show.objects.filter(pk=show.pk).update(wanted=True, rehearsing=True)
    return show


def test_a_member_s_page_asks_after_the_rehearsal_and_is_told(show: Show) -> None:
    browser = signed_in(a_user("ada", "viewer", show))
    address = f"/api/v1/shows/{show.pk}"
    assert f'data-about="{address}"' in browser.get(f"/watch/{show.pk}/").content.decode()
    assert browser.get(address).json()["rehearsing"] is True


def test_who_only_watches_has_nowhere_to_ask_and_reads_nothing_of_it(show: Show) -> None:
    for browser in (Client(), signed_in(a_user("bob", "viewer", a_show()))):
        page = browser.get(f"/watch/{show.pk}/").content.decode()
        assert 'data-about=""' in page and "ehears" not in page
        assert browser.get(f"/api/v1/shows/{show.pk}").status_code in (401, 403, 404)


def test_the_list_of_shows_calls_a_rehearsal_by_its_name(show: Show) -> None:
    browser = signed_in(a_user("ada", "viewer", show))
    assert 'data-wanted="rehearsal"' in (page := browser.get("/").content.decode())
    assert ">Rehearsal<" in page and ">On air<" not in page
    Show.objects.filter(pk=show.pk).update(rehearsing=False)
    assert ">On air<" in browser.get("/").content.decode()
