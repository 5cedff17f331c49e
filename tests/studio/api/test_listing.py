"""Lists: one way of paging, and tables that say what narrows and orders each."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from studio.api.listing import moment
from studio.models import Event, Recording, Show
from studio.people.models import AuditEntry
from tests.studio.api.openapi import Operation, document, operations
from tests.studio.makers import BARS, PUSH, a_show, a_user, add, client_of
from tests.studio.rundowns.makers import a_rundown

pytestmark = pytest.mark.django_db
PAGED = ("count", "next", "previous", "results")


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document()["components"]["schemas"][name] if name else schema
    return found


def answered(operation: Operation) -> dict[str, Any]:
    content = operation.described["responses"]["200"].get("content", {})
    return resolved(content.get("application/json", {}).get("schema", {}))


GETS = [one for one in operations() if one.method == "get"]
LISTS = [one for one in GETS if "results" in answered(one).get("properties", {})]


def test_everything_that_answers_with_a_list_answers_in_pages() -> None:
    """But for the export of captions, which is a file."""
    bare = {one.path for one in GETS if answered(one).get("type") == "array"}
    assert {path.rpartition("/")[2] for path in bare} == {"export"}
    assert len(LISTS) > 25
    for one in LISTS:
        asked = {parameter["name"] for parameter in one.described["parameters"]}
        assert set(answered(one)["properties"]) == set(PAGED) and {"limit", "offset"} <= asked, one.path


def path_of(operation: Operation, show: Show) -> str:
    return operation.path.format(show_id=show.pk, asset_id="ast_none", part_id="dst_none")


def of_a_show(operation: Operation) -> bool:
    """Lists of one thing are in the tests of what that is."""
    return not any(name in operation.path for name in ("{asset_id}", "{part_id}", "{webhook_id}"))


@pytest.mark.parametrize("operation", [one for one in LISTS if of_a_show(one)], ids=str)
def test_every_documented_order_and_filter_is_taken_and_every_other_value_refused(operation: Operation) -> None:
    show, client = a_show(), client_of("director")
    address = path_of(operation, show)
    for parameter in operation.described["parameters"]:
        name, schema = parameter["name"], parameter["schema"]
        if parameter["in"] != "query" or name in ("format", "folder"):
            continue
        choices = schema.get("enum") or (["true", "false"] if schema.get("type") == "boolean" else [])
        for value in choices:
            assert client.get(address, {name: value}).status_code == 200, (name, value)
        if choices:
            refused = client.get(address, {name: "no such thing"})
            assert refused.status_code == 400 and name in str(refused.json()["errors"] or refused.json()), name
        elif name in ("search", "by"):
            assert client.get(address, {name: "été ("}).json()["count"] == 0


def names(client: APIClient, address: str, **query: str) -> list[str]:
    return [one["name"] for one in client.get(f"/api/v1/{address}", query).json()["results"]]


def test_shows_are_found_by_words_by_state_and_in_an_order() -> None:
    client = client_of("director")
    for name in ("Abend", "Ärzte am Abend", "Morgen"):
        a_show(name)
    Show.objects.filter(name="Morgen").update(wanted=True, rehearsing=True)
    assert names(client, "shows", search="abend ÄRZTE") == ["Ärzte am Abend"]
    assert names(client, "shows", order="-name") == ["Ärzte am Abend", "Morgen", "Abend"]
    assert names(client, "shows", wanted="true") == ["Morgen"]
    assert names(client, "shows", on_air="true") == []
    assert names(client, "shows", wanted="false", order="name") == ["Abend", "Ärzte am Abend"]


def test_nobody_finds_a_show_that_they_may_not_see() -> None:
    a_show("Secret")
    assert names(client_of("director", a_show("Mine")), "shows", search="e") == ["Mine"]


def test_parts_are_found_by_kind_and_by_name() -> None:
    show, client = a_show(), client_of("director")
    add(client, show, "sources", BARS)
    add(client, show, "sources", PUSH)
    here = f"shows/{show.pk}"
    assert names(client, f"{here}/sources", kind="test") == ["Bars"]
    assert names(client, f"{here}/sources", order="-position") == ["Field camera", "Bars"]
    assert names(client, f"{here}/destinations", kind="record") == ["Recording"]
    told = client.get(f"/api/v1/{here}/sources", {"kind": "cheese"}).json()
    assert told["errors"][0]["field"] == "kind" and "test" in told["detail"] and "cheese" in told["detail"]


def test_an_order_that_nobody_knows_is_refused_with_those_that_there_are() -> None:
    told = client_of("director").get("/api/v1/shows", {"order": "weight"})
    assert told.status_code == 400
    assert "name, created, wanted_since" in told.json()["detail"]


def test_pages_go_on_in_the_order_and_within_what_was_found() -> None:
    client = client_of("director")
    for number in range(5):
        a_show(f"Show {number}")
    a_show("Other")
    page = client.get("/api/v1/shows", {"search": "show", "order": "-name", "limit": "2"}).json()
    assert page["count"] == 5
    following = client.get(page["next"]).json()
    assert [one["name"] for one in following["results"]] == ["Show 2", "Show 1"]


def test_events_are_found_by_level_code_and_time() -> None:
    show, client, now = a_show(), client_of("director"), timezone.now()
    for hours, level, code in ((30, "info", "on_air"), (2, "error", "source_lost"), (1, "info", "source_back")):
        Event.objects.create(show=show, time=now - timedelta(hours=hours), level=level, code=code, text=code)

    def codes(**query: str) -> list[str]:
        return [one["code"] for one in client.get(f"/api/v1/shows/{show.pk}/events", query).json()["results"]]

    assert codes(level="error") == ["source_lost"]
    assert codes(code="on_air") == ["on_air"]
    assert codes(since=(now - timedelta(hours=3)).isoformat()) == ["source_back", "source_lost"]
    assert codes(until=(now - timedelta(hours=3)).isoformat()) == ["on_air"]
    assert codes(order="time") == ["on_air", "source_lost", "source_back"]
    told = client.get(f"/api/v1/shows/{show.pk}/events", {"since": "yesterday"})
    assert told.status_code == 400 and told.json()["errors"][0]["field"] == "since"


def test_a_day_is_utcs_and_until_has_it_whole() -> None:
    assert moment("2026-11-22", time.min).isoformat() == "2026-11-22T00:00:00+00:00"
    assert moment("2026-11-22", time.max).isoformat() == "2026-11-22T23:59:59.999999+00:00"
    assert moment("2026-11-22T21:00:00 01:00", time.min).isoformat() == "2026-11-22T20:00:00+00:00"


def test_the_audit_list_is_found_by_group_and_day() -> None:
    show, client = a_show(), client_of("director")
    for verb, at in (("take", "2026-11-21T12:00:00Z"), ("load", "2026-11-22T12:00:00Z")):
        AuditEntry.objects.create(show=show, time=at, verb=verb, by="Ada")

    def verbs(**query: str) -> list[str]:
        return [one["verb"] for one in client.get(f"/api/v1/shows/{show.pk}/audit", query).json()["results"]]

    assert verbs(verb="takes") == ["take"] and verbs(until="2026-11-21") == ["take"]
    assert verbs(since="2026-11-22") == ["load"] and verbs(by="ad") == ["load", "take"]


def test_recordings_members_tokens_and_rundowns_are_narrowed_too() -> None:
    show, client = a_show(), client_of("director")
    for number, title in ((1, "Gala"), (2, "")):
        Recording.objects.create(
            show=show, name=f"r{number}", title=title, folder=f"r{number}", state="finished",
            started_at=f"2026-11-2{number}T10:00:00Z",
        )  # fmt: skip
    assert names(client, "recordings", search="gala") == ["Gala"]
    assert names(client, "recordings", order="name", show=show.pk) == ["Gala", "r2"]
    assert names(client, f"shows/{show.pk}/recordings", since="2026-11-22", state="finished") == ["r2"]
    for user, role in (("ada", "viewer"), ("bo", "producer")):
        a_user(user, role, show)
    members = client.get(f"/api/v1/shows/{show.pk}/members", {"role": "producer"}).json()["results"]
    assert [one["user"] for one in members] == ["bo"]
    assert names(client, "tokens", search="nobody's") == []
    a_rundown(show)
    assert client.get(f"/api/v1/shows/{show.pk}/rundowns", {"template": "true"}).json()["count"] == 0
