"""`/present/KEY/`: the page for a presenter's phone, what is on the deck's pages, and their pictures."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from studio.library.documents.models import Page
from studio.library.documents.pictures import WIDTHS
from studio.library.documents.views import picture_found
from studio.library.models import Asset
from studio.media.serve import FileView, Found
from studio.people.link_pages import held_up, kept_secret, slower, within_allowance
from studio.presenting import links
from studio.presenting.models import PresenterLink


def present(request: HttpRequest, key: str) -> HttpResponse:
    """The page; for a link that has ended one that says so."""
    row = links.LINKS.link_of(key)
    if waits := held_up(request, row):
        return waits
    good = links.is_good(row)
    source = links.source_of(row)
    context = {"show": row.show, "name": source.name if source else row.name, "key": key, "good": good}
    return kept_secret(render(request, "present.html", context, status=200 if good else 410))


def pages(request: HttpRequest, key: str) -> HttpResponse:
    """Titles and notes of the document that the deck shows now."""
    row = good_link(key)
    if not within_allowance(row):
        return slower()
    asset = links.document_of(row)
    rows = Page.objects.filter(asset=asset).values("number", "title", "notes", "width_pt", "height_pt")
    told = {"document": asset.pk if asset else "", "name": asset.name if asset else "", "pages": list(rows)}
    return JsonResponse(told, headers={"Cache-Control": "no-store"})


class Picture(FileView):
    """A picture of a page of the document that the deck shows now."""

    async def find(self, request: HttpRequest, **ids: str) -> Found | HttpResponse:
        key, number, width = ids["key"], int(ids["number"]), int(ids["width"])
        row, asset = await sync_to_async(_asset_of)(key)
        if not within_allowance(row):
            return slower()
        if asset is None or width not in WIDTHS:
            raise Http404
        return await picture_found(asset, number, width)


def _asset_of(key: str) -> tuple[PresenterLink, Asset | None]:
    row = good_link(key)
    return row, links.document_of(row)


def good_link(key: str) -> PresenterLink:
    """Raises Http404."""
    row: PresenterLink | None = links.LINKS.link_of(key)
    if row is None or not links.is_good(row):
        raise Http404
    return row
