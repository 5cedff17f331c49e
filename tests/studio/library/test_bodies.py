"""Nobody fills the disk with a body, signed in or not."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.library.bodies import ORDINARY_MOST, limit_of
from studio.library.intake import PIECE_BYTES, size_limit

ROOT = Path(__file__).resolve().parents[3]
ECHO = """
import django
django.setup()
from studio.library.bodies import limit_bodies
from daphne.server import Server
async def app(scope, receive, send):
    size = 0
    while True:
        event = await receive()
        size += len(event.get("body", b""))
        if not event.get("more_body"):
            break
    body = str(size).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
limit_bodies()
server = Server(app, endpoints=["tcp:port=0:interface=127.0.0.1"], signal_handlers=False,
                ready_callable=lambda: print(server.listening_addresses[0][1], flush=True))
server.run()
"""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    env = os.environ | {"TALLY_UPLOAD_GB": "0.02", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    daphne = subprocess.Popen([sys.executable, "-c", ECHO], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    assert daphne.stdout
    try:
        yield int(daphne.stdout.readline())
    finally:
        daphne.kill()
        daphne.wait()
        daphne.stdout.close()


def send(port: int, head: str, pieces: int, piece: bytes) -> str:
    """The status of a request whose body is sent until the server has enough of it."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as peer:
        peer.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n")
        try:
            for _ in range(pieces):
                peer.sendall(piece)
        except OSError:
            pass  # it has hung up on us, as it should
        try:
            answer = peer.recv(200)
        except ConnectionResetError:
            return "hung up"
    found = re.match(rb"HTTP/1.1 (\d+)", answer)
    return found[1].decode() if found else "hung up"


CHUNK = b"10000\r\n" + bytes(0x10000) + b"\r\n"
KNOWN = "POST /api/v1/library HTTP/1.1\nHost: x\nAuthorization: Bearer x"


def test_a_model_may_be_as_large_as_a_library_file() -> None:
    assert limit_of(b"/api/v1/caption-models/upload", True) == limit_of(b"/api/v1/library", True) > size_limit()
    assert limit_of(b"/api/v1/caption-models/upload", False) == ORDINARY_MOST
    assert limit_of(b"/api/v1/caption-models", True) == ORDINARY_MOST


def test_a_piece_of_an_upload_has_its_own_limit_and_may_not_be_a_whole_disk() -> None:
    assert limit_of(b"/api/v1/uploads/upl_x", True) == PIECE_BYTES > ORDINARY_MOST
    assert limit_of(b"/api/v1/uploads", True) == limit_of(b"/api/v1/uploads/upl_x", False) == ORDINARY_MOST


def answer_to(port: int, head: str) -> tuple[str, dict[str, str], dict[str, object]]:
    """Status line, headers and JSON body of what is answered to a head without a body."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as peer:
        peer.sendall(head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n")
        whole = b""
        while b"}" not in whole:
            whole += (more := peer.recv(65536))
            assert more, f"hung up after {whole!r}"
        top, _, body = whole.decode().partition("\r\n\r\n")
    status, *lines = top.split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return status, headers, json.loads(body)


@pytest.mark.parametrize(
    ("head", "status", "code"),
    [
        ("POST /api/v1/shows HTTP/1.1\nHost: x\nX-Request-Id: mine\nContent-Length: 99000000", 413, "too_large"),
        ("GET /api/v1/shows HTTP/1.1\nHost: x\nX-Request-Id: mine\nX-Odd: a\x0bb", 400, "bad_request"),
    ],
)
def test_what_the_server_refuses_before_django_sees_it_is_a_problem_too(
    port: int, head: str, status: int, code: str
) -> None:
    line, headers, told = answer_to(port, head)
    assert line.split()[1] == str(status) and headers["content-type"] == "application/problem+json"
    assert headers["x-content-type-options"] == "nosniff" and headers["x-request-id"] == "mine"
    assert (told["status"], told["code"], told["request_id"]) == (status, code, "mine")


def test_a_form_without_parts_is_left_to_django(port: int) -> None:
    head = "POST /api/v1/library HTTP/1.1\nHost: x\nContent-Type: multipart/form-data; boundary=b\nContent-Length: 7"
    assert send(port, head, 1, b"--b--\r\n") == "200"


def test_an_ordinary_body_passes(port: int) -> None:
    assert send(port, "POST /x HTTP/1.1\nHost: x\nContent-Length: 70000", 1, bytes(70000)) == "200"


def test_a_body_that_says_it_is_too_large_is_refused_at_once(port: int) -> None:
    assert send(port, "POST /x HTTP/1.1\nHost: x\nContent-Length: 99000000", 0, b"") == "413"
    assert send(port, KNOWN + "\nContent-Length: 99000000", 0, b"") == "413"


def test_a_body_that_never_ends_is_cut_off(port: int) -> None:
    assert send(port, "POST /x HTTP/1.1\nHost: x\nTransfer-Encoding: chunked", 400, CHUNK) in ("413", "hung up")


def test_an_upload_may_be_larger_for_who_brings_credentials(port: int) -> None:
    assert send(port, KNOWN + "\nContent-Length: 15000000", 1, bytes(15_000_000)) == "200"
    stranger = "POST /api/v1/library HTTP/1.1\nHost: x\nContent-Length: 15000000"
    assert send(port, stranger, 0, b"") == "413"


def test_a_piece_passes_and_a_larger_one_does_not(port: int) -> None:
    head = "PATCH /api/v1/uploads/upl_x HTTP/1.1\nHost: x\nAuthorization: Bearer x\nContent-Length: "
    assert send(port, f"{head}{PIECE_BYTES}", 1, bytes(PIECE_BYTES)) == "200"
    assert send(port, f"{head}{PIECE_BYTES + 1}", 0, b"") == "413"


def test_limits_go_by_path_and_credentials() -> None:
    assert limit_of(b"/api/v1/library/?x=1", True) > size_limit()
    assert limit_of(b"/api/v1/library", False) == limit_of(b"/api/v1/libraryx", True) == ORDINARY_MOST
