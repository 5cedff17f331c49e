"""Models over REST: every installation has an end, with words, and can be tried again and removed."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from kombu.exceptions import OperationalError
from rest_framework.test import APIClient

from studio.captions import catalogue, jobs, tasks
from studio.celery import end_its_job
from studio.library.models import Job
from subtitles import models
from subtitles.errors import InstallFailed
from tests.studio.makers import client_of
from tests.subtitles.tiny import looks_like_argos, looks_like_whisper

pytestmark = pytest.mark.django_db
MODELS = "/api/v1/caption-models"


@pytest.fixture
def director() -> APIClient:
    return client_of("director")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """A home without a model."""
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    settings.TALLY_HOME = tmp_path
    return tmp_path / "models"


@pytest.fixture(autouse=True)
def queue(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The jobs that workers would hear of; none does."""
    sent: list[str] = []
    monkeypatch.setattr(tasks.install, "apply_async", lambda arguments, **_: sent.append(arguments[0]))
    return sent


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    def fails(error: BaseException) -> None:
        def install(*_: Any) -> None:
            raise error

        monkeypatch.setattr(models, "install", install)

    return fails


def listed(client: APIClient) -> dict[str, dict[str, Any]]:
    told = client.get(MODELS).json()
    assert set(told["setup"]) >= {"state", "percent", "text"}
    return {one["name"]: one for one in told["models"]}


def ask(client: APIClient, name: str = "tiny") -> dict[str, Any]:
    answer = client.post(MODELS, {"name": name})
    assert answer.status_code == 202, answer.json()
    return dict(answer.json())


def upload(client: APIClient, name: str, content: bytes = b"rubbish") -> Any:
    return client.post(f"{MODELS}/upload", {"file": SimpleUploadedFile(name, content)}, format="multipart")


@pytest.fixture
def package(tmp_path: Path) -> bytes:
    return looks_like_argos(tmp_path / "translate-en_it.argosmodel", "en", "it").read_bytes()


