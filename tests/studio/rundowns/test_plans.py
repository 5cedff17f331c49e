"""What airs when, over the API: any day on a movable clock, what is wrong with it, and what mends that."""

from __future__ import annotations

import json
import time
from fractions import Fraction
from typing import Any

import pytest
from rest_framework.test import APIClient

from mixer.core.rundown import Playout, WallClock, read_rundown
from studio.air.processes.show_paths import paths_of
from studio.models import Asset, Rundown, Show
from studio.rundowns import files
from studio.rundowns.problems import length_words
from tests.studio.makers import a_show, client_of
from tests.studio.rundowns.makers import a_rundown, address, an_asset, ask, clip, ids

pytestmark = pytest.mark.django_db
AT = "2026-11-22T19:00:00Z"  # 20:00 in Berlin


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Show:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": False, "code": "off_air"})
    return a_show()


@pytest.fixture
def client(show: Show) -> APIClient:
    return client_of("producer", show)


def at(time: str, **more: Any) -> dict[str, Any]:
    return {"start": {"mode": "fixed", "at": f"2026-11-22T{time}", **more}}


def plan(client: APIClient, row: Rundown, **asked: Any) -> Any:
    answer = client.get(address(row, "plan"), {"at": AT, "hours": 1, **asked})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def aired(planned: Any, row: Rundown) -> list[tuple[str, str]]:
    """What airs from when on, by the names of items."""
    known = {item["id"]: item["name"] for item in Rundown.objects.get(pk=row.pk).items}
    occurrences = [one for one in planned["occurrences"] if not one["trouble"]]
    return [(known.get(one["item"], one["item"]), one["start"][11:23]) for one in occurrences]


def kinds(planned: Any) -> list[str]:
    return [one["kind"] for one in planned["problems"]]


def test_back_to_back_items_start_with_the_end_of_the_one_before(show: Show, client: APIClient) -> None:
    asset = an_asset(duration_s=10.0)
    row = a_rundown(show, clip(asset, name="one"), clip(asset, name="two", repeat=2), clip(asset, name="three"))
    times = aired(plan(client, row), row)
    assert times[:3] == [("one", "19:00:00.000"), ("two", "19:00:10.000"), ("three", "19:00:30.000")]
    assert plan(client, row)["occurrences"][1]["start_frame"] == 300


def test_a_day_is_looked_at_from_any_time_on(show: Show, client: APIClient) -> None:
    asset = an_asset(duration_s=600.0)
    row = a_rundown(show, clip(asset, name="one"), clip(asset, name="two"), rounds=0)
    later = aired(plan(client, row, **{"from": "2026-11-22T19:25:00Z", "hours": 0.25}), row)
    assert later == [("one", "19:20:00.000"), ("two", "19:30:00.000")]


def test_times_are_local_and_told_in_utc(show: Show, client: APIClient) -> None:
    row = a_rundown(show, clip(an_asset(), name="news", **at("20:10:00")), zone="Europe/Berlin")
    assert ("news", "19:10:00.000") in aired(plan(client, row), row) and plan(client, row)["zone"] == "Europe/Berlin"


def test_what_is_cut_by_a_time_is_an_overrun_and_each_repair_mends_it(show: Show, client: APIClient) -> None:
    film = an_asset("Film", duration_s=700.0)
    items = [clip(film, name="film"), clip(an_asset("News"), name="news", **at("20:10:00"))]
    row = a_rundown(show, *items, zone="Europe/Berlin")
    found = plan(client, row)
    assert found["occurrences"][0]["over_s"] == 100
    [wrong] = [one for one in found["problems"] if one["kind"] == "overrun"]
    assert wrong["item"] == ids(row)[0] and "is cut 1 min 40 s before its end" in wrong["text"]
    assert [one["label"] for one in wrong["repairs"]] == ["Trim it", "Let news wait", "Move it behind"]
    for repair in wrong["repairs"]:
        assert ask(client, row, *repair["ops"]).status_code == 200
        assert "overrun" not in kinds(plan(client, row)), repair["label"]
        client.post(address(row, "undo"))
    assert "overrun" in kinds(plan(client, row))


