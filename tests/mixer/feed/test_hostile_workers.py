"""A worker that was taken over by what it decodes can say anything: it costs its own source, never the frame loop."""

import gc
import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from mixer.core.clock import Timeline
from mixer.core.geometry import Box, View
from mixer.core.picture import size_of
from mixer.core.transport import arrived, begun, new
from mixer.errors import ChannelClosed
from mixer.feed import reader as readers
from mixer.feed.feed import Feed
from mixer.feed.messages import (
    DELAYED,
    NEXT_RUN,
    OVER,
    PICTURE,
    READY,
    SOUND,
    STATUS,
    Announcement,
    Extent,
    Number,
    Ready,
)
from mixer.feed.reel import PENDING
from mixer.feed.ring import SoundRing
from mixer.kinds.sources.file import MediaFile
from mixer.kinds.sources.test import TestSignal
from mixer.overlays.bitmap import bitmap_from
from mixer.overlays.overlay_cache import OverlayCache
from mixer.protocol.bitmaps import to_shared
from mixer.protocol.playback import Playback
from mixer.protocol.shared import shared_memory
from mixer.protocol.showfile import Canvas, Source
from mixer.protocol.slate import Slate
from mixer.protocol.wire import Channel
from tests.mixer.feed.paper_forkserver import PaperForkserver, paper_forkserver

CANVAS = Canvas(320, 180, "30")
GOOD = Announcement(1, 0, 0, 320, 180, True, ())


@pytest.fixture
def forkserver() -> Iterator[PaperForkserver]:
    with paper_forkserver() as forkserver:
        yield forkserver


@pytest.fixture
def feed(forkserver: PaperForkserver) -> Iterator[Feed]:
    feed = Feed(Source("src", "Source", TestSignal()), CANVAS, Timeline(Fraction(30)), forkserver, offline=False)  # type: ignore[arg-type]
    feed.tend()
    yield feed
    feed.close()


def test_a_feed_that_is_let_go_gives_its_memory_back_at_once(forkserver: PaperForkserver) -> None:
    gc.collect()
    gc.disable()
    try:
        before = len(os.listdir("/proc/self/fd"))
        feed = Feed(Source("src", "Source", TestSignal()), CANVAS, LINE, forkserver, offline=False)  # type: ignore[arg-type]
        feed.tend()
        of_worker = 1 + len(forkserver.fds)
        assert len(os.listdir("/proc/self/fd")) > before + of_worker
        feed.close()
        del feed
        assert len(os.listdir("/proc/self/fd")) == before + of_worker
    finally:
        gc.enable()


def test_an_honest_picture_is_taken(feed: Feed, forkserver: PaperForkserver) -> None:
    forkserver.say(PICTURE, GOOD.pack())
    feed.poll()
    feed.advance(1)
    assert feed.native == (320, 180) and feed.picture(View(0, 0, 320, 180, 320, 180)).width == 320


@pytest.mark.parametrize(
    "kind, body",
    [
        (PICTURE, b""),
        (PICTURE, b"short"),
        (PICTURE, replace(GOOD, slot=200).pack()),
        (PICTURE, replace(GOOD, width=0).pack()),
        (PICTURE, replace(GOOD, width=321).pack()),
        (PICTURE, replace(GOOD, width=65534, height=65534).pack()),
        (PICTURE, replace(GOOD, has_native=False).pack()),
        (PICTURE, replace(GOOD, views=((View(0, 0, 320, 180, 320, 180), 1 << 31),)).pack()),
        (PICTURE, replace(GOOD, views=((View(0, 0, 320, 180, 0, 180), 0),)).pack()),
        (PICTURE, GOOD.pack()[:-1] + b"\xff"),
        (SOUND, b"x"),
        (STATUS, b"[]"),
        (STATUS, b"not json"),
        (STATUS, b"\xff\xfe"),
        (STATUS, b'{"state": []}'),
        (STATUS, b"[" * 50_000),
        (STATUS, b'{"state":"live","text":"","width":1e999,"height":0,"fps":25,"sound":true}'),
        (STATUS, b'{"state":"live","text":"","width":2,"height":2,"fps":NaN,"sound":true}'),
        (STATUS, b'{"state":"on air","text":"","width":2,"height":2,"fps":25,"sound":true}'),
    ],
)
def test_rubbish_loses_the_source_and_its_worker_is_ended(
    feed: Feed, forkserver: PaperForkserver, kind: bytes, body: bytes
) -> None:
    key = feed.key
    forkserver.say(kind, body)
    feed.poll()
    assert feed.status()["text"] == "retrying: its reader sent rubbish"
    assert key in forkserver.killed


def test_a_message_without_an_end_loses_the_source(feed: Feed, forkserver: PaperForkserver) -> None:
    assert forkserver.worker
    while feed.state != "retrying":
        try:
            forkserver.worker.sock.send(b"J\1" + bytes(50_000))
        except (BlockingIOError, OSError):
            feed.poll()
    assert forkserver.killed


