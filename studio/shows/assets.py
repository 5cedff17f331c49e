"""Uploaded files, as far as shows know them: an id, and where the file lies."""

from __future__ import annotations

from pathlib import Path

from studio.library.models import Asset, library


def path_of(asset_id: str) -> Path:
    """Where the file of an asset lies. One that is gone gets a path that is not there: its source shows a slate."""
    asset = Asset.objects.filter(pk=asset_id).first()
    return asset.path if asset else library() / "missing" / asset_id


def missing(asset_ids: set[str]) -> set[str]:
    """Those of these assets that the library does not have."""
    return asset_ids - set(Asset.objects.filter(pk__in=asset_ids).values_list("pk", flat=True))
