"""Pictures of documents' pages, for those who use the library."""

from __future__ import annotations

import asyncio

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse

from studio.library.documents.pictures import WIDTHS, picture_of
from studio.library.models import Asset, library
from studio.library.views import asset_for
from studio.media.serve import FileView, Found

AT_ONCE = 2  # pages that are drawn, of all documents: requests for others wait their turn
_drawing: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}


class PagePicture(FileView):
    """A picture of a page; drawn now if nobody has looked at it before."""

    async def find(self, request: HttpRequest, **ids: str) -> Found | HttpResponse:
        asset = await asset_for(request, ids["asset_id"])
        return await picture_found(asset, int(ids["number"]), int(ids["width"]))


async def picture_found(asset: Asset, number: int, width: int) -> Found:
    """The file of a page's picture. Raises Http404 for a page that is not there, or cannot be drawn."""
    is_page = asset.state == Asset.State.READY and 1 <= number <= (asset.pages or 0)
    if not is_page or width not in WIDTHS:
        raise Http404
    async with _drawing.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)):
        path = await sync_to_async(picture_of, thread_sensitive=False)(asset, number, width)
    if path is None:
        raise Http404
    return Found(library(), path, "image/jpeg", "private, max-age=3600")
