"""Destinations over the API: several of a kind, each with its history and log; keys that nobody reads again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from studio.air.processes.show_paths import paths_of
from studio.models import Destination, Event, Show
from studio.shows.compose import composed
from studio.shows.destinations import secrets_of
from studio.shows.making import new_show
from studio.shows.sealing import opened
from tests.studio.makers import RELAY, add, client_of

pytestmark = pytest.mark.django_db
KEY = "live_42_SeCrEt?x=1&y=2"
WITH_KEY = {**RELAY, "secrets": {"key": KEY}}


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Show:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": True, "frame": 7})
    return new_show({"name": "Evening show"})


def test_a_new_show_has_a_player_and_a_recording(show: Show) -> None:
    listed = client_of("viewer", show).get(f"/api/v1/shows/{show.pk}/destinations").json()["results"]
    assert [(one["name"], one["output"]["kind"], one["on"]) for one in listed] == [
        ("Web player", "hls", True), ("Recording", "record", False),
    ]  # fmt: skip


def test_a_key_is_kept_encrypted_and_is_in_no_answer_file_or_export(show: Show) -> None:
    api = client_of("director", show)
    made = add(api, show, "destinations", WITH_KEY)
    base = f"/api/v1/shows/{show.pk}"
    answers = [api.get(f"{base}{path}").content.decode() for path in ("", "/export", "/destinations")]
    assert made["secrets_set"] == ["key"] and KEY not in json.dumps(made)
    assert all(KEY not in answer and "SeCrEt" not in answer for answer in answers)
    row = Destination.objects.get(pk=made["id"])
    assert "SeCrEt" not in row.sealed and opened(row.sealed) == {"key": KEY}
    assert "SeCrEt" not in json.dumps(composed(show)) and secrets_of(show) == {made["id"]: {"key": KEY}}


def test_a_key_stays_with_its_server_and_goes_with_it(show: Show) -> None:
    """Or an editor could have a key that he is not shown sent to a server of his own."""
    api = client_of("producer", show)
    made = add(api, show, "destinations", WITH_KEY)
    where = f"/api/v1/shows/{show.pk}/destinations/{made['id']}"
    assert api.patch(where, {"name": "Renamed"}, format="json").json()["secrets_set"] == ["key"]
    moved = api.patch(where, {"output": {"server": "rtmp://93.184.216.35/live"}}, format="json").json()
    assert moved["secrets_set"] == []
    given = api.patch(where, {"secrets": {"key": "another"}}, format="json").json()
    assert given["secrets_set"] == ["key"]
    assert api.patch(where, {"secrets": {"key": None}}, format="json").json()["secrets_set"] == []


def test_an_import_keeps_the_keys_of_what_sends_to_the_same_server(show: Show) -> None:
    api = client_of("director", show)
    kept, moved = (add(api, show, "destinations", WITH_KEY) for _ in range(2))
    file = api.get(f"/api/v1/shows/{show.pk}/export").json()
    file["destinations"][-1]["output"]["server"] = "rtmp://93.184.216.35/live"
    assert api.post(f"/api/v1/shows/{show.pk}/import", file, format="json").status_code == 200
    assert secrets_of(show) == {kept["id"]: {"key": KEY}} and moved["id"] != kept["id"]
    del file["destinations"]
    assert api.post(f"/api/v1/shows/{show.pk}/import", file, format="json").status_code == 200
    assert show.destinations.count() == 4, "a file from before destinations changes none"


def test_under_another_secret_key_a_stream_key_has_to_be_given_again(show: Show, settings: Any) -> None:
    made = add(client_of("director", show), show, "destinations", WITH_KEY)
    settings.SECRET_KEY = "another"
    assert secrets_of(show) == {made["id"]: {}}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"output": {"kind": "relay", "server": "http://93.184.216.34/live"}}, "output.server"),
        ({"output": {"kind": "relay", "server": "rtmp://127.0.0.1/live"}}, "output.server"),
        ({"output": {"kind": "relay", "server": "srt://93.184.216.34"}}, "output.server"),
        ({"output": {"kind": "relay", "server": "rtmp://93.184.216.34/x", "platform": "none"}}, "output.platform"),
        ({"output": {"kind": "relay", "server": "rtmp://ada:pw@93.184.216.34/live"}}, "output"),
        ({"output": {"kind": "relay", "server": "srt://93.184.216.34:9000?streamid=x"}}, "output"),
        ({"secrets": {"pin": "1"}}, "secrets.pin"),
        ({"secrets": {"key": "two words"}}, "secrets.key"),
        ({"secrets": {"key": "two\nlines"}}, "secrets.key"),
        ({"output": {"kind": "hls"}}, ""),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(show: Show, given: dict[str, Any], field: str) -> None:
    answer = client_of("producer", show).post(f"/api/v1/shows/{show.pk}/destinations", {**RELAY, **given}, "json")
    assert answer.status_code == 400 and field in [one["field"] for one in answer.json()["errors"]], answer.content


def test_a_show_has_twenty_relays_and_not_without_end(show: Show) -> None:
    api = client_of("director", show)
    for number in range(22):
        add(api, show, "destinations", {**RELAY, "name": f"Relay {number}"})
    answer = api.post(f"/api/v1/shows/{show.pk}/destinations", RELAY, "json")
    assert answer.status_code == 409 and answer.json()["code"] == "too_many_destinations"


def test_on_air_what_is_sent_on_takes_a_director(show: Show) -> None:
    made = add(client_of("director", show), show, "destinations", WITH_KEY)
    Show.objects.filter(pk=show.pk).update(wanted=True)
    where = f"/api/v1/shows/{show.pk}/destinations"
    producer, director = client_of("producer", show), client_of("director", show)
    assert producer.patch(f"{where}/{made['id']}", {"secrets": {"key": "other"}}, "json").status_code == 403
    assert producer.delete(f"{where}/{made['id']}").status_code == 403
    assert producer.post(where, RELAY, "json").status_code == 201, "it waits for a director to start it"
    assert director.patch(f"{where}/{made['id']}", {"secrets": {"key": "other"}}, "json").status_code == 200


def test_what_a_platform_does_not_like_is_said(show: Show) -> None:
    api = client_of("director", show)
    api.patch(f"/api/v1/shows/{show.pk}", {"encoding": {"video_kbps": 9000, "segment_s": 6}}, format="json")
    twitch = {"kind": "relay", "server": "rtmp://93.184.216.34/live", "platform": "twitch"}
    made = add(api, show, "destinations", {"name": "Twitch", "output": twitch})
    assert any("6000 kb/s" in one for one in made["warnings"]) and any("keyframe" in one for one in made["warnings"])
    assert add(api, show, "destinations", RELAY)["warnings"] == []


def test_each_has_its_history_and_its_log(show: Show) -> None:
    api = client_of("producer", show)
    one, other = (add(api, show, "destinations", RELAY)["id"] for _ in range(2))
    for about, code in ((one, "relay_live"), (other, "relay_live"), (one, "relay_lost"), ("", "engine_back")):
        Event.objects.create(show=show, time=timezone.now(), level="info", code=code, text="x", about=about)
    base = f"/api/v1/shows/{show.pk}/destinations/{one}"
    assert [event["code"] for event in api.get(f"{base}/history").json()["results"]] == ["relay_lost", "relay_live"]
    assert api.get(f"{base}/log").json() == {"text": ""}
    log = paths_of(show.pk).log_of(f"relay-{one}")
    log.parent.mkdir(parents=True)
    log.write_text("first\n" + "x" * 70_000 + "\nlast\n")
    assert api.get(f"{base}/log").json()["text"] == "last\n"
