"""Uploaded files, as far as shows know them: an id, where the file lies, and what may be made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mixer.protocol.graphics import about_of
from mixer.protocol.kinds import OVERLAYS, SOURCES, accepted
from studio.errors import FieldError, Invalid
from studio.library.models import Asset, library

FITS: dict[tuple[str, str], tuple[str, ...]] = {
    **{("input", kind.name): accepted(kind.input) for kind in SOURCES.values()},
    **{("content", kind.name): accepted(kind.content) for kind in OVERLAYS.values()},
    ("start", ""): (Asset.Kind.IMAGE,),
    ("slate", ""): (Asset.Kind.IMAGE,),
    ("standby", ""): (Asset.Kind.IMAGE, Asset.Kind.VIDEO),
}
"""Which types of file each kind of source (`input`), overlay (`content`) and part of a show can show."""
WORDS = {
    Asset.Kind.VIDEO: "a video", Asset.Kind.AUDIO: "a sound file", Asset.Kind.IMAGE: "a picture",
    Asset.Kind.SUBTITLES: "a file of subtitles", Asset.Kind.DOCUMENT: "a document",
    Asset.Kind.BUNDLE: "a bundle of a web page",
}  # fmt: skip


def path_of(asset_id: str) -> Path:
    """Where the file of an asset lies. One that is gone gets a path that is not there: its source shows a slate."""
    asset = Asset.objects.filter(pk=asset_id).first()
    return asset.path if asset else library() / "missing" / asset_id


def is_picture(asset_id: str) -> bool:
    return Asset.objects.filter(pk=asset_id, kind=Asset.Kind.IMAGE).exists()


def check(part: str, value: Any) -> None:
    """Raise Invalid where an `input`, a `content`, a `start`, `slate` or `standby` names a file it cannot show."""
    asset_id = value.get("asset") if isinstance(value, dict) else None
    if not asset_id:
        return
    asset = Asset.objects.filter(pk=asset_id).first()
    if asset is None:
        raise Invalid([FieldError(f"{part}.asset", f"{asset_id}: not in the library")], "unknown_asset")
    if asset.state == Asset.State.REFUSED:
        why = f": {asset.refused_why}" if asset.refused_why else ""
        raise Invalid([FieldError(f"{part}.asset", f"{asset.name} cannot be shown{why}")], "asset_refused")
    fitting = FITS.get((part, str(value.get("kind", ""))), ())
    if asset.kind not in fitting:
        needed = " or ".join(WORDS[Asset.Kind(kind)] for kind in fitting)
        found = WORDS[Asset.Kind(asset.kind)]
        raise Invalid([FieldError(f"{part}.asset", f"expected {needed}, but {asset.name} is {found}")], "wrong_kind")
    if asset.kind == Asset.Kind.BUNDLE and asset.state == Asset.State.PROBING:
        raise Invalid([FieldError(f"{part}.asset", f"{asset.name} is still being looked at")], "asset_probing")


def described(content: Any) -> Any:
    """A stored content, with what the bundle it names says of itself; that of whoever sends it is not believed."""
    if not isinstance(content, dict) or content.get("kind") != "graphic":
        return content
    asset = Asset.objects.filter(pk=content.get("asset") or "").first()
    return {**content, "about": about_of(asset.graphic) if asset and asset.graphic else ""}
