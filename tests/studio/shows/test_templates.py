"""Shows that are templates: never on air, and what new shows are made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from studio.errors import Refused
from studio.models import Show
from studio.scheduling.off_air import put_on_air
from studio.shows import air
from tests.studio.makers import BARS, a_show, add, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": True})
    show = a_show("Evening news")
    add(client_of("director"), show, "sources", BARS)
    assert patched(show, template=True).json()["template"] is True
    return show


def patched(show: Show, **values: Any) -> Any:
    return client_of("producer", show).patch(f"/api/v1/shows/{show.pk}", values, format="json")


def made(**values: Any) -> Any:
    return client_of("director").post("/api/v1/shows", values, format="json")


def test_templates_are_listed_apart(template: Show) -> None:
    a_show("Tonight")
    for asked, found in (("true", ["Evening news"]), ("false", ["Tonight"])):
        told = client_of("director").get("/api/v1/shows", {"template": asked}).json()["results"]
        assert [one["name"] for one in told] == found


def test_a_template_is_never_on_air(template: Show) -> None:
    entry = {"do": "start", "at": "2026-11-22T20:00:00"}
    add(client_of("director"), template, "schedule", entry)
    Show.objects.filter(pk=template.pk).update(schedule_settled=None)
    answer = client_of("director").post(f"/api/v1/shows/{template.pk}/start", {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "template")
    with pytest.raises(Refused, match="never on air"):
        air.start(template.pk)
    assert put_on_air(datetime(2026, 11, 22, 20, 0, 1, tzinfo=UTC)) == []
    assert not Show.objects.get(pk=template.pk).wanted


def test_what_is_on_air_is_made_no_template() -> None:
    show = a_show()
    Show.objects.filter(pk=show.pk).update(wanted=True)
    answer = patched(show, template=True)
    assert (answer.status_code, answer.json()["code"]) == (409, "on_air")


def test_a_new_show_is_like_its_template_and_is_none(template: Show) -> None:
    told = made(name="Monday", template=template.pk, canvas={"width": 1280, "height": 720})
    assert told.status_code == 201, told.json()
    show = told.json()
    assert (show["name"], show["template"], show["canvas"]["height"]) == ("Monday", False, 720)
    assert [one["name"] for one in show["sources"]] == ["Bars"]
    assert show["sources"][0]["id"] != template.sources.get().pk


def test_only_templates_that_one_may_copy_are_taken(template: Show) -> None:
    show = a_show("No template")
    for pk in (show.pk, "shw_none"):
        answer = made(name="Monday", template=pk)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "template")
    assert Show.objects.count() == 2


def test_a_template_is_let_be_one_again(template: Show) -> None:
    assert patched(template, template=False).json()["template"] is False
