"""The schedule of a show over the API, and what a mixer is told of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from studio.models import Rundown, ScheduleEntry, Show
from studio.scheduling import files
from studio.scheduling.files import read, time_passed
from studio.shows import air
from studio.shows.files import folder_of
from tests.studio.makers import a_show, client_of
from tests.studio.rundowns.makers import a_rundown
from tests.studio.rundowns.makers import address as rundown_address

pytestmark = pytest.mark.django_db
EVENING = {"do": "start", "at": "2036-11-22T20:00:00", "zone": "Europe/Berlin"}
DAILY = {"rrule": "FREQ=DAILY", "start": "2026-11-22T22:00:00", "except": ["2026-12-24"]}


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Show:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": True})
    return a_show()


@pytest.fixture
def client(show: Show) -> APIClient:
    return client_of("director", show)


def address(show: Show, entry: str = "") -> str:
    return f"/api/v1/shows/{show.pk}/schedule" + (f"/{entry}" if entry else "")


def post(client: APIClient, show: Show, **values: Any) -> Any:
    return client.post(address(show), EVENING | values, format="json")


def made(client: APIClient, show: Show, **values: Any) -> str:
    answer = post(client, show, **values)
    assert answer.status_code == 201, answer.json()
    return str(answer.json()["id"])


def step(client: APIClient, show: Show, way: str) -> Any:
    return client.post(f"/api/v1/shows/{show.pk}/{way}")


def test_an_entry_is_made_told_changed_and_removed(show: Show, client: APIClient) -> None:
    answer = post(client, show, rundown=a_rundown(show).pk, name="Evening")
    entry = answer.json()
    assert entry["next"] == [{"utc": "2036-11-22T19:00:00Z", "local": "2036-11-22T20:00:00"}]
    assert answer.headers["ETag"] == f'"{entry["edit"]["revision"]}"'
    assert [one["id"] for one in client.get(address(show)).json()["results"]] == [entry["id"]]
    where = address(show, entry["id"])
    changed = client.patch(where, {"at": None, "rule": DAILY, "zone": "UTC"}, format="json").json()
    assert (changed["at"], changed["rule"]["rrule"], len(changed["next"])) == ("", "FREQ=DAILY", 10)
    assert client.delete(where).status_code == 204
    assert client.get(where).status_code == 404


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"do": "pause"}, "do", "start"),
        ({"at": ""}, "", "one of the two"),
        ({"rule": DAILY}, "", "one of the two"),
        ({"at": "tomorrow"}, "at", "local time"),
        ({"zone": "Berlin"}, "zone", "time zone"),
        ({"closing": True}, "", "a start has no closing film"),
        ({"do": "stop", "rundown": "run_x"}, "", "a stop has no rundown"),
        ({"rundown": "run_x"}, "rundown", "no rundown run_x"),
        ({"at": "", "rule": {"rrule": "FREQ=HOURLY", "start": "2026-11-22T20:00:00"}}, "", "DAILY"),
        ({"at": "", "rule": {"rrule": "FREQ=DAILY;BYHOUR=1,2", "start": "2026-11-22T20:00:00"}}, "", "several entries"),
        ({"at": "", "rule": {"rrule": "FREQ=DAILY;COUNT=9", "start": "1999-11-22T20:00:00"}}, "", "2020 or later"),
        ({"whenever": "now"}, "whenever", "not known"),
    ],
)
def test_what_is_wrong_is_refused_in_words(
    show: Show, client: APIClient, values: dict[str, Any], field: str, said: str
) -> None:
    answer = post(client, show, **values)
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["field"], said in error["message"]) == (field, True), error
    assert not ScheduleEntry.objects.exists()


def test_a_schedule_has_a_hundred_entries_at_most(show: Show, client: APIClient) -> None:
    rows = (ScheduleEntry(show=show, position=n, do="stop", at="2036-11-22T22:00:00") for n in range(100))
    ScheduleEntry.objects.bulk_create(rows)
    answer = post(client, show)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_entries")


def test_producers_see_the_schedule_and_directors_change_it(show: Show, client: APIClient) -> None:
    entry, producer = made(client, show), client_of("producer", show)
    assert producer.get(address(show, entry)).status_code == 200
    assert post(producer, show).status_code == 403
    refused = step(producer, show, "undo")
    assert (refused.status_code, refused.json()["code"]) == (403, "director_only")
    assert ScheduleEntry.objects.count() == 1


def test_an_older_revision_is_refused(show: Show, client: APIClient) -> None:
    entry = made(client, show)
    answer = client.patch(address(show, entry), {"enabled": False}, format="json", HTTP_IF_MATCH='"1"')
    assert answer.status_code == 412


def test_edits_of_the_schedule_are_undone_and_done_again(show: Show, client: APIClient) -> None:
    entry = made(client, show)
    client.patch(address(show, entry), {"enabled": False, "name": "Later"}, format="json")
    client.delete(address(show, entry))
    for expected in ((entry, False, "Later"), (entry, True, "")):
        assert step(client, show, "undo").status_code == 200
        assert list(show.schedule.values_list("id", "enabled", "name")) == [expected]
    step(client, show, "undo")
    assert not show.schedule.exists()
    for _ in range(3):
        assert step(client, show, "redo").status_code == 200
    assert not show.schedule.exists()


def test_a_rundown_that_the_schedule_starts_is_not_deleted(show: Show, client: APIClient) -> None:
    row = a_rundown(show)
    entry = made(client, show, rundown=row.pk)
    answer = client.delete(rundown_address(row))
    assert (answer.status_code, answer.json()["code"]) == (409, "rundown_in_use")
    client.delete(address(show, entry))
    assert client.delete(rundown_address(row)).status_code == 204
    brought_back = step(client, show, "undo")
    assert (brought_back.status_code, brought_back.json()["errors"][0]["field"]) == (400, "rundown")
    assert not show.schedule.exists()


def test_the_schedule_starts_no_day_template(show: Show, client: APIClient) -> None:
    row = a_rundown(show)
    Rundown.objects.update(template=True)
    assert post(client, show, rundown=row.pk).json()["errors"][0]["field"] == "rundown"


# -- what a mixer is told --------------------------------------------------------------------------


def told(show: Show) -> Any:
    return read(folder_of(show.pk) / "schedule.json")


def test_every_edit_is_on_disk_when_it_is_answered(show: Show, client: APIClient) -> None:
    entry = made(client, show)
    occurrences, whole = told(show)
    assert [(one.entry, one.do) for one in occurrences] == [(entry, "start")]
    assert whole["wanted_since"] is None
    client.patch(address(show, entry), {"enabled": False}, format="json")
    assert told(show)[0] == []
    step(client, show, "undo")
    assert [one.entry for one in told(show)[0]] == [entry]


def test_an_edit_makes_up_for_nothing_that_has_been(show: Show, client: APIClient) -> None:
    before = datetime.now(UTC)
    made(client, show, at=(before - timedelta(minutes=1)).replace(tzinfo=None).isoformat(), zone="UTC")
    [passed], whole = told(show)
    assert passed.utc_s < before.timestamp() <= whole["settled"]


def test_an_edit_of_something_else_leaves_alone_what_is_due(show: Show, client: APIClient) -> None:
    made(client, show)
    Show.objects.update(schedule_settled=None)
    client.patch(f"/api/v1/shows/{show.pk}", {"name": "Morning show"}, format="json")
    assert Show.objects.get().schedule_settled is None


def test_a_stop_by_hand_is_the_last_word_on_what_was_to_be_until_then(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.air.processes.launch.stop", lambda show_id: True)
    later = datetime.now(UTC) + timedelta(seconds=30)
    files.settled_by(show.pk, later)
    air.stop(show.pk)
    assert Show.objects.get().schedule_settled == later  # it never goes back
    Show.objects.update(schedule_settled=None)
    air.stop(show.pk)
    settled = Show.objects.get().schedule_settled
    assert settled is not None and datetime.now(UTC) - settled < timedelta(seconds=30)


def test_the_mixer_is_told_since_when_its_show_is_wanted(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.air.processes.launch.launch", lambda show_id: None)
    air.start(show.pk)
    wanted_since = Show.objects.get().wanted_since
    assert wanted_since is not None and told(show)[1]["wanted_since"] == wanted_since.timestamp()


def test_next_times_are_worked_out_anew_as_time_passes(show: Show, client: APIClient) -> None:
    made(client, show, at="", rule=DAILY)
    (folder_of(show.pk) / "schedule.json").unlink()
    time_passed()
    assert len([one for one in told(show)[0] if one.utc_s > datetime.now(UTC).timestamp()]) == 10


def test_a_show_that_is_deleted_just_now_keeps_no_other_from_being_worked_out(show: Show) -> None:
    files.write("shw_gone")
    assert not folder_of("shw_gone").exists()
