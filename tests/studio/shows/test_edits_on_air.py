"""What is on program changes by a take only: every way to edit a show, against the desk that plays it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from rest_framework.test import APIClient

from mixer.core.clock import Timeline
from mixer.core.desk import Desk
from mixer.core.orders import obey
from mixer.core.pins import heard, kept, look, seen_in
from mixer.core.stored import desk_for
from mixer.engine.reports import told_of
from mixer.errors import BadCommand
from mixer.protocol.parse import read_command, read_show
from mixer.protocol.showfile import Show as ShowFile
from studio.air.processes.show_paths import paths_of
from studio.library.models import Asset
from studio.models import Show
from studio.shows import files
from studio.shows.edits import NEXT_TAKE
from tests.studio.makers import a_show, a_user, add, client_of, signed_in

pytestmark = pytest.mark.django_db


class OnAir:
    """A mixer's desk: takes loads and takes as the engine does, and says what is seen and heard."""

    def __init__(self, show: Show) -> None:
        self.row = show
        self.show: ShowFile = read_show(files.write(show.pk))
        self.desk: Desk = desk_for(self.show)
        self.timeline = Timeline(self.show.canvas.fps, 0, 0)
        self.senders: list[Any] = []
        self.keep()

    def keep(self) -> None:
        """As runmixer does: what the engine has told, in files."""
        paths = paths_of(self.row.pk)
        paths.run.mkdir(parents=True, exist_ok=True)
        paths.desk_file.write_text(json.dumps(self.desk.to_json()))
        parts = [(side.name, kept(side, self.desk)) for side in self.desk.sides(self.show)]
        paths.pinned_file.write_text(json.dumps(told_of(parts)["pinned"]))

    async def command(self, show_id: str, command: dict[str, Any]) -> dict[str, Any]:
        self.senders.append(command.get("sender"))
        try:
            order = read_command(command)
            self.desk = obey(self.desk, order, self.show, self.timeline)
        except BadCommand as error:
            return {"id": command["id"], "ok": False, "code": error.code, "error": str(error)}
        if command["verb"] == "load":
            self.show = getattr(order, "show")  # noqa: B009 (a command of another verb has none)
        self.keep()
        return {"ok": True, "frame": 1, "on_air": NEXT_TAKE if self.desk.changes_waiting else "now"}

    async def snapshot(self, show_id: str) -> dict[str, Any]:
        return {"desk": self.desk.to_json(), "frame": 1000}

    def programme(self) -> Any:
        sides = self.desk.sides(self.show)
        playing = heard(self.desk).union(*map(seen_in, sides))
        sounds = {name: self.desk.sound[name] for name in sorted(playing)}
        texts = {name: state for name, state in self.desk.overlays.items() if state.on}
        return [look(side, self.desk) for side in sides], sounds, texts


class Studio:
    """A show with a scene of a camera and a strap on air, and its parts by name."""

    def __init__(self) -> None:
        self.director = client_of("director")
        self.row = a_show()
        self.at = f"/api/v1/shows/{self.row.pk}"
        self.layout = self.row.layouts.get(name="Full")
        slot = self.layout.slots[0]["name"]
        self.asset = Asset(name="still.png", file="f_still.png", kind="image", mime="image/png", bytes=3)
        self.asset.path.parent.mkdir(parents=True, exist_ok=True)
        self.asset.path.write_bytes(ContentFile(b"png").read())
        self.asset.save()
        self.camera = add(self.director, self.row, "sources", {"name": "Camera", "input": {"kind": "push"}})["id"]
        still = {"kind": "image", "asset": self.asset.pk}
        self.still = add(self.director, self.row, "sources", {"name": "Still", "input": still})["id"]
        strap = {"name": "Strap", "content": {"kind": "text"}, "fields": {"title": "Ada"}, "on": True}
        self.strap = add(self.director, self.row, "overlays", strap)["id"]
        scene = {"layout": self.layout.pk, "overlays": [self.strap]}
        self.on = add(self.director, self.row, "scenes", {"name": "On", "slots": {slot: self.camera}, **scene})["id"]
        self.next = add(self.director, self.row, "scenes", {"name": "Next", "slots": {slot: self.still}, **scene})["id"]
        self.row.refresh_from_db()
        self.row.wanted, self.row.wanted_since = True, timezone.now()
        self.row.save()
        self.producer = client_of("producer", self.row)


