"""Links of views: made by directors, good for one view of one show until they are revoked, and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from studio.models import AuditEntry, ViewLink
from studio.people import link_pages, members
from studio.presenting.links import LINKS as PRESENTERS
from studio.shows.models import Show, Source
from studio.views import links
from tests.studio.makers import a_user, client_of, signed_in
from tests.studio.views.makers import a_link, a_show

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_was_here() -> Iterator[None]:
    for one in (link_pages.uses, link_pages.guesses):
        one.clear()
    yield


@pytest.fixture
def made() -> tuple[Show, Source]:
    return a_show()


def path_of(row: ViewLink) -> str:
    return links.LINKS.path_of(row)


def test_a_director_makes_a_link_sees_it_again_and_revokes_it(made: tuple[Show, Source]) -> None:
    show, _ = made
    director, address = client_of("director", show), f"/api/v1/shows/{show.pk}/views"
    answer = director.post(address, {"kind": "multiview", "name": "Gallery"}, format="json")
    assert (answer.status_code, answer.json()["expires"]) == (201, None)
    link = answer.json()["link"]
    assert Client().get(link).status_code == 200
    assert [one["link"] for one in director.get(address).json()["results"]] == [link]
    assert director.delete(f"{address}/{answer.json()['id']}").status_code == 204
    assert Client().get(link).status_code == 410
    told = list(AuditEntry.objects.filter(show=show).values_list("text", flat=True))
    assert any("made the multiview link Gallery" in text for text in told)
    assert any("revoked the multiview link Gallery" in text for text in told)


def test_the_database_holds_nothing_that_opens_a_link(made: tuple[Show, Source]) -> None:
    row = a_link(made[0])
    signature = links.LINKS.text_of(row).partition(".")[2]
    assert signature
    assert not any(signature in str(value) for value in ViewLink.objects.filter(pk=row.pk).values().get().values())


def test_a_tally_is_of_one_source_of_the_show_and_ends_with_it(made: tuple[Show, Source]) -> None:
    show, source = made
    director, address = client_of("director", show), f"/api/v1/shows/{show.pk}/views"
    for wrong in ({}, {"source": "src_nowhere"}, {"source": a_show("Other")[1].pk}):
        answer = director.post(address, {"kind": "tally", "name": "x", **wrong}, format="json")
        assert answer.status_code == 400
    answer = director.post(address, {"kind": "clock", "name": "x", "source": source.pk}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "tally_needs_source")
    tally = director.post(address, {"kind": "tally", "name": "x", "source": source.pk}, format="json").json()
    source.delete()
    assert Client().get(tally["link"]).status_code == 410


def test_a_show_has_so_many_links_and_no_more(made: tuple[Show, Source], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST", 1)
    a_link(made[0])
    body = {"kind": "clock", "name": "x"}
    answer = client_of("director", made[0]).post(f"/api/v1/shows/{made[0].pk}/views", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_links")


def test_a_link_that_was_tampered_with_opens_nothing(made: tuple[Show, Source]) -> None:
    row = a_link(made[0])
    text = links.LINKS.text_of(row)
    end = "A" if text[-1] != "A" else "B"
    others = (f"{row.pk}", f"{row.pk + 1}.{text.partition('.')[2]}", text[:-1] + end, f"0{text}", "x" * 500)
    assert [Client().get(f"/view/{other}").status_code for other in others] == [404] * len(others)


def test_the_link_of_a_presenter_opens_no_view_and_the_other_way_round(made: tuple[Show, Source]) -> None:
    row = a_link(made[0])
    assert links.LINKS.link_of(PRESENTERS.text_of(row)) is None
    assert PRESENTERS.link_of(links.LINKS.text_of(row)) is None


def test_a_link_ends_when_it_was_to_end_and_with_whoever_gave_it(made: tuple[Show, Source]) -> None:
    show = made[0]
    assert not links.is_good(a_link(show, expires=timezone.now() - timedelta(seconds=1)))
    ada = a_user("ada", "director", show)
    given = a_link(show, giver=ada)
    assert links.is_good(given)
    members.give_role(None, ada, show.pk, "producer")
    assert not links.is_good(given)


def test_who_has_a_link_has_nothing_else_of_the_show(made: tuple[Show, Source]) -> None:
    show, browser = made[0], Client()
    assert browser.get(path_of(a_link(show))).status_code == 200
    assert browser.get(f"/shows/{show.pk}/").status_code == 302
    assert browser.get(f"/shows/{show.pk}/views/multiview").status_code == 302
    for part in ("", "/status", "/sources", "/views", "/messages"):
        assert browser.get(f"/api/v1/shows/{show.pk}{part}").status_code == 401
    for verb in ("messages", "cut", "start"):
        assert browser.post(f"/api/v1/shows/{show.pk}/{verb}").status_code in (401, 403)


def test_the_address_is_told_to_no_other_site_and_kept_by_no_cache(made: tuple[Show, Source]) -> None:
    answer = Client().get(path_of(a_link(made[0])))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_guesses_links_is_held_up(made: tuple[Show, Source], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_pages.guesses, "per_s", 0.0)
    monkeypatch.setattr(link_pages.guesses, "at_once", 3.0)
    assert [Client().get(f"/view/{n}.x").status_code for n in range(4)] == [404, 404, 404, 429]
    assert Client().get("/present/1.x/").status_code == 429
    assert Client().get(path_of(a_link(made[0]))).status_code == 200


def test_who_is_signed_in_sees_the_views_of_shows_they_may_see(made: tuple[Show, Source]) -> None:
    show, source = made
    viewer, stranger = Client(), Client()
    viewer.force_login(a_user("vera", "viewer", show))
    stranger.force_login(a_user("sam"))
    for path in ("multiview", "countdown", "clock", "floor", f"tally/{source.pk}"):
        assert viewer.get(f"/shows/{show.pk}/views/{path}").status_code == 200
        assert stranger.get(f"/shows/{show.pk}/views/{path}").status_code == 404
    for wrong in ("tally", "console", "clock/src_x", "tally/src_x"):
        assert viewer.get(f"/shows/{show.pk}/views/{wrong}").status_code == 404


def test_producers_and_viewers_make_no_links(made: tuple[Show, Source]) -> None:
    for role in ("viewer", "producer"):
        client = signed_in(a_user(f"a-{role}", role, made[0]))
        assert client.get(f"/api/v1/shows/{made[0].pk}/views").status_code == 403
