"""Rundowns in and out: what goes out comes back equal, and hostile files come to nothing."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from studio.models import Rundown, Show
from studio.rundowns.exchange import ics
from studio.rundowns.exchange.clocks import clock, seconds_in
from tests.studio.makers import a_show, client_of
from tests.studio.rundowns.makers import a_rundown, address, an_asset, clip, edit, ids, names

pytestmark = pytest.mark.django_db
HEAD = "title,file,start,date,mode,in,out,duration\n"
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n"


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Show:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": False, "code": "off_air"})
    return a_show()


@pytest.fixture
def client(show: Show) -> APIClient:
    return client_of("producer", show)


def exported(client: APIClient, row: Rundown, kind: str) -> str:
    answer = client.get(address(row, "export"), {"format": kind})
    assert answer.status_code == 200 and f".{kind}" in answer.headers["Content-Disposition"]
    return str(answer.content.decode())


def taken(client: APIClient, row: Rundown, kind: str, text: str, **more: Any) -> Any:
    return client.post(f"{address(row, 'import')}?format={kind}", {"text": text, **more}, format="json")


def without_ids(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def bare(item: dict[str, Any]) -> dict[str, Any]:
        content = item["content"]
        if content["kind"] == "break":
            content = {**content, "items": [bare(one) for one in content["items"]]}
        return {**item, "id": "", "content": content}

    return [bare(item) for item in items]


def refusals(answer: Any) -> str:
    assert answer.status_code == 400, answer.content
    return " | ".join(f"{one['field']}: {one['message']}" for one in answer.json()["errors"])


def event(*lines: str) -> str:
    return CALENDAR.format("".join(f"{line}\r\n" for line in ("BEGIN:VEVENT", *lines, "END:VEVENT")))


# -- round trips -----------------------------------------------------------------------------------


def a_mixed_rundown(show: Show, *more: dict[str, Any]) -> Rundown:
    opener, film = an_asset("Opener, 'the' \"first\"; ünï"), an_asset("=Film", duration_s=600.0)
    still = an_asset("Still", "image", None)
    at = {"mode": "fixed", "at": "2026-11-22T20:00:00"}
    rule = {"rrule": "FREQ=WEEKLY;BYDAY=MO,TH", "start": "2026-11-23T06:30:00"}
    return a_rundown(
        show, clip(opener, name="=1+1", note="Two\nlines, and more", in_s=1.5, out_s=8.25),
        clip(film, start=at, name="News", color="#ff0000", transition={"kind": "mix", "duration_ms": 800}),
        clip(still, duration_s=12.5, repeat=2, gain_db=-3, skip=True),
        clip(film, start={"mode": "insert", "rule": rule}, name="Bell"), *more, zone="Europe/Berlin", rounds=0,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_what_goes_out_comes_back_equal(show: Show, client: APIClient, kind: str) -> None:
    spot = an_asset("Spot")
    spots = {"kind": "break", "items": [clip(spot, name="A"), clip(spot, name="B")]}
    row = a_mixed_rundown(show, {"content": spots, "name": "Ads"}, clip(spot, start={"mode": "manual"}))
    other = a_rundown(show, clip(spot), name="Other", zone="Europe/Berlin")
    answer = taken(client, other, kind, exported(client, row, kind), replace=True)
    assert answer.status_code == 200, answer.content
    back = Rundown.objects.get(pk=other.pk)
    assert without_ids(back.items) == without_ids(row.items) and set(ids(other)).isdisjoint(ids(row))
    assert (back.name, back.rounds) == (("Night", 0) if kind == "json" else ("Other", 1))


def test_files_and_their_marks_come_back_from_m3u(show: Show, client: APIClient) -> None:
    one, two = an_asset("One #1 \u00fc.mp4"), an_asset("Two.mov")
    row = a_rundown(show, clip(one, in_s=2, name="First, part 1"), clip(two, out_s=7.5, name="Second"))
    text = exported(client, row, "m3u")
    assert text.splitlines()[:3] == ["#EXTM3U", "#EXTINF:8,First, part 1", "#EXTVLCOPT:start-time=2"]
    other = a_rundown(show, name="Other")
    taken(client, other, "m3u", text)
    assert without_ids(Rundown.objects.get(pk=other.pk).items) == without_ids(row.items)


def test_a_line_of_m3u_that_no_player_writes_is_refused_with_its_number(show: Show, client: APIClient) -> None:
    an_asset("One")
    long = "#EXTINF:" + "1" * 5000
    told = refusals(taken(client, a_rundown(show), "m3u", f"#EXTM3U\n{long}\nOne\n"))
    assert told == "line 2: expected at most 4096 characters, found 5008"


@pytest.mark.parametrize("line", ['#EXTINF:-1 tvg-id="x",First, part 1', "#EXTINF:8.5,First, part 1"])
def test_a_title_of_m3u_is_what_stands_after_the_first_comma(show: Show, client: APIClient, line: str) -> None:
    an_asset("One")
    row = a_rundown(show)
    taken(client, row, "m3u", f"#EXTM3U\n{line}\nOne\n#EXTINF:8\nOne\n")
    assert names(row) == ["First, part 1", ""]


def test_what_has_a_time_comes_back_from_icalendar(show: Show, client: APIClient) -> None:
    row = a_mixed_rundown(show)
    text = exported(client, row, "ics")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    other = a_rundown(show, name="Other", zone="Europe/Berlin")
    assert taken(client, other, "ics", text).status_code == 200
    timed = [item for item in row.items if item["start"]["mode"] in ("fixed", "insert")]
    assert without_ids(Rundown.objects.get(pk=other.pk).items) == without_ids(timed)


def test_a_dry_run_of_an_import_says_what_it_would_come_to(show: Show, client: APIClient) -> None:
    an_asset("One")
    row = a_rundown(show)
    told = taken(client, row, "csv", "title,file\nFirst,One\n", dry_run=True).json()
    assert [item["name"] for item in told["items"]] == ["First"] and told["plan"]["occurrences"]
    assert names(row) == []


def test_what_is_taken_in_is_one_edit_that_can_be_undone(show: Show, client: APIClient) -> None:
    asset = an_asset("One")
    row = a_rundown(show, clip(asset, name="a"), clip(asset, name="b"))
    taken(client, row, "csv", "title,file\nc,One\nd,One\n", after=ids(row)[0])
    assert names(row) == ["a", "c", "d", "b"]
    client.post(address(row, "undo"))
    assert names(row) == ["a", "b"]


# -- spreadsheets ----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_sheets_come_in_any_encoding_and_with_any_separator(
    show: Show, client: APIClient, encoding: str, mark: str
) -> None:
    an_asset("Größe.mp4")
    text = mark.join(("Title", "Filename", "Length")) + "\r\n" + mark.join(("Bär", "größe", "00:00:05")) + "\r\n"
    row = a_rundown(show)
    file = SimpleUploadedFile("a.csv", text.encode(encoding))
    answer = client.post(f"{address(row, 'import')}?format=csv", {"file": file}, format="multipart")
    assert answer.status_code == 200, answer.content
    [item] = answer.json()["items"]
    assert (item["name"], item["duration_s"]) == ("Bär", 5)


def test_times_of_a_sheet_are_fixed_where_they_have_a_date(show: Show, client: APIClient) -> None:
    an_asset("One", duration_s=60.0)
    lines = ["a,One,20:00:00,2026-11-22,,,,", "b,One,20:00:10,,,,,", "c,One,,,manual,00:00:01:15,00:00:30,"]
    row = a_rundown(show)
    one, two, three = taken(client, row, "csv", HEAD + "\n".join(lines)).json()["items"]
    assert (one["start"]["mode"], one["start"]["at"]) == ("fixed", "2026-11-22T20:00:00")
    assert two["start"]["mode"] == "follow" and three["start"]["mode"] == "manual"
    assert (three["content"]["in_s"], three["content"]["out_s"]) == (1.5, 30)


def test_every_line_that_is_wrong_is_named(show: Show, client: APIClient) -> None:
    an_asset("One")
    lines = ["a,Nothing,,,,,,", "b,One,25h,2026-11-22,,,,", "c,One,,,sometimes,,,", "d,One,,,,,,forever", "e,One,,,,,,"]
    row = a_rundown(show)
    told = refusals(taken(client, row, "csv", HEAD + "\n".join(lines)))
    for part in (
        "line 2: expected a file of the library",
        "line 3: expected a time",
        "line 4: expected a mode",
        "line 5",
    ):
        assert part in told
    assert "line 6" not in told and names(row) == []


@pytest.mark.parametrize("seconds", ["inf", "nan", "1e400", "-1", "soon"])
def test_a_transition_of_a_sheet_lasts_seconds(show: Show, client: APIClient, seconds: str) -> None:
    an_asset("One")
    text = f"title,file,transition,transition_s\na,One,mix,{seconds}\n"
    told = refusals(taken(client, a_rundown(show), "csv", text))
    assert told.startswith("line 2: expected a time such as") and seconds in told


def test_a_file_is_called_as_its_rundown_in_any_script(show: Show, client: APIClient) -> None:
    answer = client.get(address(a_rundown(show, name="Ночь 夜"), "export"), {"format": "json"})
    named = answer.headers["Content-Disposition"]
    assert named == f"attachment; filename*=utf-8''{quote('Ночь_夜.json')}"


def test_a_sheet_that_goes_out_runs_no_formulas(show: Show, client: APIClient) -> None:
    lines = list(csv.reader(io.StringIO(exported(client, a_mixed_rundown(show), "csv").lstrip("\ufeff"))))
    assert not [cell for line in lines[1:] for cell in line if cell[:1] in "=+-@\t\r" and not _is_number(cell) and cell]


def _is_number(cell: str) -> bool:
    return cell.replace(".", "").lstrip("-").isdigit()


def test_two_files_of_one_name_have_to_be_told_apart(show: Show, client: APIClient) -> None:
    an_asset("One"), an_asset("one", file="other.mp4")
    assert "2 files are called One" in refusals(taken(client, a_rundown(show), "csv", "title,file\na,One\n"))


@pytest.mark.parametrize(
    ("text", "frames"),
    [("00:00:59;29", 1799), ("00:01:00;02", 1800), ("00:10:00;00", 17_982), ("01:00:00;00", 107_892)],
)
def test_drop_frame_leaves_numbers_out_and_not_frames(text: str, frames: int) -> None:
    rate = Fraction(30000, 1001)
    assert seconds_in(text, rate) == pytest.approx(float(frames / rate), abs=1e-5)


def test_clocks_read_back_what_they_write() -> None:
    for seconds in (0.0, 1.5, 59.999, 3600.0, 86_399.001):
        assert seconds_in(clock(seconds), Fraction(30)) == pytest.approx(seconds)
    for wrong in ("", "1:2:3:4:5", "00:61:00", "00:00:01:30", "-5", "nan", "1e9"):
        with pytest.raises(ValueError, match="expected"):
            seconds_in(wrong, Fraction(30))


# -- calendars -------------------------------------------------------------------------------------


def from_calendar(client: APIClient, show: Show, text: str, **more: Any) -> Any:
    row = a_rundown(show, zone="Europe/Berlin")
    answer = taken(client, row, "ics", text, **more)
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def test_events_are_brought_to_the_zone_of_the_rundown(show: Show, client: APIClient) -> None:
    an_asset("News")
    for start, local in (
        ("DTSTART:20261122T190000Z", "20:00:00"), ("DTSTART;TZID=America/New_York:20261122T140000", "20:00:00"),
        ('DTSTART;TZID="Europe/Berlin":20261122T203000', "20:30:00"),
    ):  # fmt: skip
        [item] = from_calendar(client, show, event(start, "SUMMARY:News", "DURATION:PT1H"))
        assert (item["start"]["at"], item["duration_s"]) == (f"2026-11-22T{local}", 3600)


def test_a_time_without_a_zone_asks_for_one(show: Show, client: APIClient) -> None:
    an_asset("News")
    text = event("DTSTART:20261122T200000", "SUMMARY:News")
    assert "name one at the import" in refusals(taken(client, a_rundown(show), "ics", text))
    [item] = from_calendar(client, show, text, zone="Asia/Tokyo")
    assert item["start"]["at"] == "2026-11-22T12:00:00"


def test_exceptions_and_moved_events_take_their_day_out_of_the_rule(show: Show, client: APIClient) -> None:
    an_asset("News")
    berlin = "TZID=Europe/Berlin"
    rule = (f"DTSTART;{berlin}:20261122T200000", "RRULE:FREQ=DAILY;UNTIL=20261130T185959Z", "UID:1", "SUMMARY:News")
    skipped = (
        f"EXDATE;{berlin}:20261124T200000,20261125T200000",
        "EXDATE:20261126T190000Z",
        "EXDATE;VALUE=DATE:20261127",
    )
    moved = (f"DTSTART;{berlin}:20261123T213000", f"RECURRENCE-ID;{berlin}:20261123T200000", "UID:1", "SUMMARY:News")
    text = event(*rule, *skipped, "END:VEVENT", "BEGIN:VEVENT", *moved)
    first, second = from_calendar(client, show, text)
    assert first["start"]["rule"]["except"] == [
        "2026-11-24T20:00:00", "2026-11-25T20:00:00", "2026-11-26T20:00:00", "2026-11-27", "2026-11-23T20:00:00",
    ]  # fmt: skip
    assert second["start"]["at"] == "2026-11-23T21:30:00"


def test_the_uid_of_an_event_is_read_once_however_many_are_moved(
    show: Show, client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_asset("News")
    asked: list[str] = []
    text_of = ics.Event.text

    def noted(event: ics.Event, name: str) -> str:
        asked.append(name)
        return text_of(event, name)

    monkeypatch.setattr(ics.Event, "text", noted)
    moved = ("UID:1", "DTSTART:20261123T213000Z", "RECURRENCE-ID:20261123T200000Z", "SUMMARY:News")
    from_calendar(client, show, event(*[*moved, "END:VEVENT", "BEGIN:VEVENT"] * 20, *moved))
    assert asked.count("UID") == 21


def test_a_length_over_a_change_of_daylight_saving_is_counted_in_utc(show: Show, client: APIClient) -> None:
    an_asset("Film", duration_s=20_000.0)
    times = ("DTSTART;TZID=Europe/Berlin:20261025T013000", "DTEND;TZID=Europe/Berlin:20261025T033000")
    [item] = from_calendar(client, show, event(*times, "SUMMARY:Film"))
    assert item["duration_s"] == 3 * 3600


def test_folded_and_escaped_lines_are_read(show: Show, client: APIClient) -> None:
    an_asset("News, late; ü")
    text = event("DTSTART:20261122T190000Z", "SUMMARY:News\\, la\r\n te\\; ü", "DESCRIPTION:One\\nTwo")
    [item] = from_calendar(client, show, text)
    assert (item["name"], item["note"]) == ("News, late; ü", "One\nTwo")


def test_alarms_and_zones_in_a_calendar_are_not_events(show: Show, client: APIClient) -> None:
    an_asset("News")
    alarm = ("BEGIN:VALARM", "TRIGGER:-PT5M", "SUMMARY:Wake up", "DTSTART:19700101T000000Z", "END:VALARM")
    [item] = from_calendar(client, show, event(*alarm, "DTSTART:20261122T190000Z", "SUMMARY:News"))
    assert item["name"] == "News"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("SUMMARY:News",), "without DTSTART"),
        (("DTSTART:20261122T190000Z", "SUMMARY:News", "UID:" + "1" * 256), "a UID of at most 255 characters"),
        (("DTSTART;VALUE=DATE:20261122", "SUMMARY:News"), "expected a time such as"),
        (("DTSTART:20261399T990000Z", "SUMMARY:News"), "event 1"),
        (("DTSTART;TZID=Mars/Olympus:20261122T200000", "SUMMARY:News"), "no time zone that is known"),
        (("DTSTART;TZID=../../etc/passwd:20261122T200000", "SUMMARY:News"), "no time zone that is known"),
        (("DTSTART:20261122T190000Z", "SUMMARY:Nothing"), "found 'Nothing'"),
        (("DTSTART:20261122T190000Z", "RRULE:FREQ=DAILY", "SUMMARY:News"), "give the rundown this zone first"),
        (("DTSTART;TZID=Europe/Berlin:20261122T190000", "RRULE:FREQ=SECONDLY", "SUMMARY:News"), "expected FREQ"),
        (("DTSTART:20261122T190000Z", "X-TALLY-ITEM:{"), "X-TALLY-ITEM"),
        (("DTSTART:20261122T190000Z", "X-TALLY-ITEM:[1]"), "expected an item"),
        (("DTSTART:20261122T190000Z", 'X-TALLY-ITEM:{"content":{"kind":"asset"\\,"asset":"../x"}}'), "letters, digits"),
    ],
)
def test_a_hostile_or_odd_event_is_refused_with_its_reason(
    show: Show, client: APIClient, lines: tuple[str, ...], why: str
) -> None:
    an_asset("News")
    row = a_rundown(show, zone="Europe/Berlin")
    assert why in refusals(taken(client, row, "ics", event(*lines))) and names(row) == []


@pytest.mark.parametrize("kind", ["json", "csv", "m3u", "ics"])
@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", "[1, 2]", "null", '{"items": {}}', '{"items": [{}], "tally_rundown": 99}', "[" * 5000,
        "title,file\n" * 3, 'title,file\n"never closed', "title\n" + "x" * 200_000, ",,,,\n,,,",
        "#EXTM3U\n/etc/passwd\n", "#EXTM3U\nhttp://127.0.0.1/x.mp4\n", "#EXTVLCOPT:start-time=99999999999\nx",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\n",
        "BEGIN:VCALENDAR\nEND:VEVENT\nEND:VEVENT", "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\n" * 1100,
        "\ufeff", "\u202e\u202e", "=cmd|' /C calc'!A0", "a" * 100_000, "<!DOCTYPE x [<!ENTITY a \"b\">]>",
    ],
    ids=range(22),
)  # fmt: skip
def test_hostile_files_come_to_nothing(show: Show, client: APIClient, kind: str, text: str) -> None:
    row = a_rundown(show)
    assert refusals(taken(client, row, kind, text)) and names(row) == []


def test_a_file_that_is_too_large_is_not_read(show: Show, client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.rundowns.exchange_api.TEXT_MOST", 100)
    file = SimpleUploadedFile("a.csv", b"x" * 101)
    row = a_rundown(show)
    assert client.post(f"{address(row, 'import')}?format=csv", {"file": file}, format="multipart").status_code == 413


def test_an_edit_between_is_not_overwritten(show: Show, client: APIClient) -> None:
    asset = an_asset("One")
    row = a_rundown(show, clip(asset))
    edit(row, {"op": "settings", "set": {"name": "Dawn"}})
    address_of = f"{address(row, 'import')}?format=m3u"
    assert client.post(address_of, {"text": "One"}, format="json", HTTP_IF_MATCH='"2"').status_code == 412