@pytest.fixture
def studio(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Studio:
    settings.TALLY_HOME = tmp_path
    return Studio()


@pytest.fixture
def air(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> OnAir:
    made = OnAir(studio.row)
    monkeypatch.setattr("studio.air.control.commands.send_command", made.command)
    monkeypatch.setattr("studio.air.control.commands.snapshot", made.snapshot)
    return made


Change = Callable[[APIClient, Studio], Any]
AN_EMPTY_FILE = {"version": 1, "name": "Nothing", "canvas": {"width": 640, "height": 360, "rate": "25"}}
CHANGES: dict[str, Change] = {
    "empties the scene": lambda who, it: who.patch(f"{it.at}/scenes/{it.on}", {"slots": {}, "background": "#ff0000"}),
    "takes the strap off": lambda who, it: who.patch(f"{it.at}/scenes/{it.on}", {"overlays": []}),
    "replaces the source": lambda who, it: who.patch(f"{it.at}/sources/{it.camera}", {"input": {"kind": "test"}}),
    "mutes the source": lambda who, it: who.patch(f"{it.at}/sources/{it.camera}", {"sound": {"mute": True}}),
    "brings a source in": lambda who, it: who.patch(f"{it.at}/sources/{it.still}", {"sound": {"mode": "on"}}),
    "turns the layout": lambda who, it: who.patch(
        f"{it.at}/layouts/{it.layout.pk}", {"slots": [{**it.layout.slots[0], "fit": "stretch", "rect": {"w": 0.5}}]}
    ),
    "writes on the strap": lambda who, it: who.patch(f"{it.at}/overlays/{it.strap}", {"fields": {"title": "Eve"}}),
    "moves the strap": lambda who, it: who.patch(f"{it.at}/overlays/{it.strap}", {"rect": {"x": 0.5}}),
    "adds an overlay that is on": lambda who, it: who.post(
        f"{it.at}/overlays", {"name": "Loud", "content": {"kind": "text"}, "fields": {"title": "Ha"}, "on": True}
    ),
    "changes the canvas": lambda who, it: who.patch(it.at, {"canvas": {"width": 640, "height": 360, "rate": "25"}}),
    "changes the encoding": lambda who, it: who.patch(it.at, {"encoding": {"video_kbps": 300}}),
    "imports a file that has it changed": lambda who, it: who.post(
        f"{it.at}/import", {**(file := exported(it)), "scenes": [{**file["scenes"][0], "background": "#00ff00"}]}
    ),
}
TAKES_AWAY: dict[str, tuple[Change, str]] = {
    "deletes the scene": (lambda who, it: who.delete(f"{it.at}/scenes/{it.on}"), "On is on program"),
    "deletes the source": (lambda who, it: who.delete(f"{it.at}/sources/{it.camera}"), "Camera is on program"),
    "deletes the strap": (lambda who, it: who.delete(f"{it.at}/overlays/{it.strap}"), "Strap is on"),
    "imports an empty file": (lambda who, it: who.post(f"{it.at}/import", AN_EMPTY_FILE), " on program"),
}


@pytest.mark.parametrize("role", ["producer", "director"])
@pytest.mark.parametrize("what", CHANGES)
def test_an_edit_is_kept_and_the_programme_is_as_it_was(studio: Studio, air: OnAir, what: str, role: str) -> None:
    before = air.programme()
    answer = CHANGES[what](getattr(studio, role), studio)
    assert answer.status_code in (200, 201, 204), answer.content
    assert air.programme() == before
    on_air = answer.headers.get("Tally-On-Air") if answer.status_code == 204 else answer.json()["edit"]["on_air"]
    assert on_air == NEXT_TAKE
    assert air.desk.changes_waiting
    studio.row.refresh_from_db()
    assert air.desk.revision == studio.row.revision


@pytest.mark.parametrize("role", ["producer", "director"])
@pytest.mark.parametrize("what", TAKES_AWAY)
def test_what_is_on_program_is_not_deleted_before_something_else_was_taken(
    studio: Studio, air: OnAir, what: str, role: str
) -> None:
    before, revision = air.programme(), studio.row.revision
    change, words = TAKES_AWAY[what]
    refused = change(getattr(studio, role), studio)
    assert (refused.status_code, refused.json()["code"]) == (409, "on_program")
    assert words in refused.json()["detail"] and " first" in refused.json()["detail"]
    studio.row.refresh_from_db()
    assert studio.row.revision == revision and air.programme() == before
    assert not air.desk.changes_waiting


def test_after_a_take_what_was_on_program_may_go(studio: Studio, air: OnAir) -> None:
    studio.director.post(f"{studio.at}/cut")
    assert studio.producer.delete(f"{studio.at}/scenes/{studio.on}").status_code == 204
    assert studio.producer.delete(f"{studio.at}/sources/{studio.camera}").status_code == 204
    assert studio.producer.delete(f"{studio.at}/overlays/{studio.strap}").status_code == 409, "it is on over all"


def test_in_a_transition_neither_side_is_deleted(studio: Studio, air: OnAir) -> None:
    studio.director.post(f"{studio.at}/auto", {"kind": "mix", "duration_ms": 5000})
    for scene in (studio.on, studio.next):
        assert studio.producer.delete(f"{studio.at}/scenes/{scene}").status_code == 409


def test_what_an_edit_has_taken_out_of_the_scene_is_kept_while_the_old_one_is_on_program(
    studio: Studio, air: OnAir
) -> None:
    slot = studio.layout.slots[0]["name"]
    studio.producer.patch(f"{studio.at}/scenes/{studio.on}", {"slots": {slot: None}, "overlays": []})
    assert studio.producer.delete(f"{studio.at}/sources/{studio.camera}").status_code == 409
    studio.director.post(f"{studio.at}/take", {"scene": studio.on})
    assert studio.producer.delete(f"{studio.at}/sources/{studio.camera}").status_code == 204


def test_what_is_heard_whatever_is_seen_says_what_to_do_first(studio: Studio, air: OnAir) -> None:
    studio.director.post(f"{studio.at}/sound", {"source": studio.still, "mode": "on"})
    refused = studio.producer.delete(f"{studio.at}/sources/{studio.still}").json()
    assert refused["code"] == "on_program" and "follow the picture" in refused["detail"]
    studio.director.post(f"{studio.at}/sound", {"source": studio.still, "mode": "afv"})
    assert studio.producer.delete(f"{studio.at}/sources/{studio.still}").status_code == 204


def test_undo_takes_nothing_off_program(studio: Studio, air: OnAir) -> None:
    new = {"name": "New", "layout": studio.layout.pk}
    scene = studio.producer.post(f"{studio.at}/scenes", new).json()["id"]
    studio.director.post(f"{studio.at}/take", {"scene": scene})
    refused = studio.producer.post(f"{studio.at}/undo")
    assert (refused.status_code, refused.json()["code"]) == (409, "on_program")
    studio.director.post(f"{studio.at}/take", {"scene": studio.on})
    assert studio.producer.post(f"{studio.at}/undo").status_code == 200


def test_where_no_mixer_plays_the_show_nothing_is_on_program(studio: Studio, air: OnAir) -> None:
    paths_of(studio.row.pk).run.rmdir()
    assert studio.producer.delete(f"{studio.at}/scenes/{studio.on}").status_code == 204


def test_an_edit_says_who_made_it(studio: Studio, air: OnAir) -> None:
    CHANGES["writes on the strap"](studio.producer, studio)
    (sender,) = air.senders
    assert sender["origin"] == "api" and sender["address"] == "127.0.0.1" and sender["by"]


def test_a_take_brings_what_was_saved(studio: Studio, air: OnAir) -> None:
    before = air.programme()
    studio.producer.patch(f"{studio.at}/scenes/{studio.on}", {"background": "#ff0000"})
    taken = studio.director.post(f"{studio.at}/take", {"scene": studio.on, "expected_preview": studio.next})
    assert taken.status_code == 200
    assert air.programme() != before and not air.desk.changes_waiting


def test_an_edit_of_what_is_not_on_air_is_there_at_once(studio: Studio, air: OnAir) -> None:
    edit = studio.producer.patch(f"{studio.at}/scenes/{studio.next}", {"background": "#ff0000"}).json()["edit"]
    assert edit["on_air"] is True


def test_an_edit_off_air_is_not_on_air(studio: Studio) -> None:
    Show.objects.update(wanted=False)
    edit = studio.producer.patch(f"{studio.at}/scenes/{studio.on}", {"background": "#ff0000"}).json()["edit"]
    assert edit["on_air"] is False
    assert studio.producer.delete(f"{studio.at}/scenes/{studio.on}").headers["Tally-On-Air"] == "no"


def test_an_edit_that_a_newer_one_overtook_says_what_became_of_both(studio: Studio, air: OnAir) -> None:
    from studio.shows.edits import tell_mixer

    older = files.write(studio.row.pk)
    studio.producer.patch(f"{studio.at}/scenes/{studio.on}", {"background": "#ff0000"})
    before = air.show
    assert tell_mixer(studio.row.pk, older) == NEXT_TAKE
    assert air.show is before


# -- what acts at once takes a director -----------------------------------------------------------------


def captions_in(file: dict[str, Any]) -> dict[str, Any]:
    return {**file, "captions": {"on": True, "languages": [{"code": "en"}]}}


AT_ONCE: dict[str, Change] = {
    "turns captions on": lambda who, it: who.patch(it.at, {"captions": {"on": True}}),
    "imports captions": lambda who, it: who.post(f"{it.at}/import", captions_in(exported(it))),
    "makes the show private": lambda who, it: who.patch(it.at, {"private": True}),
    "makes a new key": lambda who, it: who.post(f"{it.at}/sources/{it.camera}/rotate_key"),
}


def exported(it: Studio) -> dict[str, Any]:
    file: dict[str, Any] = it.director.get(f"{it.at}/export").json()
    return file


@pytest.mark.parametrize("what", AT_ONCE)
def test_on_air_what_acts_at_once_takes_a_director(studio: Studio, air: OnAir, what: str) -> None:
    revision = studio.row.revision
    refused = AT_ONCE[what](studio.producer, studio)
    assert (refused.status_code, refused.json()["code"]) == (403, "director_only")
    studio.row.refresh_from_db()
    assert studio.row.revision == revision
    assert AT_ONCE[what](studio.director, studio).status_code == 200


@pytest.mark.parametrize("what", AT_ONCE)
def test_off_air_a_producer_prepares_everything(studio: Studio, what: str) -> None:
    Show.objects.update(wanted=False)
    assert AT_ONCE[what](studio.producer, studio).status_code == 200


def test_what_captions_listen_to_is_not_replaced_by_a_producer(studio: Studio, air: OnAir) -> None:
    captions = {"captions": {"on": True, "listen": studio.still}}
    assert studio.director.patch(studio.at, captions).status_code == 200
    refused = studio.producer.patch(f"{studio.at}/sources/{studio.still}", {"input": {"kind": "test"}})
    assert refused.json()["code"] == "director_only"


@pytest.mark.parametrize(
    "verb",
    ["start", "stop", "cut", "auto", "take", "ftb", "master", "sound", "overlay", "preview", "transition",
     "start_recording", "stop_recording", "captions_show", "captions_clear"],
)  # fmt: skip
def test_a_producer_directs_nothing(studio: Studio, air: OnAir, verb: str) -> None:
    assert studio.producer.post(f"{studio.at}/{verb}", {}).status_code == 403


def on_program(show: Show, part: dict[str, Any]) -> None:
    """As a mixer keeps what it plays."""
    pinned = paths_of(show.pk).pinned_file
    pinned.parent.mkdir(parents=True, exist_ok=True)
    pinned.write_text(json.dumps([{"bus": "scn_gone", "show": {"sources": [], "overlays": [], **part}}]))


@pytest.mark.parametrize("part", ["sources", "overlays", "start"])
def test_a_file_on_program_is_not_thrown_away_when_the_show_was_edited_since(studio: Studio, part: str) -> None:
    file = {"path": str(studio.asset.path)}
    showing = {"sources": [{"input": file}], "overlays": [{"content": file}], "start": file}
    on_program(studio.row, {part: showing[part]})
    studio.director.delete(f"{studio.at}/sources/{studio.still}")
    refused = studio.director.delete(f"/api/v1/library/{studio.asset.pk}")
    assert (refused.status_code, refused.json()["code"]) == (409, "asset_on_air")
    assert f"the program of {studio.row.name}" in refused.json()["detail"] and studio.asset.path.exists()
    Show.objects.update(wanted=False)
    assert studio.director.delete(f"/api/v1/library/{studio.asset.pk}").status_code == 204


def test_what_is_on_air_tells_nothing_of_shows_one_may_not_see(studio: Studio) -> None:
    on_program(studio.row, {"sources": [{"input": {"path": str(studio.asset.path)}}]})
    ada = a_user("ada", "producer", a_show("Mine"))
    Asset.objects.update(owner=ada)
    said = signed_in(ada).delete(f"/api/v1/library/{studio.asset.pk}").json()
    assert said["code"] == "asset_on_air" and "a show of others" in said["detail"]
    assert studio.row.name not in said["detail"]


# -- coming too late ------------------------------------------------------------------------------------


def test_a_show_is_not_stopped_by_a_press_from_long_ago(
    studio: Studio, air: OnAir, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[str] = []
    monkeypatch.setattr("studio.air.processes.launch.stop", stopped.append)
    late = studio.director.post(f"{studio.at}/stop", {"not_after_frame": 999})
    assert (late.status_code, late.json()["code"], stopped) == (409, "too_late", [])
    assert studio.director.post(f"{studio.at}/stop", {"not_after_frame": 1000}).status_code == 202
    assert stopped == [studio.row.pk]


def test_a_stale_preview_is_refused(studio: Studio, air: OnAir) -> None:
    for verb in ("cut", "auto"):
        stale = studio.director.post(f"{studio.at}/{verb}", {"expected_preview": "scn_other"})
        assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert air.desk.program == studio.on
