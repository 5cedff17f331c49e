"""What happens is in the outbox with what it tells of, for who asked for it, or neither is there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from studio.air.runmixer.database_writer import DatabaseWriter
from studio.air.runmixer.events import Event as Told
from studio.air.runmixer.waiting_rows import WaitingRows
from studio.library.models import Asset, Job
from studio.library.probing import note_findings
from studio.media import clips, recordings
from studio.models import AsRun, AuditEntry, Delivery, Event, Recording, Show
from studio.people import audit
from studio.rundowns.airings import told_to_webhooks
from studio.scheduling import off_air
from studio.shows import air
from studio.shows.making import new_show
from studio.webhooks import outbox
from tests.studio.makers import BARS, a_show, add, client_of
from tests.studio.webhooks.makers import a_hook

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr("studio.air.processes.launch.launch", lambda show: None)
    monkeypatch.setattr("studio.air.processes.launch.stop", lambda show: None)
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"code": "off_air"})
    return a_show()


def told() -> list[tuple[str, dict[str, Any]]]:
    """What waits: types and data, oldest first."""
    rows = Delivery.objects.order_by("id")
    return [(row.type, json.loads(row.body)["data"]) for row in rows]


def types() -> list[str]:
    return [kind for kind, _ in told()]


def test_each_who_asked_is_told_and_nobody_else(show: Show) -> None:
    other = a_show("Other")
    asked = [a_hook(show, "source.lost"), a_hook(show, "*"), a_hook(None, "source.*")]
    a_hook(show, "show.*"), a_hook(other, "*"), a_hook(show, "*", on=False)
    assert outbox.keep("source.lost", {"about": "src_1"}, show.pk) == 3
    assert {row.webhook_id for row in Delivery.objects.all()} == {hook.pk for hook in asked}
    body = json.loads(Delivery.objects.all()[0].body)
    assert body["type"] == "source.lost" and datetime.fromisoformat(body["timestamp"]).tzinfo
    assert body["data"] == {"show": {"id": show.pk, "name": "Evening show"}, "about": "src_1"}


def test_messages_sort_as_they_were_made(show: Show) -> None:
    a_hook(show)
    for number in range(50):
        outbox.keep("show.edited", {"n": number}, show.pk)
    assert [data["n"] for _, data in told()] == list(range(50))


def test_what_is_taken_back_tells_nothing(show: Show) -> None:
    a_hook(show)
    with transaction.atomic():
        outbox.keep_event(Event(show=show, time=timezone.now(), level="info", code="source_back", text="x"))
        transaction.set_rollback(True)
    assert not Event.objects.exists() and types() == []


def test_an_event_that_cannot_be_told_is_not_kept_either(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any) -> int:
        raise RuntimeError

    monkeypatch.setattr(outbox, "keep", fails)
    with pytest.raises(RuntimeError):
        outbox.keep_event(Event(show=show, time=timezone.now(), level="info", code="source_back", text="x"))
    assert not Event.objects.exists()


def test_what_the_mixer_notes_is_told_under_its_type(show: Show) -> None:
    a_hook(show)
    writer = DatabaseWriter(show.pk, "host", "address", lambda news: None)
    writer.do = lambda job: job()  # type: ignore[method-assign,assignment,return-value]
    writer.note(Told("warning", "source_lost", "Stage is lost", 1795478400.0, about="src_1"))
    writer.note(Told("info", "recording_started", "recording x"))  # its own row tells of it
    writer.note(Told("info", "brand_new", "x"))
    assert types() == ["source.lost", "other.brand_new"] and Event.objects.count() == 3
    data = told()[0][1]
    assert (data["level"], data["code"], data["text"], data["about"]) == (
        "warning", "source_lost", "Stage is lost", "src_1",
    )  # fmt: skip
    assert json.loads(Delivery.objects.order_by("id")[0].body)["timestamp"] == "2026-11-24T00:00:00+00:00"


def test_a_show_goes_on_air_and_off_once(show: Show) -> None:
    a_hook(show, "show.*")
    air.start(show.pk, rehearse=True)
    air.start(show.pk)
    air.rehearsed(show.pk), air.rehearsed(show.pk)
    air.start(show.pk)
    for _ in range(2):
        air.stop(show.pk)
    air.start(show.pk)
    assert types() == ["show.rehearsing", "show.on_air", "show.off_air", "show.on_air"]


def test_an_edit_tells_its_revision_and_a_refused_one_nothing(show: Show) -> None:
    a_hook(show, "show.edited")
    client = client_of("producer", show)
    add(client, show, "sources", BARS)
    refused = client.post(f"/api/v1/shows/{show.pk}/sources", {"name": "x", "input": {"kind": "test", "tone_hz": 1}})
    assert refused.status_code == 400
    show.refresh_from_db()
    assert told() == [
        ("show.edited", {"show": {"id": show.pk, "name": show.name}, "revision": show.revision, "by": "the token test"})
    ]


def test_a_change_of_people_is_told_with_its_audit_entry(show: Show) -> None:
    a_hook(show, "people.changed")
    audit.note(None, "made ada a producer", show.pk)
    assert told()[0][1]["text"] == "the command line made ada a producer" == AuditEntry.objects.get().text


def test_what_the_schedule_did_is_told(show: Show) -> None:
    a_hook(show, "schedule.*")
    off_air._tell(show, "info", "on_air_by_schedule", "put on air by the schedule", "start")
    assert types() == ["schedule.on_air"]


def test_a_recording_is_told_when_it_begins_and_when_its_files_are_whole(show: Show) -> None:
    a_hook(show, "recording.*")
    for _ in range(2):  # each may be repeated
        recordings.recording_started(show.pk, "20261124-200000", "rec_1")
    for _ in range(2):
        recordings.recording_ended(show.pk, "20261124-200000")
    assert types() == ["recording.started", "recording.ready"]
    assert told()[1][1]["recording"] == "rec_1" and told()[1][1]["state"] == "finished"


def test_a_recording_that_a_crash_interrupted_is_told_when_it_is_whole_again(show: Show, tmp_path: Path) -> None:
    a_hook(show, "recording.ready")
    recordings.recording_started(show.pk, "night", "rec_1")
    folder = tmp_path / "shows" / show.pk / "recordings"
    folder.mkdir(parents=True)
    note = {"name": "night", "started": 0.0, "state": "interrupted", "parts": []}
    state = next(one for one in Recording.State.values if one != "recording")
    (folder / "night.json").write_text(json.dumps(note | {"state": state}))
    for _ in range(2):
        recordings._bring_in_line(show.pk, folder / "night.json")
    assert types() == ["recording.ready"]


def an_asset() -> Asset:
    return Asset.objects.create(name="Opener.png", file="x.png", kind="image", mime="image/png", bytes=7)


def test_an_upload_is_told_to_all_once_it_can_be_used(show: Show) -> None:
    a_hook(show, "upload.ready"), a_hook(a_show("Other"), "*")
    asset = an_asset()
    for _ in range(2):
        note_findings(asset, {"kind": "image"}, b"")
    assert types() == ["upload.ready"] * 2
    assert told()[0][1] == {"show": None, "asset": asset.pk, "name": "Opener.png", "kind": "image", "bytes": 7}


def test_a_clip_is_told_to_its_show(show: Show) -> None:
    a_hook(show, "clip.ready"), a_hook(new_show({"name": "Other"}), "*")
    recording = recordings.recording_started(show.pk, "night", "rec_1")
    Delivery.objects.all().delete()
    clips.done(Job.objects.create(kind="trim", recording=recording), an_asset())
    assert [(kind, data["recording"]) for kind, data in told()] == [("clip.ready", "rec_1")]


def test_an_airing_is_told_with_its_row_of_the_log(show: Show) -> None:
    a_hook(show, "rundown.item_aired")
    rows = WaitingRows("as-run log", AsRun, lambda name, steps: None, 10, told_to_webhooks)
    at = datetime(2026, 11, 24, 20, tzinfo=UTC)
    for number in range(3):
        rows.add(
            AsRun(
                show=show,
                rundown="run_1",
                occurrence=f"o{number}",
                item="itm_1",
                name="News",
                start=at,
                end=at,
                status="aired",
            )  # fmt: skip
        )
    rows.save_all()
    assert AsRun.objects.count() == 3
    assert [data["occurrence"] for _, data in told()] == ["o0", "o1", "o2"] and told()[0][1]["status"] == "aired"
