"""What aired, what airs now and next, and the guide."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from asgiref.sync import async_to_sync
from rest_framework.test import APIClient

from studio.models import AsRun, Rundown, Show
from studio.rundowns import as_run, making
from tests.studio.makers import a_show, client_of
from tests.studio.rundowns.makers import a_rundown, an_asset, clip, edit, ids

pytestmark = pytest.mark.django_db


@pytest.fixture
def show() -> Show:
    return a_show()


@pytest.fixture
def client(show: Show) -> APIClient:
    return client_of("viewer", show)


def aired(show: Show, number: int, **values: Any) -> AsRun:
    """An airing of a minute, so many minutes past eight."""
    start = datetime(2026, 11, 22, 20, number, tzinfo=UTC)
    frames = {"planned_frame": 100 * number, "start_frame": 100 * number, "end_frame": 100 * number + 100}
    times = {"planned": start, "start": start, "end": start + timedelta(minutes=1)}
    named = {"occurrence": f"run_x-{number}", "item": "itm_a", "name": f"Item {number}", "status": "aired"}
    of = {"rundown": "run_x", "rundown_name": "Night"}
    return AsRun.objects.create(show=show, **(of | named | frames | times | values))


def streamed(answer: Any) -> str:
    """What an answer sends, piece by piece."""

    async def read() -> bytes:
        return b"".join([piece async for piece in answer])

    return str(async_to_sync(read)().decode("utf-8-sig"))


def address(show: Show, what: str) -> str:
    return f"/api/v1/shows/{show.pk}/{what}"


def test_what_aired_is_told_in_order(show: Show, client: APIClient) -> None:
    aired(show, 2)
    aired(show, 1, status="skipped_by_operator", by="ada")
    told = client.get(address(show, "as-run")).json()["results"]
    assert [(one["name"], one["status"], one["by"]) for one in told] == [
        ("Item 1", "skipped_by_operator", "ada"), ("Item 2", "aired", ""),
    ]  # fmt: skip
    assert (told[0]["start"], told[0]["rundown_name"]) == ("2026-11-22T20:01:00Z", "Night")


def test_a_part_of_the_log_is_asked_for_by_time_with_what_did_not_air(show: Show, client: APIClient) -> None:
    lost = {"start_frame": None, "end_frame": None, "start": None, "end": None, "status": "did_not_air"}
    for number in (1, 3, 4):
        aired(show, number)
    aired(show, 2, **lost)
    asked: dict[str, str] = {"from": "2026-11-22T20:02:00Z", "to": "2026-11-22T21:04:00+01:00"}
    told = client.get(address(show, "as-run"), asked).json()["results"]
    assert {one["name"] for one in told} == {"Item 2", "Item 3"}
    assert client.get(address(show, "as-run"), {"from": "today"}).status_code == 400


def test_the_log_outlives_its_rundown(show: Show, client: APIClient) -> None:
    row = a_rundown(show)
    aired(show, 1, rundown=row.pk)
    making.remove(show.pk, row.pk, None)
    assert AsRun.objects.get().rundown_name == "Night"


def test_the_log_as_csv_runs_no_formulas(show: Show, client: APIClient) -> None:
    aired(show, 1, name='=HYPERLINK("http://evil")', note="-1, +2")
    aired(show, 2)
    answer = client.get(address(show, "as-run"), {"format": "csv"})
    assert answer.headers["Content-Type"].startswith("text/csv") and "as-run.csv" in answer["Content-Disposition"]
    one, two = csv.DictReader(io.StringIO(streamed(answer)))
    assert one["name"] == '\'=HYPERLINK("http://evil")' and one["note"] == "'-1, +2"
    assert (two["start"], two["start_frame"]) == ("2026-11-22T20:02:00Z", "200")
    assert client.get(address(show, "as-run"), {"format": "pdf"}).json()["code"] == "bad_format"


def test_a_log_of_any_length_is_sent_piece_by_piece_with_each_airing_once(show: Show, client: APIClient) -> None:
    lost = {"start_frame": None, "end_frame": None, "start": None, "end": None}
    for number in range(9):
        aired(show, number // 2, name=str(number), **(lost if number % 4 == 3 else {}))
    pages = list(as_run.in_pages(as_run.between(show.pk, None, None), size=2))
    assert [len(page) for page in pages] == [2, 2, 2, 2, 1]
    told = [one.name for page in pages for one in page]
    assert told == ["3", "7", "0", "1", "2", "4", "5", "6", "8"]
    text = streamed(client.get(address(show, "as-run"), {"format": "csv"}))
    assert [row["name"] for row in csv.DictReader(io.StringIO(text))] == told


def test_a_log_in_which_nothing_aired_has_its_line_of_names(show: Show, client: APIClient) -> None:
    text = streamed(client.get(address(show, "as-run"), {"format": "csv"}))
    assert text.split(",")[:2] == ["rundown", "rundown_name"] and text.count("\n") == 1


def test_viewers_are_told_what_is_on_and_what_follows(
    show: Show, client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get(address(show, "now-next")).json() == {
        "rundown": "", "has_programme": False, "now": None, "next": [],
    }  # fmt: skip
    live = {
        "rundown": "run_x", "name": "Night", "state": "playing", "has_programme": True,
        "now": {"item": "itm_a", "name": "Film", "start_frame": 3000, "end_frame": 6000},
        "next": [{"item": "itm_b", "name": "News", "start_frame": 6000, "state": ""}],
    }  # fmt: skip
    monkeypatch.setattr("studio.shows.air.seen", lambda show: {"rundown": live, "frame": 4500})
    Show.objects.update(wanted=True)
    told = client.get(address(show, "now-next")).json()
    assert (told["rundown"], told["now"]["name"], told["next"][0]["name"]) == ("Night", "Film", "News")
    assert told["now"]["end"] == told["next"][0]["start"] and told["next"][0]["end"] is None


def test_the_guide_has_programmes_and_neither_breaks_nor_fillers(show: Show, client: APIClient) -> None:
    film = an_asset("Film", duration_s=600.0)
    spots = {"content": {"kind": "break", "items": [clip(an_asset("Spot", duration_s=30.0))]}}
    row = a_rundown(show, clip(film, name="Film & more <1>"), spots, clip(film, name="Two"), zone="Europe/Berlin")
    answer = client.get(address(show, "guide.xml"), {"rundown": row.pk, "from": "2026-11-22T19:00:00Z", "hours": "1"})
    assert answer.headers["Content-Type"].startswith("application/xml")
    tv = ElementTree.fromstring(answer.content)
    assert [one.findtext("title") for one in tv.iter("programme")] == ["Film & more <1>", "Two"]
    first = tv.find("programme")
    assert first is not None
    assert (first.get("start"), first.get("stop")) == ("20261122200000 +0100", "20261122201000 +0100")
    assert first.get("channel") == show.pk and len(ids(row)) == 3


def test_the_guide_goes_round_where_two_rundowns_follow_each_other(show: Show, client: APIClient) -> None:
    film = an_asset("Film", duration_s=1200.0)
    night = a_rundown(show, clip(film, name="Late film"))
    day = a_rundown(show, clip(film, name="Matinee"), name="Day", at_end="next", next=night.pk)
    edit(night, {"op": "settings", "set": {"at_end": "next", "next": day.pk}})
    answer = client.get(address(show, "guide.xml"), {"rundown": day.pk, "from": "2026-11-22T19:00:00Z", "hours": "1"})
    found = ElementTree.fromstring(answer.content).iter("programme")
    assert [one.findtext("title") for one in found] == ["Matinee", "Late film", "Matinee"]


def test_without_a_rundown_that_runs_the_guide_is_empty(show: Show, client: APIClient) -> None:
    assert ElementTree.fromstring(client.get(address(show, "guide.xml")).content).find("programme") is None


# -- one rundown after the other -------------------------------------------------------------------


def guide(client: APIClient, show: Show, row: Rundown, **asked: Any) -> list[tuple[str | None, str | None]]:
    """Titles and starts, of what is asked for from eight in the evening on."""
    asked = {"rundown": row.pk, "from": "2026-11-22T20:00:00Z", "hours": "1"} | asked
    tv = ElementTree.fromstring(client.get(address(show, "guide.xml"), asked).content)
    return [(one.findtext("title"), (one.get("start") or "")[8:14]) for one in tv.iter("programme")]


def evening_and_night(show: Show, **evening: Any) -> tuple[Rundown, Rundown]:
    """Ten minutes of an evening, and a night of five that follows, for ever."""
    night = a_rundown(show, clip(an_asset("Night", duration_s=300.0), name="Aquarium"), rounds=0)
    film = clip(an_asset("Film", duration_s=600.0), name="Film")
    return a_rundown(show, film, **({"at_end": "next", "next": night.pk} | evening)), night


def test_the_guide_goes_on_with_the_rundown_that_follows(show: Show, client: APIClient) -> None:
    evening, _ = evening_and_night(show)
    assert guide(client, show, evening, hours="0.5") == [
        ("Film", "200000"), ("Aquarium", "201000"), ("Aquarium", "201500"), ("Aquarium", "202000"),
        ("Aquarium", "202500"),
    ]  # fmt: skip


def test_the_guide_of_a_rundown_that_nothing_follows_ends_with_it(show: Show, client: APIClient) -> None:
    evening, _ = evening_and_night(show, at_end="standby", next="")
    assert guide(client, show, evening) == [("Film", "200000")]


def test_two_rundowns_that_follow_each_other_fill_the_guide_in_turns(show: Show, client: APIClient) -> None:
    evening, night = evening_and_night(show)
    edit(night, {"op": "settings", "set": {"rounds": 1, "at_end": "next", "next": evening.pk}})
    told = guide(client, show, evening, hours="0.75")
    assert [title for title, _ in told] == ["Film", "Aquarium", "Film", "Aquarium", "Film", "Aquarium"]
    assert [start for _, start in told][-2:] == ["203000", "204000"]


def test_rundowns_without_items_that_follow_each_other_make_no_endless_guide(show: Show, client: APIClient) -> None:
    one, two = a_rundown(show), a_rundown(show)
    edit(one, {"op": "settings", "set": {"at_end": "next", "next": two.pk}})
    edit(two, {"op": "settings", "set": {"at_end": "next", "next": one.pk}})
    assert guide(client, show, one) == []


def test_now_and_next_look_beyond_the_end_of_the_rundown_that_runs(
    show: Show, client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening, night = evening_and_night(show)
    live = {
        "rundown": evening.pk, "name": "Night", "state": "playing", "has_programme": True, "round": 1, "then": night.pk,
        "now": {"item": ids(evening)[0], "name": "Film", "start_frame": 3000, "end_frame": 21000}, "next": [],
    }  # fmt: skip
    monkeypatch.setattr("studio.shows.air.seen", lambda show: {"rundown": live, "frame": 4500})
    Show.objects.update(wanted=True)
    told = client.get(address(show, "now-next")).json()
    assert [one["name"] for one in told["next"]] == ["Aquarium"] * 5
    ends = datetime.fromisoformat(told["now"]["end"])
    assert abs(datetime.fromisoformat(told["next"][0]["start"]) - ends) < timedelta(seconds=1)
    live["then"] = ""
    assert client.get(address(show, "now-next")).json()["next"] == []
