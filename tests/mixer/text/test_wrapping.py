"""Lines are broken where a reader would."""

from __future__ import annotations

import pytest

from mixer.text.wrapping import cut_off, wrapped


def columns(text: str) -> float:
    return sum(2 if ord(one) > 0x2E80 else 1 for one in text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("the quick brown fox", ["the quick", "brown fox"]),
        ("one\ntwo", ["one", "two"]),
        ("气象台今天早上发布", ["气象台今天", "早上发布"]),
        ("气象台今天。早上发", ["气象台今", "天。早上发"]),
        ("Donaudampfschifffahrt", ["Donaudampf", "schifffahr", "t"]),
        ("a-b well-known thing", ["a-b well-", "known", "thing"]),
        ("", []),
    ],
)
def test_lines_are_broken_where_a_reader_would(text: str, lines: list[str]) -> None:
    assert wrapped(text, 10, columns) == lines


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    lines = wrapped("the quick brown fox jumps over", 10, columns)
    assert cut_off(lines, 2, 10, columns) == ["the quick", "brown fox…"]
    assert cut_off(lines[:2], 2, 10, columns) == lines[:2]


def test_one_cluster_that_is_too_wide_has_its_line() -> None:
    assert wrapped("气 象", 1, columns) == ["气", "象"]
