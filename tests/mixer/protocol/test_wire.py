"""What the wire promises: whole messages, in order, without ever blocking."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mixer.errors import ChannelClosed
from mixer.protocol.wire import CHUNK, Channel, Listener, Message

Pair = tuple[Channel, Channel]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = Channel.pair()
    with ours, theirs:
        yield ours, theirs


def test_a_message_larger_than_a_datagram_arrives_whole(pair: Pair) -> None:
    ours, theirs = pair
    body = os.urandom(3 * CHUNK + 17)
    ours.send(b"K", body)
    received: list[Message] = []
    while not received:
        ours.flush()
        received = theirs.receive()
    assert received == [Message(b"K", body)]


def test_a_peer_that_reads_nothing_never_blocks_the_sender(pair: Pair) -> None:
    for _ in range(100):
        pair[0].send(b"F", bytes(CHUNK))
    assert pair[0].backlog > 90 * CHUNK


def test_descriptors_travel_with_their_message(pair: Pair) -> None:
    read, write = os.pipe()
    pair[0].send(b"R", b"a pipe", [write])
    [message] = pair[1].receive()
    os.write(message.fds[0], b"through")
    assert (message.body, os.read(read, 7)) == (b"a pipe", b"through")
    for fd in (read, write, *message.fds):
        os.close(fd)


def test_what_was_sent_before_hanging_up_is_still_read(pair: Pair) -> None:
    pair[0].send_json({"last": "words"})
    pair[0].close()
    assert pair[1].receive()[0].json() == {"last": "words"}
    with pytest.raises(ChannelClosed):
        pair[1].receive()


def test_a_socket_in_a_very_deep_folder_can_be_reached(tmp_path: Path) -> None:
    path = tmp_path / ("d" * 120) / "engine.sock"
    with Listener(path) as listener, Channel.connect(path) as client:
        [server] = listener.accept()
        with server:
            client.send_json([1, 2])
            assert server.receive()[0].json() == [1, 2]
