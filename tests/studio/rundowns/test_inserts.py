"""Opening and closing films and ad breaks by rule: stored, checked, compiled, planned, undone, exported."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from mixer.core.rundown import read_rundown
from studio.errors import Refused
from studio.library.uses import refuse_used
from studio.models import Asset, Rundown, Show
from studio.rundowns import edits
from studio.rundowns.compile import compiled
from tests.studio.makers import BARS, a_show, add, client_of
from tests.studio.rundowns.makers import a_rundown, address, an_asset, ask, clip, edit

pytestmark = pytest.mark.django_db
Json = dict[str, Any]
AT = "2026-11-22T19:00:00Z"


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Show:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": False, "code": "off_air"})
    return a_show()


@pytest.fixture
def client(show: Show) -> APIClient:
    return client_of("producer", show)


def film(name: str, duration_s: float = 5.0) -> Json:
    return {"kind": "asset", "asset": an_asset(name, duration_s=duration_s).pk}


def with_inserts(show: Show, **settings: Any) -> Rundown:
    """Four items of ten seconds, films around them, and every quarter of a minute one of two spots."""
    asset = an_asset("Item")
    spots = [clip(an_asset(name, duration_s=3.0)) for name in ("Soap", "Car")]
    breaks = {"items": spots, "every_s": 15, "take": 1}
    known: Json = {"opening": [film("Intro")], "closing": [film("Outro", 4.0)], "breaks": breaks}
    return a_rundown(show, *[clip(asset, name=name) for name in "abcd"], **known | settings)


def rule_of(row: Rundown) -> Json:
    assert row.breaks is not None
    return dict(row.breaks)


def of(row: Rundown) -> Json:
    row, known = edits.known_row(row.show_id, row.pk)
    whole = compiled(row, known)
    read_rundown(whole)
    return whole | {"length_s": row.length_s}


def planned(client: APIClient, row: Rundown) -> list[tuple[str, str]]:
    """What airs from when on, by the names that the compiled rundown has."""
    answer = client.get(address(row, "plan"), {"at": AT, "hours": "1"}).json()
    items = of(row)["items"]
    return [(items[one["item"]]["name"] if one["item"] else "", one["start"][14:19]) for one in answer["occurrences"]]


# -- what they come to -----------------------------------------------------------------------------


def test_films_and_breaks_are_planned_where_they_will_be(show: Show, client: APIClient) -> None:
    assert planned(client, with_inserts(show)) == [
        ("Intro", "00:00"), ("a", "00:05"), ("Soap", "00:15"), ("b", "00:18"), ("c", "00:28"), ("Car", "00:38"),
        ("d", "00:41"), ("Outro", "00:51"), ("", "00:55"),
    ]  # fmt: skip


def test_films_count_in_the_length_of_a_rundown_and_breaks_are_one_group(show: Show) -> None:
    row = with_inserts(show)
    whole, [soap, car] = of(row), rule_of(Rundown.objects.get())["items"]
    assert whole["length_s"] == 5 + 40 + 4
    assert (whole["opening"], whole["closing"]) == (["opening-1"], ["closing-1"])
    assert whole["breaks"] == {
        "spots": [f"breaks-{soap['id']}", f"breaks-{car['id']}"], "every_s": 15, "first_s": None, "take": 1,
    }  # fmt: skip
    assert {whole["items"][name]["group"] for name in whole["breaks"]["spots"]} == {"breaks"}


def test_a_break_of_which_all_is_left_out_never_comes(show: Show) -> None:
    row = with_inserts(show)
    spots = [{**one, "skip": True} for one in rule_of(row)["items"]]
    assert of(edit(row, {"op": "settings", "set": {"breaks": {"items": spots}}}))["breaks"] is None


def test_the_guide_has_neither_films_nor_breaks(show: Show, client: APIClient) -> None:
    row = with_inserts(show)
    answer = client.get(f"/api/v1/shows/{show.pk}/guide.xml", {"rundown": str(row.pk), "from": AT, "hours": "1"})
    guide = answer.content.decode()
    assert [f"<title>{name}</title>" in guide for name in ("a", "d", "Intro", "Outro", "Soap")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_a_nested_rundown_brings_its_items_and_no_films_or_breaks(show: Show, client: APIClient) -> None:
    inner = with_inserts(show)
    outer = a_rundown(show, {"content": {"kind": "rundown", "rundown": inner.pk}}, name="Outer")
    assert [name for name, _ in planned(client, outer)] == ["a", "b", "c", "d", ""]


# -- as settings -----------------------------------------------------------------------------------


def test_they_are_settings_that_an_undo_takes_back(show: Show, client: APIClient) -> None:
    row = with_inserts(show)
    ids = [one["id"] for one in rule_of(Rundown.objects.get())["items"]]
    answer = ask(client, row, {"op": "settings", "set": {"breaks": {"every_s": 600}, "closing": []}})
    assert answer.status_code == 200
    stored = client.get(address(row)).json()
    assert (stored["breaks"]["every_s"], stored["breaks"]["take"], stored["closing"]) == (600, 1, [])
    assert [one["id"] for one in stored["breaks"]["items"]] == ids
    client.post(address(row, "undo"))
    stored = client.get(address(row)).json()
    assert (stored["breaks"]["every_s"], len(stored["closing"])) == (15, 1)
    ask(client, row, {"op": "settings", "set": {"breaks": None}})
    assert client.get(address(row)).json()["breaks"] is None and of(row)["breaks"] is None


def test_spots_have_ids_of_their_own_though_one_is_named_twice(show: Show) -> None:
    row = with_inserts(show)
    soap, car = rule_of(row)["items"]
    row = edit(row, {"op": "settings", "set": {"breaks": {"items": [car, soap, soap, {**soap, "id": "itm_x"}]}}})
    found = [one["id"] for one in rule_of(row)["items"]]
    assert found[:2] == [car["id"], soap["id"]] and len(set(found)) == 4 and "itm_x" not in found


def test_what_goes_out_as_json_comes_back_equal(show: Show, client: APIClient) -> None:
    row = with_inserts(show)
    other = a_rundown(show, name="Other")
    text = client.get(address(row, "export"), {"format": "json"}).content.decode()
    answer = client.post(f"{address(other, 'import')}?format=json", {"text": text, "replace": True}, format="json")
    assert answer.status_code == 200, answer.content
    back = Rundown.objects.get(pk=other.pk)
    assert (back.opening, back.closing) == (row.opening, row.closing)
    one, two = ([{**spot, "id": ""} for spot in rule_of(each)["items"]] for each in (back, row))
    assert one == two and rule_of(back) | {"items": []} == rule_of(row) | {"items": []}


def test_a_file_that_is_a_film_or_in_a_break_is_not_deleted(show: Show) -> None:
    with_inserts(show)
    for name in ("Intro", "Outro", "Soap"):
        with pytest.raises(Refused) as refused:
            refuse_used(Asset.objects.get(name=name), None)
        assert refused.value.code == "asset_in_use"


# -- what cannot be --------------------------------------------------------------------------------


def refusal(row: Rundown, client: APIClient, **settings: Any) -> str:
    answer = ask(client, row, {"op": "settings", "set": settings})
    assert answer.status_code == 400
    return " ".join(f"{one['field']}: {one['message']}" for one in answer.json()["errors"])


def test_what_is_wrong_with_them_is_said_with_its_place(show: Show, client: APIClient) -> None:
    row, still = with_inserts(show), an_asset("Still", "image", None)
    bars = add(client, show, "sources", BARS)["id"]
    gone = clip(still) | {"content": {"kind": "asset", "asset": "ast_gone"}}
    assert "opening.0: expected what ends by itself, but Still has no length" in refusal(
        row, client, opening=[{"kind": "asset", "asset": still.pk}]
    )
    assert "closing.0: expected what ends by itself" in refusal(
        row, client, closing=[{"kind": "source", "source": bars}]
    )
    assert "opening.0: an item lasts a second at least" in refusal(row, client, opening=[film("Blink", 0.4)])
    assert "breaks.items.0.content.asset: ast_gone: not in the library" in refusal(
        row, client, breaks={"items": [gone]}
    )
    assert "breaks.items.0.duration_s: Still has no length" in refusal(row, client, breaks={"items": [clip(still)]})
    assert "for ever" in refusal(row, client, breaks={"items": [clip(an_asset(), repeat=0)]})
    assert "breaks.items" in refusal(row, client, breaks={"items": []})
    assert "every_s" in refusal(row, client, breaks={"every_s": -1})


def test_what_a_film_or_a_spot_showed_may_be_gone_and_other_settings_change(show: Show, client: APIClient) -> None:
    layout = show.layouts.get(name="Picture in picture")
    scene = add(client, show, "scenes", {"name": "Desk", "layout": layout.pk})["id"]
    spot = clip(an_asset("Sun"), scene=scene, slot="inset")
    row = with_inserts(show, filler=[{"kind": "scene", "scene": scene}], breaks={"items": [spot]})
    assert client.delete(f"/api/v1/shows/{show.pk}/scenes/{scene}").status_code == 204
    answer = client.patch(address(row), {"name": "Late", "rounds": 2}, format="json")
    assert (answer.status_code, answer.json()["name"]) == (200, "Late")
    assert client.post(address(row, "undo")).json()["revision"] == answer.json()["revision"] + 1
    wrong = client.patch(address(row), {"filler": [{"kind": "scene", "scene": scene}] * 2}, format="json").json()
    assert [one["field"] for one in wrong["errors"]] == ["ops.0.set.filler.0.scene", "ops.0.set.filler.1.scene"]


def test_a_new_rundown_says_which_of_its_settings_is_wrong(show: Show, client: APIClient) -> None:
    where = f"/api/v1/shows/{show.pk}/rundowns"
    values = {"name": "Night", "opening": [{"kind": "asset", "asset": "ast_gone"}]}
    assert [one["field"] for one in client.post(where, values, format="json").json()["errors"]] == ["opening.0.asset"]


def test_a_list_of_rundowns_stays_small_however_much_their_breaks_say(show: Show, client: APIClient) -> None:
    row, spot = a_rundown(show), clip(an_asset(), note="x" * 2000)
    assert client.patch(address(row), {"breaks": {"items": [spot] * 100}}, format="json").status_code == 200
    title = add(client, show, "overlays", {"name": "T", "content": {"kind": "text"}})["id"]
    bound = {"overlay": title, "fields": {"text": "x" * 1024}}
    answer = client.patch(address(row), {"breaks": {"items": [spot | {"overlays": [bound] * 8}] * 100}}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "too_large")
