"""SCTE 35 says what the standard's own reading of it finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixer.outputs.scte35 import _section, _splice_insert, crc32_mpeg2, splice_in, splice_out
from tests.mixer.outputs.splices import SpliceInsert, crc, read_section

# Section 14.2 of the standard, and the break in RFC 8216, section 8.10, as published.
STANDARDS = bytes.fromhex(
    "FC302F000000000000FFFFF014054800008F7FEFFE7369C02EFE0052CCF500000000000A0008435545490000013562DBA30A"
)
EVENTS, TIMES = st.integers(0, 2**32 - 1), st.integers(0, 2**33 - 1)


def test_the_standards_own_example_is_read_and_written_as_it_stands_there() -> None:
    read = read_section(STANDARDS)
    assert (read.event, read.at, read.duration) == (0x4800008F, 0x07369C02E, 0x00052CCF5)
    assert (read.out, read.immediate, read.auto_return, read.tier) == (True, False, True, 0xFFF)
    insert = _splice_insert(0x4800008F, 0xE0, 0x07369C02E, 0x00052CCF5)
    assert _section(insert, read.descriptors) == STANDARDS


def test_the_checksum_is_the_one_of_the_catalogues() -> None:
    assert crc32_mpeg2(b"123456789") == crc(b"123456789") == 0x0376E6E7
    assert crc32_mpeg2(STANDARDS) == 0


@given(EVENTS, TIMES, TIMES)
def test_a_break_says_when_it_begins_how_long_it_is_and_that_it_returns_by_itself(
    event: int, at: int, duration: int
) -> None:
    read = read_section(splice_out(event, at, duration))
    assert read == SpliceInsert(event, True, False, at, duration, True, 0xFFF, b"")


@given(EVENTS, TIMES)
def test_a_return_says_when(event: int, at: int) -> None:
    assert read_section(splice_in(event, at)) == SpliceInsert(event, False, False, at, None, False, 0xFFF, b"")


@pytest.mark.parametrize("section", [splice_out(7, None), splice_in(7, None)])
def test_without_a_time_it_is_at_once(section: bytes) -> None:
    assert (read_section(section).immediate, read_section(section).at) == (True, None)


def test_times_beyond_33_bits_begin_again() -> None:
    assert read_section(splice_in(1, 2**33 + 5)).at == 5
