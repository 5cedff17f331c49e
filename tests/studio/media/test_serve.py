"""What serving a file promises: the right bytes, little memory, and nothing from outside its folder."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from studio.media.ranges import Span, Unsatisfiable, span_of
from studio.media.serve import CHUNK, Chunks, Found, open_inside, respond

BODY = bytes(range(256)) * 4 * 1024  # 1 MiB: several chunks


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tape.mp4"
    path.write_bytes(BODY)
    return path


def ask(file: Path, method: str = "get", name: str = "", **headers: str) -> tuple[Any, bytes]:
    """The response to a request for the file, and its body."""
    request: HttpRequest = getattr(RequestFactory(), method)("/x", headers=headers)

    async def talk() -> tuple[Any, bytes]:
        response: Any = await respond(request, Found(file.parent, file, "video/mp4", name=name))
        if isinstance(response, StreamingHttpResponse):
            return response, b"".join([part async for part in response])
        return response, response.content

    return asyncio.run(talk())


def test_the_whole_file_comes_in_pieces(file: Path) -> None:
    response, body = ask(file)
    assert (response.status_code, body, response["Content-Length"]) == (200, BODY, str(len(BODY)))
    assert response["Accept-Ranges"] == "bytes" and response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-0", 0, 1), ("bytes=100-", 100, len(BODY)), ("bytes=-7", len(BODY) - 7, len(BODY)),
     ("bytes=5-99999999", 5, len(BODY)), (f"bytes={CHUNK - 1}-{CHUNK + 1}", CHUNK - 1, CHUNK + 2)],
)  # fmt: skip
def test_a_range_is_exactly_those_bytes(file: Path, asked: str, start: int, stop: int) -> None:
    response, body = ask(file, Range=asked)
    assert (response.status_code, body) == (206, BODY[start:stop])
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/{len(BODY)}"


@pytest.mark.parametrize("asked", ["bytes=5-1", "bytes=-", "lines=1-2", "bytes=0-1,5-6", "bytes=a-b", "bytes=٣-"])
def test_a_range_we_do_not_understand_is_the_whole_file(file: Path, asked: str) -> None:
    assert ask(file, Range=asked)[0].status_code == 200


@pytest.mark.parametrize("asked", [f"bytes={len(BODY)}-", "bytes=-0"])
def test_a_range_behind_the_end_is_refused_with_the_size(file: Path, asked: str) -> None:
    response, _ = ask(file, Range=asked)
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(BODY)}")


def test_head_has_the_headers_and_no_body(file: Path) -> None:
    response, body = ask(file, "head")
    assert (body, response["Content-Length"]) == (b"", str(len(BODY)))


def test_a_file_that_is_the_same_is_not_sent_again(file: Path) -> None:
    first, _ = ask(file)
    again, body = ask(file, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, body) == (304, b"")
    assert ask(file, **{"If-Modified-Since": first["Last-Modified"]})[0].status_code == 304


def test_going_on_with_another_file_starts_over(file: Path) -> None:
    first, _ = ask(file)
    assert ask(file, Range="bytes=5-", **{"If-Range": first["ETag"]})[0].status_code == 206
    file.write_bytes(BODY + b"more")
    assert ask(file, Range="bytes=5-", **{"If-Range": first["ETag"]})[0].status_code == 200


def test_a_download_says_its_name_in_any_script(file: Path) -> None:
    response, _ = ask(file, name='晚会 "1".mp4')
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%99%9A")


def test_the_file_is_closed_when_the_client_goes_away(file: Path) -> None:
    async def leave_early() -> Chunks:
        chunks = Chunks(open_inside(file.parent, file), Span(0, len(BODY)))
        parts = chunks.__aiter__()
        await parts.__anext__()
        await parts.aclose()  # type: ignore[attr-defined]
        return chunks

    assert asyncio.run(leave_early()).file.closed


def test_links_folders_and_pipes_are_not_there(tmp_path: Path, file: Path) -> None:
    inside = tmp_path / "inside"
    (inside / "folder").mkdir(parents=True)
    (inside / "link").symlink_to(file)
    (inside / "way-out").symlink_to(tmp_path)
    os.mkfifo(inside / "pipe")
    for path in ("link", "folder", "pipe", "absent", "../tape.mp4", "way-out/tape.mp4", "a\0b"):
        with pytest.raises(Http404):
            open_inside(inside, inside / path)


@given(st.text(max_size=30) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}"), st.integers(0, 2000))
def test_a_span_always_lies_inside_the_file(header: str, size: int) -> None:
    try:
        span = span_of(header, size)
    except Unsatisfiable:
        return
    assert span is None or 0 <= span.start < span.stop <= size
