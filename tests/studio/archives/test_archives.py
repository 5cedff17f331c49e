"""A show as one file, and the file as a show of another studio."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from rest_framework.test import APIClient

from studio.archives import tasks
from studio.library.arriving import clear_left
from studio.library.models import Asset, Job, Upload, library
from studio.models import Rundown, Show
from studio.shows.compose import exported
from tests.studio.library.sounds import tone, wav
from tests.studio.makers import RELAY, a_show, a_user, add, client_of, signed_in
from tests.studio.rundowns.makers import a_rundown, clip

pytestmark = pytest.mark.django_db
Json = dict[str, Any]
HERE = "/api/v1/shows/import-archive"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.TALLY_HOME = tmp_path / "first"
    settings.TALLY_HOME.mkdir()
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": True})
    monkeypatch.setattr("studio.archives.tasks.run_take_in.apply_async", lambda *args, **options: None)
    monkeypatch.setattr("studio.library.tasks.send", lambda job: None)
    return tmp_path


def kept(name: str, file: str, data: bytes, **values: Any) -> Asset:
    """A file of the library, looked at already."""
    library().mkdir(exist_ok=True)
    (library() / file).write_bytes(data)
    return Asset.objects.create(name=name, file=file, bytes=len(data), state="ready", **values)


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 36), colour).save(out, "png")
    return out.getvalue()


def a_whole_show(home: Path) -> Show:
    """A show with a picture, a sound, a start, macros, two rundowns of which one plays the other, and a schedule."""
    show, client = a_show("Gala"), client_of("director")
    logo = kept("Logo.png", "f1.png", picture("red"), kind="image", mime="image/png", folder="Gala/2026")
    music = kept("Music.wav", "f2.wav", wav(home / "t.wav", tone(1.0)).read_bytes(), kind="audio", mime="audio/wav")
    jingle = kept("Jingle.wav", "f3.wav", wav(home / "j.wav", tone(2.0)).read_bytes(), kind="audio", mime="audio/wav")
    Asset.objects.filter(kind="audio").update(sound=True, duration_s=2.0)
    still = add(client, show, "sources", {"name": "Still", "input": {"kind": "image", "asset": logo.pk}})
    sound = add(client, show, "sources", {"name": "Music", "input": {"kind": "file", "asset": music.pk}})
    layout = show.layouts.first()
    assert layout
    slots = {layout.slots[0]["name"]: still["id"]}
    scene = add(client, show, "scenes", {"name": "Desk", "layout": layout.pk, "slots": slots})
    add(client, show, "destinations", {**RELAY, "secrets": {"key": "hush"}})
    step = {"verb": "take", "parts": {"scene": scene["id"]}}
    macro = {"id": "mac_go", "name": "Go", "steps": [step]}
    start = {"asset": logo.pk, "scene": scene["id"]}
    answer = client.patch(f"/api/v1/shows/{show.pk}", {"start": start, "surface": {"macros": [macro]}}, format="json")
    assert answer.status_code == 200, answer.json()
    inner = a_rundown(show, clip(jingle, poster=logo.pk), name="Jingles")
    outer = a_rundown(
        show,
        {"content": {"kind": "rundown", "rundown": inner.pk}},
        {"content": {"kind": "scene", "scene": scene["id"]}, "duration_s": 5, "backup": clip(jingle)["content"]},
        {"content": {"kind": "source", "source": sound["id"]}, "duration_s": 5},
        name="Evening", at_end="next", next=inner.pk,
    )  # fmt: skip
    add(client, show, "schedule", {"do": "start", "at": "2036-11-22T20:00:00", "rundown": outer.pk})
    return Show.objects.get(pk=show.pk)


def archive_of(show: Show, client: APIClient | None = None) -> bytes:
    answer: Any = (client or client_of("producer", show)).get(f"/api/v1/shows/{show.pk}/archive")
    assert answer.status_code == 200 and answer.streaming

    async def whole() -> bytes:
        return b"".join([one async for one in answer.streaming_content])

    return asyncio.run(whole())


def move_to_another_studio(settings: Any, home: Path) -> None:
    settings.TALLY_HOME = home / "second"
    settings.TALLY_HOME.mkdir()
    Show.objects.all().delete()
    Asset.objects.all().delete()


def taken_in(client: APIClient, data: bytes, **values: Any) -> Json:
    """What became of an archive, sent in a form."""
    body = {"file": SimpleUploadedFile("gala.zip", data, "application/zip"), **values}
    answer = client.post(HERE, body, format="multipart")
    assert answer.status_code == 202, answer.json()
    tasks.run_take_in(answer.json()["id"])
    told: Json = client.get(f"{HERE}/{answer.json()['id']}").json()
    return told


def without_ids(value: Any, names: dict[str, str]) -> str:
    """A value as text, with ids by what they name."""
    text = json.dumps(value, sort_keys=True)
    for pk, name in names.items():
        text = text.replace(pk, name)
    return text


def names_of(show: Show) -> dict[str, str]:
    kinds = (show.sources, show.layouts, show.scenes, show.overlays, show.destinations, show.rundowns)
    rows = [*(row for kind in kinds for row in kind.all()), *Asset.objects.all()]
    return {row.pk: f"{type(row).__name__} {row.name}" for row in rows}


def said(show: Show) -> str:
    rundowns = [
        {"name": row.name, "at_end": row.at_end, "next": row.next,
         "items": [{**one, "id": ""} for one in row.items]}
        for row in show.rundowns.order_by("name")
    ]  # fmt: skip
    return without_ids([exported(show), rundowns], names_of(show))


def test_a_show_comes_to_another_studio_with_everything(settings: Any, home: Path) -> None:
    show = a_whole_show(home)
    before, data = said(show), archive_of(show)
    move_to_another_studio(settings, home)
    director = signed_in(a_user("ada", is_staff=True))
    told = taken_in(director, data)
    assert (told["state"], told["progress"], told["error"]) == ("done", 1.0, "")
    new = Show.objects.get(pk=told["show"])
    assert said(new) == before
    assert {(one.name, one.folder, one.state) for one in Asset.objects.all()} == {
        ("Logo.png", "Gala/2026", "ready"), ("Music.wav", "", "ready"), ("Jingle.wav", "", "ready"),
    }  # fmt: skip
    assert all(one.path.is_file() and one.owner for one in Asset.objects.all())
    assert [(one.do, one.enabled, one.rundown) for one in new.schedule.all()] == [
        ("start", False, new.rundowns.get(name="Evening").pk)
    ]
    assert not new.wanted and new.members.get().user.username == "ada"
    assert Upload.objects.count() == 0 and clear_left() == 0 and list((library() / "arriving").iterdir()) == []


def test_no_secret_leaves_with_an_archive(home: Path) -> None:
    data = archive_of(a_whole_show(home))
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        assert bundle.testzip() is None
        texts = {name: bundle.read(name) for name in bundle.namelist() if name.endswith(".json")}
    assert set(texts) == {"show.json", "rundowns.json", "schedule.json", "archive.json"}
    assert b"hush" not in b"".join(texts.values()) and str(home).encode() not in b"".join(texts.values())


def test_files_that_the_library_has_are_not_kept_twice(home: Path) -> None:
    show = a_whole_show(home)
    data, files = archive_of(show), Asset.objects.count()
    told = taken_in(client_of("director"), data, name="Gala again")
    assert told["state"] == "done", told
    assert Asset.objects.count() == files
    again = Show.objects.get(pk=told["show"])
    assert again.name == "Gala again"
    assert {one.input["asset"] for one in again.sources.all()} == {one.input["asset"] for one in show.sources.all()}
    scene = again.scenes.get()
    assert scene.pk != show.scenes.get().pk, "the ids of the other show are taken"
    assert again.surface["macros"][0]["steps"][0]["parts"] == {"scene": scene.pk}
    evening = again.rundowns.get(name="Evening")
    assert evening.items[1]["content"]["scene"] == scene.pk
    assert evening.items[0]["content"]["rundown"] == evening.next == again.rundowns.get(name="Jingles").pk


def test_an_archive_is_sent_in_pieces_and_never_lies_in_the_library(settings: Any, home: Path) -> None:
    data = archive_of(a_whole_show(home))
    move_to_another_studio(settings, home)
    client = client_of("director")
    upload = client.post(
        "/api/v1/uploads", {"name": "gala.zip", "bytes": len(data), "archive": True}, format="json"
    ).json()
    half = len(data) // 2
    early = client.post(HERE, {"upload": upload["id"]}, format="json")
    assert (early.status_code, early.json()["code"]) == (409, "not_whole")
    for at, piece in ((0, data[:half]), (half, data[half:])):
        sent = client.patch(
            f"/api/v1/uploads/{upload['id']}", piece, content_type="application/offset+octet-stream",
            HTTP_UPLOAD_OFFSET=str(at),
        )  # fmt: skip
        assert sent.status_code == 204
    assert Asset.objects.count() == 0
    others = client_of("director").post(HERE, {"upload": upload["id"]}, format="json")
    assert others.json()["code"] == "unknown_upload"
    job = client.post(HERE, {"upload": upload["id"], "name": "Ball"}, format="json").json()
    twice = client.post(HERE, {"upload": upload["id"]}, format="json")
    assert (twice.status_code, twice.json()["code"]) == (409, "taken_in")
    tasks.run_take_in(job["id"])
    tasks.run_take_in(job["id"])
    assert [show.name for show in Show.objects.all()] == ["Ball"]
    assert client.get(HERE).json()["results"][0]["name"] == "Ball"


def test_what_is_no_zip_is_refused_with_its_first_piece() -> None:
    client = client_of("director")
    upload = client.post("/api/v1/uploads", {"name": "a", "bytes": 2000, "archive": True}, format="json").json()
    sent = client.patch(
        f"/api/v1/uploads/{upload['id']}", b"x" * 2000, content_type="application/offset+octet-stream",
        HTTP_UPLOAD_OFFSET="0",
    )  # fmt: skip
    assert (sent.status_code, sent.json()["code"]) == (415, "bad_archive")
    answer = client.post(HERE, {"file": SimpleUploadedFile("a.zip", b"no")}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_archive")


# -- what is not believed ---------------------------------------------------------------------------


def packed(change: Callable[[dict[str, bytes]], Any], data: bytes, **options: Any) -> bytes:
    """The archive with other files in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", options.get("how", zipfile.ZIP_STORED)) as bundle:
        for name, body in files.items():
            bundle.writestr(name, body)
    return out.getvalue()


