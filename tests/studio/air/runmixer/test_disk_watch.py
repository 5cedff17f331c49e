"""A recording that will soon have no room."""

from __future__ import annotations

from studio.air.runmixer.disk_watch import DiskFloor, DiskWatch


def told(watch: DiskWatch, *minutes: float | None, recording: bool = True) -> list[tuple[str, str]]:
    disks = [None if one is None else {"minutes": one} for one in minutes]
    return [(event.level, event.code) for disk in disks for event in watch.look(disk, recording=recording)]


def test_it_is_said_once_when_it_comes_near_and_once_more_when_it_is_urgent() -> None:
    assert told(DiskWatch(), 60, 29, 28, 9, 8) == [("warning", "disk_soon_full"), ("error", "disk_soon_full")]


def test_it_is_over_with_room_again_and_a_little_more_is_not_enough() -> None:
    assert told(DiskWatch(), 29, 33, 29, 46) == [("warning", "disk_soon_full"), ("info", "disk_fine")]


def test_nobody_who_records_nothing_is_told() -> None:
    watch = DiskWatch()
    assert told(watch, 5, recording=False) == []
    assert told(watch, 5) == [("error", "disk_soon_full")]
    assert told(watch, 5, recording=False) == [("info", "disk_fine")]
    assert told(watch, None) == []


def test_a_disk_with_hardly_anything_free_is_said_once_and_again_when_it_has_room() -> None:
    floor = DiskFloor()
    said = [(event.level, event.code) for mb in (2000, 900, 800, 1100, 1300, 900) for event in floor.look(mb * 10**6)]
    assert said == [("warning", "disk_low"), ("info", "disk_fine"), ("warning", "disk_low")]
