"""The build's own files come from memory, with every header; everything else is Django's to answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.staticfiles import finders

from studio.security import PLAIN_HEADERS
from studio.statics.kept import KeptStatics

OTHERS = 418


async def others(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": OTHERS, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def answer(app: KeptStatics, path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    scope = {"type": "http", "method": method, "path": path, "headers": [(b"host", b"studio.example:8000")]}
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, None, send)
    start, body = sent
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}, body["body"]


async def test_a_file_of_the_build_comes_whole_with_every_header(settings: Any) -> None:
    app, path = KeptStatics(others), f"{settings.STATIC_URL}base.css"
    for _ in range(2):  # from the disk, then from memory
        status, headers, body = await answer(app, path)
        assert (status, headers["content-type"], len(body)) == (200, "text/css", int(headers["content-length"]))
        with open(str(finders.find("base.css")), "rb") as file:
            assert body == file.read()
    assert "immutable" in headers["cache-control"]
    assert "ws://studio.example:8000" in headers["content-security-policy"]
    assert {name.lower(): value for name, value in PLAIN_HEADERS.items()}.items() <= headers.items()


async def test_a_head_has_the_length_and_nothing_else(settings: Any) -> None:
    status, headers, body = await answer(KeptStatics(others), f"{settings.STATIC_URL}base.css", "HEAD")
    assert (status, body) == (200, b"") and int(headers["content-length"]) > 0


@pytest.mark.parametrize(
    ("path", "method"),
    [("/", "GET"), ("/static/000000000000/base.css", "GET"), ("{}nothing.css", "GET"), ("{}../settings.py", "GET"),
     ("{}base.css", "POST")],
)  # fmt: skip
async def test_everything_else_is_the_others(settings: Any, path: str, method: str) -> None:
    assert (await answer(KeptStatics(others), path.format(settings.STATIC_URL), method))[0] == OTHERS


async def test_who_works_on_the_files_sees_them_as_they_are(settings: Any) -> None:
    settings.DEBUG = True
    assert (await answer(KeptStatics(others), f"{settings.STATIC_URL}base.css"))[0] == OTHERS
