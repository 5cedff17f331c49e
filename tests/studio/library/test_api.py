"""Uploading, listing and deleting, and who may."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from studio.errors import Refused
from studio.library import intake, tasks
from studio.library.models import Asset, Job, library
from studio.people.models import Membership, Role
from studio.people.secrets import make_token
from studio.shows.models import Show
from tests.studio.fetching import get, signed_in
from tests.studio.library.sounds import tone, wav

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.studio.library.urls")]


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "send", lambda job: tasks.TASKS[job.kind](job.pk))


def client(role: str = "", *, staff: bool = False, name: str = "ada") -> Client:
    user = User.objects.create_user(name, password="not-so-secret", is_staff=staff)
    if role:
        Membership.objects.create(user=user, show=Show.objects.create(name="Show"), role=role)
    browser = Client()
    browser.force_login(user)
    return browser


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 36), "red").save(out, "PNG")
    return out.getvalue()


def upload(browser: Client, body: bytes | None = None, name: str = "logo.png", **headers: str) -> Any:
    file = SimpleUploadedFile(name, png() if body is None else body, "text/html")
    return browser.post("/api/v1/library", {"file": file}, headers=headers)


def test_an_upload_is_kept_under_a_name_of_ours_and_looked_at() -> None:
    answer = upload(client(Role.PRODUCER), name="../../logo.html")
    told = answer.json()
    assert (answer.status_code, told["name"], told["kind"], told["mime"]) == (201, "logo.html", "image", "image/png")
    assert (told["state"], told["width"], told["job"]["state"]) == ("ready", 64, "done")
    asset = Asset.objects.get(pk=told["id"])
    assert asset.path.parent == library() and "logo" not in asset.path.name
    assert asset.path.read_bytes() == png() and asset.path.stat().st_mode & 0o777 == 0o644


def test_a_large_upload_is_moved_and_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.copyfileobj", None)
    body = png() + bytes(5_000_000)
    asset = Asset.objects.get(pk=upload(client(Role.PRODUCER), body).json()["id"])
    assert asset.path.stat().st_size == len(body)


def test_what_is_no_media_is_refused_and_not_kept() -> None:
    browser = client(Role.PRODUCER)
    for body, code in ((b"<svg onload=alert(1)>", 415), (b"#EXTM3U", 415), (b"", 400)):
        assert upload(browser, body).status_code == code
    assert not Asset.objects.exists()
    assert browser.post("/api/v1/library", {}).json()["code"] == "no_file"


def test_a_broken_file_is_refused_by_its_job_in_words() -> None:
    told = upload(client(Role.PRODUCER), b"\x89PNG\r\n\x1a\n" + bytes(40)).json()
    assert (told["state"], told["job"]["state"]) == ("refused", "failed") and told["job"]["error"]


def test_too_large_and_too_full_are_said_before_anything_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    browser, before = client(Role.PRODUCER), set(library().glob("*"))
    monkeypatch.setenv("TALLY_UPLOAD_GB", "0.00000001")
    assert upload(browser).json()["code"] == "too_large"
    monkeypatch.delenv("TALLY_UPLOAD_GB")
    monkeypatch.setattr(intake, "FLOOR_BYTES", 10**18)
    assert upload(browser).json()["code"] == "disk_full"
    assert not Asset.objects.exists() and set(library().glob("*")) == before


def test_only_who_prepares_shows_uses_the_library() -> None:
    for number, (role, code) in enumerate((("", 403), (Role.VIEWER, 403), (Role.PRODUCER, 200), (Role.DIRECTOR, 200))):
        assert client(role, name=f"user{number}").get("/api/v1/library").status_code == code
    assert Client().get("/api/v1/library").status_code in (401, 403)
    for role, code in ((Role.VIEWER, 403), (Role.PRODUCER, 201)):
        _, text = make_token("script", role)
        assert upload(Client(), Authorization=f"Bearer {text}").status_code == code


def test_only_the_uploader_and_staff_delete() -> None:
    mine, other, staff = client(Role.PRODUCER), client(Role.DIRECTOR, name="bob"), client(staff=True, name="root")
    first, second = (Asset.objects.get(pk=upload(mine).json()["id"]) for _ in range(2))
    assert other.delete(f"/api/v1/library/{first.pk}").status_code == 403
    assert mine.delete(f"/api/v1/library/{first.pk}").status_code == 204
    assert staff.delete(f"/api/v1/library/{second.pk}").status_code == 204
    assert not any(path.exists() for asset in (first, second) for path in (asset.path, asset.thumbnail_path))


def test_a_page_of_another_site_cannot_upload() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.create_user("eve", is_staff=True))
    assert upload(strict).status_code == 403 and not Asset.objects.exists()


def test_files_and_thumbnails_are_downloads_and_pictures_for_members_only() -> None:
    browser = client(Role.PRODUCER)
    told = upload(browser, name="logo.html").json()
    member = signed_in(User.objects.get(username="ada"))
    picture, file = get(told["thumbnail"], member), get(f"/library/{told['id']}/file", member)
    assert picture["Content-Type"] == "image/jpeg" and picture.body.startswith(b"\xff\xd8")
    assert file["Content-Disposition"].startswith("attachment") and file["X-Content-Type-Options"] == "nosniff"
    assert file.body == png()
    assert get(told["thumbnail"]).status_code == get(f"/library/{told['id']}/file").status_code == 404


def test_a_job_whose_message_was_lost_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(tasks, "send", lambda job: sent.append(job.pk))
    told = upload(client(Role.PRODUCER)).json()
    assert (told["state"], told["job"]["state"]) == ("probing", "queued")
    assert tasks.send_waiting() == 0, "not at once"
    Job.objects.update(created="2026-01-01T00:00Z")
    assert tasks.send_waiting() == 1 and sent == [told["job"]["id"]] * 2


def test_what_ends_every_worker_is_looked_at_twice_and_then_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(tasks, "send", lambda job: sent.append(job.pk))
    browser = client(Role.PRODUCER)
    told = upload(browser).json()
    for _ in range(2):
        sent.clear()
        Job.objects.update(state=Job.State.RUNNING, started="2026-01-01T00:00Z")
        tasks.send_waiting()
    assert sent == []
    seen = browser.get(f"/api/v1/library/{told['id']}").json()
    assert (seen["state"], seen["job"]["state"]) == ("refused", "failed") and "worker" in seen["job"]["error"]


def test_looking_at_an_upload_always_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def surprise(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tasks, "probe", surprise)
    browser = client(Role.PRODUCER)
    told = upload(browser).json()
    tasks.run_probe(told["job"]["id"])
    seen = browser.get(f"/api/v1/library/{told['id']}").json()
    assert (seen["state"], seen["job"]["state"]) == ("refused", "failed") and "denied" in seen["job"]["error"]


def test_sound_is_measured_once_by_a_job_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = client(Role.PRODUCER)
    told = upload(browser, wav(tmp_path / "tone.wav", tone(4, -18)).read_bytes(), "tone.wav").json()
    assert (told["state"], told["job"]["kind"], told["job"]["state"]) == ("ready", "measure", "done")
    assert told["loudness_lufs"] == pytest.approx(-18, abs=0.2) and told["true_peak_db"] == pytest.approx(-18, abs=0.2)
    assert (told["container"], told["audio_codec"], told["channels"]) == ("wav", "pcm_s16le", 2)
    monkeypatch.setattr(tasks, "measure", None)
    Job.objects.filter(kind=tasks.PROBE).update(state=Job.State.QUEUED)
    tasks.run_probe(Job.objects.get(kind=tasks.PROBE).pk)
    assert Job.objects.filter(kind=tasks.MEASURE).count() == 1


def test_a_file_whose_sound_cannot_be_measured_can_be_used_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(path: Path, follow: Any) -> None:
        raise Refused("unheard", "The sound could not be heard in time.")

    monkeypatch.setattr(tasks, "measure", too_long)
    told = upload(client(Role.PRODUCER), wav(tmp_path / "tone.wav", tone(1)).read_bytes(), "tone.wav").json()
    assert (told["state"], told["loudness_lufs"], told["refused_why"]) == ("ready", None, "")
    assert (told["job"]["state"], told["job"]["error"]) == ("failed", "The sound could not be heard in time.")


def test_why_a_file_was_refused_outlives_its_job() -> None:
    browser = client(Role.PRODUCER)
    told = upload(browser, b"\x89PNG\r\n\x1a\n" + bytes(40)).json()
    Job.objects.all().delete()
    seen = browser.get(f"/api/v1/library/{told['id']}").json()
    assert seen["job"] is None and seen["refused_why"] == told["job"]["error"]


def test_a_job_that_runs_twice_has_one_effect() -> None:
    job = Job.objects.get(pk=upload(client(Role.PRODUCER)).json()["job"]["id"])
    tasks.run_probe(job.pk)
    again = Job.objects.get(pk=job.pk)
    assert again.finished == job.finished


def test_two_workers_with_one_job_do_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[Path] = []
    with monkeypatch.context() as waiting:
        waiting.setattr(tasks, "send", lambda job: None)
        told = upload(client(Role.PRODUCER)).json()

    def slow(path: Path) -> Any:
        looked_at.append(path)
        tasks.run_probe(told["job"]["id"])  # the other's message comes meanwhile
        return {"kind": "image"}, b""

    monkeypatch.setattr(tasks, "probe", slow)
    tasks.run_probe(told["job"]["id"])
    assert len(looked_at) == 1 and Job.objects.get().state == Job.State.DONE


def measurements(monkeypatch: pytest.MonkeyPatch, count: int) -> tuple[list[Job], list[str]]:
    """Jobs that wait to measure, and the ids of those that are sent."""
    sent: list[str] = []
    monkeypatch.setattr(tasks, "send", lambda job: sent.append(job.pk))
    values = {"kind": "audio", "bytes": 1, "state": "ready"}
    assets = [Asset.objects.create(name=str(one), file=str(one), **values) for one in range(count)]
    return [Job.objects.create(kind=tasks.MEASURE, asset=asset) for asset in assets], sent


def test_one_file_is_measured_at_a_time_and_then_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is uploaded meanwhile is looked at by the other process of the queue."""
    (one, two, three), sent = measurements(monkeypatch, 3)
    heard: list[Path] = []

    def measuring(path: Path, follow: Any) -> dict[str, Any]:
        heard.append(path)
        tasks.run_measure(two.pk)
        tasks.run_measure(three.pk)
        return {"sound_s": 4.0}

    monkeypatch.setattr(tasks, "measure", measuring)
    tasks.run_measure(one.pk)
    assert len(heard) == 1 and sent == [two.pk]
    states = [Job.objects.get(pk=job.pk).state for job in (one, two, three)]
    assert states == [Job.State.DONE, Job.State.QUEUED, Job.State.QUEUED]


def test_measurements_that_wait_are_not_all_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    (one, *_), sent = measurements(monkeypatch, 3)
    Job.objects.update(created="2026-01-01T00:00Z")
    oldest = Job.objects.order_by("id")[0]
    assert tasks.send_waiting() == 1 and sent == [oldest.pk]


def test_what_a_dead_worker_left_waits_for_its_turn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    (one,), sent = measurements(monkeypatch, 1)
    Job.objects.update(state=Job.State.RUNNING, started="2026-01-01T00:00Z")
    assert tasks.send_waiting() == 1 and sent == [one.pk]
    assert (Job.objects.get().state, Job.objects.get().error) == (Job.State.QUEUED, tasks.AGAIN)
    monkeypatch.setattr(tasks, "measure", lambda path, follow: {"sound_s": 4.0})
    tasks.run_measure(one.pk)
    assert (Job.objects.get().state, Job.objects.get().error) == (Job.State.DONE, "")
