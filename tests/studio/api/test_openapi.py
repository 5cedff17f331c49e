"""The OpenAPI document is valid, and true: what it says is what the API answers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from studio.library import tasks
from studio.media.recordings import PartFile
from studio.models import Cue, Event, Recording, Show, Source
from studio.rundowns import days
from studio.rundowns.edits import Terms, undo
from studio.shows.making import new_show
from tests.studio.api.openapi import Operation, Reader, document, operations
from tests.studio.makers import BARS, PUSH, RELAY, a_show, add, client_of
from tests.studio.presenting.makers import a_document, a_link
from tests.studio.rundowns.makers import a_rundown, an_asset, clip
from tests.studio.webhooks.makers import a_hook, messages

pytestmark = pytest.mark.django_db
SHOW = "/api/v1/shows/{show_id}"
A_DAY = "2026-11-22"
A_TIME = "2096-11-22T20:00:00Z"
TITLE = {"name": "Title", "content": {"kind": "text"}}
EVENING = {"do": "start", "rule": {"rrule": "FREQ=DAILY", "start": "2026-11-22T20:00:00"}}
OF_SHOW = ("watch-keys", "views", "messages", "obs-passwords")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def test_the_document_is_valid_openapi_with_valid_schemas() -> None:
    assert document()["openapi"].startswith("3.1.")
    validate_schema(document())  # type: ignore[no-untyped-call]
    for schema in document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for operation in operations():
        for response in operation.described["responses"].values():
            for kind in response.get("content", {}).values():
                Draft202012Validator.check_schema(kind["schema"])


def test_nothing_is_left_out_of_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    from drf_spectacular.drainage import GENERATOR_STATS
    from drf_spectacular.generators import SchemaGenerator

    GENERATOR_STATS.reset()
    SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    assert not GENERATOR_STATS._error_cache, capsys.readouterr().err


@pytest.mark.parametrize("operation", operations(), ids=str)
def test_every_operation_documents_its_refusals_and_headers(operation: Operation) -> None:
    described = operation.described
    promised = set(described["responses"])
    assert {"400", "401", "403", "429", "503", "default"} <= promised
    assert "404" in promised or "{" not in operation.path
    asked = {one["name"] for one in described.get("parameters", []) if one["in"] == "header"}
    assert ("Idempotency-Key" in asked) == (operation.method == "post")
    assert ("If-Match" in asked) == ("412" in promised)
    for response in described["responses"].values():
        assert "X-Request-Id" in response.get("headers", {}) or "304" in promised


# -- every answer ----------------------------------------------------------------------------------


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Show:
    """A show whose mixer takes every command, in a home of its own."""
    settings.TALLY_HOME = tmp_path
    answer = {"ok": True, "frame": 7, "air_frame": 9, "recording": "rec_x"}
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: answer)
    monkeypatch.setattr("studio.shows.air.start", lambda show, rehearse=False: None)
    monkeypatch.setattr("studio.shows.air.stop", lambda show: None)
    monkeypatch.setattr("studio.shows.air.seen", lambda show: {})
    monkeypatch.setattr("studio.captions.installing.remove", lambda name: None)
    monkeypatch.setattr("studio.captions.tasks.send", lambda job: None)
    monkeypatch.setattr("studio.media.api.send", lambda job: None)
    monkeypatch.setattr("studio.archives.tasks.send", lambda job: None)
    monkeypatch.setattr(
        "studio.media.clips.parts_of", lambda row: [PartFile("r-001.mp4", 0, 0.0, 10.0, 100, "finished")]
    )
    monkeypatch.setattr("studio.shows.removing.clear_soon", lambda: None)
    monkeypatch.setattr(tasks, "send", lambda job: None)
    return new_show({"name": "Evening show", "private": True})  # private, so that it has watch keys


class Asker:
    """Fills in addresses and bodies with what there is."""

    def __init__(self, show: Show) -> None:
        self.show, self.client = show, client_of("director")
        layout = show.layouts.first()
        assert layout
        self.layout = layout
        self.parts: dict[str, dict[str, Any]] = {
            "sources": PUSH, "overlays": TITLE, "scenes": {"name": "S", "layout": layout.pk},
            "layouts": {"name": "L", "slots": layout.slots}, "destinations": RELAY,
        }  # fmt: skip
        Event.objects.create(show=show, time=show.created, level="info", code="x", text="x")

    def ask(self, operation: Operation) -> Any:
        body = self.body(operation)
        return self.send(self.client, operation, self.address(operation), body)

    def send(self, client: APIClient, operation: Operation, address: str, body: Any = None) -> Any:
        form = isinstance(body, dict) and "file" in body
        ask = getattr(client, operation.method)
        if isinstance(body, bytes):
            return ask(address, body, content_type="application/offset+octet-stream", HTTP_UPLOAD_OFFSET="0")
        return ask(address, body, format="multipart" if form else "json") if body is not None else ask(address)

    def address(self, operation: Operation) -> str:
        plural = operation.path.split("/")[5] if operation.path.count("/") > 4 else ""
        known: dict[str, str] = {"show_id": self.show.pk, "name": "tiny", "planned_id": "pln_x"}
        if operation.path in (f"{SHOW}/undo", f"{SHOW}/redo"):
            add(self.client, self.show, "sources", BARS)
            if operation.path.endswith("redo"):
                self.client.post(f"/api/v1/shows/{self.show.pk}/undo")
        if "{part_id}" in operation.path:
            known["part_id"] = add(self.client, self.show, plural, self.parts[plural])["id"]
        if "{id}" in operation.path:
            known["id"] = self.given(operation.path.split("/")[-2])
        if "{asset_id}" in operation.path:
            known["asset_id"] = a_document("Slides").pk
        if "{user}" in operation.path:
            known["user"] = self.member()
        if "{rundown_id}" in operation.path:
            known["rundown_id"] = self.rundown(operation.path.rpartition("/")[2])
        if "{entry_id}" in operation.path:
            known["entry_id"] = add(self.client, self.show, "schedule", EVENING)["id"]
        if "{recording_id}" in operation.path:
            known["recording_id"] = self.recording()
        if "cues" in operation.path:
            known["cue_id"] = self.cue()
        if "{webhook_id}" in operation.path:
            hook = a_hook(self.show if "{show_id}" in operation.path else None, url="http://127.0.0.1:9/")
            known |= {"webhook_id": hook.pk, "delivery_id": messages(hook, 1)[0].pk}
        named = operation.path.endswith(("export", "rundowns/{rundown_id}/import"))
        return operation.path.format(**known) + ("?format=json" if named else "")

    def body(self, operation: Operation) -> Any:
        last, path = operation.path.rpartition("/")[2], operation.path
        if "requestBody" not in operation.described:
            return None
        if path == "/api/v1/shows/import-archive":
            return {"file": SimpleUploadedFile("a.zip", b"PK\x03\x04" + bytes(40), "application/zip")}
        if path in ("/api/v1/library", "/api/v1/caption-models/upload"):
            return self.upload("tiny.pt" if "models" in path else "a.png")
        if path.endswith("{rundown_id}/import"):
            return {"text": json.dumps([clip(an_asset("Taken in"))])}
        if last == "import":
            return {"name": "Imported", "sources": [{**BARS, "id": "a"}]}
        if path == f"{SHOW}/edit":
            return {"ops": [{"op": "add", "kind": "source", "id": "$a", "value": PUSH}]}
        if path == "/api/v1/uploads/{id}":
            return PNG
        if path == "/api/v1/library/folders":
            return {"path": "Openers", "to": "Films/Openers"}
        if operation.method == "patch":
            return {"role": "producer"} if "members" in path else {"name": "Renamed"}
        if operation.method == "post" and last in self.parts:
            return self.parts[last]
        return self.command(last)

    def command(self, verb: str) -> Any:
        source = add(self.client, self.show, "sources", BARS)["id"] if verb == "sound" else ""
        template = self.template() if verb == "lay-day" else ""
        values = {
            "shows": {"name": "New"}, "members": {"user": self.member(), "role": "viewer"},
            "users": {"user": "grace"}, "tokens": {"name": "Script"}, "invitations": {"show": self.show.pk},
            "watch-keys": {"name": "Partner"},
            "webhooks": {"name": "Automation", "url": "https://93.184.216.34/hook", "kinds": ["*"]},
            "presenters": {"source": self.deck(verb), "name": "Dr. Okafor"},
            "views": {"kind": "clock", "name": "Foyer"}, "messages": {"text": "Stand by"},
            "obs-passwords": {"name": "Stream deck", "role": "director"},
            "uploads": {"name": "a.png", "bytes": len(PNG)},
            "caption-models": {"name": "tiny"}, "preview": {"scene": "black"}, "take": {"scene": "black"},
            "overlay": {"overlay": "ovl_x", "on": True}, "sound": {"source": source, "mute": True},
            "schedule": EVENING, **dict.fromkeys(("schedule_now", "schedule_skip"), {"occurrence": "sch_x@0"}),
            "keep-day": {"date": A_DAY, "name": "Sunday"}, "lay-day": {"date": A_DAY, "template": template},
            "arrange": {"name": "Desk", "slots": [{"name": "main"}]},
            "rundowns": {"name": "Night"}, "edit": {"ops": [{"op": "settings", "set": {"name": "Dawn"}}]},
            **{verb: {"source": "src_x"} for verb in ("cue", "play", "pause", "playback")},
            "seek": {"source": "src_x", "position_s": 1.5}, "deck": {"source": "src_x", "go": "next"},
            "fallback": {"source": "src_x", "to": "auto"}, "reload": {"source": "src_x"},
            "overlay_action": {"overlay": "ovl_x", "action": "next"},
            "batch": {"commands": [{"verb": "cut"}, {"verb": "ftb", "on": True}]},
            "plan": {"command": {"verb": "cut"}, "at": A_TIME}, "cancel_planned": {"planned": "pln_x"},
            "tbar": {"position": 0.5}, "run_macro": {"macro": "mac_x"}, "trim": {"start_s": 0, "end_s": 1},
            "page_input": {"source": "src_x", "events": [{"type": "text", "text": "x"}]},
            "captions_show": {"visible": True}, "caption_edit": {"line": "ln_1", "texts": {}},
            "start_destination": {"destination": "dst_x"}, "stop_destination": {"destination": "dst_x"},
            "caption_drop": {"line": "ln_1"}, "caption_restore": {"line": "ln_1"},
        }  # fmt: skip
        return values.get(verb, {})

    def given(self, plural: str) -> str:
        """The id of a fresh upload, invitation, token or watch key."""
        if plural == "presenters":
            return str(a_link(self.show, Source(pk="src_x")).pk)
        if plural == "import-archive":
            file = SimpleUploadedFile("a.zip", b"PK\x03\x04" + bytes(40), "application/zip")
            answer = self.client.post("/api/v1/shows/import-archive", {"file": file}, format="multipart")
            return str(answer.json()["id"])
        if plural == "library":
            answer = self.client.post("/api/v1/library", self.upload(), format="multipart")
        else:
            where = f"shows/{self.show.pk}/{plural}" if plural in OF_SHOW else plural
            answer = self.client.post(f"/api/v1/{where}", self.command(plural))
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    def deck(self, verb: str) -> str:
        """A document of the show, where a presenter's link is to be made."""
        if verb != "presenters":
            return ""
        value = {"kind": "document", "asset": a_document("Slides").pk}
        return Source.objects.create(show=self.show, name="Slides", position=0, input=value).pk

    def upload(self, name: str = "a.png") -> dict[str, Any]:
        return {"file": SimpleUploadedFile(name, PNG, "image/png")}

    def member(self) -> str:
        from django.contrib.auth.models import User

        from studio.people.models import Membership

        ada, _ = User.objects.get_or_create(username="ada")
        Membership.objects.get_or_create(user=ada, show=self.show, defaults={"role": "viewer"})
        return "ada"

    def cue(self) -> str:
        return Cue.objects.get_or_create(pk="ln_1", show=self.show, defaults={"from_frame": 0, "to_frame": 1})[0].pk

    def rundown(self, what: str) -> str:
        """A rundown with an item of each kind that needs no other; one edit is undone, for `redo`."""
        scene = add(self.client, self.show, "scenes", {"name": "Desk", "layout": self.layout.pk})["id"]
        asset = an_asset(f"Opener for {what}")
        spots = {"content": {"kind": "break", "items": [clip(asset)]}}
        daily = {"mode": "fixed", "rule": {"rrule": "FREQ=DAILY", "start": "2026-11-22T20:00:00"}}
        timed = clip(asset, start={"mode": "fixed", "at": f"{A_DAY}T20:00:00"})
        fixed = {"content": {"kind": "scene", "scene": scene}, "duration_s": 30, "start": daily}
        row = a_rundown(self.show, clip(asset, backup={"kind": "scene", "scene": scene}), spots, fixed, timed)
        if what == "redo":
            undo(self.show.pk, row.pk, Terms())
        return row.pk

    def template(self) -> str:
        return days.keep(self.show, self.rundown("keep-day"), date.fromisoformat(A_DAY), "Sunday", lambda row: None).pk

    def recording(self) -> str:
        values = {"started_at": self.show.created, "folder": "r", "state": "finished"}
        return Recording.objects.get_or_create(show=self.show, name="r", defaults=values)[0].pk


