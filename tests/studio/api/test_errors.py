"""Whatever goes wrong under /api/ is a problem with a code, an id and the usual headers."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.test import AsyncClient
from rest_framework.test import APIClient

from studio import settings as studio_settings
from studio.jsonin import DEPTH_MOST
from studio.problem import PROBLEM
from studio.request_ids import WithRequestId
from tests.studio.makers import BARS, a_show, add, client_of

pytestmark = pytest.mark.django_db
SHOWS = "/api/v1/shows"


@pytest.fixture
def director() -> APIClient:
    client = client_of("director")
    client.raise_request_exception = False  # type: ignore[attr-defined]
    return client


def assert_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["X-Frame-Options"] == "DENY"
    assert "Content-Security-Policy" in answer.headers
    told: dict[str, Any] = json.loads(answer.content)
    assert (told["status"], told["code"]) == (status, code) and told["title"] and told["detail"]
    assert told["request_id"] == answer.headers["X-Request-Id"]
    return told


def test_a_wrong_method_is_said_with_those_that_are_answered(director: APIClient) -> None:
    show = a_show()
    for method, path, allow in (
        ("put", f"{SHOWS}/{show.pk}", {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"}),
        ("get", f"{SHOWS}/{show.pk}/take", {"POST", "OPTIONS"}),
        ("delete", f"{SHOWS}/{show.pk}/recordings", {"GET", "HEAD", "OPTIONS"}),
        ("patch", "/api/v1/library", {"GET", "HEAD", "POST", "OPTIONS"}),
    ):
        answer = getattr(director, method)(path)
        assert_problem(answer, 405, "method_not_allowed")
        assert set(answer["Allow"].split(", ")) == allow
        asked = director.options(path)
        assert (asked.status_code, set(asked["Allow"].split(", "))) == (204, allow)


def test_a_wrong_method_tells_strangers_nothing() -> None:
    show, other = a_show(), a_show("Another")
    assert_problem(client_of("director", other).put(f"{SHOWS}/{show.pk}"), 404, "not_found")
    assert_problem(client_of("director", other).options(f"{SHOWS}/{show.pk}"), 404, "not_found")
    assert_problem(APIClient().put(f"{SHOWS}/{show.pk}"), 401, "not_authenticated")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/v1/shows/%00", 404), ("/api/v1/recordings?show=a%00", 400), ("/watch/%00/", 404), ("/hls/a%00/x", 404)],
)
def test_null_characters_in_an_address_are_refused_before_a_database_is_asked(
    path: str, status: int, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = APIClient().get(path)
    assert answer.status_code == status
    assert not path.startswith("/api/") or answer["Content-Type"] == PROBLEM


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize("depth", [DEPTH_MOST + 1, 900, 100_000])
def test_json_nested_too_deep_is_a_bad_request(director: APIClient, depth: int) -> None:
    for body in (nested(depth), '{"name": "X", "captions": ' + nested(depth) + "}"):
        for headers in ({}, {"Idempotency-Key": "deep"}):
            answer = director.post(SHOWS, body, content_type="application/json", headers=headers)
            assert_problem(answer, 400, "too_deep")


@pytest.mark.parametrize(
    ("body", "code"),
    [("{", "parse_error"), ('{"name": NaN}', "parse_error"), (b'{"name": "\xff"}', "parse_error"),
     (r'{"name": "\u0000"}', "bad_text"), (r'{"name": "\ud800"}', "bad_text"),
     ('{"name": 1e999}', "bad_number"), ("9" * 5000, "parse_error")],
)  # fmt: skip
def test_json_that_is_none_is_a_bad_request(director: APIClient, body: Any, code: str) -> None:
    assert_problem(director.post(SHOWS, body, content_type="application/json"), 400, code)


@pytest.mark.parametrize("path", ["/api/v1/library", "/api/v1/caption-models/upload"])
def test_a_form_that_is_none_is_a_bad_request(director: APIClient, path: str) -> None:
    for kind in ("multipart/form-data", "multipart/form-data; boundary="):
        assert_problem(director.post(path, b"nonsense", content_type=kind), 400, "parse_error")
    told = director.post(path, b"--x\r\nnonsense", content_type="multipart/form-data; boundary=x")
    assert_problem(told, 400, "no_file")


def test_a_page_s_form_that_is_none_is_a_problem_with_headers_too() -> None:
    page = APIClient(enforce_csrf_checks=True, raise_request_exception=False)
    page.force_login(User.objects.create_user("eve", is_staff=True))
    page.cookies[studio_settings.CSRF_COOKIE_NAME] = "x" * 32
    answer = page.post("/api/v1/library", b"nonsense", content_type="multipart/form-data")
    assert_problem(answer, 400, "parse_error")


def test_a_body_that_is_too_large_is_said_so(director: APIClient) -> None:
    body = json.dumps({"name": "x" * 3_000_000})
    assert_problem(director.post(SHOWS, body, content_type="application/json"), 413, "too_large")


def test_a_body_of_another_type_is_refused(director: APIClient) -> None:
    for kind in ("text/plain", "application/merge-patch+json", "application/x-www-form-urlencoded"):
        assert_problem(director.post(SHOWS, "{}", content_type=kind), 415, "unsupported_media_type")


def test_a_merge_patch_may_be_sent_by_its_name(director: APIClient) -> None:
    address = f"{SHOWS}/{a_show().pk}"
    answer = director.patch(address, '{"name": "Renamed"}', content_type="application/merge-patch+json")
    assert (answer.status_code, answer.json()["name"]) == (200, "Renamed")


def test_a_host_that_is_not_ours_is_a_problem(director: APIClient) -> None:
    assert_problem(director.get(SHOWS, headers={"Host": "evil.example"}), 400, "bad_host")
    page = director.get("/login", headers={"Host": "evil.example"})
    assert page.status_code == 400 and page["Content-Type"].startswith("text/html")


def test_what_is_not_there_is_a_problem_whatever_the_method(director: APIClient) -> None:
    for path in ("/api/", "/api/v2/shows", "/api/v1/nothing", "/api/v1/nothing/at/all"):
        for method in ("get", "post", "put", "delete"):
            assert_problem(getattr(director, method)(path), 404, "not_found")


def test_the_hook_of_the_ingest_refuses_with_a_problem_too() -> None:
    assert_problem(APIClient().get("/api/v1/ingest/publish/wrong"), 405, "method_not_allowed")
    assert_problem(APIClient().post("/api/v1/ingest/publish/wrong"), 403, "forbidden")


def test_a_mistake_of_ours_is_a_problem_that_tells_no_secret(
    director: APIClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("the innermost secret")

    monkeypatch.setattr("studio.shows.making.new_show", broken)
    with caplog.at_level(logging.ERROR, "django.request"):
        told = assert_problem(director.post(SHOWS, {"name": "X"}), 500, "server_error")
    assert "secret" not in json.dumps(told) and "innermost secret" in caplog.text


@pytest.mark.django_db(transaction=True)
async def test_the_same_holds_on_the_way_that_daphne_goes() -> None:
    client = await sync_to_async(client_of)("director")
    page, who = AsyncClient(raise_request_exception=False), {"Authorization": client._credentials["HTTP_AUTHORIZATION"]}  # type: ignore[attr-defined]

    async def post(path: str, body: str, kind: str) -> Any:
        return await page.post(path, body, content_type=kind, headers=who)

    assert_problem(await page.get(SHOWS, headers={"Host": "evil.example"}), 400, "bad_host")
    assert_problem(await post(SHOWS, nested(900), "application/json"), 400, "too_deep")
    assert_problem(await post(SHOWS, json.dumps({"name": "x" * 3_000_000}), "application/json"), 413, "too_large")
    assert_problem(await page.get("/api/v1/nothing"), 404, "not_found")
    bad = await post("/api/v1/library", "nonsense", "multipart/form-data")
    assert_problem(bad, 400, "parse_error")


# -- ids of requests -------------------------------------------------------------------------------


def test_a_request_keeps_the_id_it_came_with(director: APIClient) -> None:
    for path in (SHOWS, "/api/v1/nothing", "/healthz", "/login", "/hls/shw_none/index.m3u8"):
        assert director.get(path, headers={"X-Request-Id": "job-17:a"})["X-Request-Id"] == "job-17:a"


def test_a_request_without_an_id_or_with_an_odd_one_gets_one(director: APIClient) -> None:
    found = {director.get(SHOWS, headers={"X-Request-Id": odd})["X-Request-Id"] for odd in ("", "a b", "x" * 200, "ä")}
    assert len(found) == 4 and all(one.startswith("req_") for one in found)


def test_what_is_logged_meanwhile_carries_the_id(director: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    handler = logging.Handler()
    handler.addFilter(WithRequestId())
    handler.setFormatter(logging.Formatter(studio_settings.LOGGING["formatters"]["line"]["format"]))  # type: ignore[index]
    monkeypatch.setattr(handler, "emit", lambda record: lines.append(handler.format(record)))
    log = logging.getLogger("studio.shows.edits")
    log.addHandler(handler)
    try:
        log.warning("before")
        monkeypatch.setattr("studio.shows.edits.send", lambda show, command: {"ok": False, "code": "x", "error": "why"})
        director.post(f"{SHOWS}/{a_show().pk}/sources", BARS, headers={"X-Request-Id": "job-17"})
    finally:
        log.removeHandler(handler)
    assert "edits: before" in lines[0] and "edits: [job-17] revision 2 of" in lines[1]


# -- what is asked for -----------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["limit=abc", "limit=0", "limit=-1", "limit=", "offset=-1", "offset=1e3", "limit=١"])
def test_a_page_that_cannot_be_is_refused(director: APIClient, query: str) -> None:
    told = assert_problem(director.get(f"{SHOWS}?{query}"), 400, "invalid")
    assert told["errors"][0]["field"] == query.partition("=")[0]


def test_a_page_larger_than_there_are_is_cut(director: APIClient) -> None:
    a_show()
    assert len(director.get(f"{SHOWS}?limit=100000").json()["results"]) == 1


def test_what_the_client_knows_is_not_sent_again(director: APIClient) -> None:
    show = a_show()
    part = add(director, show, "sources", BARS)["id"]
    address = f"{SHOWS}/{show.pk}"
    for path in (address, f"{address}/export", f"{address}/sources", f"{address}/sources/{part}"):
        first = director.get(path)
        again = director.get(path, headers={"If-None-Match": f'W/"1", {first["ETag"]}'})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert director.get(path, headers={"If-None-Match": '"1"'}).status_code == 200
    tag = director.get(address)["ETag"]
    director.patch(address, {"name": "Renamed"}, headers={"If-Match": tag})
    assert director.get(address, headers={"If-None-Match": tag}).json()["name"] == "Renamed"


def test_going_on_air_is_news_though_the_revision_stays(director: APIClient) -> None:
    show = a_show()
    tag = director.get(f"{SHOWS}/{show.pk}")["ETag"]
    type(show).objects.update(wanted=True, wanted_since="2026-01-01T00:00Z")
    assert director.get(f"{SHOWS}/{show.pk}", headers={"If-None-Match": tag}).json()["wanted"] is True


def test_who_may_see_more_now_is_sent_the_whole(director: APIClient) -> None:
    show = a_show()
    part = add(director, show, "sources", BARS)["id"]
    path = f"{SHOWS}/{show.pk}/sources/{part}"
    tag = client_of("viewer").get(path)["ETag"]
    assert director.get(path, headers={"If-None-Match": tag}).status_code == 200