def test_time_that_nothing_fills_is_a_gap_and_each_repair_mends_it(show: Show, client: APIClient) -> None:
    items = [clip(an_asset("Opener"), name="opener"), clip(an_asset("News"), name="news", **at("20:10:00"))]
    row = a_rundown(show, *items, zone="Europe/Berlin")
    found = plan(client, row)
    assert found["occurrences"][0]["gap_s"] == 590
    [wrong] = [one for one in found["problems"] if one["kind"] == "gap"]
    assert "for 9 min 50 s, until news" in wrong["text"]
    assert [one["label"] for one in wrong["repairs"]] == ["Repeat it until then", "Begin news then"]
    for repair in wrong["repairs"]:
        assert ask(client, row, *repair["ops"]).status_code == 200
        assert "gap" not in kinds(plan(client, row)), repair["label"]
        client.post(address(row, "undo"))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.5, "0.5 s"), (9, "9 s"), (59.97, "1 min"), (100.4, "1 min 40 s"), (27622.4, "7 h 40 min 22 s"), (7200, "2 h")],
)
def test_lengths_are_told_as_people_read_them(seconds: float, words: str) -> None:
    assert length_words(seconds) == words


def test_of_two_with_one_time_the_loser_is_told_and_can_go_first(show: Show, client: APIClient) -> None:
    long, short = an_asset("Film", duration_s=60.0), an_asset("News")
    items = [clip(long, name="film", **at("20:10:00")), clip(short, name="news", **at("20:10:00"))]
    row = a_rundown(show, *items, zone="Europe/Berlin")
    [wrong] = [one for one in plan(client, row)["problems"] if one["kind"] == "conflict"]
    assert wrong["item"] == ids(row)[1] and "film has its time" in wrong["text"]
    ask(client, row, *wrong["repairs"][0]["ops"])
    assert ("news", "19:10:00.000") in aired(plan(client, row), row)


def test_what_a_later_time_leaves_no_room_for_is_told(show: Show, client: APIClient) -> None:
    film = an_asset("Film", duration_s=700.0)
    items = [clip(film, name="film"), clip(film, name="lost"), clip(film, name="news", **at("20:10:00"))]
    row = a_rundown(show, *items, zone="Europe/Berlin")
    wrong = {one["item"]: one for one in plan(client, row)["problems"]}[ids(row)[1]]
    assert (wrong["kind"], wrong["text"]) == ("overrun", "lost does not air: news has its time.")


def test_what_is_gone_is_a_problem_and_can_be_skipped(show: Show, client: APIClient) -> None:
    asset = an_asset()
    row = a_rundown(show, clip(asset, name="one"), clip(an_asset("Two"), name="two"))
    Asset.objects.filter(pk=asset.pk).update(state="refused")
    [wrong] = [one for one in plan(client, row)["problems"] if one["kind"] == "missing"]
    assert wrong["text"] == "one: Opener cannot be shown."
    told = ask(client, row, *wrong["repairs"][0]["ops"]).json()
    assert "missing" not in [one["kind"] for one in told["problems"]]


def test_an_edit_answers_with_the_plan_it_makes_before_it_is_saved(show: Show, client: APIClient) -> None:
    row = a_rundown(show, clip(an_asset(), name="one"))
    told = ask(client, row, {"op": "create", "items": [clip(an_asset("Two", duration_s=5.0))]}, dry_run=True).json()
    assert len([one for one in told["plan"]["occurrences"] if one["item"]]) == 2


