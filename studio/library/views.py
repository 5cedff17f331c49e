"""Uploaded files and their thumbnails, for those who use the library."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse

from studio.library.models import Asset, library
from studio.library.permissions import may_use
from studio.media.access import who_asks
from studio.media.serve import FileView, Found


@sync_to_async
def asset_for(request: HttpRequest, asset_id: str) -> Asset:
    """Raises Http404, also for who may not know."""
    asset = Asset.objects.filter(pk=asset_id).first() if may_use(who_asks(request)) else None
    if asset is None:
        raise Http404
    return asset


class Thumbnail(FileView):
    """A small picture of an asset."""

    async def find(self, request: HttpRequest, **ids: str) -> Found | HttpResponse:
        asset = await asset_for(request, ids["asset_id"])
        return Found(library(), asset.thumbnail_path, "image/jpeg", "private, max-age=3600")


class AssetFile(FileView):
    """The file itself, always as a download: nothing uploaded is ever shown by our pages as it came."""

    async def find(self, request: HttpRequest, **ids: str) -> Found | HttpResponse:
        asset = await asset_for(request, ids["asset_id"])
        headers = {"Content-Security-Policy": "sandbox; default-src 'none'"}
        return Found(library(), asset.original_path, asset.mime, name=asset.name, headers=headers)
