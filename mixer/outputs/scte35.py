"""SCTE 35: what is said of an ad break to who replaces it, as bytes (ANSI/SCTE 35 2023, sections 9.6 and 9.7). Pure.

Times are in ticks of 90 kHz, of 33 bits as in MPEG transport streams: longer ones begin again at 0.
"""

from __future__ import annotations

import struct

TICKS = 90_000  # a second
_TABLE, _SPLICE_INSERT = 0xFC, 0x05
_RESERVED_33 = 0x7E << 32  # the six reserved bits before a time of 33
_OUT, _PROGRAM, _DURATION, _IMMEDIATE, _RESERVED = 0x80, 0x40, 0x20, 0x10, 0x0F
_SET = 1 << 39  # the bit before a time: it is given, or the return is automatic


def splice_out(event: int, at: int | None, duration: int | None = None) -> bytes:
    """A break begins: `event` (32 bits) names it, at the time `at`, or at once without one.

    With a `duration` the programme returns by itself after so long, whether or not it is told to.
    """
    flags = _OUT | _PROGRAM | (_IMMEDIATE if at is None else 0) | (0 if duration is None else _DURATION)
    return _section(_splice_insert(event, flags, at, duration))


def splice_in(event: int, at: int | None) -> bytes:
    """The programme returns from the break of that name."""
    return _section(_splice_insert(event, _PROGRAM | (_IMMEDIATE if at is None else 0), at, None))


def _splice_insert(event: int, flags: int, at: int | None, duration: int | None) -> bytes:
    """Table 10. The event is not cancelled; programme and avail have no numbers."""
    times = b"".join(_time(ticks) for ticks in (at, duration) if ticks is not None)
    return struct.pack(">IBB", event, 0x7F, flags | _RESERVED) + times + bytes(4)


def _time(ticks: int) -> bytes:
    return (_SET | _RESERVED_33 | ticks % (1 << 33)).to_bytes(5, "big")


def _section(command: bytes, descriptors: bytes = b"") -> bytes:
    """A `splice_info_section` (table 5) around a `splice_insert`: for every tier, in the clear."""
    tier_and_length = 0xFFF << 12 | len(command)
    body = bytes(6) + b"\xff" + tier_and_length.to_bytes(3, "big") + bytes([_SPLICE_INSERT]) + command
    body += struct.pack(">H", len(descriptors)) + descriptors
    head = struct.pack(">BH", _TABLE, 0x3000 | len(body) + 4)
    return head + body + struct.pack(">I", crc32_mpeg2(head + body))


def crc32_mpeg2(data: bytes) -> int:
    """The CRC of ISO/IEC 13818-1, annex A: over data and its own CRC it is 0."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc
