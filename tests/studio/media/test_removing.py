"""Recordings are given names, and deleted with their files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from studio.media.models import Recording
from studio.people.models import Role
from studio.shows.models import Show
from tests.studio.makers import a_show, a_user, client_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.TALLY_HOME = tmp_path
    return tmp_path


def recording(show: Show, name: str = "tape", state: str = "finished") -> Recording:
    row = Recording.objects.create(show=show, name=name, state=state, folder="tapes", started_at=timezone.now())
    row.root.mkdir(exist_ok=True)
    for file in (f"{name}.json", f"{name}-001.mp4", f"{name}-002.mp4"):
        (row.root / file).write_bytes(b"x")
    return row


def address(row: Recording) -> str:
    return f"/api/v1/shows/{row.show_id}/recordings/{row.pk}"


def as_(role: str, show: Show, name: str = "ada") -> APIClient:
    return signed_in(a_user(name, role, show))


def test_a_recording_is_called_as_its_files_until_it_gets_a_name() -> None:
    row = recording(a_show())
    producer = as_(Role.PRODUCER, row.show)
    assert producer.get(address(row)).json()["name"] == "tape"
    assert producer.patch(address(row), {"name": "The première"}, format="json").json()["name"] == "The première"
    assert Recording.objects.get(pk=row.pk).name == "tape", "its files keep theirs"
    assert producer.patch(address(row), {"name": ""}, format="json").json()["name"] == "tape"
    assert producer.patch(address(row), {"name": "a\nb"}, format="json").status_code == 400


def test_a_deleted_recording_leaves_no_file_and_takes_none_of_another() -> None:
    row = recording(a_show())
    other = recording(row.show, "tape-2")
    assert as_(Role.DIRECTOR, row.show).delete(address(row)).status_code == 204
    assert sorted(path.name for path in other.root.iterdir()) == ["tape-2-001.mp4", "tape-2-002.mp4", "tape-2.json"]
    assert [one.pk for one in Recording.objects.all()] == [other.pk]


def test_what_is_being_recorded_is_not_deleted() -> None:
    row = recording(a_show(), state="recording")
    answer = as_(Role.DIRECTOR, row.show).delete(address(row))
    assert (answer.status_code, answer.json()["code"]) == (409, "recording")
    assert len(list(row.root.iterdir())) == 3 and Recording.objects.exists()


def test_producers_name_and_directors_delete() -> None:
    row = recording(a_show())
    viewer, producer = as_(Role.VIEWER, row.show), as_(Role.PRODUCER, row.show, "bob")
    assert viewer.patch(address(row), {"name": "x"}, format="json").status_code == 403
    assert producer.delete(address(row)).status_code == 403 and Recording.objects.exists()


def test_one_list_has_the_recordings_of_every_show_that_may_be_seen() -> None:
    mine, other = recording(a_show("Mine")), recording(a_show("Other"), "second")
    ada = as_(Role.VIEWER, mine.show)
    [row] = ada.get("/api/v1/recordings").json()["results"]
    assert (row["id"], row["show"], row["show_name"], row["role"]) == (mine.pk, mine.show_id, "Mine", "viewer")
    everything = client_of("director").get("/api/v1/recordings").json()["results"]
    assert {one["id"] for one in everything} == {mine.pk, other.pk}
    one = client_of("director").get(f"/api/v1/recordings?show={other.show_id}").json()["results"]
    assert [row["id"] for row in one] == [other.pk]
    assert ada.get(f"/api/v1/recordings?show={other.show_id}").json()["results"] == []
