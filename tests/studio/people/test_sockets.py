"""Whose WebSockets are let in."""

from __future__ import annotations

from typing import Any

import pytest

from studio.people.sockets import is_ours, token_in


def handshake(**headers: str) -> dict[str, Any]:
    return {"type": "websocket", "headers": [(key.encode(), value.encode()) for key, value in headers.items()]}


@pytest.mark.parametrize("origin", ["http://localhost:8000", "https://localhost:8000"])
def test_our_own_pages_are_let_in(origin: str) -> None:
    assert is_ours(handshake(host="localhost:8000", origin=origin))


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "http://localhost:8001", "http://localhost", "null", "http://localhost:8000.evil.example"],
)
def test_pages_of_others_are_not(origin: str) -> None:
    assert not is_ours(handshake(host="localhost:8000", origin=origin))


def test_a_name_that_is_not_ours_is_refused() -> None:
    assert not is_ours(handshake(host="evil.example", origin="http://evil.example"))


def test_a_page_of_another_site_is_let_in_with_a_token_and_no_cookie() -> None:
    scope = handshake(host="localhost:8000", origin="https://panel.example") | {"subprotocols": ["bearer", "tly_x"]}
    assert is_ours(scope) and token_in(scope) == "tly_x"
    assert not is_ours(scope | {"subprotocols": ["bearer"]}) and not is_ours(scope | {"subprotocols": ["x", "tly_x"]})


def test_without_an_origin_only_a_token_is_trusted() -> None:
    assert not is_ours(handshake(host="localhost:8000", cookie="tally_8000=x"))
    assert is_ours(handshake(host="localhost:8000", authorization="Bearer tly_x"))