@pytest.mark.parametrize("operation", operations(), ids=str)
def test_every_answer_is_as_documented(show: Show, operation: Operation) -> None:
    answer = Asker(show).ask(operation)
    assert answer.status_code < 400, answer.content
    value = operation.check(answer)
    schema = operation.schema_of(answer.status_code, answer.headers.get("Content-Type", ""))
    if schema and isinstance(value, dict | list):
        Reader(schema).read(value)
    for name in operation.described["responses"][str(answer.status_code)].get("headers", {}):
        assert name in answer.headers


@pytest.mark.parametrize("operation", operations(), ids=str)
def test_every_refusal_is_as_documented(show: Show, operation: Operation) -> None:
    asker = Asker(show)
    address = asker.address(operation)
    refusals = {
        asker.send(APIClient(), operation, address),
        asker.send(client_of("viewer", a_show("Other")), operation, address),
        asker.send(client_of("director"), operation, address.replace(show.pk, "shw_none"), {"what": "is this"}),
    }
    for answer in refusals:
        if answer.status_code >= 400:
            assert str(answer.status_code) in operation.described["responses"], answer.content
            operation.check(answer)


@pytest.mark.parametrize("role", ["viewer", "producer"])
def test_those_who_may_less_are_told_what_is_documented_too(show: Show, role: str) -> None:
    asker, client = Asker(show), client_of(role, show)
    add(asker.client, show, "sources", {"name": "P", "input": {"kind": "pull", "url": "rtmp://a:b@example.com/live/x"}})
    for operation in operations():
        if operation.method == "get":
            operation.check(client.get(asker.address(operation)))


def test_a_client_can_read_what_it_reads_most() -> None:
    """The fields that only some answers have are not promised by all."""
    schemas = document()["components"]["schemas"]
    for name, sometimes in (("ShowRow", {"edit"}), ("SourceRow", {"edit", "push_url", "stream_key"})):
        promised = set(schemas[name]["required"])
        assert sometimes.isdisjoint(promised) and sometimes <= set(schemas[name]["properties"])
        assert {"id", "name"} <= promised
    assert {"air_frame", "recording"}.isdisjoint(schemas["FrameRow"]["required"])