def test_a_model_is_installed_by_a_job_that_tells_how_far_it_is(
    director: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert listed(director)["tiny"]["state"] == "available"
    job = ask(director)["job"]
    assert ask(director)["job"] == job

    def install(name: str, progress: models.Progress) -> models.Model:
        progress(30, 120)
        assert listed(director)["tiny"] | {"state": "installing", "progress": 0.25} == listed(director)["tiny"]
        raise InstallFailed("There is no network.")

    monkeypatch.setattr(models, "install", install)
    tasks.install(job)
    assert listed(director)["tiny"]["state"] == "failed"
    assert "no network" in listed(director)["tiny"]["text"]


def test_what_failed_can_be_tried_again_and_removed(
    director: APIClient, fails: Callable[[BaseException], None]
) -> None:
    fails(InstallFailed("no"))
    for _ in range(2):
        tasks.install(ask(director)["job"])
        assert listed(director)["tiny"] | {"state": "failed", "installable": True} == listed(director)["tiny"]
    assert Job.objects.count() == 1
    assert director.delete(f"{MODELS}/tiny").status_code == 204
    assert listed(director)["tiny"]["state"] == "available" and not Job.objects.exists()


def test_what_waits_can_be_removed_and_is_not_installed_then(director: APIClient) -> None:
    job = ask(director)["job"]
    assert listed(director)["tiny"]["removable"]
    assert director.delete(f"{MODELS}/tiny").status_code == 204
    tasks.install(job)
    assert listed(director)["tiny"]["state"] == "available"


def test_what_is_being_installed_stops_when_it_is_removed(
    director: APIClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "TELL_S", 0.0)

    def install(name: str, progress: models.Progress) -> models.Model:
        (home / ".partial" / name).mkdir(parents=True)
        progress(30, 120)
        assert director.delete(f"{MODELS}/tiny").status_code == 204
        (home / ".partial" / name).mkdir(parents=True, exist_ok=True)
        progress(60, 120)
        raise AssertionError("it went on")

    monkeypatch.setattr(models, "install", install)
    tasks.install(ask(director)["job"])
    assert listed(director)["tiny"]["state"] == "available"
    assert not Job.objects.exists() and not (home / ".partial" / "tiny").exists()


def test_a_file_that_was_installed_is_listed_once_by_the_models_name(director: APIClient, package: bytes) -> None:
    tasks.install(upload(director, "something-else.argosmodel", package).json()["job"])
    assert "something-else.argosmodel" not in listed(director)
    assert listed(director)["translate-en_it"]["state"] == "installed"
    assert director.delete(f"{MODELS}/translate-en_it").status_code == 204
    assert listed(director)["translate-en_it"]["state"] == "available"


def test_an_unknown_model_is_refused(director: APIClient) -> None:
    assert director.post(MODELS, {"name": "clairvoyant"}).status_code == 400
    assert director.delete(f"{MODELS}/clairvoyant").status_code == 404


def test_a_file_that_is_no_model_is_refused_by_name_or_by_its_job(director: APIClient) -> None:
    assert upload(director, "cat.jpg").status_code == 415
    tasks.install(upload(director, "en_xx.argosmodel").json()["job"])
    told = listed(director)["en_xx.argosmodel"]
    assert told["state"] == "failed" and told["text"] and told["removable"] and not told["installable"]
    assert list(jobs.incoming().glob("*en_xx*")) == []
    assert director.delete(f"{MODELS}/en_xx.argosmodel").status_code == 204
    assert "en_xx.argosmodel" not in listed(director)


def test_a_file_is_kept_for_another_try_where_not_it_but_the_server_was_at_fault(
    director: APIClient, package: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise OperationalError("no queue")

    with monkeypatch.context() as no_queue:
        no_queue.setattr(tasks.install, "apply_async", down)
        assert upload(director, "mine.argosmodel", package).json()["state"] == "failed"
    assert listed(director)["mine.argosmodel"]["installable"]

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full_disk:
        full_disk.setattr(models, "from_file", full)
        tasks.install(ask(director, "mine.argosmodel")["job"])
    assert "No space left" in listed(director)["mine.argosmodel"]["text"]
    tasks.install(ask(director, "mine.argosmodel")["job"])
    assert listed(director)["translate-en_it"]["state"] == "installed"


def test_a_file_that_the_disk_has_no_room_for_is_refused(director: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_UPLOAD_GB", "0.000000001")
    assert upload(director, "en_zz.argosmodel").status_code == 413
    assert not Job.objects.exists()


def test_an_installation_whose_worker_died_is_begun_again_once_and_then_fails_in_words(
    director: APIClient, queue: list[str]
) -> None:
    job = ask(director)["job"]
    for _ in range(2):
        queue.clear()
        Job.objects.update(state=Job.State.RUNNING)
        tasks.send_waiting()
    assert queue == []
    told = listed(director)["tiny"]
    assert told["state"] == "failed" and "worker" in told["text"] and told["installable"]
    assert ask(director)["job"] != job and len(queue) == 1


def test_an_installation_that_goes_on_is_left_alone(director: APIClient, queue: list[str]) -> None:
    ask(director)
    Job.objects.update(state=Job.State.RUNNING)
    with jobs.at_work():
        tasks.send_waiting()
    assert Job.objects.get().state == Job.State.RUNNING and len(queue) == 1


def test_a_message_that_the_queue_lost_is_sent_again(director: APIClient, queue: list[str]) -> None:
    job = ask(director)["job"]
    queue.clear()
    tasks.send_waiting()
    assert queue == [job]


def test_a_worker_that_does_not_know_the_task_ends_the_job_in_words(director: APIClient) -> None:
    message = SimpleNamespace(payload=([ask(director)["job"]], {}, {}))
    end_its_job(message=message, name="studio.captions.install")
    told = listed(director)["tiny"]
    assert told["state"] == "failed" and "worker" in told["text"] and told["installable"] and told["removable"]


def test_what_no_worker_takes_says_so(director: APIClient) -> None:
    ask(director)
    assert listed(director)["tiny"]["waits_for"] == ""
    Job.objects.update(created=timezone.now() - catalogue.NOBODY_COMES - timedelta(seconds=1))
    assert "no worker" in listed(director)["tiny"]["waits_for"]


def test_one_is_installed_after_the_other(director: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    def install(name: str, progress: models.Progress) -> models.Model:
        begun.append(name)
        tasks.install(ask(director, "base")["job"])  # another worker
        return models.from_file(looks_like_whisper(jobs.incoming() / name), name)

    monkeypatch.setattr(models, "install", install)
    tasks.install(ask(director)["job"])
    assert begun == ["tiny", "base"]
    assert not jobs.all_jobs().exclude(state=Job.State.DONE).exists()


def test_an_installation_always_ends(director: APIClient, fails: Callable[[BaseException], None]) -> None:
    fails(KeyError("sha"))
    tasks.install(ask(director)["job"])
    assert listed(director)["tiny"]["state"] == "failed"


def test_the_command_lists_installs_and_removes(home: Path, package: bytes, tmp_path: Path) -> None:
    def said(*words: str) -> str:
        out = io.StringIO()
        call_command("models", *words, stdout=out)
        return out.getvalue()

    file = str(tmp_path / "translate-en_it.argosmodel")
    assert said("install", file).startswith("translate-en_it is installed")
    assert "translate-en_it" in said("list").partition("To install")[0]
    assert said("remove", "translate-en_it").strip() == "Removed translate-en_it."
    assert "translate-en_it" in said("list").partition("To install")[2]
    with pytest.raises(CommandError, match="no model called clairvoyant"):
        said("install", "clairvoyant")
