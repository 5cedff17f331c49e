"""A clip of a recording: asked for, cut by a child process, and taken into the library once."""

from __future__ import annotations

import errno
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from studio.library.models import Asset, Job, library
from studio.media import tasks
from studio.media.models import Recording
from studio.people.models import Role
from studio.shows.models import Show
from tests.mixer.outputs.test_trimming import recording as film
from tests.studio.makers import a_show, a_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr("studio.media.tasks.run_trim.apply_async", lambda *args, **options: None)
    monkeypatch.setattr("studio.library.tasks.send", lambda job: None)
    return tmp_path


def recorded(show: Show, state: str = "finished") -> Recording:
    """Eight seconds, in one part."""
    row = Recording.objects.create(show=show, name="tape", state=state, folder="tapes", started_at=timezone.now())
    row.root.mkdir(parents=True)
    data = film(True)
    (row.root / "tape-001.mp4").write_bytes(data)
    part = {"file": "tape-001.mp4", "first_frame": 0, "time": 0.0, "seconds": 8.0, "bytes": len(data), "state": state}
    (row.root / "tape.json").write_text(json.dumps({"name": "tape", "started": 0.0, "state": state, "parts": [part]}))
    return row


def as_(role: str, show: Show) -> APIClient:
    return signed_in(a_user(f"a-{role}", role, show))


def asked(client: APIClient, row: Recording, **more: Any) -> Any:
    body = {"start_s": 2.0, "end_s": 3.5} | more
    return client.post(f"/api/v1/shows/{row.show_id}/recordings/{row.pk}/trim", body, format="json")


def test_a_clip_is_cut_and_taken_into_the_library_under_its_name() -> None:
    row = recorded(a_show())
    producer = as_(Role.PRODUCER, row.show)
    answer = asked(producer, row, name="The goal")
    assert answer.status_code == 202 and answer.json()["state"] == "queued"
    tasks.run_trim(answer.json()["id"])
    [clip] = producer.get(f"/api/v1/shows/{row.show_id}/recordings/{row.pk}").json()["clips"]
    asset = Asset.objects.get(pk=clip["asset"])
    assert (clip["state"], clip["progress"], asset.name, asset.kind) == ("done", 1.0, "The goal.mp4", "video")
    assert asset.owner and asset.owner.username == "a-producer"
    assert asset.jobs.filter(kind="probe").count() == 1, "it is looked at as what is uploaded"
    assert list((library() / "cutting").iterdir()) == []


def test_a_job_that_is_sent_twice_makes_one_clip() -> None:
    row = recorded(a_show())
    job = asked(as_(Role.PRODUCER, row.show), row).json()["id"]
    tasks.run_trim(job)
    tasks.run_trim(job)
    assert Asset.objects.count() == 1


def test_a_clip_without_a_name_is_called_after_its_recording_and_its_place() -> None:
    row = recorded(a_show())
    assert asked(as_(Role.PRODUCER, row.show), row, start_s=3.0, end_s=4.0).json()["name"] == "tape 0.00.03"


def test_what_is_not_in_the_recording_is_refused() -> None:
    row = recorded(a_show())
    producer = as_(Role.PRODUCER, row.show)
    for wrong in ({"start_s": 5.0, "end_s": 5.0}, {"end_s": 99.0}, {"part": 2}, {"start_s": -1}):
        assert asked(producer, row, **wrong).status_code == 400
    assert not Job.objects.exists()


def test_whoever_only_looks_cuts_nothing_and_what_one_may_not_see_is_not_there() -> None:
    row = recorded(a_show())
    assert asked(as_(Role.VIEWER, row.show), row).status_code == 403
    other = recorded_elsewhere(row)
    assert asked(as_(Role.DIRECTOR, other), row).status_code in (403, 404)


def recorded_elsewhere(row: Recording) -> Show:
    show = a_show()
    assert show.pk != row.show_id
    return show


def test_a_file_that_is_gone_ends_the_job_with_words() -> None:
    row = recorded(a_show())
    job = asked(as_(Role.PRODUCER, row.show), row).json()["id"]
    (row.root / "tape-001.mp4").unlink()
    tasks.run_trim(job)
    assert Job.objects.get(pk=job).error == "The recording is gone."


def test_words_of_a_failed_job_do_not_say_where_the_server_keeps_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(library() / "cutting"))

    row = recorded(a_show())
    job = asked(as_(Role.PRODUCER, row.show), row).json()["id"]
    monkeypatch.setattr("studio.media.clips.copy", full)
    tasks.run_trim(job)
    assert Job.objects.get(pk=job).error == "It could not be cut: No space left on device"


def test_a_damaged_file_ends_the_job_with_words_and_leaves_nothing() -> None:
    row = recorded(a_show())
    job = asked(as_(Role.PRODUCER, row.show), row).json()["id"]
    (row.root / "tape-001.mp4").write_bytes(b"\0" * 5000)
    tasks.run_trim(job)
    ended = Job.objects.get(pk=job)
    assert ended.state == "failed" and ended.error
    assert not Asset.objects.exists() and list((library() / "cutting").iterdir()) == []


def test_what_a_worker_did_not_live_to_finish_is_sent_again_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr("studio.media.tasks.send", lambda job: sent.append(job.pk))
    row = recorded(a_show())
    job = Job.objects.create(kind="trim", recording=row, state="running", started=timezone.now() - timedelta(hours=2))
    assert tasks.send_waiting() == 1 and sent == [job.pk]
    Job.objects.filter(pk=job.pk).update(state="running", started=timezone.now() - timedelta(hours=2))
    assert tasks.send_waiting() == 0
    assert Job.objects.get(pk=job.pk).state == "failed"
