"""Presenters' links: made by directors, good until they are revoked, and good for one deck alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from studio.models import AuditEntry, PresenterLink
from studio.people import link_pages, members
from studio.presenting import links
from studio.shows.models import Show, Source
from tests.studio.fetching import get
from tests.studio.makers import BARS, a_user, add, client_of, signed_in
from tests.studio.presenting.makers import NOTES, a_deck, a_link

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_was_here() -> Iterator[None]:
    for one in (link_pages.uses, link_pages.guesses):
        one.clear()
    yield


@pytest.fixture
def deck() -> tuple[Show, Source]:
    return a_deck()


def made(deck: tuple[Show, Source]) -> PresenterLink:
    return a_link(*deck)


def test_a_director_makes_a_link_sees_it_again_and_revokes_it(deck: tuple[Show, Source]) -> None:
    show, source = deck
    director, address = client_of("director", show), f"/api/v1/shows/{show.pk}/presenters"
    answer = director.post(address, {"source": source.pk, "name": "Dr. Okafor"}, format="json")
    assert answer.status_code == 201
    link = answer.json()["link"]
    assert Client().get(link).status_code == 200
    listed = director.get(f"{address}?source={source.pk}").json()["results"]
    assert [(one["name"], one["link"]) for one in listed] == [("Dr. Okafor", link)]
    assert director.delete(f"{address}/{answer.json()['id']}").status_code == 204
    assert Client().get(link).status_code == 410
    assert Client().get(f"{link}pages").status_code == 404
    told = AuditEntry.objects.filter(show=show).values_list("text", flat=True)
    assert any("made the presenter's link Dr. Okafor for Slides" in text for text in told)
    assert any("revoked the presenter's link Dr. Okafor" in text for text in told)


def test_only_documents_have_presenters(deck: tuple[Show, Source]) -> None:
    director = client_of("director", deck[0])
    bars = add(director, deck[0], "sources", BARS)
    for source in (bars["id"], "src_nowhere"):
        answer = director.post(f"/api/v1/shows/{deck[0].pk}/presenters", {"source": source, "name": "x"}, format="json")
        assert (answer.status_code, answer.json()["code"]) == (400, "not_a_document")


def test_a_show_has_so_many_links_and_no_more(deck: tuple[Show, Source]) -> None:
    for _ in range(links.MOST):
        made(deck)
    answer = client_of("director", deck[0]).post(
        f"/api/v1/shows/{deck[0].pk}/presenters", {"source": deck[1].pk, "name": "x"}, format="json"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_links")


def test_a_link_that_was_tampered_with_opens_nothing(deck: tuple[Show, Source]) -> None:
    row = made(deck)
    text = links.LINKS.text_of(row)
    for other in (f"{row.pk}", f"{row.pk + 1}.{text.partition('.')[2]}", text[:-1] + "A", f"0{text}", "x" * 500):
        if other != text:
            assert Client().get(f"/present/{other}/").status_code == 404


def test_a_link_ends_by_itself_and_with_whoever_gave_it(deck: tuple[Show, Source]) -> None:
    show, source = deck
    past = a_link(show, source, expires=timezone.now() - timedelta(seconds=1))
    assert not links.is_good(past)
    ada = a_user("ada", "director", show)
    given = a_link(show, source, giver=ada)
    assert links.is_good(given)
    members.give_role(None, ada, show.pk, "producer")
    assert not links.is_good(links.LINKS.link_of(links.LINKS.text_of(given)) or given)


def test_a_link_ends_with_its_source(deck: tuple[Show, Source]) -> None:
    row = made(deck)
    deck[1].delete()
    assert not links.is_good(row)
    assert Client().get(links.LINKS.path_of(row)).status_code == 410


def test_a_presenter_reads_the_notes_and_sees_the_pages(deck: tuple[Show, Source]) -> None:
    path = links.LINKS.path_of(made(deck))
    told = Client().get(f"{path}pages").json()
    assert [one["notes"] for one in told["pages"]] == list(NOTES)
    assert told["document"] == deck[1].input["asset"]
    assert get(f"{path}pages/2/320.jpg").body.startswith(b"\xff\xd8")
    for wrong in ("4/320", "0/320", "1/321"):
        assert Client().get(f"{path}pages/{wrong}.jpg").status_code == 404


def test_a_presenter_has_nothing_else(deck: tuple[Show, Source]) -> None:
    path = links.LINKS.path_of(made(deck))
    browser = Client()
    browser.get(path)
    assert browser.get(f"/library/{deck[1].input['asset']}/pages/1/320.jpg").status_code == 404
    assert browser.get(f"/api/v1/shows/{deck[0].pk}").status_code == 401


def test_the_address_is_told_to_no_other_site_and_kept_by_no_cache(deck: tuple[Show, Source]) -> None:
    answer = Client().get(links.LINKS.path_of(made(deck)))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_link_that_is_used_too_fast_is_held_up(deck: tuple[Show, Source], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_pages.uses, "at_once", 3.0)
    monkeypatch.setattr(link_pages.uses, "per_s", 0.0)
    path = links.LINKS.path_of(made(deck))
    assert [Client().get(path).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_producers_and_viewers_make_no_links(deck: tuple[Show, Source]) -> None:
    for role in ("viewer", "producer"):
        client = signed_in(a_user(f"a-{role}", role, deck[0]))
        assert client.get(f"/api/v1/shows/{deck[0].pk}/presenters").status_code == 403
