"""Finding out what an uploaded file is, by a child process that has nothing to lose."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from studio.errors import Refused
from studio.library.models import Asset

WITHIN_S = 60
THUMBNAIL_MOST = 2_000_000


def probe(path: Path) -> tuple[dict[str, Any], bytes]:
    """What is in a file, and a JPEG of it. Raises Refused with the reason in plain words."""
    try:
        with path.open("rb") as file:
            done = subprocess.run(
                [sys.executable, "-m", "mixer", "probe"], cwd=settings.BASE_DIR, stdin=file,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=WITHIN_S, check=False,
            )  # fmt: skip
    except FileNotFoundError:
        raise Refused("gone", "The file is gone.") from None
    except subprocess.TimeoutExpired:
        raise Refused("unreadable", f"This file could not be read within {WITHIN_S} seconds.") from None
    return _answer(done.returncode, done.stdout)


def _answer(code: int, out: bytes) -> tuple[dict[str, Any], bytes]:
    line, _, picture = out.partition(b"\n")
    try:
        told = dict(json.loads(line))
    except ValueError:
        raise Refused("unreadable", f"This file cannot be read: looking at it ended with code {code}.") from None
    if "error" in told:
        raise Refused("unreadable", str(told["error"])[:300])
    return told, picture if picture.startswith(b"\xff\xd8") and len(picture) < THUMBNAIL_MOST else b""


def note_findings(asset: Asset, told: dict[str, Any], picture: bytes) -> None:
    """Write what was found into the row, and the thumbnail beside the library; nothing of an asset that is gone."""
    asset.kind = Asset.Kind(told["kind"])
    if asset.mime == "video/mp4" and asset.kind == Asset.Kind.AUDIO:
        asset.mime = "audio/mp4"
    asset.width, asset.height = told.get("width"), told.get("height")
    asset.fps, asset.duration_s = told.get("fps"), told.get("duration_s")
    asset.sound = bool(told.get("sound"))
    if picture:
        asset.thumbnail_path.parent.mkdir(parents=True, exist_ok=True)
        asset.thumbnail_path.write_bytes(picture)
    asset.has_thumbnail, asset.state = bool(picture), Asset.State.READY
    found = ("kind", "mime", "width", "height", "fps", "duration_s", "sound", "has_thumbnail", "state")
    if not Asset.objects.filter(pk=asset.pk).update(**{name: getattr(asset, name) for name in found}):
        asset.thumbnail_path.unlink(missing_ok=True)
