"""The same Idempotency-Key gets the first answer, whatever happened in between."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from studio.api import idempotency
from studio.api.models import KeptAnswer
from studio.library import tasks
from studio.models import Asset, Show
from tests.studio.makers import BARS, a_show, client_of

pytestmark = pytest.mark.django_db
KEY = {"Idempotency-Key": "once"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture
def director() -> APIClient:
    client = client_of("director")
    client.raise_request_exception = False  # type: ignore[attr-defined]
    return client


def an_upload() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("a.png", PNG, "image/png")}


def test_a_retry_of_making_a_show_gets_the_same_show(director: APIClient) -> None:
    for path, value in (("/api/v1/shows", {"name": "X"}), ("/api/v1/shows/import", {"name": "Y"})):
        first, again = (director.post(path, value, headers={"Idempotency-Key": path}) for _ in range(2))
        assert first.status_code == again.status_code == 201
        assert first.json() == again.json() and again["Idempotent-Replayed"] == "true"
    assert Show.objects.count() == 2


def test_a_retry_of_an_upload_gets_the_same_file(director: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(tasks, "send", lambda job: sent.append(job.pk))
    answers = [director.post("/api/v1/library", an_upload(), format="multipart", headers=KEY) for _ in range(2)]
    assert answers[0].json() == answers[1].json() and Asset.objects.count() == len(sent) == 1
    other = {"file": SimpleUploadedFile("a.png", PNG + b"more", "image/png")}
    assert director.post("/api/v1/library", other, format="multipart", headers=KEY).status_code == 422


@pytest.mark.parametrize("dies_in", ["studio.shows.files.write", "studio.shows.edits.tell_mixer"])
def test_a_server_that_dies_after_making_a_thing_has_kept_its_answer(
    director: APIClient, monkeypatch: pytest.MonkeyPatch, dies_in: str
) -> None:
    address = f"/api/v1/shows/{a_show().pk}/sources"
    monkeypatch.setattr(dies_in, lambda *args: 1 / 0)
    assert director.post(address, BARS, headers=KEY).status_code == 500
    assert director.post("/api/v1/shows", {"name": "X"}, headers={"Idempotency-Key": "show"}).status_code in (201, 500)
    monkeypatch.undo()
    KeptAnswer.objects.update(created=timezone.now() - idempotency.WORKED_ON)
    again = director.post(address, BARS, headers=KEY)
    assert again.status_code == 201 and again["Idempotent-Replayed"] == "true"
    assert director.get(address).json()["results"][0]["id"] == again.json()["id"]
    assert director.get(address).json()["count"] == 1
    director.post("/api/v1/shows", {"name": "X"}, headers={"Idempotency-Key": "show"})
    assert Show.objects.filter(name="X").count() == 1


def test_of_two_who_hold_one_key_only_one_makes_the_thing(director: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first was so slow that a retry took its key over: what the first made is rolled back."""

    def overtaken(show: Any) -> list[str]:
        KeptAnswer.objects.update(created=timezone.now())
        return []

    monkeypatch.setattr("studio.shows.making.check", overtaken)
    answer = director.post("/api/v1/shows", {"name": "X"}, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (409, "in_progress")
    assert not Show.objects.exists()


def test_a_failure_of_ours_may_be_tried_again(director: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.shows.making.new_show", lambda values: 1 / 0)
    assert director.post("/api/v1/shows", {"name": "X"}, headers=KEY).status_code == 500
    monkeypatch.undo()
    assert director.post("/api/v1/shows", {"name": "X"}, headers=KEY).status_code == 201


def test_a_refusal_that_is_told_again_has_the_id_of_its_own_request(director: APIClient) -> None:
    first, again = (director.post("/api/v1/shows", {}, headers=KEY) for _ in range(2))
    assert first.status_code == again.status_code == 400
    assert again.json()["request_id"] == again["X-Request-Id"] != first["X-Request-Id"]


def test_secrets_that_are_shown_once_are_not_kept(director: APIClient) -> None:
    address, push = f"/api/v1/shows/{a_show().pk}/sources", {"name": "P", "input": {"kind": "push"}}
    assert director.post(address, push, headers=KEY).json()["stream_key"]
    kept = KeptAnswer.objects.get()
    assert "key_" not in str(kept.body) and "'stream_key': None" in str(kept.body)