def test_a_worker_that_never_stops_talking_does_not_keep_the_engine(feed: Feed, forkserver: PaperForkserver) -> None:
    for number in range(PENDING + 500):
        forkserver.say(PICTURE, replace(GOOD, number=number, due_ns=1 << 60).pack())
    heard = []
    for _ in range(40):
        before = len(feed.playing.reel.pending)
        feed.poll()
        assert forkserver.worker
        forkserver.worker.flush()
        heard.append(len(feed.playing.reel.pending) - before)
    assert 0 < max(heard) <= readers.DATAGRAMS and len(feed.playing.reel.pending) <= PENDING


def test_descriptors_a_worker_sends_are_closed(feed: Feed, forkserver: PaperForkserver) -> None:
    read, write = os.pipe()
    forkserver.say(SOUND, Extent(0, 0).pack(), [write])
    os.close(write)
    feed.poll()
    assert os.read(read, 1) == b""  # nobody holds the other end
    os.close(read)


def test_what_is_no_sound_never_reaches_the_mix(feed: Feed, forkserver: PaperForkserver) -> None:
    ring = SoundRing(forkserver.fds[1])
    ring.write(np.array([[np.nan, np.inf], [-np.inf, 1e30], [0.5, -0.5]], np.float32), 0)
    forkserver.say(SOUND, Extent(0, 3).pack())
    feed.poll()
    assert feed.sound(0, 3).tolist() == [[0, 0], [0, 16], [0.5, -0.5]]


def test_nobody_can_cut_the_engines_memory_short(forkserver: PaperForkserver, feed: Feed) -> None:
    for fd in forkserver.fds:
        with pytest.raises(PermissionError):
            os.ftruncate(fd, 0)


def test_a_rate_that_nothing_can_be_divided_by_is_none(feed: Feed, forkserver: PaperForkserver) -> None:
    forkserver.say(STATUS, b'{"state":"live","text":"","width":2,"height":2,"fps":1e-308,"sound":true}')
    forkserver.say(PICTURE, GOOD.pack())
    feed.poll()
    feed.advance(1)
    feed.advance(1)
    assert feed.fresh and feed.status()["fps"] == 0


# -- the artist ------------------------------------------------------------------------------------


def drawing(gallery: OverlayCache, forkserver: PaperForkserver) -> None:
    """Have the artist asked for a slate of 64 × 36; it is drawing 1."""
    gallery.poll()
    gallery.slate(Slate(), Box(0, 0, 64, 36))
    assert gallery.waiting


@pytest.mark.parametrize("body", [b"[]", b"x", b"{}", b'{"key": 1}', b"7"])
def test_an_artist_that_sends_rubbish_is_replaced(forkserver: PaperForkserver, body: bytes) -> None:
    gallery = OverlayCache(forkserver)  # type: ignore[arg-type]
    drawing(gallery, forkserver)
    forkserver.say(b"B", body)
    gallery.poll()
    assert forkserver.killed == ["artist"]
    assert gallery.slate(Slate(), Box(0, 0, 64, 36)).width == 64
    gallery.close()


def test_a_slate_of_another_size_is_not_painted(forkserver: PaperForkserver) -> None:
    gallery = OverlayCache(forkserver)  # type: ignore[arg-type]
    drawing(gallery, forkserver)
    fd = to_shared(bytes(size_of(32, 18)))
    forkserver.say(b"B", b'{"key": 1, "width": 32, "height": 18}', [fd])
    os.close(fd)
    gallery.poll()
    assert gallery.slate(Slate(), Box(0, 0, 64, 36)).width == 64
    gallery.close()


def test_a_drawing_that_kills_the_artist_twice_is_given_up(forkserver: PaperForkserver) -> None:
    gallery = OverlayCache(forkserver)  # type: ignore[arg-type]
    for _ in range(2):
        gallery._retry_at = 0
        drawing(gallery, forkserver)
        assert forkserver.worker
        forkserver.worker.close()
        gallery.poll()
    gallery._retry_at = 0
    gallery.poll()
    gallery.slate(Slate(), Box(0, 0, 64, 36))
    assert not gallery.waiting
    gallery.close()


@pytest.mark.parametrize("box", [(1, 0, 4, 4), (0, 0, -4, -4), (0, 0, 4.0, 4), (0, 0, 0, 0)])
def test_a_bitmap_in_an_impossible_box_is_refused(box: tuple[Any, ...]) -> None:
    fd = to_shared(bytes(88))
    with pytest.raises(ValueError, match="even whole numbers"):
        bitmap_from(fd, Box(*box))
    os.close(fd)


def test_a_bitmap_that_could_be_cut_short_is_refused() -> None:
    fd = os.memfd_create("unsealed")
    os.ftruncate(fd, 88)
    with pytest.raises(ValueError, match="cut short"):
        bitmap_from(fd, Box(0, 0, 4, 4))
    os.close(fd)
    sealed = shared_memory("sealed", 88)
    assert bitmap_from(sealed, Box(0, 0, 4, 4)).box.w == 4
    os.close(sealed)


