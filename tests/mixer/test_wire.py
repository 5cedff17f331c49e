"""What the wire promises: whole messages, in order, without ever blocking."""

import os
from pathlib import Path

import pytest

from mixer.errors import ChannelClosed
from mixer.protocol.wire import CHUNK, Channel, Listener, Message


def test_a_message_larger_than_a_datagram_arrives_whole() -> None:
    ours, theirs = Channel.pair()
    body = os.urandom(3 * CHUNK + 17)
    ours.send(b"K", body)
    received: list[Message] = []
    while not received:
        ours.flush()
        received = theirs.receive()
    assert received == [Message(b"K", body)]


def test_a_peer_that_reads_nothing_never_blocks_the_sender() -> None:
    ours, _theirs = Channel.pair()
    for _ in range(100):
        ours.send(b"F", bytes(CHUNK))
    assert ours.backlog > 90 * CHUNK


def test_descriptors_travel_with_their_message() -> None:
    ours, theirs = Channel.pair()
    read, write = os.pipe()
    ours.send(b"R", b"a pipe", [write])
    [message] = theirs.receive()
    os.write(message.fds[0], b"through")
    assert (message.body, os.read(read, 7)) == (b"a pipe", b"through")


def test_what_was_sent_before_hanging_up_is_still_read() -> None:
    ours, theirs = Channel.pair()
    ours.send_json({"last": "words"})
    ours.close()
    assert theirs.receive()[0].json() == {"last": "words"}
    with pytest.raises(ChannelClosed):
        theirs.receive()


def test_a_socket_in_a_very_deep_folder_can_be_reached(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120)
    listener = Listener(deep / "engine.sock")
    client = Channel.connect(deep / "engine.sock")
    [server] = listener.accept()
    client.send_json([1, 2])
    assert server.receive()[0].json() == [1, 2]
