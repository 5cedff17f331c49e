"""A stored rundown as the mixer plays it: every part is a show, every time is local, and nothing is lost in between."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from mixer.core.rundown import read_rundown
from mixer.kinds.sources.document import Document
from mixer.protocol import locks
from mixer.protocol.parse import read_show
from mixer.protocol.showfile import Show as ShowFile
from studio.errors import Invalid
from studio.models import Asset, Rundown, Show
from studio.rundowns import files
from studio.rundowns.compile import compiled
from studio.rundowns.known import Known, known_of
from studio.rundowns.tasks import recompile
from studio.shows.compose import composed
from tests.studio.makers import BARS, a_show, add, client_of
from tests.studio.rundowns.makers import a_rundown, an_asset, clip, edit, ids

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Show:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": False, "code": "off_air"})
    return a_show()


@pytest.fixture
def client() -> APIClient:
    return client_of("director")


def of(row: Rundown) -> dict[str, Any]:
    row = Rundown.objects.select_related("show").get(pk=row.pk)
    known = known_of(row.show)
    known.fetch_row(row)
    whole = compiled(row, known, NOW)
    assert read_rundown(json.loads(json.dumps(whole))).order == tuple(whole["order"])
    return whole


def written(row: Rundown) -> Any:
    return json.loads(files.path_of(row.show_id, row.pk).read_text())


def part(item: dict[str, Any]) -> ShowFile:
    """What an item shows, as the mixer reads it."""
    show = read_show(item["content"]["show"])
    assert item["content"]["scene"] in {scene.id for scene in show.scenes}
    assert item["content"]["source"] in {"", *(source.id for source in show.sources)}
    return show


def the(row: Rundown) -> dict[str, Any]:
    """The one item of a rundown, compiled."""
    whole = of(row)
    [name] = whole["order"]
    return dict(whole["items"][name])


# -- what is shown ---------------------------------------------------------------------------------


def test_a_file_plays_between_its_marks_when_it_is_taken(show: Show) -> None:
    row = a_rundown(show, clip(an_asset(), in_s=2, out_s=8, fit="cover"))
    item = the(row)
    source = part(item).sources[0]
    assert source.id == item["content"]["source"] == ids(row)[0]
    value: Any = source.input
    assert (value.in_s, value.out_s, value.end, value.on_take) == (2, 8, "hold", "play")
    assert value.path.endswith("Opener-video.mp4")
    [slot] = part(item).layouts[0].slots
    assert slot.fit == "cover" and part(item).scenes[0].slots == {slot.name: source.id}
    assert (item["length_s"], item["repeat"], item["duration_s"], item["live"]) == (6, 1, None, False)


def test_a_file_that_is_repeated_loops(show: Show) -> None:
    value: Any = part(the(a_rundown(show, clip(an_asset(), repeat=3)))).sources[0].input
    assert value.end == "loop"


def test_sound_is_heard_over_its_poster(show: Show) -> None:
    poster = an_asset("Cover", "image", None)
    item = the(a_rundown(show, clip(an_asset("Song", "audio", 180.0), poster=poster.pk, gain_db=-2)))
    show_part = part(item)
    sound, still = (next(one for one in show_part.sources if one.input.kind == kind) for kind in ("file", "image"))
    assert item["content"]["source"] == sound.id and list(show_part.scenes[0].slots.values()) == [still.id]
    assert (sound.sound.mode, sound.sound.gain_db) == ("on", -2)


def test_a_document_begins_with_its_page_and_turns_by_itself_for_as_long_as_is_said(show: Show) -> None:
    slides = an_asset("Slides", "document", None)
    with pytest.raises(Invalid, match="has no length of its own"):
        a_rundown(show, clip(slides))
    content = {"kind": "asset", "asset": slides.pk, "page": 3, "advance_s": 20.0}
    item = the(a_rundown(show, {"content": content, "duration_s": 60.0}))
    document = part(item).sources[0].input
    assert item["duration_s"] == 60 and isinstance(document, Document)
    assert (document.first_page, document.auto_advance_s) == (3, 20.0)


def test_an_item_in_a_slot_leaves_the_rest_of_the_scene(show: Show, client: APIClient) -> None:
    bars, camera = (add(client, show, "sources", {**BARS, "name": name})["id"] for name in ("A", "B"))
    layout = show.layouts.get(name="Picture in picture")
    title = add(client, show, "overlays", {"name": "T", "content": {"kind": "text"}, "fields": {"title": "Hi"}})["id"]
    slots = {"main": bars, "inset": camera}
    scene = {"name": "Desk", "layout": layout.pk, "slots": slots, "overlays": [title], "background": "#102030"}
    desk = add(client, show, "scenes", scene)["id"]
    row = a_rundown(show, clip(an_asset(), scene=desk, slot="inset"))
    found = part(the(row))
    assert found.scenes[0].slots == {"main": bars, "inset": ids(row)[0]}
    assert found.scenes[0].overlays == (title,) and found.scenes[0].background == "#102030"
    assert {source.id for source in found.sources} == {bars, ids(row)[0]}


def test_the_shows_own_sources_are_the_same_readers(show: Show, client: APIClient) -> None:
    bars = add(client, show, "sources", {**BARS, "buffer_ms": 700})["id"]
    layout = show.layouts.get(name="Full")
    desk = add(client, show, "scenes", {"name": "Desk", "layout": layout.pk, "slots": {"main": bars}})["id"]
    stored = read_show(composed(show)).sources[0]
    for content in ({"kind": "source", "source": bars}, {"kind": "scene", "scene": desk}):
        item = the(a_rundown(show, {"content": content, "duration_s": 30}))
        assert part(item).sources == (stored,) and item["content"]["source"] == ""
        assert (item["length_s"], item["duration_s"], item["live"]) == (None, 30, False)


@pytest.mark.parametrize(
    ("name", "language"),
    [("night.de.srt", "de"), ("Night.PT-br.vtt", "pt-br"), ("night.zh_hans.srt", "zh-hans"), ("night.srt", ""),
     ("night.final.srt", ""), ("de.srt", ""), ("a.b.de..srt", "")],
)  # fmt: skip
def test_subtitles_are_in_the_language_that_their_name_ends_with(show: Show, name: str, language: str) -> None:
    words = an_asset(name, "subtitles")
    captions = the(a_rundown(show, clip(an_asset(), in_s=1.5, captions=words.pk)))["captions"]
    path = f"{show_folder(show)}/{name}-subtitles.mp4"
    assert captions == {"kind": "file", "path": path, "language": language, "in_s": 1.5}


def show_folder(show: Show) -> str:
    return known_of(show).folder


def test_an_item_has_the_captions_of_the_show_or_none(show: Show) -> None:
    asset = an_asset()
    whole = of(a_rundown(show, clip(asset), clip(asset, captions="off")))
    assert [item["captions"] for item in whole["items"].values()] == [None, {"kind": "off"}]


def test_what_plays_in_an_items_place_has_none_of_its_subtitles(show: Show) -> None:
    backup = {"kind": "asset", "asset": an_asset("Still", "image", None).pk}
    for captions, stands in ((an_asset("a.srt", "subtitles").pk, None), ("off", {"kind": "off"})):
        items = of(a_rundown(show, clip(an_asset(captions), captions=captions, backup=backup)))["items"]
        assert [item["captions"] for name, item in items.items() if name.endswith("-backup")] == [stands]


def test_a_live_source_lasts_until_it_ends(show: Show, client: APIClient) -> None:
    camera = add(client, show, "sources", {"name": "Camera", "input": {"kind": "push"}})["id"]
    item = the(a_rundown(show, {"content": {"kind": "source", "source": camera}}))
    assert (item["live"], item["length_s"], item["duration_s"]) == (True, None, None)
    assert item["content"]["source"] == camera


def test_texts_of_an_items_own_are_on_an_overlay_of_its_own(show: Show, client: APIClient) -> None:
    title = {"name": "T", "content": {"kind": "text"}, "fields": {"title": "Hi", "subtitle": "There"}}
    overlay = add(client, show, "overlays", title)["id"]
    found = part(the(a_rundown(show, clip(an_asset(), overlays=[{"overlay": overlay, "fields": {"title": "Ada"}}]))))
    [own] = found.overlays
    assert own.fields == {"title": "Ada", "subtitle": "There"} and own.id != overlay
    assert found.scenes[0].overlays == (own.id,)


@pytest.mark.parametrize(
    ("loudness", "peak", "gain"),
    [(-20.0, -6.0, -3.0), (-26.0, -12.0, 3.0), (-40.0, -30.0, 12.0), (-26.0, -2.0, 1.0), (None, None, 0.0)],
)
def test_files_are_levelled_as_far_as_their_peaks_allow(
    show: Show, loudness: float | None, peak: float | None, gain: float
) -> None:
    asset = an_asset(loudness_lufs=loudness, true_peak_db=peak)
    row = a_rundown(show, clip(asset, gain_db=1.5), loudness_lufs=-23)
    assert part(the(row)).sources[0].sound.gain_db == gain + 1.5
    edit(row, {"op": "change", "ids": ids(row), "set": {"level": False}})
    assert part(the(row)).sources[0].sound.gain_db == 1.5


def test_a_transition_takes_its_time_and_its_kinds_own_where_none_is_given(show: Show) -> None:
    asset = an_asset()
    row = a_rundown(show, clip(asset), clip(asset, transition={"kind": "mix"}), clip(asset, in_s=1))
    first, second, third = of(row)["items"].values()
    assert (first["transition"], first["transition_ms"]) == (None, 0)
    assert second["transition"]["kind"] == "mix" and second["transition_ms"] == second["transition"]["duration_ms"] > 0
    assert Rundown.objects.get().length_s == pytest.approx(29 - second["transition_ms"] / 1000)


def test_what_goes_on_in_the_same_file_is_said(show: Show) -> None:
    asset = an_asset()
    pieces = [clip(asset, out_s=4), clip(asset, in_s=4), clip(asset), clip(asset, in_s=10 - 2), clip(asset, in_s=5)]
    whole = of(a_rundown(show, *pieces))
    assert [whole["items"][name]["follows_on"] for name in whole["order"]] == [False, True, False, False, False]


# -- order -----------------------------------------------------------------------------------------


def test_breaks_and_nested_rundowns_lie_flat_under_names_of_their_own(show: Show) -> None:
    asset = an_asset()
    spots = {"content": {"kind": "break", "items": [clip(asset, name="A"), clip(asset, name="B")]}}
    inner = a_rundown(show, clip(asset, name="in"), {**spots, "repeat": 2}, name="Inner")
    nested = {"content": {"kind": "rundown", "rundown": inner.pk}}
    whole = of(a_rundown(show, clip(asset, name="first"), nested, nested, clip(asset, name="off", skip=True)))
    names = [whole["items"][name]["name"] for name in whole["order"]]
    assert names == ["first", *["in", "A", "B", "A", "B"] * 2]
    assert len(set(whole["order"])) == len(names) == 11
    groups = [whole["items"][name]["group"] for name in whole["order"]]
    assert groups[0] == groups[1] == "" and groups[2] == groups[3] != groups[4] == groups[5] != ""


def test_what_is_nested_deep_is_still_a_show(show: Show) -> None:
    still, song = an_asset("Still", "image", None), an_asset("Song", "audio", 30.0)
    backup = {"kind": "asset", "asset": still.pk}
    row = a_rundown(show, clip(song, poster=still.pk, backup=backup), name="0")
    for level in range(1, 6):
        row = a_rundown(show, {"content": {"kind": "rundown", "rundown": row.pk}, "repeat": 2}, name=str(level))
    whole = of(row)
    assert len(whole["order"]) == len(set(whole["order"])) == 32
    for item in whole["items"].values():
        part(item)


def test_a_break_has_its_time_at_its_first_item(show: Show) -> None:
    asset = an_asset()
    start = {"mode": "insert", "at": "2026-11-22T20:00:00", "back": "join"}
    spots = {"content": {"kind": "break", "items": [clip(asset), clip(asset)]}, "start": start, "priority": 5}
    whole = of(a_rundown(show, spots))
    first, second = (whole["items"][name] for name in whole["order"])
    assert (first["mode"], first["starts"], first["back"], first["priority"]) == (
        "insert", ["2026-11-22T20:00:00"], "join", 5,
    )  # fmt: skip
    assert (second["mode"], second["starts"]) == ("follow", [])


def test_times_of_a_nested_rundown_are_told_in_the_zone_of_the_whole(show: Show) -> None:
    asset, at = an_asset(), {"mode": "fixed", "at": "2026-11-22T20:00:00"}
    inner = a_rundown(show, clip(asset, start=at), name="Inner", zone="America/New_York")
    whole = of(a_rundown(show, {"content": {"kind": "rundown", "rundown": inner.pk}}, zone="Europe/Berlin"))
    assert whole["items"][whole["order"][0]]["starts"] == ["2026-11-23T02:00:00"]


def test_a_rule_is_told_as_times_from_yesterday_on(show: Show) -> None:
    rule = {"rrule": "FREQ=DAILY", "start": "2026-01-01T20:00:00", "except": ["2026-11-22"]}
    starts = the(a_rundown(show, clip(an_asset(), start={"mode": "fixed", "rule": rule})))["starts"]
    assert starts[:2] == ["2026-11-21T20:00:00", "2026-11-23T20:00:00"] and len(starts) == 90


def test_a_backup_lasts_as_long_as_what_it_stands_for(show: Show) -> None:
    still = an_asset("Still", "image", None)
    whole = of(a_rundown(show, clip(an_asset(), repeat=2, backup={"kind": "asset", "asset": still.pk})))
    [name] = whole["order"]
    backup = whole["items"][whole["items"][name]["backup"]]
    assert backup["duration_s"] == 20 and part(backup).sources[0].input.kind == "image"


def test_fillers_and_the_standby_are_parts_too(show: Show, client: APIClient) -> None:
    filler, still = an_asset("Filler", duration_s=60.0), an_asset("Still", "image", None)
    client.patch(f"/api/v1/shows/{show.pk}", {"standby": {"asset": still.pk}}, format="json")
    row = a_rundown(Show.objects.get(), clip(an_asset()), filler=[{"kind": "asset", "asset": filler.pk}])
    whole = of(row)
    assert [whole["items"][name]["name"] for name in whole["fillers"]] == ["Filler"]
    assert part({"content": whole["standby"]}).sources[0].input.kind == "image"


# -- what is gone, and what comes ------------------------------------------------------------------


def test_what_is_gone_is_told_and_its_reader_finds_nothing(show: Show, client: APIClient) -> None:
    bars = add(client, show, "sources", BARS)["id"]
    asset = an_asset()
    row = a_rundown(show, clip(asset), {"content": {"kind": "source", "source": bars}, "duration_s": 5})
    assert client.delete(f"/api/v1/shows/{show.pk}/sources/{bars}").status_code == 204
    Asset.objects.filter(pk=asset.pk).delete()
    for item in of(row)["items"].values():
        value: Any = part(item).sources[0].input
        assert "is gone" in item["trouble"] and "/missing/" in value.path


def test_an_edit_is_on_disk_before_it_is_answered(show: Show) -> None:
    row = a_rundown(show, clip(an_asset()))
    assert written(row)["revision"] == 2 and written(row)["order"] == ids(row)
    edit(row, {"op": "settings", "set": {"rounds": 0}}, dry_run=True)
    assert written(row)["rounds"] == 1
    inner = a_rundown(show, name="Inner")
    edit(row, {"op": "create", "items": [{"content": {"kind": "rundown", "rundown": inner.pk}}]})
    edit(inner, {"op": "create", "items": [clip(an_asset("Two"))]})
    assert len(written(row)["order"]) == 2


def test_an_edit_of_a_scene_is_in_what_stands_on_it(show: Show, client: APIClient) -> None:
    layout = show.layouts.get(name="Full")
    scene = add(client, show, "scenes", {"name": "Desk", "layout": layout.pk})["id"]
    row = a_rundown(show, {"content": {"kind": "scene", "scene": scene}, "duration_s": 5})
    client.patch(f"/api/v1/shows/{show.pk}/scenes/{scene}", {"background": "#112233"}, format="json")
    [item] = written(row)["items"].values()
    assert item["content"]["show"]["scenes"][0]["background"] == "#112233"


def test_the_mixer_is_told_of_an_edit_before_rundowns_are_compiled(
    show: Show, client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = add(client, show, "scenes", {"name": "Desk", "layout": show.layouts.get(name="Full").pk})["id"]
    row = a_rundown(show, {"content": {"kind": "scene", "scene": scene}, "duration_s": 5})
    done: list[str] = []

    def send(show_id: str, command: dict[str, Any]) -> dict[str, Any]:
        done.append(command["verb"])
        return {"ok": True}

    monkeypatch.setattr("studio.shows.edits.send", send)
    monkeypatch.setattr(files, "recompile", lambda row: done.append(row.pk))
    client.patch(f"/api/v1/shows/{show.pk}/scenes/{scene}", {"background": "#112233"}, format="json")
    assert done == ["load", row.pk]


def test_a_rundown_that_cannot_be_compiled_leaves_the_edit_and_the_others_be(
    show: Show, client: APIClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    scene = add(client, show, "scenes", {"name": "Desk", "layout": show.layouts.get(name="Full").pk})["id"]
    bad, good = (a_rundown(show, {"content": {"kind": "scene", "scene": scene}, "duration_s": 5}) for _ in range(2))

    def compiled_or_not(row: Rundown, known: Known) -> Any:
        if row.pk == bad.pk:
            raise ValueError("a rule of years ago")
        return compiled(row, known)

    monkeypatch.setattr(files, "compiled", compiled_or_not)
    path = f"/api/v1/shows/{show.pk}/scenes/{scene}"
    assert client.patch(path, {"background": "#112233"}, format="json").status_code == 200
    [item] = written(good)["items"].values()
    assert item["content"]["show"]["scenes"][0]["background"] == "#112233"
    assert f"the rundown {bad.pk} could not be compiled anew" in caplog.text


def test_a_file_that_was_looked_at_has_its_length(show: Show) -> None:
    asset = an_asset(duration_s=None, state="probing")
    row = a_rundown(show, clip(asset))
    assert written(row)["items"][ids(row)[0]]["length_s"] is None
    Asset.objects.update(duration_s=12.5, state="ready")
    files.asset_changed(asset.pk)
    assert written(row)["items"][ids(row)[0]]["length_s"] == 12.5 == Rundown.objects.get().length_s


def test_a_file_that_a_rundown_plays_is_not_deleted(show: Show, client: APIClient) -> None:
    asset = an_asset()
    a_rundown(show, clip(asset))
    refused = client.delete(f"/api/v1/library/{asset.pk}")
    assert refused.json()["code"] == "asset_in_use" and "the rundown Night of Evening show" in refused.json()["detail"]


def test_an_older_revision_does_not_overwrite_a_newer_one(show: Show) -> None:
    row = a_rundown(show, clip(an_asset()))
    older = written(row)
    edit(row, {"op": "delete", "ids": ids(row)})
    files.write(row, older, known_of(row.show))
    assert written(row)["order"] == []


def waited_for(monkeypatch: pytest.MonkeyPatch, change: Callable[[], Any]) -> None:
    """Somebody else has the turn to write, and changes something before it comes to us."""
    in_turn = locks.in_turn

    @contextmanager
    def after_others(path: Path) -> Iterator[None]:
        with in_turn(path):
            change()
            yield

    monkeypatch.setattr("studio.rundowns.files.locks.in_turn", after_others)


def test_a_rundown_is_read_when_its_turn_to_be_written_has_come(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    row = a_rundown(show, clip(an_asset()))
    waited_for(monkeypatch, lambda: Asset.objects.update(duration_s=12.5))
    files.recompile(row)
    assert written(row)["items"][ids(row)[0]]["length_s"] == 12.5 == Rundown.objects.get().length_s


def test_a_rundown_that_went_meanwhile_is_not_written(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    row = a_rundown(show, clip(an_asset()))
    files.remove(row)
    waited_for(monkeypatch, lambda: Rundown.objects.filter(pk=row.pk).delete())
    files.recompile(row)
    assert not files.path_of(show.pk, row.pk).exists()


def test_the_clock_brings_the_times_of_rules_that_come_nearer(show: Show) -> None:
    rule = {"mode": "fixed", "rule": {"rrule": "FREQ=DAILY", "start": "2026-01-01T20:00:00"}}
    row, other = a_rundown(show, clip(an_asset(), start=rule)), a_rundown(show, clip(an_asset("Two")), name="Other")
    for one in (row, other):
        files.remove(one)
    recompile()
    assert files.path_of(show.pk, row.pk).exists() and not files.path_of(show.pk, other.pk).exists()