def test_too_many_descriptors_end_the_channel() -> None:
    ours, theirs = Channel.pair()
    null = os.open(os.devnull, os.O_RDONLY)
    with ours, theirs, pytest.raises(ChannelClosed):
        for flag in (b"\1", b"\1"):
            socket.send_fds(theirs.sock, [b"B" + flag + b"x"], [null] * 6)
        ours.receive()
    os.close(null)


def test_an_announcement_cannot_promise_views_it_does_not_list() -> None:
    with pytest.raises(struct.error):
        Announcement.unpack(GOOD.pack()[:-1] + b"\x05")


# -- readers of what has a transport ---------------------------------------------------------------

LINE = Timeline(Fraction(30), 1_000_000_000)


def film_of(forkserver: PaperForkserver, of: MediaFile) -> Feed:
    feed = Feed(Source("src", "Film", of), CANVAS, LINE, forkserver, offline=False)  # type: ignore[arg-type]
    feed.tend()
    feed.follow(new(Playback()), 0, LINE)
    return feed


@pytest.fixture
def film(forkserver: PaperForkserver) -> Iterator[Feed]:
    feed = film_of(forkserver, MediaFile(url="https://example.com/film.mp4"))
    yield feed
    feed.close()


@pytest.mark.parametrize(
    "kind, body",
    [
        (NEXT_RUN, b""),
        (OVER, b"x"),
        (READY, Ready(1, -1.0).pack()),
        (READY, Ready(1, float("inf")).pack()),
        (READY, b"short"),
        (DELAYED, Number(-1).pack()),
        (DELAYED, Number(1000).pack()),
        (DELAYED, Number(1 << 62).pack()),
    ],
)
def test_rubbish_about_runs_ends_the_reader(kind: bytes, body: bytes, film: Feed, forkserver: PaperForkserver) -> None:
    forkserver.say(kind, body)
    film.poll()
    assert film.status()["text"].endswith("its reader sent rubbish") and forkserver.killed


def test_delays_add_up_to_an_hour_at_most(film: Feed, forkserver: PaperForkserver) -> None:
    for _ in range(readers.DATAGRAMS):
        forkserver.say(DELAYED, Number(60 * 1_000_000_000).pack())
    film.poll()
    assert forkserver.killed
    film.follow(new(Playback()), 1, LINE)
    film.advance(LINE.due_ns(1))


def test_a_file_that_is_here_is_never_late(forkserver: PaperForkserver) -> None:
    feed = film_of(forkserver, MediaFile("film.mp4"))
    forkserver.say(DELAYED, Number(2_000_000_000).pack())
    feed.poll()
    assert forkserver.killed
    feed.close()


def test_runs_that_nobody_asked_for_are_never_on_show(film: Feed, forkserver: PaperForkserver) -> None:
    for number in (7, -3, 1 << 40):
        forkserver.say(NEXT_RUN, Number(number).pack())
        forkserver.say(PICTURE, replace(GOOD, number=abs(number) % 1000 + 1).pack())
        forkserver.say(READY, Ready(number, 5.0).pack())
        forkserver.say(OVER, Number(number).pack())
    film.poll()
    assert not film.playing.can_begin(new(Playback()), 10) and not film.playing.reel.pending


def test_a_length_is_told_once_a_second_however_often_it_is_said(film: Feed, forkserver: PaperForkserver) -> None:
    transport, told = arrived(new(Playback()), 5.0, 0, LINE.rate), 0
    for frame in range(90):
        forkserver.say(READY, Ready(1, 6.0 + frame % 7).pack())
        film.poll()
        told += film.playing.measures(transport, frame, LINE)
    assert told == 3


def test_a_picture_of_the_old_place_that_is_still_on_its_way_is_not_shown(
    film: Feed, forkserver: PaperForkserver
) -> None:
    """Its slot is the new run's as soon as its reader has heard of that."""
    transport = new(Playback())
    forkserver.say(NEXT_RUN, Number(1).pack())
    start_ns = film.playing.coming.start_ns  # type: ignore[union-attr]
    forkserver.say(PICTURE, replace(GOOD, due_ns=start_ns).pack())
    forkserver.say(READY, Ready(1, 60.0).pack())
    film.poll()
    transport = arrived(transport, 60.0, 1, LINE.rate)
    film.follow(transport, 1, LINE)
    film.advance(LINE.due_ns(1))
    transport = begun(transport, "playing", 40.0, 2)
    film.follow(transport, 2, LINE)
    forkserver.say(PICTURE, replace(GOOD, number=2, due_ns=start_ns + 1).pack())
    film.poll()
    film.advance(LINE.due_ns(3))
    assert film._current is not None and film._current.number == 1


def test_a_file_that_cannot_be_played_is_tried_again_when_it_is_to_be_played_from_elsewhere(
    film: Feed, forkserver: PaperForkserver
) -> None:
    status = b'{"state":"failed","text":"nothing in it can be played","width":0,"height":0,"fps":0,"sound":false}'
    forkserver.say(STATUS, status)
    film.poll()
    film.lost("its reader ended")
    film.follow(new(Playback()), 30, LINE)
    assert film.ended
    film.follow(begun(new(Playback()), "playing", 3.0, 40), 40, LINE)
    assert not film.ended
