"""Edits of a rundown: all of an edit or nothing, against a revision, and back again."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest
from rest_framework.test import APIClient

from studio.errors import Invalid, Refused
from studio.models import Rundown, RundownEdit, Show
from studio.rundowns import checks, edits
from studio.rundowns.edits import Terms
from studio.rundowns.known import known_of
from tests.studio.makers import BARS, a_show, add, client_of
from tests.studio.rundowns.makers import a_rundown, address, an_asset, ask, clip, edit, ids, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": False, "code": "off_air"})
    return a_show()


@pytest.fixture
def producer(show: Show) -> APIClient:
    return client_of("producer", show)


@pytest.fixture
def row(show: Show) -> Rundown:
    """Three files: one, two, three."""
    asset = an_asset()
    return a_rundown(show, *(clip(asset, name=name) for name in ("one", "two", "three")))


def test_a_rundown_is_made_read_and_listed(producer: APIClient, show: Show) -> None:
    made = producer.post(f"/api/v1/shows/{show.pk}/rundowns", {"name": "Night", "zone": "Europe/Berlin"}).json()
    assert (made["zone"], made["rounds"], made["at_end"], made["items"]) == ("Europe/Berlin", 1, "standby", [])
    item = clip(an_asset(duration_s=12.0), repeat=2)
    ask(producer, Rundown.objects.get(), {"op": "create", "items": [item]})
    read = producer.get(f"/api/v1/shows/{show.pk}/rundowns/{made['id']}")
    assert read.headers["ETag"] == '"2"' and read.json()["items"][0]["fit"] == "contain"
    [listed] = producer.get(f"/api/v1/shows/{show.pk}/rundowns").json()["results"]
    assert (listed["item_count"], listed["length_s"], "items" in listed) == (1, 24.0, False)


def test_one_edit_creates_changes_moves_and_deletes(producer: APIClient, row: Rundown) -> None:
    one, two, three = ids(row)
    new = clip(an_asset("Jingle"), name="new")
    told = ask(
        producer, row,
        {"op": "create", "items": [new], "after": one}, {"op": "change", "ids": [three], "set": {"gain_db": -3}},
        {"op": "move", "ids": [three], "after": ""}, {"op": "delete", "ids": [two]},
    )  # fmt: skip
    assert told.status_code == 200, told.json()
    assert names(row) == ["three", "one", "new"]
    assert told.json()["order"] == ids(row) and told.headers["ETag"] == '"3"'
    assert {item["name"]: item["gain_db"] for item in told.json()["items"]} == {"three": -3.0, "new": 0.0}


def test_an_edit_that_is_wrong_in_one_place_changes_nothing(producer: APIClient, row: Rundown) -> None:
    one, *_ = ids(row)
    wrong = {"op": "change", "ids": [one], "set": {"content": {"kind": "asset", "asset": "ast_none"}}}
    told = ask(producer, row, {"op": "delete", "ids": ids(row)[1:]}, wrong)
    assert (told.status_code, told.json()["errors"][0]["field"]) == (400, "ops.1.set.content.asset")
    assert names(row) == ["one", "two", "three"] and Rundown.objects.get().revision == row.revision


def test_a_dry_run_answers_and_changes_nothing(producer: APIClient, row: Rundown) -> None:
    told = ask(producer, row, {"op": "delete", "ids": ids(row)[:1]}, dry_run=True).json()
    assert (told["revision"], told["order"]) == (row.revision + 1, ids(row)[1:])
    assert names(row) == ["one", "two", "three"] and RundownEdit.objects.count() == 1


def test_an_edit_of_an_older_revision_is_refused(producer: APIClient, row: Rundown) -> None:
    rename = {"op": "change", "ids": ids(row)[:1], "set": {"name": "uno"}}
    assert ask(producer, row, rename, HTTP_IF_MATCH='"2"').status_code == 200
    late = ask(producer, row, rename, HTTP_IF_MATCH='"2"')
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    assert "the rundown is at revision 3" in late.json()["detail"]


def test_null_puts_a_field_of_an_item_back_and_another_kind_starts_afresh(producer: APIClient, row: Rundown) -> None:
    one = ids(row)[0]
    daily = {"rrule": "FREQ=DAILY", "start": "2026-11-22T20:00:00"}
    sets: list[dict[str, Any]] = [
        {"duration_s": 5, "start": {"mode": "fixed", "rule": daily, "late_s": 3}},
        {"duration_s": None, "start": {"mode": "insert", "at": "2026-11-22T21:00:00"}},
    ]
    for change in sets:
        [item] = ask(producer, row, {"op": "change", "ids": [one], "set": change}).json()["items"]
    assert item["duration_s"] is None
    assert item["start"] == {
        "mode": "insert",
        "at": "2026-11-22T21:00:00",
        "rule": None,
        "late_s": 0.0,
        "back": "resume",
    }


def test_settings_are_edits_like_others(producer: APIClient, row: Rundown) -> None:
    told = producer.patch(address(row), {"name": "Dawn", "rounds": 0, "loudness_lufs": -16}, format="json")
    assert (told.json()["name"], told.json()["rounds"], told.headers["ETag"]) == ("Dawn", 0, '"3"')
    producer.post(address(row, "undo"))
    assert producer.get(address(row)).json()["name"] == "Night"
    wrong = producer.patch(address(row), {"at_end": "next"}, format="json")
    assert wrong.json()["errors"][0]["message"].startswith("`next` names the rundown that follows")


def test_rundowns_are_put_in_another_order(producer: APIClient, show: Show, row: Rundown) -> None:
    other = a_rundown(show, name="Day")
    producer.patch(address(other), {"position": 0}, format="json")
    listed = producer.get(f"/api/v1/shows/{show.pk}/rundowns").json()["results"]
    assert [one["name"] for one in listed] == ["Day", "Night"]


# -- undo ------------------------------------------------------------------------------------------


def test_what_is_undone_is_as_it_was_and_is_done_again_alike(producer: APIClient, row: Rundown) -> None:
    before = Rundown.objects.get().items
    one, two, three = ids(row)
    ask(producer, row, {"op": "delete", "ids": [one, three]}, {"op": "change", "ids": [two], "set": {"note": "x"}})
    after = Rundown.objects.get().items
    undone = producer.post(address(row, "undo")).json()
    assert Rundown.objects.get().items == before and undone["order"] == [one, two, three]
    producer.post(address(row, "redo"))
    assert Rundown.objects.get().items == after


def test_any_edits_are_taken_back_exactly(show: Show) -> None:
    """Random edits, all the way back, and forth again."""
    rng, asset = random.Random(1), an_asset()
    row = a_rundown(show, *(clip(asset, name=str(number)) for number in range(12)))
    states = [Rundown.objects.get().items]
    for number in range(60):
        edit(row, *(_random_op(rng, row, asset, number),))
        states.append(Rundown.objects.get().items)
    for state in reversed(states[:-1]):
        edits.undo(show.pk, row.pk, Terms())
        assert Rundown.objects.get().items == state
    for state in states[1:]:
        edits.redo(show.pk, row.pk, Terms())
        assert Rundown.objects.get().items == state


def _random_op(rng: random.Random, row: Rundown, asset: Any, number: int) -> dict[str, Any]:
    known = ids(row)
    some = rng.sample(known, min(len(known), rng.randint(1, 4)))
    after = rng.choice(["", "end", *(set(known) - set(some))])
    if len(known) < 5:
        return {"op": "create", "items": [clip(asset, name=f"new {number} {one}") for one in range(3)], "after": after}
    return rng.choice(
        [
            {"op": "move", "ids": some, "after": after},
            {"op": "delete", "ids": some},
            {"op": "change", "ids": some, "set": {"name": f"changed {number}"}},
            {"op": "create", "items": [clip(asset, name=f"new {number}")], "after": after},
        ]
    )


def test_an_edit_ends_what_could_be_done_again(show: Show, row: Rundown) -> None:
    first = ids(row)[0]
    edit(row, {"op": "delete", "ids": [first]})
    edits.undo(show.pk, row.pk, Terms())
    edit(row, {"op": "change", "ids": [first], "set": {"name": "uno"}})
    with pytest.raises(Refused, match="no such edit"):
        edits.redo(show.pk, row.pk, Terms())


def test_an_undo_does_not_name_a_rundown_or_a_filler_that_is_gone(
    producer: APIClient, show: Show, row: Rundown
) -> None:
    after, asset = a_rundown(show, name="After"), an_asset("Filler")
    settings = {"at_end": "next", "next": after.pk, "filler": [{"kind": "asset", "asset": asset.pk}]}
    edit(row, {"op": "settings", "set": settings})
    edit(row, {"op": "settings", "set": {"at_end": "stop", "next": "", "filler": []}})
    after.delete()
    asset.delete()
    answer = producer.post(address(row, "undo"))
    assert [error["field"] for error in answer.json()["errors"]] == ["settings.filler.0.asset", "settings.next"]
    assert answer.status_code == 400 and Rundown.objects.get(pk=row.pk).next == ""


def test_so_many_edits_are_kept(show: Show, row: Rundown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "EDITS_KEPT", 5)
    for number in range(8):
        edit(row, {"op": "settings", "set": {"name": str(number)}})
    assert row.edits.count() == 5


def test_an_edit_names_so_many_items_and_no_more(producer: APIClient, row: Rundown) -> None:
    rename = {"op": "change", "ids": ids(row), "set": {"name": "uno"}}
    told = ask(producer, row, *[rename] * 667)
    assert (told.status_code, told.json()["code"]) == (400, "too_many_items")
    assert "at most 2000 ids and items, all its operations together; found 2001" in told.json()["errors"][0]["message"]


def test_an_edit_that_is_too_large_to_be_kept_is_refused(row: Rundown, monkeypatch: pytest.MonkeyPatch) -> None:
    completed: list[Any] = []
    with monkeypatch.context() as patched, pytest.raises(Invalid, match="at most 1 MB; do this in several edits"):
        patched.setattr("studio.rundowns.ops.completed", lambda item, place: completed.append(item))
        patched.setattr("studio.rundowns.ops.BYTES_MOST", 1_000_000)
        edit(row, {"op": "change", "ids": ids(row), "set": {"note": "x" * 400_000}})
    assert not completed
    monkeypatch.setattr("studio.rundowns.ops.BYTES_MOST", 1_500)
    note = {"op": "change", "ids": ids(row)[:1], "set": {"note": "x" * 500}}
    with pytest.raises(Invalid) as refused:
        edit(row, note, {**note, "set": {"note": "y" * 500}})
    assert refused.value.errors[0].field == "ops.1" and Rundown.objects.get().revision == row.revision


# -- what may be in it -----------------------------------------------------------------------------


def refusal(show: Show, item: dict[str, Any], **settings: Any) -> str:
    with pytest.raises(Invalid) as refused:
        a_rundown(show, item, **settings)
    return f"{refused.value.errors[0].field}: {refused.value.errors[0].message}"


def test_what_an_item_lacks_is_said_with_its_place(show: Show) -> None:
    still, clip_ = an_asset("Still", "image", None), an_asset()
    assert refusal(show, clip(still)).startswith("ops.0.items.0.duration_s: Still has no length of its own")
    assert refusal(show, clip(clip_, in_s=9.5)).endswith("an item lasts a second at least, and this 0.50 s")
    assert refusal(show, clip(clip_, duration_s=0.5)).startswith("ops.0.items.0.duration_s")
    assert refusal(show, clip(clip_, out_s=60)) == "ops.0.items.0.content.out_s: Opener is 10.00 s long, found 60.0"
    assert refusal(show, clip(clip_, poster=clip_.pk)).endswith("expected a picture, but Opener is a video")
    assert refusal(show, {"content": {"kind": "scene", "scene": "scn_x"}}).endswith("the show has no such scene")
    assert refusal(show, clip(clip_, nmae="x")).startswith("ops.0.items.0.nmae: not known here")
    refused = an_asset("Broken", state="refused")
    assert refusal(show, clip(refused)) == "ops.0.items.0.content.asset: Broken cannot be shown"


def test_a_source_needs_a_length_unless_somebody_else_ends_it(show: Show) -> None:
    client = client_of("director")
    bars = add(client, show, "sources", BARS)["id"]
    camera = add(client, show, "sources", {"name": "Camera", "input": {"kind": "push"}})["id"]
    assert "Bars has no length of its own" in refusal(show, {"content": {"kind": "source", "source": bars}})
    a_rundown(show, {"content": {"kind": "source", "source": camera}})
    a_rundown(show, {"content": {"kind": "source", "source": bars}, "duration_s": 30})


def test_an_item_in_a_slot_names_one_that_the_scene_has(show: Show) -> None:
    client, layout = client_of("director"), show.layouts.get(name="Picture in picture")
    scene = add(client, show, "scenes", {"name": "Desk", "layout": layout.pk})["id"]
    a_rundown(show, clip(an_asset(), scene=scene, slot="inset"))
    wrong = refusal(show, clip(an_asset("Two"), scene=scene, slot="left"))
    assert wrong == "ops.0.items.0.slot: expected a slot of Desk, one of main, inset"


def test_a_rundown_cannot_play_itself(show: Show) -> None:
    inner = a_rundown(show, name="Inner")
    outer = a_rundown(show, {"content": {"kind": "rundown", "rundown": inner.pk}}, name="Outer")
    with pytest.raises(Invalid, match="would play itself"):
        edit(inner, {"op": "create", "items": [{"content": {"kind": "rundown", "rundown": outer.pk}}]})


def test_a_thousand_items_are_all_with_those_of_nested_rundowns(show: Show) -> None:
    asset = an_asset()
    inner = a_rundown(show, *[clip(asset)] * 300, name="Inner")
    nested = {"content": {"kind": "rundown", "rundown": inner.pk}, "repeat": 3}
    outer = a_rundown(show, nested, *[clip(asset)] * 100, name="Outer")
    with pytest.raises(Invalid, match="it would have 1001"):
        edit(outer, {"op": "create", "items": [clip(asset)]})
    with pytest.raises(Invalid, match="it would have 1003"):
        edit(inner, {"op": "create", "items": [clip(asset)]})


def test_items_of_a_break_have_ids_of_their_own_though_one_is_named_twice(show: Show) -> None:
    spots = {"kind": "break", "items": [clip(an_asset(), name="A")]}
    row = a_rundown(show, {"content": spots, "name": "Ads"})
    [spot] = row.items[0]["content"]["items"]
    change = {"content": {"items": [spot, {**spot, "name": "B"}]}}
    one, two = edit(row, {"op": "change", "ids": ids(row), "set": change}).items[0]["content"]["items"]
    assert one["id"] == spot["id"] != two["id"]


def nesting(row: Rundown, **values: Any) -> dict[str, Any]:
    return {"content": {"kind": "rundown", "rundown": row.pk}, **values}


def test_an_empty_rundown_counts_as_one_however_deep_it_is_nested(show: Show) -> None:
    row = a_rundown(show, name="Empty")
    for number in range(3):
        row = a_rundown(show, *[nesting(row)] * 10, name=f"Level {number}")
    with pytest.raises(Invalid, match="it would have 10000"):
        a_rundown(show, *[nesting(row)] * 10, name="Too deep")
    with pytest.raises(Invalid, match="it would have 10000"):
        a_rundown(show, nesting(a_rundown(show, name="Other"), repeat=10_000), name="Too often")


def test_a_rundown_that_is_nested_often_is_counted_once(show: Show) -> None:
    known, looked_at = known_of(show), []

    class Rows(dict[str, Rundown]):
        def get(self, name: str, default: Any = None) -> Any:
            looked_at.append(name)
            return super().get(name, default)

    rows = [Rundown(pk=f"r{number}", items=[]) for number in range(20)]
    for inner, outer in pairwise(rows):
        outer.items = [{**nesting(inner), "repeat": 1}] * 2
    known.rundowns = Rows({row.pk: row for row in rows})
    assert checks.size(known, rows[-1].items, (), {}) == 2**19
    assert len(looked_at) == 2 * 19


def test_a_break_holds_plain_items_that_follow_each_other(show: Show) -> None:
    asset = an_asset()
    spots = {"kind": "break", "items": [clip(asset, name="A"), clip(asset, name="B")]}
    [item] = a_rundown(show, {"content": spots, "name": "Ads"}).items
    assert len({one["id"] for one in [item, *item["content"]["items"]]}) == 3
    assert "expected tags" in refusal(show, {"content": {"kind": "break", "items": [{"content": spots}]}})
    assert "has no duration_s" in refusal(show, {"content": spots, "duration_s": 60})


def test_a_rundown_that_another_plays_is_not_removed(producer: APIClient, show: Show) -> None:
    inner = a_rundown(show, name="Inner")
    outer = a_rundown(show, {"content": {"kind": "rundown", "rundown": inner.pk}}, name="Outer")
    refused = producer.delete(address(inner))
    assert (refused.json()["code"], "Outer" in refused.json()["detail"]) == ("rundown_in_use", True)
    assert producer.delete(address(outer), HTTP_IF_MATCH='"1"').status_code == 412
    assert producer.delete(address(outer)).status_code == producer.delete(address(inner)).status_code == 204
