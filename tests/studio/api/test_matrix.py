"""Role × address × method × own or other show, taken from the OpenAPI document. What is not listed here is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from studio.models import (
    Asset,
    Cue,
    FloorMessage,
    Invitation,
    Job,
    PresenterLink,
    Recording,
    Show,
    Token,
    Upload,
    ViewLink,
    WatchKey,
)
from tests.studio.makers import PUSH, RELAY, a_show, add, client_of
from tests.studio.presenting.makers import a_document
from tests.studio.rundowns.makers import a_rundown

pytestmark = pytest.mark.django_db
ROLES = ("viewer", "producer", "director")
METHODS = ("get", "put", "patch", "post", "delete")
SHOW = "/api/v1/shows/{show_id}"
RUNDOWNS, RUNDOWN = f"{SHOW}/rundowns", f"{SHOW}/rundowns/{{rundown_id}}"
SCHEDULE = f"{SHOW}/schedule"
PARTS = [f"{SHOW}/{plural}" for plural in ("sources", "layouts", "scenes", "overlays", "destinations")]
TRANSPORT = ("cue", "play", "pause", "seek", "playback")
COMMANDS = (
    *(
        "auto",
        "cut",
        "deck",
        "fallback",
        "ftb",
        "master",
        "overlay",
        "overlay_action",
        "overlays_off",
        "preview",
        "reload",
    ),
    *("overlays_off", "sound", "standby", "take", "transition", "tbar", "rehearse_transition"),
    *TRANSPORT,
)
CAPTIONS = ("captions_show", "captions_clear", "caption_edit", "caption_drop", "caption_restore")
PEOPLE = ("/api/v1/users", "/api/v1/users/{user}", "/api/v1/invitations")
SWITCHES = (
    "start_recording", "stop_recording", "start_destination", "stop_destination", "restart_engine", "go_on_air",
    "run_macro", "stop_macro",
)  # fmt: skip
CARRY = tuple(
    f"rundown_{verb}"
    for verb in ("start", "stop", "skip", "unskip", "jump", "hold", "insert", "break", "extend", "hand_back")
)
OPERATE = ("start", "stop", "schedule_now", "schedule_skip", *SWITCHES, *COMMANDS, *CAPTIONS, *CARRY)

# The least role that may; a token or a member of another show may not, where the address names a show.
MAY: dict[tuple[str, str], str] = {
    ("get", "/api/v1/shows"): "viewer",
    ("post", "/api/v1/shows"): "director of all",
    ("post", "/api/v1/shows/import"): "director of all",
    **{("get", f"/api/v1/shows/import-archive{one}"): "director of all" for one in ("", "/{id}")},
    ("post", "/api/v1/shows/import-archive"): "director of all",
    ("get", f"{SHOW}/archive"): "producer",
    ("get", SHOW): "viewer",
    ("patch", SHOW): "producer",
    ("delete", SHOW): "director",
    ("post", f"{SHOW}/copy"): "director of all",
    ("get", f"{SHOW}/status"): "viewer",
    ("get", f"{SHOW}/export"): "viewer",
    **{("post", f"{SHOW}/{what}"): "producer" for what in ("import", "edit", "undo", "redo", "arrange")},
    ("get", f"{SHOW}/undo"): "producer",
    ("get", f"{SHOW}/events"): "viewer",
    ("get", f"{SHOW}/destinations/{{part_id}}/history"): "viewer",
    ("get", f"{SHOW}/destinations/{{part_id}}/log"): "producer",
    ("get", f"{SHOW}/audit"): "director",
    ("get", f"{SHOW}/members"): "director",
    ("post", f"{SHOW}/members"): "director",
    ("patch", f"{SHOW}/members/{{user}}"): "director",
    ("delete", f"{SHOW}/members/{{user}}"): "director",
    ("get", f"{SHOW}/invitations"): "director",
    ("post", f"{SHOW}/invitations"): "director",
    ("delete", f"{SHOW}/invitations/{{id}}"): "director",
    ("get", f"{SHOW}/graphics-link"): "director",
    ("post", f"{SHOW}/graphics-link"): "director",
    ("delete", f"{SHOW}/graphics-link"): "director",
    ("get", f"{SHOW}/watch-keys"): "director",
    ("post", f"{SHOW}/watch-keys"): "director",
    ("delete", f"{SHOW}/watch-keys/{{id}}"): "director",
    **{("get", address): "director of all" for address in PEOPLE},
    ("post", "/api/v1/users"): "director of all",
    ("patch", "/api/v1/users/{user}"): "director of all",
    ("delete", "/api/v1/users/{user}"): "director of all",
    ("post", "/api/v1/users/{user}/password_link"): "director of all",
    ("post", "/api/v1/invitations"): "director of all",
    ("delete", "/api/v1/invitations/{id}"): "director of all",
    # What a token may open and who sees it is in test_tokens.py.
    ("get", "/api/v1/tokens"): "viewer",
    ("post", "/api/v1/tokens"): "viewer",
    ("delete", "/api/v1/tokens/{id}"): "viewer",
    ("get", f"{SHOW}/recordings"): "viewer",
    ("get", f"{SHOW}/recordings/{{recording_id}}"): "viewer",
    ("patch", f"{SHOW}/recordings/{{recording_id}}"): "producer",
    ("delete", f"{SHOW}/recordings/{{recording_id}}"): "director",
    ("post", f"{SHOW}/recordings/{{recording_id}}/trim"): "producer",
    ("get", "/api/v1/recordings"): "viewer",
    ("get", f"{SHOW}/cues"): "viewer",
    ("get", f"{SHOW}/cues/{{cue_id}}"): "viewer",
    ("get", f"{SHOW}/captions/export"): "viewer",
    **{("get", f"{SHOW}/{what}"): "viewer" for what in ("as-run", "now-next", "guide.xml")},
    ("get", RUNDOWNS): "viewer",
    ("post", RUNDOWNS): "producer",
    ("get", RUNDOWN): "viewer",
    **{("get", f"{RUNDOWN}/{what}"): "viewer" for what in ("plan", "export")},
    ("post", f"{RUNDOWN}/import"): "producer",
    **{(method, RUNDOWN): "producer" for method in ("patch", "delete")},
    **{("post", f"{RUNDOWN}/{what}"): "producer" for what in ("edit", "undo", "redo", "keep-day", "lay-day")},
    **{("get", address): "viewer" for address in (SCHEDULE, f"{SCHEDULE}/{{entry_id}}")},
    ("post", SCHEDULE): "director",
    **{(method, f"{SCHEDULE}/{{entry_id}}"): "director" for method in ("patch", "delete")},
    ("get", "/api/v1/caption-models"): "viewer",
    ("post", "/api/v1/caption-models"): "director of all",
    ("post", "/api/v1/caption-models/upload"): "director of all",
    ("delete", "/api/v1/caption-models/{name}"): "director of all",
    ("get", "/api/v1/facts"): "viewer",
    ("get", "/api/v1/layout-templates"): "viewer",
    ("get", "/api/v1/library"): "producer",
    ("post", "/api/v1/library"): "producer",
    ("get", "/api/v1/library/{id}"): "producer",
    ("patch", "/api/v1/library/{id}"): "producer",
    ("delete", "/api/v1/library/{id}"): "director of all",
    ("get", "/api/v1/library/{asset_id}/pages"): "producer",
    **{("get", f"{SHOW}/presenters"): "director", ("post", f"{SHOW}/presenters"): "director"},
    ("delete", f"{SHOW}/presenters/{{id}}"): "director",
    **{("get", f"{SHOW}/views"): "director", ("post", f"{SHOW}/views"): "director"},
    ("delete", f"{SHOW}/views/{{id}}"): "director",
    **{("get", f"{SHOW}/messages"): "viewer", ("post", f"{SHOW}/messages"): "producer"},
    ("delete", f"{SHOW}/messages/{{id}}"): "producer",
    ("get", "/api/v1/library/folders"): "producer",
    ("patch", "/api/v1/library/folders"): "producer",
    # Only who began an upload knows of it: see test_uploads.py.
    **{(method, "/api/v1/uploads"): "producer" for method in ("get", "post")},
    **{(method, "/api/v1/uploads/{id}"): "producer" for method in ("get", "patch", "delete")},
    ("post", f"{SHOW}/sources/{{part_id}}/rotate_key"): "producer",
    **{("get", part): "viewer" for part in PARTS},
    **{("post", part): "producer" for part in PARTS},
    **{("get", f"{part}/{{part_id}}"): "viewer" for part in PARTS},
    **{("patch", f"{part}/{{part_id}}"): "producer" for part in PARTS},
    **{("delete", f"{part}/{{part_id}}"): "producer" for part in PARTS},
    **{("post", f"{SHOW}/{verb}"): "director" for verb in OPERATE},
    ("post", f"{SHOW}/page_input"): "producer",
    ("post", f"{SHOW}/acknowledge_alert"): "producer",
}
ADDRESSES = sorted(SchemaGenerator().get_schema(request=None, public=True)["paths"])  # type: ignore[no-untyped-call]
LATER = timezone.now() + timedelta(days=1)
REFUSED = (401, 403, 404, 405)


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    """A show with one of everything, whose mixer takes every command."""
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": True, "frame": 7})
    for name in ("start", "stop"):
        monkeypatch.setattr(f"studio.shows.air.{name}", lambda show, **more: None)
    monkeypatch.setattr("studio.shows.air.seen", lambda show: {})
    monkeypatch.setattr("studio.captions.installing.remove", lambda name: None)
    return a_show()


def test_every_address_of_the_document_is_in_this_table() -> None:
    documented = {(method, address) for address, methods in _paths().items() for method in methods if method in METHODS}
    assert documented == set(MAY)


def _paths() -> dict[str, dict[str, object]]:
    return SchemaGenerator().get_schema(request=None, public=True)["paths"]  # type: ignore[no-any-return, no-untyped-call]


def filled(address: str, show: Show) -> str:
    """An address with ids of things that are there."""
    known = {"show_id": show.pk, "part_id": part_of(address, show), "user": somebody(), "id": "", "name": "tiny"}
    if "{id}" in address:
        known["id"] = str(GIVEN[address.split("/")[-2]](show).pk)
    if "{asset_id}" in address:
        known["asset_id"] = a_document().pk
    if "{recording_id}" in address:
        known["recording_id"] = recording(show).pk
    if "{cue_id}" in address:
        known["cue_id"] = cue(show).pk
    if "{rundown_id}" in address:
        known["rundown_id"] = a_rundown(show).pk
    if "{entry_id}" in address:
        entry = {"do": "stop", "at": "2036-11-22T22:00:00"}
        known["entry_id"] = str(add(client_of("director"), show, "schedule", entry)["id"])
    return address.format(**known)


def part_of(address: str, show: Show) -> str:
    if "{part_id}" not in address:
        return ""
    plural = address.split("/")[5]
    title = {"name": "T", "content": {"kind": "text"}}
    value = {"sources": PUSH, "overlays": title, "destinations": RELAY}.get(plural, {"name": "L"})
    layout = show.layouts.first()
    assert layout
    if plural == "scenes":
        value = {"name": "S", "layout": layout.pk}
    if plural == "layouts":
        value = {"name": "L", "slots": layout.slots}
    return str(add(client_of("director"), show, plural, value)["id"])


def somebody() -> str:
    return User.objects.get_or_create(username="nobody")[0].username


def invitation(show: Show) -> Invitation:
    return Invitation.objects.get_or_create(hash="i", defaults={"show": show, "expires": LATER})[0]


def watch_key(show: Show) -> WatchKey:
    return WatchKey.objects.get_or_create(show=show, name="k", defaults={"expires": LATER})[0]


def presenter_link(show: Show) -> PresenterLink:
    return PresenterLink.objects.get_or_create(show=show, source="src_x", name="k", defaults={"expires": LATER})[0]


def view_link(show: Show) -> ViewLink:
    return ViewLink.objects.get_or_create(show=show, kind="clock", name="k")[0]


def message(show: Show) -> FloorMessage:
    return FloorMessage.objects.get_or_create(show=show, text="k", by="k")[0]


def token(show: Show) -> Token:
    return Token.objects.get_or_create(hash="t", defaults={"name": "t", "show": show})[0]


def asset(show: Show | None = None) -> Asset:
    return Asset.objects.get_or_create(file="x.png", defaults={"name": "x", "kind": "image", "mime": "", "bytes": 1})[0]


def upload(show: Show) -> Upload:
    return Upload.objects.get_or_create(who="user-0", defaults={"name": "x", "bytes": 1})[0]


def taking_in(show: Show) -> Job:
    return Job.objects.get_or_create(kind="archive", spec={"upload": ""})[0]


GIVEN: dict[str, Any] = {
    "import-archive": taking_in,
    "library": asset, "uploads": upload, "invitations": invitation, "watch-keys": watch_key, "tokens": token,
    "presenters": presenter_link, "views": view_link, "messages": message,
}  # fmt: skip


def recording(show: Show) -> Recording:
    values = {"started_at": show.created, "folder": "r", "state": "finished"}
    row, _ = Recording.objects.get_or_create(show=show, name="r", defaults=values)
    return row


def cue(show: Show) -> Cue:
    return Cue.objects.get_or_create(pk="ln_1", show=show, defaults={"from_frame": 0, "to_frame": 1})[0]


def status_of(client: APIClient, method: str, address: str) -> int:
    """What a request is answered; what it changed is taken back."""
    with transaction.atomic():
        answer = getattr(client, method)(address, {} if method in ("post", "put", "patch") else None)
        transaction.set_rollback(True)
    return int(answer.status_code)


def rank(role: str) -> int:
    return ROLES.index(role.removesuffix(" of all"))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", ROLES)
def test_the_matrix_of_one_show(show: Show, role: str, address: str) -> None:
    where = filled(address, show)
    ours, theirs = client_of(role, show), client_of(role, Show.objects.create(name="Other"))
    for method in METHODS:
        needed = MAY.get((method, address), "nobody")
        may = needed in ROLES and rank(role) >= rank(needed)
        assert (status_of(ours, method, where) not in (401, 403, 405)) == may, method
        assert "{show_id}" not in address or status_of(theirs, method, where) in (404, 405), method
        assert status_of(APIClient(), method, where) in (401, 403, 405), method


@pytest.mark.parametrize(("method", "address"), [cell for cell, role in MAY.items() if role == "director of all"])
def test_what_concerns_no_show_in_particular_needs_a_director_of_all(show: Show, method: str, address: str) -> None:
    where = filled(address, show)
    assert status_of(client_of("producer"), method, where) == 403
    assert status_of(client_of("director"), method, where) not in REFUSED


def test_addresses_outside_the_document_are_few() -> None:
    assert APIClient().post(reverse("publish", args=["wrong"]), {}, format="multipart").status_code == 403
    assert APIClient().get("/api/v1/schema").status_code == 200
