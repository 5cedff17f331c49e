"""Right × address × method × own or other show, taken from the OpenAPI document. What is not listed here is refused.

It is asked by a member and by a token of every role, and by tokens that are narrowed to each right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    ObsPassword,
    PresenterLink,
    Recording,
    Show,
    Token,
    Upload,
    ViewLink,
    WatchKey,
)
from studio.people.models import Role
from studio.people.roles import ALL, Action, Rights, rights_of
from studio.people.secrets import make_token
from tests.studio.makers import PUSH, RELAY, a_show, a_user, add, client_of, signed_in
from tests.studio.presenting.makers import a_document
from tests.studio.rundowns.makers import a_rundown
from tests.studio.webhooks.makers import a_hook, messages

pytestmark = pytest.mark.django_db
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
        "overlay",
        "overlay_action",
        "overlays_off",
        "preview",
        "reload",
    ),
    "batch",
    *("overlays_off", "standby", "take", "transition", "tbar", "rehearse_transition"),
    *TRANSPORT,
)
CAPTIONS = ("captions_show", "captions_clear", "caption_edit", "caption_drop", "caption_restore")
PEOPLE = ("/api/v1/users", "/api/v1/users/{user}", "/api/v1/invitations")
SWITCHES = (
    "start_recording", "stop_recording", "start_destination", "stop_destination", "restart_engine", "go_on_air",
    "run_macro", "stop_macro", "plan", "cancel_planned",
)  # fmt: skip
CARRY = tuple(
    f"rundown_{verb}"
    for verb in ("start", "stop", "skip", "unskip", "jump", "hold", "insert", "break", "extend", "hand_back")
)
SOUND = ("sound", "master")
OPERATE = ("start", "stop", "schedule_now", "schedule_skip", *SWITCHES, *COMMANDS)
HOOK = "/webhooks/{webhook_id}"
WEBHOOKS = (
    ("get", "/webhooks"), ("post", "/webhooks"), *((method, HOOK) for method in ("get", "patch", "delete")),
    ("post", f"{HOOK}/rotate"), ("post", f"{HOOK}/test"), ("get", f"{HOOK}/deliveries"),
    ("get", f"{HOOK}/deliveries/{{delivery_id}}"), ("post", f"{HOOK}/deliveries/{{delivery_id}}/redeliver"),
)  # fmt: skip

# The right that it takes in the show; `of all`: without a show, so that only a token for all, or staff, may.
MAY: dict[tuple[str, str], str] = {
    ("get", "/api/v1/shows"): "view",
    ("post", "/api/v1/shows"): "create of all",
    ("post", "/api/v1/shows/import"): "create of all",
    **{("get", f"/api/v1/shows/import-archive{one}"): "create of all" for one in ("", "/{id}")},
    ("post", "/api/v1/shows/import-archive"): "create of all",
    ("get", f"{SHOW}/archive"): "edit",
    ("get", SHOW): "view",
    ("patch", SHOW): "edit",
    ("delete", SHOW): "manage",
    ("post", f"{SHOW}/copy"): "create of all",
    ("get", f"{SHOW}/status"): "view",
    ("get", f"{SHOW}/export"): "view",
    ("get", f"{SHOW}/watch"): "view",
    **{("post", f"{SHOW}/{what}"): "edit" for what in ("import", "edit", "undo", "redo", "arrange")},
    ("get", f"{SHOW}/undo"): "edit",
    ("get", f"{SHOW}/events"): "view",
    ("post", f"{SHOW}/socket-ticket"): "view",
    ("get", f"{SHOW}/destinations/{{part_id}}/history"): "view",
    ("get", f"{SHOW}/destinations/{{part_id}}/log"): "edit",
    ("get", f"{SHOW}/audit"): "manage",
    ("get", f"{SHOW}/members"): "manage",
    ("post", f"{SHOW}/members"): "manage",
    ("patch", f"{SHOW}/members/{{user}}"): "manage",
    ("delete", f"{SHOW}/members/{{user}}"): "manage",
    ("get", f"{SHOW}/invitations"): "manage",
    ("post", f"{SHOW}/invitations"): "manage",
    ("delete", f"{SHOW}/invitations/{{id}}"): "manage",
    ("get", f"{SHOW}/graphics-link"): "manage",
    ("post", f"{SHOW}/graphics-link"): "manage",
    ("delete", f"{SHOW}/graphics-link"): "manage",
    ("get", f"{SHOW}/watch-keys"): "manage",
    ("post", f"{SHOW}/watch-keys"): "manage",
    ("delete", f"{SHOW}/watch-keys/{{id}}"): "manage",
    **{("get", address): "manage of all" for address in PEOPLE},
    ("post", "/api/v1/users"): "manage of all",
    ("patch", "/api/v1/users/{user}"): "manage of all",
    ("delete", "/api/v1/users/{user}"): "manage of all",
    ("post", "/api/v1/users/{user}/password_link"): "manage of all",
    ("post", "/api/v1/invitations"): "manage of all",
    ("delete", "/api/v1/invitations/{id}"): "manage of all",
    # What a token may open and who sees it is in test_tokens.py.
    ("get", "/api/v1/tokens"): "view",
    ("post", "/api/v1/tokens"): "view",
    ("delete", "/api/v1/tokens/{id}"): "view",
    ("get", f"{SHOW}/recordings"): "view",
    ("get", f"{SHOW}/recordings/{{recording_id}}"): "view",
    ("patch", f"{SHOW}/recordings/{{recording_id}}"): "edit",
    ("delete", f"{SHOW}/recordings/{{recording_id}}"): "operate",
    ("post", f"{SHOW}/recordings/{{recording_id}}/trim"): "edit",
    ("get", "/api/v1/recordings"): "view",
    ("get", f"{SHOW}/cues"): "view",
    ("get", f"{SHOW}/cues/{{cue_id}}"): "view",
    ("get", f"{SHOW}/captions/export"): "view",
    **{("get", f"{SHOW}/{what}"): "view" for what in ("as-run", "now-next", "guide.xml")},
    ("get", RUNDOWNS): "view",
    ("post", RUNDOWNS): "edit",
    ("get", RUNDOWN): "view",
    **{("get", f"{RUNDOWN}/{what}"): "view" for what in ("plan", "export")},
    ("post", f"{RUNDOWN}/import"): "edit",
    **{(method, RUNDOWN): "edit" for method in ("patch", "delete")},
    **{("post", f"{RUNDOWN}/{what}"): "edit" for what in ("edit", "undo", "redo", "keep-day", "lay-day")},
    **{("get", address): "view" for address in (SCHEDULE, f"{SCHEDULE}/{{entry_id}}")},
    ("post", SCHEDULE): "operate",
    **{(method, f"{SCHEDULE}/{{entry_id}}"): "operate" for method in ("patch", "delete")},
    ("get", "/api/v1/caption-models"): "view",
    ("post", "/api/v1/caption-models"): "create of all",
    ("post", "/api/v1/caption-models/upload"): "create of all",
    ("delete", "/api/v1/caption-models/{name}"): "create of all",
    ("get", "/api/v1/facts"): "view",
    ("get", "/api/v1/layout-templates"): "view",
    ("get", "/api/v1/library"): "edit",
    ("post", "/api/v1/library"): "edit",
    ("get", "/api/v1/library/{id}"): "edit",
    ("patch", "/api/v1/library/{id}"): "edit",
    ("delete", "/api/v1/library/{id}"): "manage of all",
    ("get", "/api/v1/library/{asset_id}/pages"): "edit",
    **{("get", f"{SHOW}/presenters"): "operate", ("post", f"{SHOW}/presenters"): "operate"},
    ("delete", f"{SHOW}/presenters/{{id}}"): "operate",
    **{("get", f"{SHOW}/views"): "operate", ("post", f"{SHOW}/views"): "operate"},
    ("delete", f"{SHOW}/views/{{id}}"): "operate",
    **{("get", f"{SHOW}/messages"): "view", ("post", f"{SHOW}/messages"): "edit"},
    ("delete", f"{SHOW}/messages/{{id}}"): "edit",
    **{("get", f"{SHOW}/obs-passwords"): "manage", ("post", f"{SHOW}/obs-passwords"): "manage"},
    ("delete", f"{SHOW}/obs-passwords/{{id}}"): "manage",
    ("get", "/api/v1/library/folders"): "edit",
    ("patch", "/api/v1/library/folders"): "edit",
    # Only who began an upload knows of it: see test_uploads.py.
    **{(method, "/api/v1/uploads"): "edit" for method in ("get", "post")},
    **{(method, "/api/v1/uploads/{id}"): "edit" for method in ("get", "patch", "delete")},
    ("post", f"{SHOW}/sources/{{part_id}}/rotate_key"): "edit",
    **{("get", part): "view" for part in PARTS},
    **{("post", part): "edit" for part in PARTS},
    **{("get", f"{part}/{{part_id}}"): "view" for part in PARTS},
    **{("patch", f"{part}/{{part_id}}"): "edit" for part in PARTS},
    **{("delete", f"{part}/{{part_id}}"): "edit" for part in PARTS},
    **{("post", f"{SHOW}/{verb}"): "operate" for verb in OPERATE},
    **{("post", f"{SHOW}/{verb}"): "sound" for verb in SOUND},
    **{("post", f"{SHOW}/{verb}"): "caption" for verb in CAPTIONS},
    **{("post", f"{SHOW}/{verb}"): "carry" for verb in CARRY},
    ("post", f"{SHOW}/page_input"): "edit",
    ("post", f"{SHOW}/acknowledge_alert"): "edit",
    ("get", f"{SHOW}/planned"): "view",
    ("delete", f"{SHOW}/planned/{{planned_id}}"): "operate",
    **{(method, f"{SHOW}{address}"): "manage" for method, address in WEBHOOKS},
    **{(method, f"/api/v1{address}"): "manage of all" for method, address in WEBHOOKS},
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
    known = {
        "show_id": show.pk,
        "part_id": part_of(address, show),
        "user": somebody(),
        "id": "",
        "name": "tiny",
        "planned_id": "pln_x",
    }
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
    if "{webhook_id}" in address:
        hook = a_hook(show if "{show_id}" in address else None, url="http://127.0.0.1:9/")  # refused by the fence
        known |= {"webhook_id": hook.pk, "delivery_id": messages(hook, 1)[0].pk}
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


def obs_password(show: Show) -> ObsPassword:
    return ObsPassword.objects.get_or_create(token=token(show))[0]


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
    "obs-passwords": obs_password,
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


@dataclass(frozen=True)
class Asker:
    """Somebody, or a program, and the rights they are to have in a show; `client(show)` asks as them."""

    name: str
    rights: Rights
    client: Callable[[Show | None], APIClient]


def a_member(role: str) -> Asker:
    def client(show: Show | None) -> APIClient:
        return signed_in(a_user(f"{role} of {show.pk if show else 'nothing'}", role, show))

    return Asker(f"a {role}", rights_of(role), client)


def a_token(role: str, *rights: str) -> Asker:
    def client(show: Show | None) -> APIClient:
        asking = APIClient()
        asking.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token('t', role, show, rights=list(rights))[1]}")
        return asking

    return Asker(f"a token, {role} {rights}", rights_of(role, rights), client)


NARROWED = [a_token("director", right) for right in Action]
ASKERS = {
    "members": [a_member(role) for role in Role.values],
    "tokens": [a_token(role) for role in Role.values],
    "narrowed tokens": [*NARROWED, a_token("director", "operate", "sound"), a_token("producer", "view")],
}


def test_the_rights_of_the_table_are_rights() -> None:
    assert {needed.removesuffix(" of all") for needed in MAY.values()} == {action.value for action in Action}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("kind", ASKERS)
def test_the_matrix_of_one_show(show: Show, kind: str, address: str) -> None:
    """Leaks 0: who has the right may, in their show; nobody else may, and other shows are not there for them."""
    where, other = filled(address, show), Show.objects.create(name="Other")
    for asker in ASKERS[kind]:
        ours, theirs = asker.client(show), asker.client(other)
        for method in METHODS:
            may = MAY.get((method, address), "nobody") in asker.rights
            assert (status_of(ours, method, where) not in (401, 403, 405)) == may, (asker.name, method)
            if "{show_id}" in address:
                assert status_of(theirs, method, where) in (404, 405), (asker.name, method)


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_may_nothing(show: Show, address: str) -> None:
    where = filled(address, show)
    assert {status_of(APIClient(), method, where) for method in METHODS} <= {401, 403, 405}


@pytest.mark.parametrize(("method", "address"), [cell for cell, needed in MAY.items() if needed.endswith(" of all")])
def test_what_concerns_no_show_in_particular_needs_the_right_in_all_of_them(
    show: Show, method: str, address: str
) -> None:
    where, needed = filled(address, show), MAY[method, address].removesuffix(" of all")
    whole = ALL if address.startswith((*PEOPLE, "/api/v1/webhooks")) else {needed}
    if address.startswith("/api/v1/library"):
        whole = {needed, Action.EDIT}
    for asker in (*ASKERS["tokens"], *ASKERS["narrowed tokens"], a_token("director", "edit", "create", "manage")):
        if address.endswith("/copy"):
            whole = {needed, Action.EDIT}
        may = whole <= asker.rights
        assert (status_of(asker.client(None), method, where) not in REFUSED) == may, asker.name


def test_addresses_outside_the_document_are_few() -> None:
    assert APIClient().post(reverse("publish", args=["wrong"]), {}, format="multipart").status_code == 403
    assert APIClient().get("/api/v1/schema").status_code == 200
