"""A captioner can send anything: it costs its own connection, never a frame and never the others."""

from __future__ import annotations

import os
from typing import Any

import psutil
import pytest

from mixer.core.track import MAX_ENTRIES, read_track
from mixer.engine.captioners import LONGEST, MAX_PLATES
from mixer.errors import ChannelClosed
from mixer.protocol.bitmaps import to_shared
from mixer.protocol.shared import shared_memory
from tests.mixer.paper_air import ALL, PaperAir, PaperCaptioner, closed, json_of

__all__ = ["closed"]  # a fixture
PLATE = {"plate": "one", "box": [0, 0, 32, 16]}


def is_cut_off(captioner: PaperCaptioner) -> bool:
    try:
        while captioner.channel.receive():
            pass
    except ChannelClosed:
        return True
    return False


@pytest.mark.parametrize(
    "kind, body",
    [
        (b"J", b"not json"), (b"J", b"[]"), (b"J", b"7"), (b"J", b"[" * 60_000), (b"J", b"\xff\xfe"),
        (b"J", b'{"track": 7}'), (b"J", b'{"track": [[1, 2]]}'), (b"J", b'{"track": [[1, 2, [[]]]]}'),
        (b"J", b'{"track": [[1, 2, [["one", 300, 0, 0, 0]]]]}'),
        (b"J", b'{"track": [[1, 2, [["one", 256, 1, 0, 0]]]]}'), (b"J", b'{"track": [[1.5, 2, []]]}'),
        (b"J", b'{"track": [["1", 2, []]]}'), (b"J", b'{"drop": 7}'),
        (b"J", b'{"drop": [[]]}'), (b"J", json_of({"track": [[1, 2, []]] * (MAX_ENTRIES + 1)})),
        (b"P", b""), (b"P", b"{}"), (b"P", json_of(PLATE)), (b"P", b"7"), (b"X", b""),
    ],
)  # fmt: skip
def test_rubbish_costs_its_connection_and_nothing_else(kind: bytes, body: bytes) -> None:
    air = PaperAir()
    honest, hostile = air.joins(), air.joins()
    honest.plate("one")
    honest.track([100, 200, [["one", *ALL[1:]]]])
    hostile.channel.send(kind, body)
    air.makes(3)
    assert is_cut_off(hostile) and len(air.left) == 3
    assert not is_cut_off(honest) and int(air.left[-1].luma[4, 4]) > 230


@pytest.mark.parametrize(
    "box",
    [[0, 0, 32], [0, 0, 31, 16], [1, 0, 32, 16], [0, 0, 0, 0], [0, 0, -32, -16], [0, 0, 1 << 40, 2], [0.0, 0, 32, 16],
     ["0", 0, 32, 16], [0, 0, 64, 16], None, [1 << 40, 0, 32, 16]],
)  # fmt: skip
def test_a_plate_whose_box_is_not_that_of_its_memory_is_refused(box: Any) -> None:
    air = PaperAir()
    hostile = air.joins()
    fd = to_shared(bytes(32 * 16 * 11 // 2))
    hostile.channel.send(b"P", json_of({"plate": "one", "box": box}), [fd])
    os.close(fd)
    air.makes()
    assert is_cut_off(hostile)


def test_memory_that_can_be_cut_short_is_refused() -> None:
    air = PaperAir()
    hostile = air.joins()
    fd = os.memfd_create("unsealed")
    os.ftruncate(fd, 32 * 16 * 11 // 2)
    hostile.channel.send(b"P", json_of(PLATE), [fd])
    os.close(fd)
    air.makes()
    assert is_cut_off(hostile)


def test_plates_are_bounded_in_number_and_in_bytes() -> None:
    air = PaperAir()
    many, large = air.joins(), air.joins()
    for number in range(MAX_PLATES + 1):
        many.plate(f"plate {number}")
    fd = shared_memory("large", 2000 * 2000 * 11 // 2)
    for number in range(4):
        large.channel.send(b"P", json_of({"plate": number, "box": [0, 0, 2000, 2000]}), [fd])
    os.close(fd)
    air.makes(10)
    assert is_cut_off(many) and is_cut_off(large)


def test_more_than_a_frame_has_time_for_is_left_out() -> None:
    air = PaperAir()
    hostile = air.joins()
    fd = shared_memory("large", 2000 * 2000 * 11 // 2)
    hostile.channel.send(b"P", json_of({"plate": "large", "box": [0, 0, 2000, 2000]}), [fd])
    os.close(fd)
    hostile.track([0, 999, [["large", *ALL[1:]]] * 64])
    air.makes(2)
    assert len(air.airing.captioners.bitmaps(101)) == 1 and len(air.left) == 2


def test_a_plate_larger_than_any_caption_is_refused() -> None:
    air = PaperAir()
    hostile = air.joins()
    fd = shared_memory("large", 3000 * 2000 * 11 // 2)
    hostile.channel.send(b"P", json_of({"plate": "large", "box": [0, 0, 3000, 2000]}), [fd])
    os.close(fd)
    air.makes()
    assert is_cut_off(hostile)


def test_a_plate_may_be_sent_anew_for_ever() -> None:
    air = PaperAir()
    captioner = air.joins()
    for _ in range(200):
        captioner.plate("one", (0, 0, 320, 180))
        air.makes()
    assert not is_cut_off(captioner)


def test_one_that_never_stops_talking_does_not_keep_the_engine() -> None:
    air = PaperAir()
    hostile = air.joins()
    word = json_of({"track": [[1, 2, [["one", *ALL[1:]]]]] * (MAX_ENTRIES - 1)})
    for _ in range(200):
        hostile.channel.send(b"J", word)
    before = len(air.airing.captioners._here[0]._waiting)
    air.makes()
    assert len(air.airing.captioners._here[0]._waiting) - before < 40
    air.makes(100)
    assert len(air.left) == 101


def test_a_message_without_an_end_is_not_kept() -> None:
    air = PaperAir()
    hostile = air.joins()
    for _ in range(LONGEST // 50_000 + 1):
        hostile.channel.sock.send(b"J\1" + bytes(50_000))
    air.makes()
    assert is_cut_off(hostile)


def test_descriptors_are_closed_whatever_they_come_with() -> None:
    air = PaperAir()
    before = psutil.Process().num_fds()
    for body in (b"{}", b"rubbish", json_of({"drop": []})):
        hostile = air.joins()
        read, write = os.pipe()
        hostile.channel.send(b"J", body, [read, write, write])
        os.close(read)
        os.close(write)
        air.makes()
        hostile.channel.close()
        air.makes()
    assert psutil.Process().num_fds() == before


def test_a_track_is_what_the_contract_says() -> None:
    track = read_track([[5, 9, [["one", 256, -2, 0, 4], [7, 0, 0, 0, 0]]]])
    assert track[0].first == 5 and [mark.plate for mark in track[0].marks] == ["one", 7]
