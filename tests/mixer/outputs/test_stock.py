"""On a disk that is full, new files take the place of old ones and of nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from mixer.outputs import stock as stocks
from mixer.outputs.stock import STOCK, Stock
from mixer.protocol.files import write_whole
from mixer.protocol.room import ENOUGH_BYTES

BLOCK = 4096
WINDOW = 10


def blocks(size: int) -> int:
    return -(-size // BLOCK)


class Disk:
    """A disk that is full from now on but for what is given back, until somebody else takes that."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._whole, self._in_place = folder, write_whole, stocks.write_in_place
        self._room = self._used()
        monkeypatch.setattr(stocks, "write_whole", self._write_whole)
        monkeypatch.setattr(stocks, "write_in_place", self._write_in_place)

    def taken_by_others(self) -> None:
        """All that was given back is somebody else's now."""
        self._room = self._used()

    def _used(self) -> int:
        files = {(about := path.stat()).st_ino: blocks(about.st_size) for path in self._folder.iterdir()}
        return sum(files.values())

    def _take(self, count: int) -> None:
        if self._used() + count > self._room:
            raise OSError(28, "No space left on device")

    def _write_whole(self, path: Path, data: bytes) -> None:
        self._take(blocks(len(data)))
        self._whole(path, data)

    def _write_in_place(self, path: Path, data: bytes) -> None:
        self._take(max(0, blocks(len(data)) - blocks(path.stat().st_size)))
        self._in_place(path, data)


class Programme:
    """A window of segments with their texts and a list of them, as HLS keeps them."""

    def __init__(self, folder: Path, free: int) -> None:
        self.now, self.number = 0.0, 0
        self.stock = Stock(folder, lambda: self.now, free=lambda _: free)
        self.listed: list[str] = []
        self.sizes = random.Random(1)

    def segment(self) -> None:
        self.now += 1
        for name, size in ((f"seg-{self.number}.m4s", 60_000), (f"subs-{self.number}.vtt", 300)):
            self.stock.write(name, bytes(self.sizes.randint(size * 9 // 10, size)))
            self.listed.append(name)
        self.number += 1
        self.stock.write("index.m3u8", "\n".join(self.listed).encode())
        self.stock.retire(self.listed[: -2 * WINDOW], 30.0)
        self.listed = self.listed[-2 * WINDOW :]
        self.stock.delete_due()


def test_the_programme_goes_on_for_ever_in_its_own_room_on_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = Programme(tmp_path, free=ENOUGH_BYTES - 1)
    for _ in range(60):
        programme.segment()
    Disk(tmp_path, monkeypatch)
    for _ in range(1000):
        programme.segment()
        assert all((tmp_path / name).exists() for name in programme.listed)
    assert (tmp_path / "index.m3u8").read_text().splitlines()[-2:] == ["seg-1059.m4s", "subs-1059.vtt"]


def test_who_takes_every_byte_that_becomes_free_gets_none_of_the_programme_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = Programme(tmp_path, free=ENOUGH_BYTES - 1)
    for _ in range(60):
        programme.segment()
    disk = Disk(tmp_path, monkeypatch)
    for _ in range(100):
        programme.segment()
        disk.taken_by_others()
    assert all((tmp_path / name).exists() for name in programme.listed)


def test_a_list_is_written_again_and_again_in_its_own_two_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock = Stock(tmp_path, lambda: 0.0, free=lambda _: 0)
    stock.write("index.m3u8", b"0")
    stock.write("index.m3u8", b"1")
    Disk(tmp_path, monkeypatch)
    for number in range(2, 50):
        stock.write("index.m3u8", str(number).encode())
        assert (tmp_path / "index.m3u8").read_text() == str(number)
    assert len(list(tmp_path.iterdir())) == 2


def test_where_nothing_is_left_to_write_over_the_disk_s_own_word_comes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Disk(tmp_path, monkeypatch)
    with pytest.raises(OSError, match="No space left"):
        Stock(tmp_path, lambda: 0.0).write("seg-1.m4s", b"x")
    assert list(tmp_path.iterdir()) == []


def test_with_room_again_everything_kept_for_need_goes(tmp_path: Path) -> None:
    programme = Programme(tmp_path, free=0)
    for _ in range(100):
        programme.segment()
    assert len(programme.stock.retired) >= STOCK
    programme.stock._free = lambda _: 10 * ENOUGH_BYTES
    programme.now += 31
    programme.stock.delete_due()
    assert {path.name for path in tmp_path.iterdir()} == {*programme.listed, "index.m3u8"}
