from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from studio.up.errors import CannotStart
from studio.up.ports import check_console_port, choose_rtmp_port, is_free


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_named_with_who_has_it_and_what_to_do(taken: int) -> None:
    with pytest.raises(CannotStart, match=rf"Port {taken} is taken.*make run PORT={taken + 1}"):
        check_console_port("127.0.0.1", taken)


def test_a_port_that_was_used_a_moment_ago_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            server.accept()[0].close()
            client.recv(1)
    assert is_free("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused_in_words() -> None:
    with pytest.raises(CannotStart, match=r"cannot listen on 192\.0\.2\.1"):
        is_free("192.0.2.1", 8000)


def test_rtmp_moves_to_the_next_free_port() -> None:
    assert choose_rtmp_port(1935, None, lambda port: port > 1936) == 1937


def test_rtmp_keeps_the_port_that_senders_know() -> None:
    assert choose_rtmp_port(1935, 1940, lambda port: True) == 1940
    assert choose_rtmp_port(1935, 1940, lambda port: port != 1940) == 1935
