"""What a page gets from an uploaded bundle and from the package."""

from __future__ import annotations

import io
import os
import socket
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mixer.errors import SourceRefused
from mixer.protocol.addresses import Policy
from mixer.web import shelf
from mixer.web.flags import BUNDLE_HOST, GRAPHICS_HOST
from mixer.web.gatekeeper import part_of
from mixer.web.proxy import Proxy
from mixer.web.shelf import Bundle, Damaged, Kept, shallowest, type_of
from tests.mixer.web.test_proxy import head_of

PAGE = b"<h1>hello</h1>"


def packed(files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@contextmanager
def descriptor(data: bytes) -> Iterator[int]:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        yield file.fileno()


@contextmanager
def served(files: dict[str, bytes]) -> Iterator[tuple[str, int]]:
    graphics = {"adapter.html": b"<p>adapter</p>"}
    with (
        descriptor(packed(files)) as fd,
        socket.create_server(("127.0.0.1", 0)) as door,
        Proxy(Policy(), bundle=fd, graphics=graphics) as proxy,
    ):
        proxy.admit(door)
        yield door.getsockname()


def fetched(place: tuple[str, int], url: str, *fields: str, method: str = "GET") -> tuple[bytes, bytes]:
    with socket.create_connection(place) as client:
        client.sendall("\r\n".join([f"{method} {url} HTTP/1.1", *fields, "", ""]).encode())
        data = head_of(client)
        while block := client.recv(65536):
            data += block
    head, _, body = data.partition(b"\r\n\r\n")
    return head, body


def test_a_bundle_is_served_under_a_host_of_its_own() -> None:
    with served({"index.html": PAGE, "a/b.mjs": b"export {}"}) as place:
        head, body = fetched(place, f"http://{BUNDLE_HOST}/index.html")
        assert body == PAGE
        assert b"text/html" in head
        head, body = fetched(place, f"http://{BUNDLE_HOST}/a/b.mjs")
        assert b"text/javascript" in head
        assert b"404" in fetched(place, f"http://{BUNDLE_HOST}/nothing.html")[0]
        assert fetched(place, f"http://{GRAPHICS_HOST}/adapter.html")[1] == b"<p>adapter</p>"


def test_a_bundle_in_a_folder_opens_at_its_page() -> None:
    with served({"pack/readme.txt": b"", "pack/index.html": PAGE, "pack/deep/index.html": b""}) as place:
        assert b"Location: /pack/index.html" in fetched(place, f"http://{BUNDLE_HOST}/")[0]
    assert shallowest({"b/index.html": 1, "a/index.html": 1, "a/b/index.html": 1}) == "a/index.html"


def test_parts_of_a_file_are_given_as_players_ask_for_them() -> None:
    data = os.urandom(300_000)
    with served({"clip.mp4": data}) as place:
        url = f"http://{BUNDLE_HOST}/clip.mp4"
        head, body = fetched(place, url, "Range: bytes=200000-200009")
        assert body == data[200_000:200_010]
        assert b"Content-Range: bytes 200000-200009/300000" in head
        assert fetched(place, url, "Range: bytes=-5")[1] == data[-5:]
        assert fetched(place, url, method="HEAD")[1] == b""
        assert b"416" in fetched(place, url, "Range: bytes=300000-")[0]


@pytest.mark.parametrize("asked", ["", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,4-5"])
def test_a_range_that_cannot_be_read_gives_all(asked: str) -> None:
    assert part_of(asked, 10) == (200, 0, 10)


def test_files_are_only_read() -> None:
    with served({"index.html": PAGE}) as place:
        assert b"405" in fetched(place, f"http://{BUNDLE_HOST}/index.html", "Content-Length: 0", method="POST")[0]
        assert b"502" in fetched(place, f"{BUNDLE_HOST}:443", method="CONNECT")[0]


def test_a_file_that_is_packed_too_tightly_is_not_unpacked() -> None:
    with served({"bomb.html": bytes(20 << 20), "index.html": PAGE}) as place:
        head, body = fetched(place, f"http://{BUNDLE_HOST}/bomb.html")
        assert b"403" in head
        assert b"larger than" in body
        assert fetched(place, f"http://{BUNDLE_HOST}/index.html")[1] == PAGE


def test_a_file_that_is_longer_than_its_zip_says_ends_where_it_says() -> None:
    data = bytearray(packed({"a.txt": os.urandom(5000)}, zipfile.ZIP_STORED))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)  # the size in the central directory
    with descriptor(bytes(data)) as fd:
        assert Bundle(fd).size("a.txt") == 10
        with pytest.raises(Damaged):
            while shelf.read(file := Bundle(fd).open("a.txt"), 100):
                assert file.tell() <= 10


@pytest.mark.parametrize("data", [b"", b"no zip", packed({"a": b"1"})[:-30], b"PK\x05\x06" + bytes(18)])
def test_what_is_no_bundle_is_refused_or_empty(data: bytes) -> None:
    with descriptor(data) as fd:
        try:
            assert Bundle(fd)._files == {}
        except Damaged:
            with pytest.raises(SourceRefused):
                Proxy(Policy(), bundle=fd)


def test_a_bundle_of_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST_ENTRIES", 3)
    with descriptor(packed({f"{n}.txt": b"" for n in range(4)})) as fd, pytest.raises(Damaged, match="too much"):
        Bundle(fd)


def test_names_that_climb_are_names_like_any_other() -> None:
    with descriptor(packed({"../../etc/passwd": b"x", "/abs.html": b"y"})) as fd:
        bundle = Bundle(fd)
        assert bundle.size("abs.html") == 1
        with pytest.raises(KeyError):
            bundle.open("etc/passwd")


def test_several_read_one_bundle_at_once() -> None:
    files = {f"{n}.bin": os.urandom(200_000) for n in range(4)}
    with descriptor(packed(files)) as fd:
        bundle = Bundle(fd)
        opened = {name: bundle.open(name) for name in files}
        read = dict.fromkeys(files, b"")
        for _ in range(100):
            for name, file in opened.items():
                read[name] += shelf.read(file, 2001)
    assert read == files


def test_our_own_files_are_served_as_they_are() -> None:
    kept = Kept({"a.js": b"1", "index.html": b"2"})
    assert (kept.size("a.js"), kept.open("a.js").read(), kept.first()) == (1, b"1", "index.html")
    assert type_of("x.ograf.json") == "application/json"
    assert type_of("x") == "application/octet-stream"
