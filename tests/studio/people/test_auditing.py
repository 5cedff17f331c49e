"""Who did what in a show, looked up by directors alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from studio.errors import Refused
from studio.people.auditing import found, in_words
from studio.people.models import AuditEntry, Role
from studio.shows.models import Show
from tests.studio.makers import a_show, a_user, signed_in

pytestmark = pytest.mark.django_db


def entry(show: Show, verb: str, by: str = "Ada Holt (ada)", day: int = 20, **command: Any) -> AuditEntry:
    when = datetime(2026, 11, day, 20, 30, tzinfo=UTC)
    return AuditEntry.objects.create(show=show, time=when, by=by, verb=verb, command=command, frame=1234)


@pytest.fixture
def show() -> Show:
    show = a_show()
    entry(show, "cut", expected_preview="scn_a")
    entry(show, "take", by="Li Wei (li)", day=21, scene="scn_a")
    entry(show, "sound", day=22, source="src_a", gain_db=-3)
    return show


def verbs(show: Show, **asked: str) -> list[str]:
    return [one.verb for one in found(show.pk, asked)]


def test_everything_is_listed_newest_first(show: Show) -> None:
    assert verbs(show) == ["sound", "take", "cut"]


def test_it_is_looked_up_by_who_by_what_and_by_day(show: Show) -> None:
    assert verbs(show, by="li wei") == ["take"]
    assert verbs(show, verb="takes") == ["take", "cut"]
    assert verbs(show, verb="sound") == ["sound"]
    assert verbs(show, since="2026-11-21", until="2026-11-21") == ["take"]
    assert verbs(show, by="nobody") == []


def test_what_is_no_day_is_refused(show: Show) -> None:
    with pytest.raises(Refused, match="Expected a day"):
        found(show.pk, {"since": "yesterday"})


def test_the_last_day_there_is_can_be_asked_for(show: Show) -> None:
    assert verbs(show, since="0001-01-01", until="9999-12-31") == ["sound", "take", "cut"]


def test_an_entry_is_told_with_the_names_of_what_it_was_done_to(show: Show) -> None:
    names = {"scn_a": "Stage", "src_a": "Camera 1"}
    assert [in_words(one, names) for one in found(show.pk, {})] == [
        "source: Camera 1, gain_db: -3", "scene: Stage", "Stage",
    ]  # fmt: skip


def page(client: Any, show: Show, query: str = "") -> Any:
    return client.get(f"/people/shows/{show.pk}/audit/{query}")


def as_(role: str, show: Show) -> Client:
    client = Client()
    client.force_login(a_user(f"a-{role}", role, show))
    return client


def test_the_page_has_who_what_and_when_and_keeps_its_filters(show: Show) -> None:
    answer = page(as_(Role.DIRECTOR, show), show, "?by=Ada&verb=takes")
    text = answer.content.decode()
    assert answer.status_code == 200 and "1 entry" in text
    assert "Ada Holt (ada)" in text and "Li Wei" not in text and 'value="takes" selected' in text


def test_a_day_that_is_none_is_said_on_the_page(show: Show) -> None:
    answer = page(as_(Role.DIRECTOR, show), show, "?since=soon")
    assert answer.status_code == 400 and b"Expected a day" in answer.content


def test_long_lists_have_pages(show: Show) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(show=show, time=datetime(2026, 11, 1, tzinfo=UTC), verb="cut", by="Ada") for _ in range(120)
    )
    client = as_(Role.DIRECTOR, show)
    assert b"Older" in page(client, show, "?verb=cut").content
    assert b"page=1&amp;verb=cut" in page(client, show, "?verb=cut&page=2").content


def test_only_who_manages_a_show_sees_who_did_what(show: Show) -> None:
    for role in (Role.VIEWER, Role.PRODUCER):
        assert page(as_(role, show), show).status_code == 404
    assert page(Client(), show).status_code == 302


def test_what_people_write_is_text_on_the_page(show: Show) -> None:
    entry(show, "take", by="<script>alert(1)</script>", scene="<b>")
    content = page(as_(Role.DIRECTOR, show), show).content
    assert b"<script>alert" not in content and b"&lt;script&gt;" in content


def test_the_api_takes_the_same_filters(show: Show) -> None:
    client = signed_in(a_user("dora", Role.DIRECTOR, show))
    address = f"/api/v1/shows/{show.pk}/audit"
    assert [one["verb"] for one in client.get(address, {"verb": "takes"}).json()["results"]] == ["take", "cut"]
    assert client.get(address, {"since": "x"}).status_code == 400
