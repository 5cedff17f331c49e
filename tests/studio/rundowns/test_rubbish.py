"""Whatever is sent to the API of rundowns is taken, or refused with a problem that says what was expected; soon."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from studio.models import Rundown, Show
from tests.studio.makers import a_show, client_of
from tests.studio.rundowns.makers import a_rundown, address, an_asset, ask, clip

pytestmark = pytest.mark.django_db
CPU_S = 2.0  # of this thread, on whatever machine
SPOT = {"content": {"kind": "asset", "asset": "ast_none"}}
NEVER = 10**400


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": False, "code": "off_air"})
    return a_show()


@pytest.fixture
def client(show: Show) -> APIClient:
    return client_of("producer", show)


@pytest.fixture
def row(show: Show) -> Rundown:
    return a_rundown(show, clip(an_asset(pk="ast_1"), name="one"))


def refused(answer: Any, code: str, words: str) -> None:
    """A problem, with these words in it."""
    assert answer.headers["Content-Type"].startswith("application/problem+json"), answer.content[:300]
    told = answer.json()
    assert (told["code"], 400 <= answer.status_code < 500) == (code, True), told
    assert words in told["detail"] and len(answer.content) < 100_000, told["detail"][:300]


def created(**item: Any) -> dict[str, Any]:
    return {"ops": [{"op": "create", "items": [clip_of(**item)]}]}


def clip_of(**item: Any) -> dict[str, Any]:
    return {"content": {"kind": "asset", "asset": "ast_1"}, **item}


def by_rule(rrule: str, start: str = "2026-11-22T20:00:00", skipped: Any = ()) -> dict[str, Any]:
    return created(start={"mode": "fixed", "rule": {"rrule": rrule, "start": start, "except": list(skipped)}})


EDITS: list[tuple[Any, str, str]] = [
    ({}, "invalid", "ops"),
    ({"ops": None}, "invalid", "ops"),
    ({"ops": {}}, "invalid", "ops"),
    ({"ops": []}, "invalid", "at least 1"),
    ({"ops": "delete"}, "invalid", "ops"),
    ({"ops": [{"op": "explode"}]}, "invalid", "expected tags"),
    ({"ops": [], "dry_run": "yes"}, "invalid", "ops"),
    ({**created(), "dry_run": "yes"}, "invalid", "dry_run: expected true or false"),
    ({"ops": [{"op": "delete", "ids": ["itm_" + "x" * 5000]}]}, "unknown_item", "not in this rundown"),
    ({"ops": [{"op": "delete", "ids": [{}]}]}, "invalid", "valid string"),
    ({"ops": [{"op": "create", "items": [clip_of()] * 1001}]}, "invalid", "at most 1000"),
    ({"ops": [{"op": "create", "items": [clip_of()] * 1000}]}, "too_many_items", "it would have 1001"),
    ({"ops": [{"op": "create", "items": [clip_of()], "after": "itm_none"}]}, "unknown_item", "not in this rundown"),
    (created(content=None), "invalid", "content"),
    (created(content={"kind": ["asset"]}), "invalid", "content"),
    (created(content={"kind": "asset", "asset": "\u202e"}), "invalid", "content.asset"),
    (created(content={"kind": "asset", "asset": 7}), "invalid", "valid string"),
    (created(content={"kind": "break", "items": []}), "invalid", "at least 1"),
    (created(repeat=NEVER), "bad_number", "too large"),
    (created(repeat=-1), "invalid", "greater than or equal to 0"),
    (created(repeat=1.5), "invalid", "repeat"),
    (created(duration_s=1e308), "invalid", "864000"),
    (created(gain_db="loud"), "invalid", "valid number"),
    (created(skip="perhaps"), "invalid", "valid boolean"),
    (created(overlays=[None]), "invalid", "overlays.0"),
    (created(name="x" * 121), "invalid", "at most 120"),
    (created(start={"mode": "fixed"}), "invalid", "one of the two"),
    (created(start={"mode": "fixed", "at": "9999-12-31T23:59:59"}), "invalid", "a local time such as"),
    (created(start={"mode": "fixed", "at": "2026-02-30T00:00:00"}), "invalid", "a local time such as"),
    (created(start={"mode": "insert", "at": "2026-11-22T20:00:00", "late_s": -1}), "invalid", "late_s"),
    (by_rule("FREQ=DAILY", "9999-12-31T00:00:00"), "invalid", "a local time such as"),
    (by_rule("FREQ=DAILY", skipped=["9999-12-31"]), "invalid", "a day such as"),
    (by_rule("FREQ=SECONDLY"), "invalid", "expected FREQ"),
    (by_rule("FREQ=DAILY;UNTIL=20261301"), "invalid", "rule"),
    (by_rule("FREQ=DAILY;" * 100), "invalid", "at most 500"),
    ({"ops": [{"op": "settings", "set": {"zone": "../../etc/passwd"}}]}, "invalid", "zone"),
    ({"ops": [{"op": "settings", "set": {"next": {}}}]}, "invalid", "next"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "code", "words"), EDITS)
def test_an_edit_that_makes_no_sense_is_a_problem(
    client: APIClient, row: Rundown, body: Any, code: str, words: str
) -> None:
    text = json.dumps(body).replace(str(NEVER), "1" + "0" * 400)
    refused(client.post(address(row, "edit"), text, content_type="application/json"), code, words)
    assert Rundown.objects.get(pk=row.pk).revision == row.revision


BODIES = [
    (b"", "invalid"), (b"{", "parse_error"), (b"[" * 100_000, "too_deep"), (b'{"a":' * 5000, "too_deep"),
    (b'{"ops": NaN}', "parse_error"), (b'{"ops": Infinity}', "parse_error"), (b"\xff\xfe", "parse_error"),
    (b'{"ops": "\\u0000"}', "bad_text"), (b'{"ops": "\\ud800"}', "bad_text"),
    (b'{"ops": ' + b"9" * 6000 + b"}", "parse_error"),
    (b"null", "invalid"), (b"[]", "invalid"), (b"7", "invalid"), (b'"x"', "invalid"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "code"), BODIES)
def test_a_body_that_is_no_edit_is_a_problem(client: APIClient, row: Rundown, body: bytes, code: str) -> None:
    refused(client.post(address(row, "edit"), body, content_type="application/json"), code, "")


MANY: dict[str, dict[str, Any]] = {
    "operations": {"ops": [1] * 700_000},
    "ids": {"ops": [{"op": "delete", "ids": [1] * 700_000}]},
    "ids of many operations": {"ops": [{"op": "delete", "ids": [1] * 900}] * 800},
    "items": {"ops": [{"op": "create", "items": [1] * 700_000}]},
    "items of a break": created(content={"kind": "break", "items": [1] * 700_000}),
    "overlays in a break": created(content={"kind": "break", "items": [{**SPOT, "overlays": [1] * 6000}] * 100}),
    "exceptions": by_rule("FREQ=DAILY", skipped=["x"] * 300_000),
    "fields of an item": created(**{f"x{number}": 1 for number in range(150_000)}),
    "settings": {"ops": [{"op": "settings", "set": {f"x{number}": 1 for number in range(150_000)}}]},
}


@pytest.mark.parametrize("what", MANY)
def test_too_much_in_an_edit_is_refused_before_each_of_it_is_looked_at(
    client: APIClient, row: Rundown, what: str
) -> None:
    body = json.dumps(MANY[what])
    began = time.thread_time()
    answer = client.post(address(row, "edit"), body, content_type="application/json")
    assert time.thread_time() - began < CPU_S
    refused(answer, answer.json()["code"], "not known here" if what == "settings" else "at most")


EVENT = "BEGIN:VEVENT\r\nSUMMARY:Opener\r\nDTSTART:20261122T200000Z\r\n{}\r\nEND:VEVENT\r\n"
CALENDAR = f"BEGIN:VCALENDAR\r\n{EVENT}END:VCALENDAR\r\n"
FULL = {"content": {"kind": "break", "items": [1] * 1_000_000}}
IMPORTS: list[tuple[str, str, str]] = [
    ("csv", "title\n" + "x\n" * 1_000_000, "at most"),
    ("csv", "title\n" + "x\n" * 20_000, "at most 1000 items"),
    ("csv", "title,id\n" + "\n" * 2_000_000, "at most 100,000 lines"),
    ("csv", "title\n" + '"' * 1_000_000, "this is no CSV"),
    ("csv", "colour,size\n1,2\n", "expected the names of columns"),
    ("csv", f"title,id,in\nx,ast_1,{'9' * 5000}\n", "expected a time such as"),
    ("csv", "title,id,repeat\nx,ast_1,many\n", "line 2"),
    ("csv", "title,id\nx,\x00\n", "null character"),
    ("m3u", "x\n" * 1_000_000, "at most"),
    ("m3u", "one\n" * 20_000, "at most 1000 items"),
    ("m3u", "%41" * 1_000_000, "line 1: expected at most"),
    ("ics", "BEGIN:VEVENT\r\n" * 100_000, "expected a calendar"),
    ("ics", CALENDAR.format("DURATION:P99999999999D"), "expected a DURATION such as PT1H30M"),
    ("ics", CALENDAR.format("DURATION:PT" + "1H" * 500_000), "expected a DURATION such as PT1H30M"),
    ("ics", CALENDAR.format("RRULE:FREQ=SECONDLY"), "expected FREQ"),
    ("ics", CALENDAR.format("RRULE:FREQ=DAILY\r\nEXDATE;TZID=../../etc/passwd:20261123T200000"), "no time zone"),
    ("json", "[" * 1_000_000, "nested more than"),
    ("json", "[" + "1," * 1_000_000 + "1]", "expected a list of items"),
    ("json", json.dumps({"items": [FULL]}), "at most 20,000 values"),
    ("json", json.dumps({"items": [], "tally_rundown": [9]}), "expected version"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "words"), IMPORTS)
def test_a_file_that_cannot_be_imported_is_a_problem(
    client: APIClient, row: Rundown, kind: str, text: str, words: str
) -> None:
    file = SimpleUploadedFile("rundown", text.encode())
    began = time.thread_time()
    answer = client.post(address(row, f"import?format={kind}"), {"file": file}, format="multipart")
    assert time.thread_time() - began < CPU_S
    refused(answer, answer.json()["code"], words)


QUERIES = [
    ("plan?from=yesterday", "expected a time with its zone"), ("plan?at=9999-12-31T23:59:59-23:59", "expected a time"),
    ("plan?hours=nan", "expected a number of hours"), ("plan?hours=1e9", "expected a number of hours"),
    ("export", "format is one of"), ("export?format=%00", "cannot be understood"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "words"), QUERIES)
def test_a_query_that_makes_no_sense_is_a_problem(client: APIClient, row: Rundown, query: str, words: str) -> None:
    answer = client.get(address(row, query))
    refused(answer, answer.json()["code"], words)


@pytest.mark.parametrize("tag", ["abc", '"-1"', '"²"', '"1","2"', '"' + "9" * 40 + '"'])
def test_a_tag_that_is_no_revision_is_a_problem(client: APIClient, row: Rundown, tag: str) -> None:
    op = {"op": "settings", "set": {"name": "Dawn"}}
    refused(ask(client, row, op, HTTP_IF_MATCH=tag), "bad_if_match", "If-Match names a revision")


def test_an_idempotency_key_is_of_some_length_and_of_one_request(client: APIClient, row: Rundown) -> None:
    op = {"op": "settings", "set": {"name": "Dawn"}}
    refused(ask(client, row, op, HTTP_IDEMPOTENCY_KEY="x" * 201), "bad_idempotency_key", "at most 200")
    assert ask(client, row, op, HTTP_IDEMPOTENCY_KEY="once").status_code == 200
    again = ask(client, row, op, HTTP_IDEMPOTENCY_KEY="once")
    assert (
        again.headers["Idempotent-Replayed"] == "true" and Rundown.objects.get(pk=row.pk).revision == row.revision + 1
    )
    other = {"op": "settings", "set": {"name": "Dusk"}}
    refused(ask(client, row, other, HTTP_IDEMPOTENCY_KEY="once"), "idempotency_key_reused", "another request")
