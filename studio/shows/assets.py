"""Uploaded files, as far as shows know them: an id, and where the file lies."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings


def path_of(asset_id: str) -> Path:
    """Where the file of an asset lies. One that is gone gets a path that is not there: its source shows a slate."""
    row = _row(asset_id)
    return Path(row.path) if row is not None else settings.TALLY_HOME / "library" / "missing" / asset_id


def missing(asset_ids: set[str]) -> set[str]:
    """Those of these assets that the library does not have."""
    return {asset_id for asset_id in asset_ids if _row(asset_id) is None}


def _row(asset_id: str) -> Any:
    if find_spec("studio.library.models") is None:
        return None
    from studio.library.models import Asset

    return Asset.objects.filter(pk=asset_id).first()
