"""What a reader that is slow, or does not read at all, gets and costs."""

from __future__ import annotations

from studio.air.control.outbox import Outbox, Parcel

KEY, DELTA, INIT = b"KPkey", b"FPdelta", b"IPinit"


def emptied(outbox: Outbox) -> list[Parcel]:
    parcels: list[Parcel] = []
    while (parcel := outbox.next()) is not None:
        parcels.append(parcel)
    return parcels


def test_words_go_first_and_in_order() -> None:
    outbox = Outbox()
    outbox.show("meters", "m")
    outbox.say("one")
    outbox.say("two")
    assert emptied(outbox) == ["one", "two", "m"]


def test_of_tiles_and_meters_only_the_latest_waits() -> None:
    outbox = Outbox()
    for number in range(100):
        outbox.show("meters", f"meters {number}")
        outbox.show(("tile", "src_a"), b"tile %d" % number)
    assert emptied(outbox) == ["meters 99", b"tile 99"]


def test_a_monitor_starts_with_its_session_and_a_keyframe() -> None:
    outbox = Outbox()
    outbox.begin("program", "session", INIT)
    for key, fragment in ((False, DELTA), (True, KEY), (False, DELTA)):
        outbox.play("program", key, fragment)
    assert emptied(outbox) == ["session", INIT, KEY, DELTA]


def test_a_slow_reader_loses_fragments_up_to_the_next_keyframe_and_is_told_how_many() -> None:
    outbox = Outbox(media_most=100)
    outbox.begin("program", "session", INIT)
    outbox.play("program", True, KEY)
    for _ in range(20):
        outbox.play("program", False, DELTA)
    outbox.play("program", True, KEY)
    outbox.play("program", False, DELTA)
    sent = emptied(outbox)
    assert sent[:2] == ["session", INIT]
    assert sent[2] == '{"type":"monitor","bus":"program","lost":21}'
    assert sent[3:] == [KEY, DELTA]


def test_a_new_session_replaces_what_waited_of_the_one_before() -> None:
    outbox = Outbox()
    outbox.begin("program", "old", INIT)
    outbox.play("program", True, KEY)
    outbox.begin("program", "new", INIT)
    assert emptied(outbox) == ["new", INIT]


def test_who_never_reads_costs_a_bounded_amount_and_is_cut_off() -> None:
    outbox = Outbox(words_most=10_000, media_most=10_000)
    outbox.begin("program", "session", INIT)
    for number in range(20_000):
        outbox.play("program", number % 60 == 0, bytes(100))
        outbox.show("meters", "m" * 100)
        outbox.say("a change")
        assert outbox.size < 25_000
    assert outbox.overrun


def test_a_page_that_pauses_loses_monitors_but_no_tile() -> None:
    outbox = Outbox()
    outbox.begin("program", "session", INIT)
    outbox.play("program", True, KEY)
    outbox.show(b"still", b"tile")
    outbox.drop_media()
    assert emptied(outbox) == ["session", INIT, b"tile"]
