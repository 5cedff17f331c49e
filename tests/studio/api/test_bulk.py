"""Many changes as one edit, and edits that are only tried."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from studio.api.models import KeptAnswer
from studio.models import Show
from studio.shows.compose import exported
from tests.studio.makers import BARS, PUSH, RELAY, a_show, add, client_of

pytestmark = pytest.mark.django_db
Json = dict[str, Any]


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": True})
    return a_show()


@pytest.fixture
def client(show: Show) -> APIClient:
    return client_of("producer", show)


def post(client: APIClient, show: Show, *ops: Json, dry_run: bool = False, **headers: Any) -> Any:
    body = {"ops": list(ops), **({"dry_run": True} if dry_run else {})}
    return client.post(f"/api/v1/shows/{show.pk}/edit", body, format="json", **headers)


def stored(show: Show) -> Json:
    return exported(Show.objects.get(pk=show.pk))


def op(op: str, kind: str, id: str = "", value: Any = None) -> Json:
    return {"op": op, "kind": kind, **({"id": id} if id else {}), **({} if value is None else {"value": value})}


NEWS = (
    op("add", "source", "$cam", PUSH),
    op("add", "source", "$bars", {**BARS, "fallback": {"steps": [{"kind": "source", "source": "$cam"}]}}),
    op("add", "layout", "$wide", {"name": "Wide", "slots": [{"name": "main"}]}),
    op("add", "overlay", "$name", {"name": "Name", "content": {"kind": "text"}}),
    op("add", "scene", "$desk", {
        "name": "Desk", "layout": "$wide", "slots": {"main": "$cam"}, "overlays": ["$name"],
        "sound": {"$bars": {"mode": "off"}},
    }),
    op("change", "show", value={"name": "News", "start": {"scene": "$desk"}, "standby": {"source": "$bars"}}),
)  # fmt: skip


def test_new_things_refer_to_one_another_and_are_one_revision(show: Show, client: APIClient) -> None:
    before = stored(show)
    answer = post(client, show, *NEWS)
    assert answer.status_code == 200, answer.json()
    told, names = answer.json(), answer.json()["names"]
    assert told["edit"] == {"revision": 2, "on_air": True} and answer.headers["ETag"] == '"2"'
    assert {name: pk[:3] for name, pk in names.items()} == {
        "$cam": "src", "$bars": "src", "$wide": "lay", "$name": "ovl", "$desk": "scn",
    }  # fmt: skip
    scene = told["results"][4]["value"]
    assert scene["layout"] == names["$wide"] and scene["slots"] == {"main": names["$cam"]}
    assert scene["overlays"] == [names["$name"]] and list(scene["sound"]) == [names["$bars"]]
    assert told["results"][0]["stream_key"].startswith(names["$cam"])
    whole = stored(show)
    assert whole["start"]["scene"] == names["$desk"] and whole["standby"] == names["$bars"]
    assert whole["sources"][1]["fallback"]["steps"][0]["source"] == names["$cam"]
    assert client.post(f"/api/v1/shows/{show.pk}/undo").status_code == 200
    assert {**stored(show), "surface": None} == {**before, "surface": None}


def test_all_or_none_and_the_refusal_names_the_operation(show: Show, client: APIClient) -> None:
    before = stored(show)
    for bad, code, place in (
        (op("add", "scene", value={"name": "S", "layout": "lay_none"}), "invalid", ""),
        (op("change", "source", "src_none", {"name": "X"}), "not_found", "ops.1"),
        (op("add", "source", value={"name": "X", "input": {"kind": "test", "hue": 3}}), "invalid", "ops.1.input.hue"),
        (op("add", "source", value={"name": "X", "colour": 3, "input": {"kind": "test"}}), "invalid",
         "ops.1.value.colour"),
        (op("add", "source", value={"name": "X", "input": {"kind": "pull", "url": "rtmp://10.0.0.1/live"}}),
         "address_refused", "ops.1.input.url"),
        (op("add", "source", "cam", BARS), "invalid", "ops.1.id"),
        (op("remove", "show"), "invalid", "ops.1.op"),
        (op("remove", "layout"), "invalid", "ops.1.id"),
    ):  # fmt: skip
        answer = post(client, show, op("add", "source", value=BARS), bad)
        assert answer.status_code == 400, answer.json()
        assert answer.json()["code"] == code
        assert [one["field"] for one in answer.json()["errors"]] == [place], bad
        assert stored(show) == before and Show.objects.get(pk=show.pk).revision == 1


def test_what_is_removed_leaves_room_for_what_comes_in_its_place(show: Show, client: APIClient) -> None:
    layout = show.layouts.first()
    assert layout
    scene = add(client, show, "scenes", {"name": "S", "layout": layout.pk})["id"]
    wide = {"name": "Wide", "slots": [{"name": "a"}]}
    steps = (op("add", "layout", "$w", wide), op("change", "scene", scene, {"layout": "$w"}))
    told = post(client, show, *steps, op("remove", "layout", layout.pk)).json()
    assert told["results"][2] == {"op": "remove", "kind": "layout", "id": layout.pk, "value": None}
    assert not show.layouts.filter(pk=layout.pk).exists()


def test_an_edit_against_an_old_revision_is_refused_also_as_a_trial(show: Show, client: APIClient) -> None:
    add(client, show, "sources", BARS)
    for dry_run in (False, True):
        answer = post(client, show, op("add", "source", value=BARS), dry_run=dry_run, HTTP_IF_MATCH='"1"')
        assert answer.status_code == 412
    assert post(client, show, op("add", "source", value=BARS), HTTP_IF_MATCH='"2"').status_code == 200


def test_a_repeated_request_makes_nothing_twice_and_tells_no_key_again(show: Show, client: APIClient) -> None:
    first, again = (post(client, show, *NEWS, HTTP_IDEMPOTENCY_KEY="k").json() for _ in range(2))
    assert first["names"] == again["names"] and show.sources.count() == 2
    assert first["results"][0]["stream_key"] and again["results"][0]["stream_key"] is None
    assert first["results"][0]["stream_key"] not in str(KeptAnswer.objects.get().body)


def test_a_producer_changes_no_destination_on_air_by_this_way_either(show: Show, client: APIClient) -> None:
    Show.objects.filter(pk=show.pk).update(wanted=True)
    answer = post(client, show, op("add", "source", value=BARS), op("add", "destination", value={**RELAY, "on": True}))
    sent = answer.json()["results"][1]["id"]
    elsewhere = op("change", "destination", sent, {"output": {"server": "rtmp://93.184.216.35/live"}})
    changed = post(client, show, elsewhere)
    assert answer.status_code == 200
    assert (changed.status_code, changed.json()["code"]) == (403, "director_only")
    tried = post(
        client,
        show,
        op("change", "destination", sent, {"output": {"server": "rtmp://93.184.216.35/live"}}),
        dry_run=True,
    )
    assert [one["code"] for one in tried.json()["problems"]] == ["director_only"]


def test_a_trial_tells_what_it_would_come_to_and_keeps_nothing(show: Show, client: APIClient) -> None:
    bars = add(client, show, "sources", BARS)["id"]
    before = stored(show)
    tried = post(
        client, show, op("change", "source", bars, {"name": "Test card", "hold_ms": 500}), *NEWS, dry_run=True
    ).json()
    assert tried["dry_run"] and tried["revision"] == 3 and tried["problems"] == []
    told = {(one["kind"], one["name"]): (one["became"], one["fields"]) for one in tried["changes"]}
    assert told["sources", "Test card"] == ("changed", ["hold_ms", "name"])
    assert told["scenes", "Desk"] == ("made", [])
    assert told["show", "News"] == ("changed", ["name", "standby", "start", "surface"])
    assert stored(show) == before and Show.objects.get(pk=show.pk).revision == 2
    assert client.get(f"/api/v1/shows/{show.pk}/undo").json()["undo"]["changes"][0]["name"] == "Bars"
    wrong = post(client, show, op("remove", "source", "src_none"), dry_run=True)
    assert wrong.status_code == 200
    assert wrong.json()["problems"][0]["code"] == "not_found" and wrong.json()["changes"] == []


def take_in(client: APIClient, show: Show, file: Json, query: str = "?dry_run=true") -> Any:
    return client.post(f"/api/v1/shows/{show.pk}/import{query}", file, format="json")


def test_an_import_that_is_tried_answers_with_the_difference(show: Show, client: APIClient) -> None:
    for name in ("One", "Two", "Three"):
        add(client, show, "sources", {**BARS, "name": name})
    file = stored(show)
    revision = Show.objects.get(pk=show.pk).revision
    same = take_in(client, show, file).json()
    assert same == {"dry_run": True, "revision": revision + 1, "changes": [], "problems": []}
    one, two, three = file["sources"]
    changed = {**file, "sources": [three, {**one, "hold_ms": 800}, {**two, "id": "new", "name": "Four"}]}
    told = take_in(client, show, changed).json()
    assert [(each["name"], each["became"], each["fields"]) for each in told["changes"]] == [
        ("Two", "removed", []),
        ("One", "changed", ["hold_ms", "position"]),
        ("Three", "changed", ["position"]),
        ("Four", "made", []),
    ]
    assert stored(show) == file
    real = take_in(client, show, changed, "")
    assert real.status_code == 200 and [each["name"] for each in real.json()["sources"]] == ["Three", "One", "Four"]


def test_an_import_that_is_tried_tells_what_is_wrong_with_it(show: Show, client: APIClient) -> None:
    before = stored(show)
    missing = {"id": "a", "name": "Film", "input": {"kind": "file", "path": "asset:ast_none"}}
    for file, code in (({"name": "X", "sources": [missing]}, "unknown_asset"), ({"name": 3}, "bad_show")):
        answer = take_in(client, show, file)
        assert answer.status_code == 200 and [one["code"] for one in answer.json()["problems"]] == [code]
    assert take_in(client, show, before, "?dry_run=perhaps").status_code == 400
    assert stored(show) == before
