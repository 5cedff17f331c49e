"""What Prometheus reads, and who may."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.test import Client

from studio.models import Show
from studio.watching import tasks_seen, views
from studio.watching.players import PLAYERS
from tests.studio.makers import a_show, a_user, client_of, signed_in
from tests.studio.watching.running import TOLD, read, scraped

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_air(monkeypatch: pytest.MonkeyPatch) -> Iterator[Show]:
    """A show that is wanted on air, whose mixer tells TOLD."""
    show = a_show()
    Show.objects.filter(pk=show.pk).update(wanted=True)

    async def told(_: str) -> dict[str, Any]:
        return TOLD

    monkeypatch.setattr(views, "snapshot", told)
    yield show


def test_a_running_show_is_told_in_base_units(on_air: Show) -> None:
    found, show = scraped(), on_air.pk
    assert found["tally_show_up", show] == found["tally_show_on_air", show] == found["tally_show_wanted", show] == 1
    assert found["tally_show_frames_total", show] == 1234 and found["tally_show_late_frames_total", show] == 5
    assert found["tally_show_worst_gap_seconds", show] == pytest.approx(0.0339)
    assert found["tally_show_delay_seconds", show] == pytest.approx(30 * 1001 / 30000)
    assert found["tally_show_recording", show] == 1 and found["tally_show_recording_seconds", show] == 60
    assert found["tally_show_recording_room_seconds", show] == 5400
    assert found["tally_show_captions_lag_seconds", show] == 2.5
    assert found["tally_show_loudness_short_term_lufs", show] == -23.1


def test_sources_and_destinations_are_told_by_id_and_named_in_one_place(on_air: Show) -> None:
    found, show = scraped(), on_air.pk
    assert found["tally_source_bits_per_second", show, "src_a"] == 3_000_000
    assert found["tally_source_state", show, "src_a", "live"] == 1
    assert found["tally_source_state", show, "src_a", "retrying"] == 0
    assert found["tally_destination_state", "dst_t", show, "retrying"] == 1
    assert found["tally_destination_behind_seconds", "dst_t", show] == 2.5
    assert ("tally_destination_behind_seconds", "dst_r", show) not in found  # not known is not 0
    named = {labels for labels in found if "Field camera" in labels or "Elsewhere" in labels}
    assert named == {
        ("tally_source_info", "Field camera", show, "src_a"),
        ("tally_destination_info", "dst_t", "Elsewhere", show),
    }


def test_an_alert_that_somebody_looks_after_or_that_is_over_is_not_counted(on_air: Show) -> None:
    found = scraped()
    assert found["tally_show_alerts", "error", on_air.pk] == 1
    assert found["tally_show_alerts", "warning", on_air.pk] == 0


def test_a_mixer_that_does_not_answer_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    show = a_show()
    Show.objects.filter(pk=show.pk).update(wanted=True)
    given_up = []

    async def silent(_: str) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            given_up.append(True)
            raise

    monkeypatch.setattr(views, "snapshot", silent)
    monkeypatch.setattr(views, "PATIENCE_S", 0.05)
    found = scraped()
    assert found["tally_show_up", show.pk] == 0 and found["tally_show_wanted", show.pk] == 1
    assert found["tally_show_on_air", show.pk] == 0
    assert given_up and ("tally_show_frames_total", show.pk) not in found


def test_a_mixer_that_breaks_off_is_one_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    show = a_show()
    Show.objects.filter(pk=show.pk).update(wanted=True)

    async def broken(_: str) -> None:
        raise ValueError("this is no snapshot")

    monkeypatch.setattr(views, "snapshot", broken)
    assert scraped()["tally_show_up", show.pk] == 0


def test_a_rehearsal_is_neither_wanted_on_air_nor_there(on_air: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    Show.objects.filter(pk=on_air.pk).update(rehearsing=True)

    async def told(_: str) -> dict[str, Any]:
        return TOLD | {"rehearsing": True}

    monkeypatch.setattr(views, "snapshot", told)
    found = scraped()
    assert found["tally_show_up", on_air.pk] == 1
    assert found["tally_show_on_air", on_air.pk] == found["tally_show_wanted", on_air.pk] == 0


def test_strangers_read_four_figures_and_no_id(on_air: Show) -> None:
    page = Client().get("/metrics").content.decode()
    names = {labels[0] for labels in read(page)}
    assert names == {"tally_shows", "tally_shows_wanted", "tally_leases", "tally_time_seconds"}
    assert on_air.pk not in page


def test_a_token_of_one_show_reads_of_that_show_only(on_air: Show) -> None:
    other = a_show("Another show")
    Show.objects.filter(pk=other.pk).update(wanted=True)
    found = scraped("director", other)
    assert ("tally_show_up", other.pk) in found
    assert not [labels for labels in found if on_air.pk in labels]
    assert not [labels for labels in found if labels[0].startswith(("tally_http", "process_", "tally_disk"))]


def test_members_read_of_their_shows_and_staff_everything(on_air: Show) -> None:
    member, staff = a_user("kim", "viewer", on_air), a_user("sam", is_staff=True)
    of_member = read(signed_in(member).get("/metrics").content.decode())
    assert ("tally_show_up", on_air.pk) in of_member and ("tally_disk_free_bytes",) not in of_member
    of_stranger = signed_in(a_user("lee")).get("/metrics").content.decode()
    assert on_air.pk not in of_stranger
    assert ("tally_disk_free_bytes",) in read(signed_in(staff).get("/metrics").content.decode())


def test_a_token_that_has_ended_is_told_so(client: Client) -> None:
    answer = client.get("/metrics", headers={"Authorization": "Bearer tly_of_yesterday"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_requests_are_counted_by_the_kind_of_their_address(on_air: Show) -> None:
    director = client_of("director")
    before = scraped()
    director.get(f"/api/v1/shows/{on_air.pk}")
    director.get("/api/v1/shows/shw_that_is_not_there")
    director.get("/no/such/address/of/any/kind")
    after = scraped()

    def more(*labels: str) -> float:
        return after[labels] - before.get(labels, 0.0)

    assert more("tally_http_requests_total", "api", "GET", "200") == 1
    assert more("tally_http_requests_total", "api", "GET", "404") == 1
    assert more("tally_http_requests_total", "unknown", "GET", "404") == 1
    assert more("tally_http_request_duration_seconds_count", "api") == 2


def test_addresses_and_methods_that_strangers_make_up_make_no_series() -> None:
    client = Client()
    client.generic("BREW", "/api/v1/shows")
    for number in range(20):
        client.get(f"/made/up/{number}")
    kinds = {labels[1:3] for labels in scraped() if labels[0] == "tally_http_requests_total"}
    assert ("api", "other") in kinds and not [kind for kind, _ in kinds if "made" in kind]


def test_a_queue_and_beat_are_told_from_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {
        "queues": {"jobs": 3, "mixers": 0, "speech": 0, "translate": 0}, "taken": 1,
        tasks_seen.SENT: {"studio.air.relaunch_wanted": 1000.5}, tasks_seen.DONE: {"studio.retention.purge": 900.0},
        tasks_seen.RUNS: {"studio.retention.purge": 4.0}, tasks_seen.FAILURES: {},
    }  # fmt: skip
    monkeypatch.setattr(tasks_seen, "read", lambda queues: told)
    found = scraped()
    assert found["tally_queue_messages", "jobs"] == 3 and found["tally_beat_timestamp_seconds",] == 1000.5
    assert found["tally_task_runs_total", "studio.retention.purge"] == 4 and found["tally_redis_up",] == 1


def test_without_redis_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(queues: object) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(tasks_seen, "read", away)
    found = scraped()
    assert found["tally_redis_up",] == 0 and found["tally_database_up",] == 1
    assert ("tally_queue_messages", "jobs") not in found


def test_players_of_a_public_show_are_counted_once_each(on_air: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PLAYERS, "_seen", {})
    playlist = f"/hls/{on_air.pk}/index.m3u8"
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1"):
        Client(REMOTE_ADDR=address).get(playlist)
    Client(REMOTE_ADDR="192.0.2.9").get(f"/hls/{on_air.pk}/seg-1-abc.m4s")  # a file alone is no player
    assert scraped()["tally_show_hls_viewers", on_air.pk] == 2
