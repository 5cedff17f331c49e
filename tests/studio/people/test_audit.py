"""The audit list of a show: commands that were applied, and changes of people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, OperationalError
from django.utils import timezone
from rest_framework.test import APIClient

from studio.air.browser.hub import past_events
from studio.air.runmixer.audit_rows import WAITING_MOST, AuditRows
from studio.air.runmixer.command_log import Applied
from studio.air.runmixer.waiting_rows import AT_ONCE
from studio.air.senders import Sender
from studio.people import origin
from studio.people.members import give_role
from studio.people.models import AuditEntry
from studio.people.secrets import make_token
from studio.shows.making import new_show
from studio.shows.models import Event, Show

pytestmark = pytest.mark.django_db
ADA = Sender("Ada (ada)", "console", "192.0.2.7")


@pytest.fixture
def show() -> Show:
    return new_show({"name": "Evening show"})


def client_of(role: str, show: Show | None) -> APIClient:
    _, text = make_token(f"a {role}", role, show)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return client


def audit_of(show: Show, role: str = "director", **query: Any) -> Any:
    return client_of(role, show).get(f"/api/v1/shows/{show.pk}/audit", query)


def at_once(name: str, steps: Callable[[], Iterator[object]]) -> None:
    for _ in steps():
        pass


def applied(frame: int, verb: str = "take", **parts: Any) -> Applied:
    return Applied(timezone.now().timestamp(), frame, {"id": "x", "verb": verb, **parts}, ADA)


def test_commands_and_changes_of_people_are_one_list_newest_first(show: Show) -> None:
    AuditRows(show.pk, at_once).note(applied(70, scene="one"))
    ada = User.objects.create(username="ada", is_staff=True)
    give_role(ada, User.objects.create(username="bob"), show.pk, "viewer")
    people, take = audit_of(show).json()["results"]
    assert {name: part for name, part in take.items() if name != "time"} == {
        "by": "Ada (ada)", "origin": "console", "address": "192.0.2.7",
        "frame": 70, "verb": "take", "command": {"scene": "one"}, "text": "", "request": "",
    }  # fmt: skip
    assert (people["verb"], people["by"], people["text"]) == ("people", "ada", "ada made bob a viewer")
    assert Event.objects.filter(show=show, code="people").count() == 1, "and the events have it as before"


def test_it_comes_in_pages(show: Show) -> None:
    rows = AuditRows(show.pk, at_once)
    for frame in range(7):
        rows.note(applied(frame))
    page = audit_of(show, limit=3, offset=3).json()
    assert page["count"] == 7 and [one["frame"] for one in page["results"]] == [3, 2, 1]
    assert "offset=6" in page["next"] and page["previous"]


def test_directors_of_the_show_see_it_and_nobody_else(show: Show) -> None:
    assert [audit_of(show, role).status_code for role in ("director", "producer", "viewer")] == [200, 403, 403]
    other = new_show({"name": "Another"})
    assert client_of("director", other).get(f"/api/v1/shows/{show.pk}/audit").status_code == 404
    assert APIClient().get(f"/api/v1/shows/{show.pk}/audit").status_code in (401, 404)


def test_many_commands_are_one_write_and_wait_in_bounds(show: Show, django_assert_num_queries: Any) -> None:
    asked: dict[str, Any] = {}
    rows = AuditRows(show.pk, asked.__setitem__)
    for frame in range(WAITING_MOST + 50):
        rows.note(applied(frame))
    assert list(asked) == ["audit"], "one piece of long work, which nothing pushes out"
    assert len(list(asked["audit"]())) == WAITING_MOST // AT_ONCE
    assert AuditEntry.objects.filter(show=show).count() == WAITING_MOST
    asked.clear()
    rows.note(applied(1))
    list(asked["audit"]())
    assert AuditEntry.objects.filter(show=show).count() == WAITING_MOST + 1


def test_after_an_outage_nothing_that_waited_is_missing(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = AuditRows(show.pk, lambda name, steps: None)
    rows.note(applied(1))

    def away(rows: Any) -> None:
        raise OperationalError("the database does not answer")

    monkeypatch.setattr(AuditEntry.objects, "bulk_create", away)
    with pytest.raises(OperationalError):
        rows.save_all()
    monkeypatch.undo()
    rows.note(applied(2))
    rows.save_all()
    assert [one["frame"] for one in audit_of(show).json()["results"]] == [2, 1]


def test_behind_our_proxies_the_address_is_the_visitor_s(settings: Any) -> None:
    asked = {"client": ("10.0.0.1", 1), "headers": [(b"x-forwarded-for", b"6.6.6.6, 192.0.2.7")]}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 0}
    assert origin.of_socket(asked) == "10.0.0.1", "without proxies anybody may write that"
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    assert origin.of_socket(asked) == "192.0.2.7"


def test_rows_that_can_never_be_written_do_not_stay(monkeypatch: pytest.MonkeyPatch, show: Show) -> None:
    rows = AuditRows(show.pk, lambda name, steps: None)

    def refused(rows: Any) -> None:
        raise IntegrityError("one of these is wrong")

    monkeypatch.setattr(AuditEntry.objects, "bulk_create", refused)
    rows.note(applied(1))
    rows.note(applied(2))
    monkeypatch.setattr("studio.people.models.AuditEntry.save", saving_but(2))
    rows.save_all()
    assert [entry.frame for entry in AuditEntry.objects.all()] == [1], "it costs no other"
    rows.save_all()
    assert AuditEntry.objects.count() == 1


def saving_but(frame: int) -> Any:
    whole = AuditEntry.save

    def save(self: AuditEntry, **more: Any) -> None:
        if self.frame == frame:
            raise IntegrityError("never")
        whole(self, **more)

    return save


def test_old_entries_are_old(show: Show) -> None:
    AuditEntry.objects.create(show=show, time=timezone.now() - timedelta(days=1), verb="cut")
    AuditEntry.objects.create(show=show, time=timezone.now(), verb="take")
    assert [one["verb"] for one in audit_of(show).json()["results"]] == ["take", "cut"]


def test_events_of_people_are_read_by_those_who_may_change_them(show: Show) -> None:
    ada = User.objects.create(username="ada", is_staff=True)
    give_role(ada, User.objects.create(username="bob"), show.pk, "viewer")
    Event.objects.create(show=show, time=timezone.now(), level="info", code="air", text="went on air")

    def codes(role: str) -> list[str]:
        answer: Any = client_of(role, show).get(f"/api/v1/shows/{show.pk}/events")
        return [one["code"] for one in answer.json()["results"]]

    assert codes("director") == ["air", "people"]
    assert codes("producer") == codes("viewer") == ["air"]
    assert [one["code"] for one in past_events(show.pk)] == ["air"], "consoles off air show these to everybody"
