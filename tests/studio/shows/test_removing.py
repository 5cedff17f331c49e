"""Deleting removes what it says, nothing that is in use, and nothing comes back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from rest_framework.test import APIClient

from mixer.protocol import locks
from mixer.protocol.kept import FOLDER, folder_name
from studio.air.processes.show_paths import paths_of
from studio.celery import app
from studio.library import tasks as library_tasks
from studio.library.intake import take_in
from studio.library.models import Asset, Job
from studio.library.probing import note_findings
from studio.models import Cue, Event, Membership, Recording, Show
from studio.shows import files, removing
from studio.shows import tasks as show_tasks
from tests.studio.makers import BARS, a_show, add, client_of

pytestmark = pytest.mark.django_db(transaction=True)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr(show_tasks.clear, "apply_async", lambda **options: show_tasks.clear())
    return tmp_path


@pytest.fixture
def director() -> APIClient:
    return client_of("director")


def a_show_that_was_on_air() -> Show:
    """A show with a recording, HLS, a log and what running leaves behind."""
    show = a_show()
    files.write(show.pk)
    paths = paths_of(show.pk)
    for path in (
        paths.recordings / "r-001.mp4", paths.hls / "index.m3u8", paths.log_of("engine"), paths.desk_file,
        paths.shows / "captions" / "lines.jsonl", paths.run / "recording.json", paths.lock,
    ):  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    Recording.objects.create(show=show, name="r", started_at=show.created, folder=f"shows/{show.pk}/recordings")
    Cue.objects.create(pk="ln_1", show=show, from_frame=0, to_frame=1)
    Event.objects.create(show=show, time=show.created, level="info", code="x", text="x")
    return show


def left(home: Path, show: Show) -> list[Path]:
    return [path for path in home.rglob("*") if show.pk in path.name]


def test_deleting_a_show_removes_its_recordings_hls_and_data(home: Path, director: APIClient) -> None:
    show, other = a_show_that_was_on_air(), a_show("Other")
    files.write(other.pk)
    assert director.delete(f"/api/v1/shows/{show.pk}").status_code == 204
    assert left(home, show) == [] and left(home, other) != []
    assert not any(kind.objects.filter(show=show.pk).exists() for kind in (Recording, Cue, Event))
    assert director.get(f"/hls/{show.pk}/index.m3u8").status_code == 404


def test_a_show_on_air_is_not_deleted(home: Path, director: APIClient) -> None:
    show = a_show_that_was_on_air()
    Show.objects.update(wanted=True)
    answer = director.delete(f"/api/v1/shows/{show.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "on_air") and "stop it first" in answer.json()["detail"]
    assert paths_of(show.pk).hls.exists() and Show.objects.filter(pk=show.pk).exists()


@pytest.mark.parametrize("program", ["mixer", "engine", "record"])
def test_a_show_that_is_still_going_off_air_is_not_deleted(home: Path, director: APIClient, program: str) -> None:
    show = a_show_that_was_on_air()
    paths = paths_of(show.pk)
    lock = locks.take(paths.lock if program == "mixer" else paths.lock_of(program))
    assert lock is not None
    try:
        answer = director.delete(f"/api/v1/shows/{show.pk}")
        assert (answer.status_code, answer.json()["code"]) == (409, "on_air")
    finally:
        os.close(lock)
    assert director.delete(f"/api/v1/shows/{show.pk}").status_code == 204


def test_a_show_whose_deletion_fails_keeps_its_files(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    show = a_show_that_was_on_air()

    def broken(show_id: str) -> None:
        raise DatabaseError

    monkeypatch.setattr("studio.shows.air.forget", broken)
    with pytest.raises(DatabaseError):
        removing.remove(show.pk)
    assert (paths_of(show.pk).recordings / "r-001.mp4").exists() and Show.objects.filter(pk=show.pk).exists()


def test_a_large_show_is_gone_at_once_and_emptied_in_the_background(
    home: Path, director: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show_tasks.clear, "apply_async", lambda **options: None)  # the queue has lost it
    show = a_show_that_was_on_air()
    director.delete(f"/api/v1/shows/{show.pk}")
    assert not paths_of(show.pk).shows.exists() and left(home, show) != []
    assert removing.clear_deleted() == 1 and left(home, show) == []


def test_workers_know_the_task_that_empties_folders() -> None:
    app.loader.import_default_modules()
    due = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert show_tasks.clear.name in due and show_tasks.clear.name in app.tasks


# -- uploads ---------------------------------------------------------------------------------------


def an_asset(kind: str = "image", state: str = "ready", owner: User | None = None) -> Asset:
    asset = take_in(SimpleUploadedFile("logo.png", PNG), owner)
    Asset.objects.filter(pk=asset.pk).update(kind=kind, state=state)
    asset.refresh_from_db()
    return asset


def test_an_upload_deleted_while_it_is_looked_at_does_not_come_back(
    director: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = an_asset(state="probing")
    job = Job.objects.create(kind="probe", asset=asset)

    def deleted_meanwhile(path: Path) -> tuple[dict[str, Any], bytes]:
        assert director.delete(f"/api/v1/library/{asset.pk}").status_code == 204
        return {"kind": "image", "width": 1, "height": 1}, b"\xff\xd8"

    monkeypatch.setattr(library_tasks, "probe", deleted_meanwhile)
    library_tasks.run_probe(job.pk)
    assert not Asset.objects.exists() and not asset.path.exists() and not asset.thumbnail_path.exists()


def test_what_was_found_is_written_down(director: APIClient) -> None:
    asset = an_asset(state="probing")
    note_findings(asset, {"kind": "image", "width": 640, "height": 360}, b"\xff\xd8")
    asset.refresh_from_db()
    assert (asset.state, asset.width, asset.has_thumbnail) == ("ready", 640, True)


def test_a_file_that_is_shown_somewhere_is_not_deleted_and_where_is_said(director: APIClient) -> None:
    asset, show = an_asset(), a_show()
    source = add(director, show, "sources", {"name": "Lake", "input": {"kind": "image", "asset": asset.pk}})
    overlay = add(director, show, "overlays", {"name": "Logo", "content": {"kind": "image", "asset": asset.pk}})
    answer = director.delete(f"/api/v1/library/{asset.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "asset_in_use")
    said = answer.json()["detail"]
    assert "the source Lake of Evening show" in said and "the overlay Logo of Evening show" in said
    assert asset.path.exists()
    for path in (f"sources/{source['id']}", f"overlays/{overlay['id']}"):
        assert director.delete(f"/api/v1/shows/{show.pk}/{path}").status_code == 204
    assert director.delete(f"/api/v1/library/{asset.pk}").status_code == 204 and not asset.path.exists()


def test_the_still_that_a_show_starts_on_is_not_deleted(director: APIClient) -> None:
    asset, show = an_asset(), a_show()
    start = f"/api/v1/shows/{show.pk}"
    assert director.patch(start, {"start": {"asset": asset.pk}}).status_code == 200
    answer = director.delete(f"/api/v1/library/{asset.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "asset_in_use")
    assert "the start of Evening show" in answer.json()["detail"] and asset.path.exists()
    assert director.patch(start, {"start": {"asset": None}}).status_code == 200
    assert director.delete(f"/api/v1/library/{asset.pk}").status_code == 204 and not asset.path.exists()


def test_where_a_file_is_used_tells_nothing_of_shows_one_may_not_see(director: APIClient) -> None:
    ada = User.objects.create_user("ada")
    Membership.objects.create(user=ada, show=a_show("Mine"), role="producer")
    asset, secret = an_asset(owner=ada), a_show("Secret plans")
    add(director, secret, "sources", {"name": "Reveal", "input": {"kind": "image", "asset": asset.pk}})
    page = APIClient()
    page.force_login(ada)
    said = page.delete(f"/api/v1/library/{asset.pk}").json()["detail"]
    assert "a show of others" in said and "Secret" not in said and "Reveal" not in said


@pytest.mark.parametrize(
    ("plural", "part", "asset", "code"),
    [
        ("sources", {"input": {"kind": "file"}}, ("image", "ready"), "wrong_kind"),
        ("sources", {"input": {"kind": "image"}}, ("video", "ready"), "wrong_kind"),
        ("sources", {"input": {"kind": "image"}}, ("audio", "ready"), "wrong_kind"),
        ("overlays", {"content": {"kind": "image"}}, ("video", "ready"), "wrong_kind"),
        ("sources", {"input": {"kind": "file"}}, ("video", "refused"), "asset_refused"),
        ("overlays", {"content": {"kind": "image"}}, ("image", "refused"), "asset_refused"),
    ],
)
def test_a_file_that_cannot_be_shown_like_this_is_refused_in_words(
    director: APIClient, plural: str, part: Any, asset: tuple[str, str], code: str
) -> None:
    show, file = a_show(), an_asset(*asset)
    [(name, value)] = part.items()
    chosen = {name: {**value, "asset": file.pk}}
    answer = director.post(f"/api/v1/shows/{show.pk}/{plural}", {"name": "X", **chosen})
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["errors"][0]["field"] == f"{name}.asset" and "logo.png" in answer.json()["detail"]
    row = {"id": "x", "name": "X", name: {**value, "path": f"asset:{file.pk}"}}
    answer = director.post("/api/v1/shows/import", {"name": "Y", plural: [row]})
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize(("kind", "state"), [("video", "ready"), ("audio", "ready"), ("video", "probing")])
def test_a_file_that_plays_may_be_a_source(director: APIClient, kind: str, state: str) -> None:
    file = an_asset(kind, state)
    add(director, a_show(), "sources", {"name": "X", "input": {"kind": "file", "asset": file.pk}})


def test_a_show_with_a_file_that_was_refused_later_can_still_be_edited(director: APIClient) -> None:
    show, file = a_show(), an_asset(state="probing")
    made = add(director, show, "sources", {"name": "X", "input": {"kind": "image", "asset": file.pk}})
    Asset.objects.update(state="refused")
    assert director.patch(f"/api/v1/shows/{show.pk}", {"name": "Renamed"}).status_code == 200
    assert director.patch(f"/api/v1/shows/{show.pk}/sources/{made['id']}", {"name": "Y"}).status_code == 200
    add(director, show, "sources", BARS)


def test_what_a_page_keeps_goes_with_its_source_and_is_in_no_export(home: Path, director: APIClient) -> None:
    show = a_show()
    page = {"kind": "web", "url": "http://8.8.8.8/", "keep_profile": True}
    ids = {name: add(director, show, "sources", {"name": name, "input": page})["id"] for name in ("one", "two")}
    kept = {name: files.folder_of(show.pk) / FOLDER / folder_name(one) for name, one in ids.items()}
    for folder in kept.values():
        folder.mkdir(parents=True)
        (folder / "Cookies").write_text("signed-in-as-somebody")
    assert "signed-in-as-somebody" not in director.get(f"/api/v1/shows/{show.pk}/export").content.decode()
    director.delete(f"/api/v1/shows/{show.pk}/sources/{ids['one']}")
    assert not kept["one"].exists() and kept["two"].exists()
    director.patch(
        f"/api/v1/shows/{show.pk}/sources/{ids['two']}", {"input": page | {"keep_profile": False}}, format="json"
    )
    assert not kept["two"].exists()
