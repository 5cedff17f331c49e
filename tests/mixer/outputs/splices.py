"""Reads SCTE 35 back: written from the standard's tables, bit by bit, with nothing of ours."""

from __future__ import annotations

import binascii
from dataclasses import dataclass


class Bits:
    """Takes numbers from the front of some bytes."""

    def __init__(self, data: bytes) -> None:
        self._bits = "".join(f"{byte:08b}" for byte in data)

    def take(self, count: int) -> int:
        assert len(self._bits) >= count, "the section is shorter than it says"
        taken, self._bits = self._bits[:count], self._bits[count:]
        return int(taken, 2)

    @property
    def left(self) -> int:
        """In bytes."""
        return len(self._bits) // 8


@dataclass(frozen=True)
class SpliceInsert:
    event: int
    out: bool
    immediate: bool
    at: int | None
    duration: int | None
    auto_return: bool
    tier: int
    descriptors: bytes


def crc(data: bytes) -> int:
    """CRC-32/MPEG-2 by way of zlib's: the same polynomial, which reflects every byte and inverts the end."""
    mirrored = bytes(int(f"{byte:08b}"[::-1], 2) for byte in data)
    return int(f"{binascii.crc32(mirrored) ^ 0xFFFFFFFF:032b}"[::-1], 2)


def read_section(data: bytes) -> SpliceInsert:
    """A `splice_info_section` (table 5) that holds a `splice_insert` (table 10). Fails where it is none."""
    bits = Bits(data)
    assert bits.take(8) == 0xFC
    assert (bits.take(1), bits.take(1), bits.take(2)) == (0, 0, 3)
    assert bits.take(12) == len(data) - 3
    assert crc(data[:-4]) == int.from_bytes(data[-4:], "big")
    assert (bits.take(8), bits.take(1), bits.take(6), bits.take(33)) == (0, 0, 0, 0)
    bits.take(8)  # cw_index: of what is encrypted
    tier, length = bits.take(12), bits.take(12)
    assert bits.take(8) == 5
    before = bits.left
    event, out, immediate, at, duration, auto_return = read_insert(bits)
    assert before - bits.left == length
    descriptors = bytes(bits.take(8) for _ in range(bits.take(16)))
    assert bits.left == 4
    return SpliceInsert(event, out, immediate, at, duration, auto_return, tier, descriptors)


def read_insert(bits: Bits) -> tuple[int, bool, bool, int | None, int | None, bool]:
    event, cancelled, reserved = bits.take(32), bits.take(1), bits.take(7)
    assert (cancelled, reserved) == (0, 0x7F)
    out, program, has_duration, immediate = (bits.take(1) for _ in range(4))
    assert program
    assert bits.take(4) == 0xF
    at = None if immediate else read_time(bits)
    auto_return, duration = read_duration(bits) if has_duration else (False, None)
    assert (bits.take(16), bits.take(8), bits.take(8)) == (0, 0, 0)
    return event, bool(out), bool(immediate), at, duration, auto_return


def read_time(bits: Bits) -> int:
    assert (bits.take(1), bits.take(6)) == (1, 0x3F)
    return bits.take(33)


def read_duration(bits: Bits) -> tuple[bool, int]:
    auto_return = bits.take(1)
    assert bits.take(6) == 0x3F
    return bool(auto_return), bits.take(33)