def test_a_rundown_on_air_is_planned_as_it_runs(show: Show, client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asset = an_asset()
    row = a_rundown(show, *(clip(asset, name=name) for name in ("one", "two", "three")))
    now = {"item": ids(row)[1], "start_frame": 5000}
    live = {"rundown": row.pk, "state": "playing", "round": 1, "now": now, "next": []}
    monkeypatch.setattr("studio.shows.air.seen", lambda show: {"rundown": live, "frame": 5100})
    Show.objects.update(wanted=True)
    answer = client.get(address(row, "plan")).json()
    frames = [(one["item"], one["start_frame"]) for one in answer["occurrences"][:2]]
    assert frames == [(ids(row)[1], 5000), (ids(row)[2], 5300)]


def test_what_runs_here_is_planned_from_its_journal(
    show: Show, client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A jump that consoles have not been told of yet is known to the journal."""
    asset = an_asset()
    row = a_rundown(show, *(clip(asset, name=name) for name in ("one", "two", "three", "four")))
    one, two, three, four = ids(row)
    rundown = read_rundown(json.loads(files.path_of(show.pk, row.pk).read_text()))
    playout = Playout(WallClock(Fraction(show.rate), time.time()), rundown)
    playout.obey({"verb": "rundown_start", "rundown": row.pk}, 0)
    playout.obey({"verb": "rundown_jump", "item": four}, 30)
    paths = paths_of(show.pk)
    paths.rundown_journal.write_text(json.dumps({"rundown": row.pk, "entries": playout.journal()}))
    live = {"rundown": row.pk, "state": "playing", "round": 1, "now": {"item": one, "start_frame": 0}, "next": []}
    monkeypatch.setattr("studio.shows.air.seen", lambda show: {"rundown": live, "frame": 31})
    Show.objects.update(wanted=True)
    items = [one["item"] for one in client.get(address(row, "plan")).json()["occurrences"] if not one["trouble"]]
    assert items[0] == four and not {one, two, three} & set(items)
    new = clip(an_asset("Five"), name="five")
    told = ask(client, row, {"op": "create", "items": [new], "after": four}).json()
    items = [one["item"] for one in told["plan"]["occurrences"] if not one["trouble"]]
    assert items[:2] == [four, ids(row)[4]]


@pytest.mark.parametrize(
    "asked", [{"at": "yesterday"}, {"from": "2026-11-22T20:00:00"}, {"hours": "0"}, {"hours": "nan"}]
)
def test_times_that_cannot_be_read_are_refused(show: Show, client: APIClient, asked: dict[str, str]) -> None:
    assert client.get(address(a_rundown(show), "plan"), asked).status_code == 400


def by_rule(asset: Any, rrule: str, number: int = 0) -> dict[str, Any]:
    rule = {"rrule": rrule, "start": f"2026-11-01T00:{number % 60:02d}:00"}
    return clip(asset, name=f"item {number}", start={"mode": "fixed", "rule": rule})


def test_all_rules_of_a_rundown_share_their_times_and_what_is_cut_is_told(show: Show, client: APIClient) -> None:
    asset = an_asset()
    row = a_rundown(show, *(by_rule(asset, "FREQ=MINUTELY", number) for number in range(100)))
    items = json.loads(files.path_of(show.pk, row.pk).read_text())["items"].values()
    assert {len(item["starts"]) for item in items} <= {300}
    planned_ = plan(client, row)
    told = [one for one in planned_["problems"] if one["kind"] == "too_often"]
    assert len(told) == 100 and "all rules of a rundown have 20,000 times together" in told[0]["text"]
    assert ask(client, row, *told[0]["repairs"][0]["ops"]).status_code == 200


def test_rules_that_come_seldom_are_told_whole_however_many_there_are(show: Show, client: APIClient) -> None:
    asset = an_asset()
    row = a_rundown(show, *(by_rule(asset, "FREQ=WEEKLY", number) for number in range(400)))
    items = json.loads(files.path_of(show.pk, row.pk).read_text())["items"].values()
    assert {len(item["starts"]) for item in items} <= {12, 13, 14} and "too_often" not in kinds(plan(client, row))


def test_a_rundown_does_not_count_through_more_than_so_many_times(show: Show, client: APIClient) -> None:
    asset = an_asset()
    row = a_rundown(show, *(by_rule(asset, "FREQ=DAILY;COUNT=10000", number) for number in range(22)))
    told = [one for one in plan(client, row)["problems"] if one["kind"] == "too_often"]
    assert [one["text"].partition(":")[0] for one in told] == [
        "item 20 is planned not at all", "item 21 is planned not at all",
    ]  # fmt: skip
