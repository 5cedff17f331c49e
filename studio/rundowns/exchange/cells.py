"""Rows of cells, as spreadsheets read and write them: none of ours is a formula, none of theirs is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet runs when it opens the file
QUOTED = "'"
MARK = "\ufeff"


def safe(value: Any) -> Any:
    """A cell that is read as it is written: a text that would be a formula begins with a quote, as people type it."""
    return QUOTED + value if isinstance(value, str) and value.startswith((*FORMULA, QUOTED)) else value


def plain(text: str) -> str:
    """The reverse of `safe`."""
    return text[1:] if text.startswith(QUOTED) and text[1:].startswith((*FORMULA, QUOTED)) else text


def written(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """CSV (RFC 4180) with a line of names; with a byte order mark, by which spreadsheets know UTF-8."""
    return head(names) + lines(rows)


def head(names: Sequence[str]) -> str:
    """What a CSV of ours begins with."""
    return MARK + lines([names])


def lines(rows: Iterable[Sequence[Any]]) -> str:
    """Lines of a CSV, for one that is written piece by piece."""
    out = io.StringIO()
    csv.writer(out).writerows([safe("" if cell is None else cell) for cell in row] for row in rows)
    return out.getvalue()
