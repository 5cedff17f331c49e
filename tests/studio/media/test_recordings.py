"""The rows of recordings follow the files, and members get them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient

from mixer.outputs.destination import Session
from mixer.outputs.recorder import Recorder
from studio.air.processes.show_paths import ShowPaths, paths_of
from studio.media.models import Recording
from studio.media.recordings import (
    fresh_name,
    index_interrupted,
    parts_of,
    recording_ended,
    recording_progress,
    recording_started,
)
from studio.people.models import Membership, Role
from studio.shows.models import Show
from tests.mixer.outputs.makers import clip
from tests.studio.fetching import get, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def show() -> Show:
    return Show.objects.create(name="Evening show")


@pytest.fixture
def paths(show: Show) -> Iterator[ShowPaths]:
    paths = paths_of(show.pk)
    yield paths
    shutil.rmtree(paths.shows, ignore_errors=True)


def recorded(paths: ShowPaths, name: str = "tape", *, killed: bool = False) -> None:
    recorder = Recorder(paths.recordings, name, lambda level, code, text: None)
    for session in ("one", "two"):
        recorder.begin(Session.parse(clip().session(session)), clip().init)
        for kind, fragment in clip().media:
            recorder.add(kind == b"K", fragment)
        recorder.flush()
    recorder.tick()
    if not killed:
        recorder.close()


def member(show: Show) -> AsyncClient:
    user = User.objects.create_user("ada")
    Membership.objects.create(user=user, show=show, role=Role.VIEWER)
    return signed_in(user)


def test_a_recording_is_a_row_from_its_start_to_its_end(show: Show, paths: ShowPaths) -> None:
    recording_started(show.pk, "tape")
    recording_progress(show.pk, "tape", 1.5, 1000)
    assert Recording.objects.get().seconds == 1.5
    recorded(paths)
    recording_ended(show.pk, "tape")
    row = Recording.objects.get()
    assert (row.state, row.seconds, row.ended_at is not None) == ("finished", 4.0, True)
    assert row.bytes == sum(part.bytes for part in parts_of(row))


def test_starting_twice_is_the_same_recording(show: Show) -> None:
    first, second = recording_started(show.pk, "tape"), recording_started(show.pk, "tape")
    assert first.pk == second.pk and first.started_at == second.started_at


def test_what_a_crash_interrupted_is_finished_and_indexed(show: Show, paths: ShowPaths) -> None:
    recording_started(show.pk, "tape")
    recorded(paths, killed=True)
    recorded(paths, "nobody-wrote-a-row", killed=True)
    assert sorted(index_interrupted(show.pk)) == ["nobody-wrote-a-row", "tape"]
    rows = Recording.objects.order_by("name")
    assert [(row.state, row.seconds) for row in rows] == [("interrupted", 4.0)] * 2
    assert index_interrupted(show.pk) == []


def test_members_play_and_download_every_part(show: Show, paths: ShowPaths) -> None:
    row = recording_started(show.pk, "tape")
    recorded(paths)
    recording_ended(show.pk, "tape")
    browser = member(show)
    play = get(f"/recordings/{row.pk}/2/play", browser, Range="bytes=4-7")
    assert (play.status_code, play["Content-Type"], play.body) == (206, "video/mp4", b"ftyp")
    download = get(f"/recordings/{row.pk}/download", browser)
    assert download["Content-Disposition"] == 'attachment; filename="Evening_show_tape-001.mp4"'
    assert download.body == (paths.recordings / "tape-001.mp4").read_bytes()
    for part in (0, 3):
        assert get(f"/recordings/{row.pk}/{part}/play", browser).status_code == 404


def test_others_find_nothing(show: Show, paths: ShowPaths) -> None:
    row = recording_started(show.pk, "tape")
    recorded(paths)
    for browser in (signed_in(User.objects.create_user("eve")), AsyncClient()):
        assert get(f"/recordings/{row.pk}/download", browser).status_code == 404


def test_a_note_that_names_other_files_leads_nowhere(show: Show, paths: ShowPaths) -> None:
    row = recording_started(show.pk, "tape")
    recorded(paths)
    note = paths.recordings / "tape.json"
    told = json.loads(note.read_text())
    told["parts"][0]["file"] = "../../../secret-key"
    note.write_text(json.dumps(told))
    assert get(f"/recordings/{row.pk}/1/play", member(show)).status_code == 404


def test_names_sort_by_time() -> None:
    assert len(fresh_name()) == len("20261121-183000")
