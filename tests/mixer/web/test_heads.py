"""What the page's proxy reads of a message, and what it passes on."""

from __future__ import annotations

import pytest

from mixer.web.heads import BadHead, connect_place, path_in, place_of, read_answer, read_request


def request(first: str, *fields: str) -> bytes:
    return ("\r\n".join([first, *fields]) + "\r\n\r\n").encode("latin-1")


def status_of(head: bytes) -> int:
    with pytest.raises(BadHead) as refused:
        read_request(head)
    return refused.value.status


def test_a_request_is_passed_on_for_the_host_that_was_checked_and_for_itself_alone() -> None:
    head = request(
        "GET http://Example.ORG/a?b=c HTTP/1.1", "Host: inner.example", "Cookie: x=1", "Connection: keep-alive"
    )
    onward = read_request(head).onward()
    assert onward == b"GET /a?b=c HTTP/1.1\r\nHost: example.org\r\nCookie: x=1\r\nConnection: close\r\n\r\n"


def test_what_belongs_to_the_connection_stays_with_it() -> None:
    fields = ("Proxy-Authorization: Basic eA==", "Upgrade: h2c", "X-Hop: 1", "Connection: X-Hop, Upgrade", "X-End: 2")
    assert b"X-End: 2" in (onward := read_request(request("GET http://a.example/ HTTP/1.1", *fields)).onward())
    assert not [word for word in (b"Proxy-", b"Upgrade", b"X-Hop") if word in onward]


def test_the_length_of_a_body_cannot_be_taken_away_under_way() -> None:
    head = request("POST http://a.example/ HTTP/1.1", "Content-Length: 5", "Connection: Content-Length")
    assert b"Content-Length: 5" in read_request(head).onward()


@pytest.mark.parametrize(
    "fields",
    [
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: 5", "Content-Length: 5"),
        ("Content-Length: +5",),
        ("Content-Length: 5, 5",),
        ("Content-Length: 0x5",),
        ("Transfer-Encoding: gzip",),
        ("Transfer-Encoding : chunked",),
        ("X: 1", " folded: 2"),
        ("X: a\rInjected: b",),
        ("X: a\nInjected: b",),
        ("no field",),
        (": nameless",),
        ("X\x00: 1",),
    ],
)
def test_a_request_that_two_programs_could_read_differently_is_refused(fields: tuple[str, ...]) -> None:
    assert status_of(request("POST http://a.example/ HTTP/1.1", *fields)) == 400


def test_a_body_of_unknown_length_is_not_taken() -> None:
    assert status_of(request("POST http://a.example/ HTTP/1.1", "Transfer-Encoding: chunked")) == 411


@pytest.mark.parametrize(
    "first",
    [
        "GET /a HTTP/1.1",
        "GET https://a.example/ HTTP/1.1",
        "GET ftp://a.example/ HTTP/1.1",
        "GET file:///etc/passwd HTTP/1.1",
        "GET http://a.example/ HTTP/2.0",
        "GET http://a.example/ x HTTP/1.1",
        "GET http://a.example@b.example/ HTTP/1.1",
        "GET http://a%2eexample/ HTTP/1.1",
        "get http://a.example/ HTTP/1.1",
        "GET http://a.example:99999/ HTTP/1.1",
        "CONNECT a.example HTTP/1.1",
        "CONNECT a.example:0 HTTP/1.1",
        "CONNECT user@a.example:443 HTTP/1.1",
        "PRI * HTTP/2.0",
        "\x16\x03\x01",
    ],
)
def test_what_is_no_request_to_a_proxy_for_web_pages_is_refused(first: str) -> None:
    assert status_of(request(first)) in (400, 403)


def test_giant_heads_are_refused() -> None:
    assert status_of(request("GET http://a.example/ HTTP/1.1", "X: " + "a" * (1 << 17))) == 431
    assert status_of(request("GET http://a.example/ HTTP/1.1", *["X: a"] * 1000)) == 431


@pytest.mark.parametrize(
    ("spelling", "host"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("[::ffff:127.0.0.1]", "::ffff:7f00:1"),
        ("[0:0:0:0:0:0:0:1]", "::1"),
        ("LOCALHOST.", "localhost"),
        ("１２７.0.0.1", "127.0.0.1"),
    ],
)
def test_an_address_has_one_spelling_however_it_was_written(spelling: str, host: str) -> None:
    assert place_of(f"http://{spelling}:8080/x").host == host
    assert connect_place(f"{spelling}:8080").host == host


def test_ports_are_kept_and_have_their_usual_values() -> None:
    assert place_of("http://a.example/").port == 80
    assert place_of("http://a.example:8080").port == 8080
    assert place_of("http://a.example?q").path == "/?q"
    assert (connect_place("[2001:db8::1]:443").host, connect_place("[2001:db8::1]:443").port) == ("2001:db8::1", 443)


def test_an_answer_ends_its_connection_whatever_the_server_says() -> None:
    """Or the browser's next request, for whomever, would go to this server."""
    answer = read_answer(
        b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=9\r\nContent-Length: 2\r\n\r\n"
    )
    assert answer.onward() == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "head",
    [
        b"ICY 200 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\nSet-Cookie: b\r\n\r\n",
    ],
)
def test_an_answer_that_could_be_read_in_two_ways_is_not_passed_on(head: bytes) -> None:
    with pytest.raises(BadHead):
        read_answer(head)


@pytest.mark.parametrize("path", ["/../x", "/a/..%2f../x", "/%2e%2e/x", "/a\\..\\x", "/a%00.html", "/a/%5c.."])
def test_a_path_does_not_climb(path: str) -> None:
    with pytest.raises(BadHead):
        path_in(path)


def test_a_path_names_a_file() -> None:
    assert path_in("/a%20b/%C3%A4.html?x=/../y") == "a b/ä.html"
