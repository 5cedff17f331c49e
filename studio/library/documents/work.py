"""What is done with a document that came: looked into, laid out as a PDF if it is none, its pages told and drawn.

Each step tells the next one's job, or none. What a document does to one of them ends that job, with words.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.db import transaction

from studio import ids
from studio.library.documents.converting import convert, needs_office, office
from studio.library.documents.looking import Drawn, draw, html_of, look_at_pages, look_into
from studio.library.documents.models import Page
from studio.library.documents.pictures import AT_ONCE, SMALL, box_of, forget, keep, path_of
from studio.library.documents.types import OFFICE, TYPES
from studio.library.models import Asset, library
from studio.library.probing import note_findings

CONVERT, PAGES = "convert", "pages"
BEFORE, AFTER = 0.05, 0.85  # of a conversion's progress: LibreOffice begins, and is done
START_S, SLIDE_S = 2.0, 0.25  # about how long it takes here: what progress goes by, for it tells nothing itself
TOLD_EVERY_S = 0.5

Follow = Callable[[float], Any]


def look(asset: Asset) -> str:
    """See what was uploaded; a PDF is ready then. The next job's kind. Raises Refused."""
    if asset.path.suffix == ".pdf":
        note_pages(asset, [])
        return PAGES
    if asset.path.suffix[1:] in OFFICE:
        found = look_into(asset.path)
        rename(asset, str(found["kind"]))
    if office() is None:
        raise needs_office()
    return CONVERT


def rename(asset: Asset, kind: str) -> None:
    """What lies in a zip decides what it is: LibreOffice and downloads go by the file's ending."""
    found = TYPES.get(kind)
    if found is None or asset.path.suffix == found.suffix:
        return
    new = Path(asset.file).with_suffix(found.suffix).name
    asset.path.rename(library() / new)
    asset.file, asset.mime = new, found.mime
    asset.save(update_fields=["file", "mime"])


def lay_out(asset: Asset, follow: Follow) -> str:
    """Make a PDF of it, which is what shows show from now on; what was uploaded is kept beside it. Raises Refused."""
    if asset.original:  # another worker got so far before it ended
        asset.path.unlink(missing_ok=True)
        asset.file = asset.original
    slides = slides_of(asset)
    made = library() / f"{ids.fresh('f', 18)}.pdf"
    follow(BEFORE)
    data, suffix = laid_out_from(asset)
    convert(data, suffix, made, _estimated(follow, START_S + SLIDE_S * len(slides)))
    kept = Asset.objects.filter(pk=asset.pk).update(file=made.name, original=asset.file)
    if not kept:
        made.unlink(missing_ok=True)
        return ""
    asset.refresh_from_db()
    follow(AFTER)
    note_pages(asset, slides)
    return PAGES


def slides_of(asset: Asset) -> list[dict[str, str]]:
    if asset.path.suffix[1:] not in OFFICE:
        return []
    found = look_into(asset.path)
    return [{"title": a, "notes": b} for a, b in zip(found["titles"], found["notes"], strict=True)]


def laid_out_from(asset: Asset) -> tuple[bytes | Path, str]:
    """What LibreOffice is given, and its ending."""
    kind = asset.path.suffix[1:]
    return (html_of(asset.path, kind), ".html") if kind in ("md", "txt") else (asset.path, asset.path.suffix)


def _estimated(follow: Follow, usual_s: float) -> Callable[[float], None]:
    """Progress by the time that such documents take: it slows down towards the end, and never gets there by itself."""
    told_at = time.monotonic()

    def tell(spent_s: float) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= TOLD_EVERY_S:
            told_at = time.monotonic()
            follow(BEFORE + (AFTER - BEFORE) * (1 - math.exp(-spent_s / usual_s)))

    return tell


# -- its pages -------------------------------------------------------------------------------------


def note_pages(asset: Asset, slides: list[dict[str, str]]) -> None:
    """Tell the pages of its PDF, and have a picture of the first: then it is ready. Raises Refused.

    Notes are by visible slide; where those are not as many as the pages, nobody knows whose they are.
    """
    found, first = look_at_pages(asset.path, box_of(SMALL))
    sizes = [(float(width), float(height)) for width, height in found["sizes"]]
    if len(slides) != len(sizes):
        slides = []
    titles = {int(at): str(title) for at, title in found["titles"].items()}
    rows = (
        Page(
            asset=asset, number=at + 1, width_pt=width, height_pt=height,
            title=(slides[at]["title"] if slides else titles.get(at, ""))[:200],
            notes=slides[at]["notes"] if slides else "",
        )
        for at, (width, height) in enumerate(sizes)
    )  # fmt: skip
    forget(asset)
    with transaction.atomic():
        if not Asset.objects.filter(pk=asset.pk).update(pages=len(sizes)):
            return
        replace_rows(asset, rows)
    if first:
        note_drawn(asset, first)
    told = {"kind": Asset.Kind.DOCUMENT, "container": "pdf", "width": None, "height": None}
    note_findings(asset, told, first.jpeg if first else b"")


def replace_rows(asset: Asset, rows: Iterable[Page]) -> None:
    Page.objects.filter(asset=asset).delete()
    Page.objects.bulk_create(rows, batch_size=500)


def draw_first(asset: Asset, follow: Follow) -> str:
    """Draw the small pictures of the first pages; those behind are drawn when somebody looks at them."""
    last, told_at = min(asset.pages or 0, AT_ONCE), time.monotonic()
    first = 2 if path_of(asset, 1, SMALL).exists() else 1
    for one in draw(asset.path, first, last, box_of(SMALL)):
        note_drawn(asset, one)
        if time.monotonic() - told_at >= TOLD_EVERY_S:
            told_at = time.monotonic()
            follow(one.number / last)
            if not Asset.objects.filter(pk=asset.pk).exists():
                forget(asset)
                return ""
    return ""


def note_drawn(asset: Asset, one: Drawn) -> None:
    """Keep a page's picture, and the notes that were pinned to it where the slide had none."""
    keep(asset, one.number, SMALL, one.jpeg)
    if one.notes:
        Page.objects.filter(asset=asset, number=one.number, notes="").update(notes=one.notes)


__all__ = ["CONVERT", "PAGES", "draw_first", "lay_out", "look"]