def medium(files: dict[str, bytes]) -> str:
    return next(name for name in files if name.endswith(".png"))


def about(files: dict[str, bytes], **values: Any) -> None:
    said = json.loads(files["archive.json"])
    files["archive.json"] = json.dumps({**said, **values}).encode()


HOSTILE: dict[str, tuple[Callable[[dict[str, bytes]], Any], str]] = {
    "a path out of it": (lambda files: files.update({"../../etc/cron": b"x"}), "no part of one"),
    "an absolute path": (lambda files: files.update({"/etc/passwd": b"x"}), "no part of one"),
    "a path out of media": (lambda files: files.update({"media/../x.png": b"x"}), "no part of one"),
    "another medium's bytes": (lambda files: files.update({medium(files): picture("blue")}), "damaged"),
    "a medium that is not there": (lambda files: files.pop(medium(files)), "is not in it"),
    "no list": (lambda files: files.pop("archive.json"), "version 1"),
    "a later version": (lambda files: about(files, tally_archive=2), "version 1"),
    "media that are none": (lambda files: about(files, media=[3]), "of each medium"),
    "no show": (lambda files: files.pop("show.json"), "no show.json"),
    "a show that is none": (lambda files: files.update({"show.json": b"[]"}), "no show.json"),
    "broken text": (lambda files: files.update({"show.json": b"{"}), "cannot be read"),
    "a text nested too deep": (lambda files: files.update({"show.json": b"[" * 5000}), "cannot be read"),
    "files that the show lacks": (lambda files: about(files, media=[]), "is not in it"),
    "rundowns that are none": (lambda files: files.update({"rundowns.json": b"[3]"}), "no list"),
    "too many files": (lambda files: files.update({f"media/{n}": b"" for n in range(5001)}), "are the most"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_archive_is_refused_in_words_and_leaves_nothing(settings: Any, home: Path, what: str) -> None:
    data = archive_of(a_whole_show(home))
    change, words = HOSTILE[what]
    move_to_another_studio(settings, home)
    told = taken_in(client_of("director"), packed(change, data))
    assert told["state"] == "failed" and words in told["error"] and told["show"] is None, told
    assert Show.objects.count() == Rundown.objects.count() == Asset.objects.count() == 0
    assert list((library() / "arriving").iterdir()) == [] and not (home / "etc").exists()


def test_a_bomb_is_refused_before_it_is_unpacked(settings: Any, home: Path) -> None:
    data = archive_of(a_whole_show(home))
    move_to_another_studio(settings, home)
    bomb = packed(lambda files: files.update({medium(files): bytes(30_000_000)}), data, how=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 1_000_000
    told = taken_in(client_of("director"), bomb)
    assert told["state"] == "failed" and "far more than was packed" in told["error"]
    assert Asset.objects.count() == 0


def test_a_file_that_cannot_be_shown_is_looked_at_as_an_upload_is(settings: Any, home: Path) -> None:
    data = archive_of(a_whole_show(home))

    broken = b"\x89PNG\r\n\x1a\n" + bytes(100)

    def change(files: dict[str, bytes]) -> None:
        name, said = medium(files), json.loads(files["archive.json"])
        files[name] = broken
        for one in said["media"]:
            one["sha256"] = hashlib.sha256(broken).hexdigest() if one["file"] == name else one["sha256"]
        files["archive.json"] = json.dumps(said).encode()

    move_to_another_studio(settings, home)
    told = taken_in(client_of("director"), packed(change, data))
    assert told["state"] == "failed" and "Logo.png of the archive cannot be shown" in told["error"]
    assert Show.objects.count() == Asset.objects.count() == 0


def test_what_a_dead_worker_left_half_made_is_taken_up_again(settings: Any, home: Path) -> None:
    data = archive_of(a_whole_show(home))
    move_to_another_studio(settings, home)
    client = client_of("director")
    body = {"file": SimpleUploadedFile("gala.zip", data, "application/zip")}
    job = Job.objects.get(pk=client.post(HERE, body, format="multipart").json()["id"])
    half = a_show("Half")
    Job.objects.filter(pk=job.pk).update(spec={**job.spec, "show": half.pk})
    tasks.run_take_in(job.pk)
    assert [show.name for show in Show.objects.all()] == ["Gala"]


def test_a_viewer_takes_no_archive(home: Path) -> None:
    show = a_show()
    assert client_of("viewer", show).get(f"/api/v1/shows/{show.pk}/archive").status_code == 403
