"""A monitor that several look at."""

from __future__ import annotations

import pytest

from studio.air.control.outbox import Outbox, Parcel
from studio.air.runmixer.relay import BUSES, Relay, Relays, head_of, split

SESSION = '{"type": "monitor", "bus": "program", "session": {"id": "a"}}'


def emptied(outbox: Outbox) -> list[Parcel]:
    return list(iter(outbox.next, None))


def a_relay() -> Relay:
    relay = Relay("program")
    relay.session({"id": "a"})
    relay.media(b"I", b"init")
    return relay


def test_who_joins_late_sees_a_picture_at_once() -> None:
    relay, reader = a_relay(), Outbox()
    for kind, payload in ((b"K", b"old"), (b"F", b"older"), (b"K", b"1"), (b"F", b"2")):
        relay.media(kind, payload)
    relay.join(reader)
    relay.media(b"F", b"3")
    assert emptied(reader) == [SESSION, b"IPinit", b"KP1", b"FP2", b"FP3"]


def test_after_a_loss_nothing_is_sent_before_the_next_keyframe() -> None:
    relay, reader = a_relay(), Outbox()
    relay.media(b"K", b"1")
    relay.lost()
    relay.media(b"F", b"2")
    relay.join(reader)
    relay.media(b"F", b"3")
    relay.media(b"K", b"4")
    assert emptied(reader) == [SESSION, b"IPinit", b"KP4"]


def test_fragments_before_any_init_are_left_aside() -> None:
    relay, reader = Relay("preview"), Outbox()
    relay.join(reader)
    relay.media(b"K", b"1")
    assert emptied(reader) == []


def test_who_leaves_gets_nothing_more() -> None:
    relay, reader = a_relay(), Outbox()
    relay.join(reader)
    relay.leave(reader)
    relay.media(b"K", b"1")
    assert emptied(reader) == []


def test_what_is_asked_for_by_name_says_its_name_in_each_parcel() -> None:
    for bus in (*BUSES, "solo.src_a.src_b.opus"):
        assert split(b"K" + head_of(bus) + b"payload") == (bus, b"payload")
    assert split(b"K?") == ("", b"") and split(b"K@") == ("", b"")


def test_a_sound_of_a_name_is_relayed_as_long_as_somebody_reads_it() -> None:
    relays, reader = Relays(), Outbox()
    relays["solo.src_a.opus"].join(reader)
    relays.drop_unread()
    assert "solo.src_a.opus" in relays
    relays["solo.src_a.opus"].leave(reader)
    relays.drop_unread()
    assert set(relays) == set(BUSES)


def test_nothing_is_relayed_that_has_no_such_name() -> None:
    with pytest.raises(KeyError):
        Relays()["nothing"]
