"""Shows over REST."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIClient

from mixer.protocol.parse import read_show
from studio.api import idempotency
from studio.api.models import KeptAnswer
from studio.models import Show
from tests.studio.makers import BARS, PUSH, RELAY, a_show, add, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def director() -> APIClient:
    return client_of("director")


def test_a_new_show_has_the_six_layouts_and_a_show_file_on_disk(director: APIClient) -> None:
    made = director.post("/api/v1/shows", {"name": "Evening show", "canvas": {"height": 720, "width": 1280}}).json()
    assert [layout["name"] for layout in made["layouts"]][:2] == ["Full", "Picture in picture"]
    assert made["canvas"] == {"width": 1280, "height": 720, "rate": "30"}
    assert made["id"].startswith("shw_") and len(made["id"]) == 26
    file = json.loads((settings.TALLY_HOME / "shows" / made["id"] / "show.json").read_text())
    assert len(read_show(file).layouts) == len(made["layouts"]) == 6
    assert file["revision"] == made["revision"]


def test_a_show_is_built_part_by_part(director: APIClient) -> None:
    show = a_show()
    source = add(director, show, "sources", BARS)
    layout = show.layouts.first()
    assert layout
    overlay = add(director, show, "overlays", {"name": "Title", "content": {"kind": "text"}, "fields": {"title": "Hi"}})
    scene = {"name": "Full", "layout": layout.pk, "slots": {"main": source["id"]}, "overlays": [overlay["id"]]}
    scene = add(director, show, "scenes", scene)
    file = read_show(director.get(f"/api/v1/shows/{show.pk}/export").json())
    assert [one.id for one in file.scenes] == [scene["id"]]
    assert file.scenes[0].slots == {"main": source["id"]}
    assert file.overlays[0].fields == {"title": "Hi"}


def test_every_edit_raises_the_revision_and_writes_the_file(director: APIClient) -> None:
    show = a_show()
    made = add(director, show, "sources", BARS)
    assert made["edit"] == {"revision": show.revision + 1, "on_air": False}
    file = json.loads((settings.TALLY_HOME / "shows" / show.pk / "show.json").read_text())
    assert file["revision"] == show.revision + 1
    assert [source["id"] for source in file["sources"]] == [made["id"]]


def test_a_source_too_many_is_refused_and_changes_nothing(director: APIClient) -> None:
    show = a_show()
    for _ in range(24):
        add(director, show, "sources", BARS)
    answer = director.post(f"/api/v1/shows/{show.pk}/sources", BARS)
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "too_many_sources"
    assert "at most 24" in answer.json()["detail"]
    show.refresh_from_db()
    assert show.sources.count() == 24 and show.revision == 25


def test_what_is_wrong_is_named_field_by_field(director: APIClient) -> None:
    show = a_show()
    value = {"name": "X", "input": {"kind": "test", "tone_hz": 3}, "sound": {"gain_db": 99, "loud": 1}}
    answer = director.post(f"/api/v1/shows/{show.pk}/sources", value)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["input.tone_hz", "sound.gain_db"]


def test_a_misspelt_field_is_not_lost_in_silence(director: APIClient) -> None:
    show = a_show()
    for value, field in [
        ({**BARS, "nmae": "X"}, "nmae"),
        ({**BARS, "sound": {"gain": 3}}, "sound.gain"),
        ({"name": "X", "input": {"kind": "test", "url": "x"}}, "input.url"),
    ]:
        answer = director.post(f"/api/v1/shows/{show.pk}/sources", value)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == field


def test_a_patch_merges_and_null_restores_the_default(director: APIClient) -> None:
    show = a_show()
    made = add(director, show, "sources", {**BARS, "sound": {"gain_db": -6, "mode": "on"}})
    address = f"/api/v1/shows/{show.pk}/sources/{made['id']}"
    kept = {"gain_db": -6.0, "mute": True, "mode": "on", "delay_ms": 0, "channels": "both", "trim_db": 0.0}
    assert kept.items() <= director.patch(address, {"sound": {"mute": True}}).json()["sound"].items()
    gated = director.patch(address, {"sound": {"gate": {"on": True}}}).json()["sound"]["gate"]
    assert (gated["on"], gated["threshold_db"]) == (True, -45.0)
    assert director.patch(address, {"sound": {"gain_db": None}}).json()["sound"]["gain_db"] == 0.0
    changed = director.patch(address, {"input": {"kind": "clock", "zone": "Asia/Tokyo"}}).json()
    assert changed["input"] == {"kind": "clock", "zone": "Asia/Tokyo", "title": ""}


def test_a_scene_carries_sound_and_a_misspelt_part_of_it_is_refused(director: APIClient) -> None:
    show = a_show()
    layout = add(director, show, "layouts", {"name": "Full", "slots": [{"name": "main"}]})
    scene = {"name": "Quiet", "layout": layout["id"], "sound": {"src_a": {"gain_db": -12}}}
    made = add(director, show, "scenes", scene)
    assert made["sound"]["src_a"] == {"gain_db": -12.0, "mute": None, "mode": None}
    wrong = director.patch(f"/api/v1/shows/{show.pk}/scenes/{made['id']}", {"sound": {"src_a": {"gain": 1}}})
    assert wrong.status_code == 400


def test_an_edit_of_an_old_revision_is_refused(director: APIClient) -> None:
    show = a_show()
    tag = director.get(f"/api/v1/shows/{show.pk}")["ETag"]
    add(director, show, "sources", BARS)
    answer = director.post(f"/api/v1/shows/{show.pk}/sources", BARS, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    fresh = director.get(f"/api/v1/shows/{show.pk}/sources")["ETag"]
    assert director.post(f"/api/v1/shows/{show.pk}/sources", BARS, headers={"If-Match": fresh}).status_code == 201


def test_the_same_idempotency_key_makes_one_source(director: APIClient) -> None:
    show = a_show()
    address, key = f"/api/v1/shows/{show.pk}/sources", {"Idempotency-Key": "once"}
    first, again = (director.post(address, PUSH, headers=key) for _ in range(2))
    assert first.json()["id"] == again.json()["id"] and show.sources.count() == 1
    assert first.json()["stream_key"] and again.json()["stream_key"] is None
    other = director.post(address, BARS, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_key_whose_first_request_died_can_be_used_again_after_a_minute(director: APIClient) -> None:
    show = a_show()
    address, key = f"/api/v1/shows/{show.pk}/sources", {"Idempotency-Key": "once"}
    director.post(address, BARS, headers=key)
    show.sources.all().delete()
    KeptAnswer.objects.update(status=0, body=None)  # the process ended before it answered
    early = director.post(address, BARS, headers=key)
    assert (early.status_code, early.json()["code"]) == (409, "in_progress")
    KeptAnswer.objects.update(created=timezone.now() - idempotency.WORKED_ON)
    assert director.post(address, PUSH, headers=key).status_code == 422
    made = [director.post(address, BARS, headers=key).json()["id"] for _ in range(2)]
    assert made[0] == made[1] and show.sources.count() == 1


def test_a_request_that_was_overtaken_does_not_answer_for_the_other(director: APIClient) -> None:
    address, key = f"/api/v1/shows/{a_show().pk}/sources", {"Idempotency-Key": "once"}
    director.post(address, BARS, headers=key)
    KeptAnswer.objects.update(status=0, body=None, created=timezone.now() - idempotency.WORKED_ON)
    slow = KeptAnswer.objects.get()
    assert director.post(address, BARS, headers=key).status_code == 201
    idempotency.end(slow, Response({"late": True}, 500))
    assert director.post(address, BARS, headers=key).headers["Idempotent-Replayed"] == "true"


def test_sources_can_be_put_in_order(director: APIClient) -> None:
    show = a_show()
    made = [add(director, show, "sources", {**BARS, "name": name})["id"] for name in "abc"]
    director.patch(f"/api/v1/shows/{show.pk}/sources/{made[2]}", {"position": 0})
    listed = director.get(f"/api/v1/shows/{show.pk}/sources").json()["results"]
    assert [(row["name"], row["position"]) for row in listed] == [("c", 0), ("a", 1), ("b", 2)]


def test_a_source_that_goes_leaves_its_slots_empty(director: APIClient) -> None:
    show = a_show()
    source, layout = add(director, show, "sources", BARS), show.layouts.first()
    assert layout
    scene = add(director, show, "scenes", {"name": "S", "layout": layout.pk, "slots": {"main": source["id"]}})
    assert director.delete(f"/api/v1/shows/{show.pk}/sources/{source['id']}").status_code == 204
    assert director.get(f"/api/v1/shows/{show.pk}/scenes/{scene['id']}").json()["slots"] == {}


def test_a_layout_that_scenes_stand_on_stays(director: APIClient) -> None:
    show = a_show()
    layout = show.layouts.first()
    assert layout
    add(director, show, "scenes", {"name": "Opening", "layout": layout.pk})
    answer = director.delete(f"/api/v1/shows/{show.pk}/layouts/{layout.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "layout_in_use")
    assert "Opening" in answer.json()["detail"]


def test_a_scene_moved_to_another_layout_drops_slots_that_are_gone(director: APIClient) -> None:
    show = a_show()
    source = add(director, show, "sources", BARS)["id"]
    full, pip = show.layouts.all()[:2]
    scene = add(director, show, "scenes", {"name": "S", "layout": pip.pk, "slots": {"main": source, "inset": source}})
    address = f"/api/v1/shows/{show.pk}/scenes/{scene['id']}"
    assert director.patch(address, {"layout": full.pk}).json()["slots"] == {"main": source}


def test_a_scene_that_names_what_is_not_there_is_refused(director: APIClient) -> None:
    show = a_show()
    layout = show.layouts.first()
    assert layout
    answer = director.post(
        f"/api/v1/shows/{show.pk}/scenes", {"name": "S", "layout": layout.pk, "slots": {"main": "src_gone"}}
    )
    assert answer.status_code == 400 and "src_gone" in answer.json()["detail"]
    assert not show.scenes.exists()


def test_export_and_import_make_the_same_show(director: APIClient) -> None:
    show = a_show()
    source, layout = add(director, show, "sources", BARS), show.layouts.first()
    assert layout
    add(director, show, "sources", PUSH)
    add(director, show, "scenes", {"name": "S", "layout": layout.pk, "slots": {"main": source["id"]}})
    file = director.get(f"/api/v1/shows/{show.pk}/export").json()
    copy = director.post("/api/v1/shows/import", file)
    assert copy.status_code == 201
    assert {one["id"] for one in copy.json()["sources"]}.isdisjoint({one["id"] for one in file["sources"]})
    assert [one["input"] for one in copy.json()["sources"]][0] == file["sources"][0]["input"]
    Show.objects.all().delete()
    again = director.post("/api/v1/shows/import", file).json()
    assert director.get(f"/api/v1/shows/{again['id']}/export").json() == file


def test_a_show_file_cannot_name_files_of_the_server(director: APIClient) -> None:
    source = {"id": "a", "name": "A", "input": {"kind": "image", "path": "/etc/passwd"}}
    answer = director.post("/api/v1/shows/import", {"name": "X", "sources": [source]})
    assert answer.status_code == 400 and "asset id" in answer.json()["detail"]
    show = a_show()
    for value in ({"kind": "file", "path": "/etc/passwd"}, {"kind": "image", "asset": "ast_gone"}):
        assert director.post(f"/api/v1/shows/{show.pk}/sources", {"name": "A", "input": value}).status_code == 400


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1/x", "http://169.254.169.254/", "concat:a|b"])
def test_a_source_cannot_reach_into_the_house(director: APIClient, url: str) -> None:
    show = a_show()
    answer = director.post(f"/api/v1/shows/{show.pk}/sources", {"name": "A", "input": {"kind": "pull", "url": url}})
    assert (answer.status_code, answer.json()["code"]) == (400, "address_refused")
    source = add(
        director, show, "sources", {"name": "A", "input": {"kind": "pull", "url": "rtmp://93.184.216.34/live"}}
    )
    changed = director.patch(f"/api/v1/shows/{show.pk}/sources/{source['id']}", {"input": {"url": url}})
    assert (changed.status_code, changed.json()["code"]) == (400, "address_refused")


@pytest.mark.parametrize("kind", [[], {}, 7, None, "no such kind"])
def test_what_is_no_kind_is_refused_in_words(director: APIClient, kind: object) -> None:
    show = a_show()
    for plural, part in (("sources", "input"), ("overlays", "content")):
        answer = director.post(f"/api/v1/shows/{show.pk}/{plural}", {"name": "A", part: {"kind": kind}})
        assert answer.status_code == 400, answer.content


def test_replacing_a_show_keeps_the_keys_of_its_push_sources(director: APIClient) -> None:
    show = a_show()
    push = add(director, show, "sources", PUSH)
    file = director.get(f"/api/v1/shows/{show.pk}/export").json()
    assert director.post(f"/api/v1/shows/{show.pk}/import", file).status_code == 200
    assert show.sources.get().key_hash and show.sources.get().pk == push["id"]


def test_what_does_not_exist_is_a_problem_too(director: APIClient) -> None:
    for address in ("/api/v1/shows/shw_none", "/api/v1/nothing", f"/api/v1/shows/{a_show().pk}/sources/src_none"):
        answer = director.get(address)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "not_found"


def test_a_slash_at_the_end_is_forgiven(director: APIClient) -> None:
    assert director.get("/api/v1/shows/").status_code == director.get("/api/v1/schema/").status_code == 200


def test_a_source_that_becomes_pushed_shows_its_key_once(director: APIClient) -> None:
    show = a_show()
    made = add(director, show, "sources", BARS)
    address = f"/api/v1/shows/{show.pk}/sources/{made['id']}"
    changed = director.patch(address, PUSH).json()
    assert changed["stream_key"].startswith(f"{made['id']}?key=key_")
    assert "stream_key" not in director.patch(address, {"name": "B"}).json()
    director.patch(address, BARS)
    assert director.patch(address, PUSH).json()["stream_key"] != changed["stream_key"]


def test_a_copy_is_a_show_of_its_own_with_everything_that_is_stored(director: APIClient) -> None:
    show = a_show("Evening")
    source = add(director, show, "sources", PUSH)
    scene = {"name": "Wide", "layout": show.layouts.get(name="Full").pk, "sound": {source["id"]: {"mute": True}}}
    add(director, show, "scenes", scene | {"slots": {show.layouts.get(name="Full").slots[0]["name"]: source["id"]}})
    director.patch(f"/api/v1/shows/{show.pk}", {"captions": {"listen": source["id"]}})
    add(director, show, "destinations", RELAY | {"secrets": {"key": "abc"}})
    director.patch(f"/api/v1/shows/{show.pk}", {"private": True, "canvas": {"width": 1280, "height": 720}})
    made = director.post(f"/api/v1/shows/{show.pk}/copy", {"name": "Tomorrow"})
    assert made.status_code == 201, made.content
    copy, first = made.json(), director.get(f"/api/v1/shows/{show.pk}").json()
    assert copy["name"] == "Tomorrow" and copy["private"] and not copy["wanted"] and copy["canvas"] == first["canvas"]
    for plural in ("sources", "layouts", "scenes", "overlays", "destinations"):
        assert [one["name"] for one in copy[plural]] == [one["name"] for one in first[plural]]
        assert not {one["id"] for one in copy[plural]} & {one["id"] for one in first[plural]}
    assert list(copy["scenes"][0]["slots"].values()) == [copy["sources"][0]["id"]]
    assert list(copy["scenes"][0]["sound"]) == [copy["captions"]["listen"]] == [copy["sources"][0]["id"]]
    assert copy["destinations"][-1]["secrets_set"] == ["key"]
    director.patch(f"/api/v1/shows/{copy['id']}/scenes/{copy['scenes'][0]['id']}", {"name": "Another"})
    assert director.get(f"/api/v1/shows/{show.pk}").json()["scenes"][0]["name"] == "Wide"


def test_a_copy_without_a_name_says_what_it_is_one_of(director: APIClient) -> None:
    assert director.post(f"/api/v1/shows/{a_show('Evening').pk}/copy").json()["name"] == "Evening (copy)"


def test_only_who_may_make_shows_copies_one(director: APIClient) -> None:
    show = a_show("Evening")
    refused = client_of("director", show).post(f"/api/v1/shows/{show.pk}/copy")
    assert refused.status_code == 403 and Show.objects.count() == 1
