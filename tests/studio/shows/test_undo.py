"""Edits of a show, taken back and done again: all that they changed, and nothing of the air."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from studio.models import Asset, Show, ShowEdit, Source
from studio.shows import undo
from studio.shows.compose import exported
from studio.shows.rows import may_publish
from tests.studio.makers import BARS, PUSH, a_show, add, client_of
from tests.studio.rundowns.makers import an_asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": True})
    return a_show()


@pytest.fixture
def client(show: Show) -> APIClient:
    return client_of("producer", show)


def step(client: APIClient, show: Show, way: str, **headers: Any) -> Any:
    return client.post(f"/api/v1/shows/{show.pk}/{way}", **headers)


def stored(show: Show) -> dict[str, Any]:
    return exported(Show.objects.get(pk=show.pk))


def test_every_edit_is_taken_back_and_done_again(show: Show, client: APIClient) -> None:
    address, layout = f"/api/v1/shows/{show.pk}", show.layouts.get(name="Picture in picture")
    states = [stored(show)]
    bars = add(client, show, "sources", BARS)["id"]
    states.append(stored(show))
    title = add(client, show, "overlays", {"name": "T", "content": {"kind": "text"}})["id"]
    states.append(stored(show))
    scene = {"name": "Desk", "layout": layout.pk, "slots": {"inset": bars}, "overlays": [title]}
    desk = add(client, show, "scenes", scene)["id"]
    states.append(stored(show))
    client.patch(address, {"start": {"scene": desk}, "name": "Late show"}, format="json")
    states.append(stored(show))
    edits: tuple[Callable[[], Any], ...] = (
        lambda: client.patch(f"{address}/scenes/{desk}", {"background": "#112233"}, format="json"),
        lambda: client.patch(f"{address}/layouts/{layout.pk}", {"position": 0}, format="json"),
        lambda: client.delete(f"{address}/sources/{bars}"),
        lambda: client.delete(f"{address}/scenes/{desk}"),
        lambda: client.post(f"{address}/import", {"name": "New", "sources": [{**BARS, "id": "a"}]}, format="json"),
    )
    for edit in edits:
        assert edit().status_code < 300
        states.append(stored(show))
    for state in reversed(states[:-1]):
        assert step(client, show, "undo").status_code == 200
        assert stored(show) == state
    assert step(client, show, "undo").json()["code"] == "nothing_to_undo"
    for state in states[1:]:
        assert step(client, show, "redo").status_code == 200
        assert stored(show) == state
    assert step(client, show, "redo").json()["code"] == "nothing_to_redo"


def test_an_undo_is_a_revision_that_the_mixer_is_told(
    show: Show, client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []

    def send(show: str, command: dict[str, Any]) -> dict[str, Any]:
        told.append(command["revision"])
        return {"ok": True}

    add(client, show, "sources", BARS)
    monkeypatch.setattr("studio.shows.edits.send", send)
    answer = step(client, show, "undo", HTTP_IF_MATCH='"2"')
    assert answer.json()["edit"] == {"revision": 3, "on_air": True} and told == [3]
    assert answer.headers["ETag"] == '"3"' and answer.json()["sources"] == []
    assert step(client, show, "redo", HTTP_IF_MATCH='"2"').status_code == 412


def test_an_edit_ends_what_could_be_done_again(show: Show, client: APIClient) -> None:
    add(client, show, "sources", BARS)
    step(client, show, "undo")
    add(client, show, "sources", PUSH)
    assert step(client, show, "redo").json()["code"] == "nothing_to_redo"


def opens(key: str) -> bool:
    """Whether a stream key, as it is typed into an encoder, opens its source."""
    source, _, secret = key.partition("?key=")
    return may_publish(source, secret)


def test_a_push_source_comes_back_with_another_key(show: Show, client: APIClient) -> None:
    made = add(client, show, "sources", PUSH)
    client.delete(f"/api/v1/shows/{show.pk}/sources/{made['id']}")
    headers = {"HTTP_IDEMPOTENCY_KEY": "once"}
    [source] = step(client, show, "undo", **headers).json()["sources"]
    assert source["push_url"].startswith("rtmp://") and source["stream_key"] != made["stream_key"]
    assert opens(source["stream_key"]) and not opens(made["stream_key"])
    [again] = step(client, show, "undo", **headers).json()["sources"]
    assert again["stream_key"] is None


def test_a_key_that_ended_with_an_undo_does_not_come_back_with_a_redo(show: Show, client: APIClient) -> None:
    bars = add(client, show, "sources", BARS)["id"]
    address = f"/api/v1/shows/{show.pk}/sources/{bars}"
    first = client.patch(address, {"input": PUSH["input"]}, format="json").json()["stream_key"]
    assert opens(first)
    assert "stream_key" not in step(client, show, "undo").json()["sources"][0]
    [source] = step(client, show, "redo").json()["sources"]
    assert not opens(first) and opens(source["stream_key"])


def test_a_key_that_is_in_force_stays_over_an_undo_of_something_else(show: Show, client: APIClient) -> None:
    made = add(client, show, "sources", PUSH)
    client.patch(f"/api/v1/shows/{show.pk}/sources/{made['id']}", {"name": "Camera 2"}, format="json")
    assert "stream_key" not in step(client, show, "undo").json()["sources"][0] and opens(made["stream_key"])


def test_an_id_that_another_show_has_by_now_is_left_to_it(show: Show, client: APIClient) -> None:
    bars = add(client, show, "sources", BARS)["id"]
    client.delete(f"/api/v1/shows/{show.pk}/sources/{bars}")
    other = a_show("Other show")
    Source.objects.create(pk=bars, show=other, name="Theirs", input=BARS["input"])
    answer = step(client, show, "undo")
    assert (answer.status_code, answer.json()["code"]) == (409, "id_taken")
    assert "Another show has the id" in answer.json()["detail"] and Source.objects.get().show == other


def test_a_standby_or_a_start_whose_file_is_gone_does_not_come_back(show: Show, client: APIClient) -> None:
    still = an_asset("Still", "image", None)
    for part in ("standby", "start"):
        address = f"/api/v1/shows/{show.pk}"
        assert client.patch(address, {part: {"asset": still.pk}}, format="json").status_code == 200
        client.patch(address, {part: None}, format="json")
    Asset.objects.all().delete()
    answer = step(client, show, "undo")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "start.asset")
    client.patch(f"/api/v1/shows/{show.pk}", {"standby": {"asset": an_asset("Two", "image", None).pk}}, format="json")
    client.patch(f"/api/v1/shows/{show.pk}", {"standby": None}, format="json")
    Asset.objects.all().delete()
    assert step(client, show, "undo").json()["errors"][0]["field"] == "standby.asset"


def test_a_source_whose_file_is_gone_does_not_come_back(show: Show, client: APIClient) -> None:
    asset = an_asset()
    source = add(client, show, "sources", {"name": "Opener", "input": {"kind": "file", "asset": asset.pk}})["id"]
    client.delete(f"/api/v1/shows/{show.pk}/sources/{source}")
    Asset.objects.all().delete()
    assert step(client, show, "undo").json()["code"] == "unknown_asset"
    assert not Source.objects.exists()


def test_what_was_changed_in_another_way_is_not_written_over(show: Show, client: APIClient) -> None:
    add(client, show, "sources", BARS)
    Source.objects.update(name="By hand")
    assert step(client, show, "undo").json()["code"] == "changed_since"


def test_an_edit_that_was_kept_before_a_row_could_say_so_much_is_taken_back_and_done_again(
    show: Show, client: APIClient
) -> None:
    bars = add(client, show, "sources", BARS)["id"]
    client.patch(f"/api/v1/shows/{show.pk}/sources/{bars}", {"name": "Colour bars"}, format="json")
    for edit in ShowEdit.objects.all():
        for values in (one for pair in edit.changes["sources"].values() for one in pair if one):
            del values["fallback"], values["hold_ms"]  # as of a version that did not have them
        edit.save()
    named = [name for way in ("undo", "undo", "redo", "redo") if step(client, show, way).status_code == 200
             for name in Source.objects.values_list("name", flat=True)]  # fmt: skip
    assert named == [BARS["name"], BARS["name"], "Colour bars"]
    Source.objects.update(fallback={"steps": [{"kind": "slate"}]})
    assert step(client, show, "undo").json()["code"] == "changed_since"


def test_who_may_watch_and_the_air_are_no_part_of_it(show: Show, client: APIClient) -> None:
    director = client_of("director", show)
    director.patch(f"/api/v1/shows/{show.pk}", {"private": True, "producers_run": True}, format="json")
    add(client, show, "destinations", {"name": "Second", "output": {"kind": "record"}})
    assert step(client, show, "undo").json()["code"] == "nothing_to_undo"
    Show.objects.update(wanted=True)
    director.patch(f"/api/v1/shows/{show.pk}", {"captions": {"on": True}}, format="json")
    assert step(client, show, "undo").json()["code"] == "director_only"


def test_so_many_edits_are_kept(show: Show, client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "EDITS_KEPT", 5)
    for number in range(8):
        client.patch(f"/api/v1/shows/{show.pk}", {"name": f"Show {number}"}, format="json")
    assert ShowEdit.objects.count() == 5


def arrange(client: APIClient, show: Show, **asked: Any) -> dict[str, Any]:
    answer = client.post(f"/api/v1/shows/{show.pk}/arrange", asked, format="json")
    assert answer.status_code == 200, answer.json()
    done: dict[str, Any] = answer.json()
    return done


def moved(x: float) -> list[dict[str, Any]]:
    return [{"name": "main", "rect": {"x": x, "w": 0.5}}]


def test_the_edits_of_one_drag_are_one_step(show: Show, client: APIClient) -> None:
    made = arrange(client, show, name="Desk", slots=moved(0))
    before, revision, scene = stored(show), made["edit"]["revision"], made["scene"]["id"]
    first = arrange(client, show, scene=scene, slots=moved(0.1))["edit"]["revision"]
    arrange(client, show, scene=scene, slots=moved(0.2), joins=first)
    after = stored(show)
    assert step(client, show, "undo").status_code == 200 and stored(show) == before
    assert step(client, show, "redo").status_code == 200 and stored(show) == after
    assert Show.objects.get(pk=show.pk).revision == revision + 4


def test_an_edit_joins_only_the_last_one_and_only_that_of_the_same_hand(show: Show, client: APIClient) -> None:
    made = arrange(client, show, name="Desk", slots=moved(0))
    scene, first = made["scene"]["id"], made["edit"]["revision"]
    arrange(client, show, scene=scene, slots=moved(0.1))
    arrange(client, show, scene=scene, slots=moved(0.2), joins=first)
    other = client_of("director", show)
    last = Show.objects.get(pk=show.pk).revision
    ShowEdit.objects.filter(revision=last).update(who="Mara")
    arrange(other, show, scene=scene, slots=moved(0.3), joins=last)
    assert show.edits.count() == 4


def test_a_step_says_what_it_was_and_whose(show: Show, client: APIClient) -> None:
    address = f"/api/v1/shows/{show.pk}/undo"
    assert client.get(address).json() == {"undo": None, "redo": None}
    bars = add(client, show, "sources", BARS)
    told = client.get(address).json()["undo"]
    assert told["changes"] == [{"kind": "sources", "id": bars["id"], "name": "Bars", "became": "made"}]
    assert told["who"] and step(client, show, "undo").json()["step"] == told
    assert client.get(address).json() == {"undo": None, "redo": told}


def test_a_step_names_what_it_changed_as_it_is_called_now(show: Show, client: APIClient) -> None:
    address = f"/api/v1/shows/{show.pk}/undo"
    bars = add(client, show, "sources", BARS)["id"]
    client.patch(f"/api/v1/shows/{show.pk}/sources/{bars}", {"name": "Colour bars"}, format="json")

    def named(step: dict[str, Any]) -> str:
        return str(step["changes"][0]["name"])

    assert named(client.get(address).json()["undo"]) == "Colour bars"
    assert named(step(client, show, "undo").json()["step"]) == "Bars" == named(client.get(address).json()["redo"])
    assert named(step(client, show, "redo").json()["step"]) == "Colour bars"
