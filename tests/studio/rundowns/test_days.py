"""Day templates: a day's fixed times, kept and laid on other days as one edit."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.apps import apps
from rest_framework.test import APIClient

from studio.air.processes.show_paths import paths_of
from studio.models import Rundown, Show
from studio.rundowns import files, naming
from studio.rundowns.known import beside
from tests.studio.makers import a_show, add, client_of
from tests.studio.rundowns.makers import a_rundown, address, an_asset, clip, edit, ids, names

pytestmark = pytest.mark.django_db
SATURDAY, SUNDAY = "2026-11-28", "2026-11-29"


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Show:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": False, "code": "off_air"})
    return a_show()


@pytest.fixture
def client(show: Show) -> APIClient:
    return client_of("producer", show)


def fixed(name: str, at: str) -> dict[str, Any]:
    return clip(an_asset(name), name=name, start={"mode": "fixed", "at": at})


@pytest.fixture
def row(show: Show) -> Rundown:
    """Two fixed times on Saturday, one on Sunday, one by a rule, and what follows on."""
    daily = {"mode": "fixed", "rule": {"rrule": "FREQ=DAILY", "start": f"{SATURDAY}T06:00:00"}}
    items = [
        fixed("news", f"{SATURDAY}T20:00:00"), clip(an_asset("Loop"), name="loop"),
        fixed("film", f"{SATURDAY}T20:15:00"),
        fixed("mass", f"{SUNDAY}T10:00:00"), clip(an_asset("Daily"), name="daily", start=daily),
    ]  # fmt: skip
    return a_rundown(show, *items, zone="Europe/Berlin")


def keep(client: APIClient, row: Rundown, day: str = SATURDAY, name: str = "Saturday") -> Any:
    return client.post(address(row, "keep-day"), {"date": day, "name": name}, format="json")


def lay(client: APIClient, row: Rundown, template: str, day: str = SUNDAY, **more: Any) -> Any:
    headers = {name: more.pop(name) for name in list(more) if name.startswith("HTTP_")}
    return client.post(address(row, "lay-day"), {"template": template, "date": day, **more}, format="json", **headers)


def starts(row: Rundown) -> dict[str, str]:
    return {one["name"]: one["start"].get("at", "") for one in Rundown.objects.get(pk=row.pk).items}


def listed(client: APIClient, row: Rundown, template: str) -> list[str]:
    answer = client.get(address(row).rpartition("/")[0], {"template": template})
    return [one["name"] for one in answer.json()["results"]]


def test_a_day_is_kept_with_its_fixed_times_and_nothing_else(client: APIClient, row: Rundown) -> None:
    answer = keep(client, row)
    assert answer.status_code == 201
    kept = answer.json()
    assert (kept["name"], kept["template"], kept["zone"], names(kept)) == (
        "Saturday", True, "Europe/Berlin", ["news", "film"],
    )  # fmt: skip
    assert not {one["id"] for one in kept["items"]} & {one["id"] for one in row.items}
    assert listed(client, row, "true") == ["Saturday"] and listed(client, row, "false") == ["Night"]
    assert listed(client, row, "") == ["Night", "Saturday"]


def test_a_day_is_kept_though_something_in_it_is_gone(show: Show, client: APIClient, row: Rundown) -> None:
    layout = show.layouts.get(name="Picture in picture")
    scene = add(client, show, "scenes", {"name": "Desk", "layout": layout.pk})["id"]
    edit(row, {"op": "change", "ids": [row.items[0]["id"]], "set": {"scene": scene, "slot": "inset"}})
    client.delete(f"/api/v1/shows/{show.pk}/scenes/{scene}")
    kept = keep(client, row).json()
    assert (kept["item_count"], kept["length_s"], len(kept["items"])) == (2, 20.0, 2)
    assert kept["items"][0]["id"] not in ids(row)
    template = Rundown.objects.get(pk=kept["id"])
    assert set(template.named.values_list("kind", "name")) == naming.names_in(template.items, beside(template))
    assert client.post(address(template, "undo")).json()["code"] == "nothing_to_undo"


def test_a_template_is_laid_on_a_day_at_the_same_times_and_taken_back_as_one_edit(
    client: APIClient, row: Rundown
) -> None:
    template = keep(client, row).json()["id"]
    answer = lay(client, row, template, "2027-03-28")
    assert answer.status_code == 200 and answer["ETag"] == f'"{row.revision + 1}"'
    laid = [one["start"]["at"] for one in answer.json()["items"]]
    assert laid == ["2027-03-28T20:00:00", "2027-03-28T20:15:00"]
    assert names(row) == ["news", "loop", "film", "mass", "daily", "news", "film"]
    assert client.post(address(row, "undo")).status_code == 200
    assert names(row) == ["news", "loop", "film", "mass", "daily"]


def test_a_dry_run_says_what_it_would_bring_and_keeps_nothing(client: APIClient, row: Rundown) -> None:
    template = keep(client, row).json()["id"]
    told = lay(client, row, template, SATURDAY, dry_run=True).json()
    assert (len(told["items"]), len(told["order"])) == (2, 7) and told["plan"]["occurrences"]
    assert len(names(row)) == 5 and Rundown.objects.get(pk=row.pk).revision == row.revision


def test_it_can_take_the_place_of_the_fixed_times_that_the_day_has(client: APIClient, row: Rundown) -> None:
    template = keep(client, row).json()["id"]
    assert lay(client, row, template, SUNDAY, replace=True).status_code == 200
    assert names(row) == ["news", "loop", "film", "daily", "news", "film"]
    client.post(address(row, "undo"))
    assert starts(row)["mass"] == f"{SUNDAY}T10:00:00"


def test_a_template_is_edited_as_any_rundown_and_what_has_no_time_is_not_laid(client: APIClient, row: Rundown) -> None:
    template = Rundown.objects.get(pk=keep(client, row).json()["id"])
    edit(template, {"op": "create", "items": [clip(an_asset("Extra"), name="extra")]})
    assert [one["name"] for one in lay(client, row, template.pk).json()["items"]] == ["news", "film"]


def test_an_edit_of_somebody_else_in_between_is_not_written_over(client: APIClient, row: Rundown) -> None:
    template = keep(client, row).json()["id"]
    edit(row, {"op": "settings", "set": {"name": "Late"}})
    assert lay(client, row, template, HTTP_IF_MATCH=f'"{row.revision}"').status_code == 412


def test_a_template_cannot_be_started(client: APIClient, row: Rundown) -> None:
    template = keep(client, row).json()["id"]
    paths = paths_of(row.show_id)
    assert paths.rundown_file(row.pk).exists() and not paths.rundown_file(template).exists()
    assert client.patch(address(row), {"at_end": "next", "next": template}, format="json").status_code == 400
    old = a_rundown(row.show, name="Day template: Sunday")
    Rundown.objects.filter(pk=old.pk).update(template=True)
    files.recompile(old)
    assert not paths.rundown_file(old.pk).exists()


@pytest.mark.parametrize(
    ("what", "parts", "status", "code"),
    [
        ("keep-day", {"date": "2026-11-30", "name": "Monday"}, 409, "nothing_fixed"),
        ("keep-day", {"date": "tomorrow", "name": "Monday"}, 400, "invalid"),
        ("keep-day", {"date": SATURDAY, "name": ""}, 400, "invalid"),
        ("lay-day", {"date": SATURDAY, "template": "run_nothing"}, 400, "invalid"),
        ("lay-day", {"date": SATURDAY}, 400, "invalid"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_keeps_nothing(
    client: APIClient, row: Rundown, what: str, parts: dict[str, Any], status: int, code: str
) -> None:
    answer = client.post(address(row, what), parts, format="json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Rundown.objects.count() == 1


def test_an_ordinary_rundown_is_not_laid_on_a_day(client: APIClient, row: Rundown) -> None:
    assert lay(client, row, row.pk).json()["errors"][0]["field"] == "template"


def test_templates_of_before_are_marked_and_lose_the_word_in_their_name(show: Show) -> None:
    old, other = a_rundown(show, name="Day template: Weekday"), a_rundown(show)
    migration = importlib.import_module("studio.migrations.0020_day_templates")
    migration.mark(apps, None)
    assert Rundown.objects.filter(template=True).values_list("pk", "name").get() == (old.pk, "Weekday")
    assert Rundown.objects.get(pk=other.pk).name == "Night"
    migration.name(apps, None)
    assert Rundown.objects.get(pk=old.pk).name == "Day template: Weekday"
