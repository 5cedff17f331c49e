"""Folders of the library: a path such as `Openers/2026` in each file's row. A folder is there while something is in it.

Compared letter by letter: SQLite's LIKE would take `openers` and `Openers` for one.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Case, Count, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Concat, Left, Substr

from studio.errors import FieldError, Invalid
from studio.library.models import Asset
from studio.shows.names import refusal_of

DEPTH_MOST = 8
LENGTH_MOST = 255


def clean_folder(text: str) -> str:
    """The path as it is kept: without spaces and slashes at its ends. Raises ValueError in words."""
    parts = [part for one in text.replace("\\", "/").split("/") if (part := one.strip())]
    folder = "/".join(parts)
    if why := next(filter(None, map(refusal_of, parts)), ""):
        raise ValueError(why)
    if len(parts) > DEPTH_MOST or len(folder) > LENGTH_MOST:
        raise ValueError(f"a folder lies at most {DEPTH_MOST} deep and its path has at most {LENGTH_MOST} characters")
    if {".", ".."} & set(parts):
        raise ValueError("a folder is not called . or ..")
    return folder


def in_folder(rows: QuerySet[Asset], folder: str, below: bool = False) -> QuerySet[Asset]:
    """The files in a folder; with `below`, also those in the folders in it."""
    if not below:
        return rows.filter(folder=folder)
    if not folder:
        return rows
    inside = f"{folder}/"
    headed = rows.annotate(_head=Left("folder", len(inside)))
    return headed.filter(Q(folder=folder) | Q(_head=inside))


def folders() -> list[dict[str, Any]]:
    """Every folder with files directly in it, by path: how many, and their bytes. The top is the empty path."""
    rows = Asset.objects.order_by("folder").values("folder").annotate(files=Count("pk"), bytes=Sum("bytes"))
    return [{"path": row["folder"], "files": row["files"], "bytes": row["bytes"]} for row in rows]


def move_folder(folder: str, to: str) -> int:
    """Have everything in `folder`, and below it, in `to`; how many files moved.

    Raises Invalid for what would lie too deep, or have too long a path.
    """
    with transaction.atomic():
        rows = in_folder(Asset.objects.order_by(), folder, below=True)
        for path in rows.values_list("folder", flat=True).distinct():
            check_path(f"{to}{path[len(folder) :]}".strip("/"))
        rest = Substr("folder", len(folder) + 1 + (not to))  # with its slash, unless it comes to the top
        here = Q(folder=folder)
        moved = Case(When(here, then=Value(to)), default=Concat(Value(to), rest))
        return rows.update(folder=moved)


def check_path(path: str) -> None:
    """Raise Invalid for a folder in what is moved that could not be made where it comes to lie."""
    if path.count("/") >= DEPTH_MOST:
        text = f"a folder lies at most {DEPTH_MOST} deep, and {path[:80]} would lie {path.count('/') + 1} deep"
        raise Invalid([FieldError("to", text)])
    if len(path) > LENGTH_MOST:
        raise Invalid([FieldError("to", f"a path in it would have more than {LENGTH_MOST} characters")])
