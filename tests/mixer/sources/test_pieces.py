"""Short chunks of sound travel together, and nothing of them is lost, moved or bridged."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from mixer.sources.demuxer import PIECE, Chunk, pieces
from mixer.sources.sound import RATE

LENGTH = 1024


def chunks(*starts: Fraction) -> Iterator[Chunk]:
    """One that begins at each of these; the samples count on."""
    for number, start in enumerate(starts):
        line = np.arange(number * LENGTH, (number + 1) * LENGTH, dtype=np.float32)
        yield Chunk(start, np.repeat(line[:, None], 2, axis=1))


def at(number: int) -> Fraction:
    return Fraction(number * LENGTH, RATE)


def test_what_follows_on_is_joined_without_a_sample_lost() -> None:
    found = list(pieces(chunks(*map(at, range(10)))))
    assert [piece.time_s for piece in found] == [at(0), at(4), at(8)]
    assert [len(piece.samples) for piece in found] == [PIECE, PIECE, 2 * LENGTH]
    assert np.array_equal(np.concatenate([piece.samples[:, 0] for piece in found]), np.arange(10 * LENGTH))


def test_times_that_were_rounded_to_a_millisecond_follow_on() -> None:
    rounded = [Fraction(round(at(number) * 1000), 1000) for number in range(8)]
    assert [len(piece.samples) for piece in pieces(chunks(*rounded))] == [PIECE, PIECE]


def test_a_hole_stays_where_it_is() -> None:
    hole = Fraction(1, 10)
    found = list(pieces(chunks(at(0), at(1), at(2) + hole, at(3) + hole)))
    assert [(piece.time_s, len(piece.samples)) for piece in found] == [(at(0), 2 * LENGTH), (at(2) + hole, 2 * LENGTH)]
