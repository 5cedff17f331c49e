"""Finding out what an uploaded file is, by a child process that has nothing to lose."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from mixer.protocol.graphics import ABOUT_MOST, about_of, read_about
from studio.errors import Refused
from studio.library.models import Asset
from studio.webhooks import outbox

WITHIN_S = 300  # the child bounds its own work; on a busy machine that takes its time
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
        raise Refused("unreadable", f"This file could not be read within {WITHIN_S // 60} minutes.") from None
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


TEXTS = ("container", "video_codec", "profile", "pixel_format", "rate", "audio_codec")
TEXT_MOST = 24  # characters: as many as the shortest column takes
NUMBERS = ("width", "height", "channels", "sample_rate", "bit_rate")


def note_findings(asset: Asset, told: dict[str, Any], picture: bytes) -> bool:
    """Write what was found into the row, and the thumbnail beside the library; False for an asset that is gone."""
    found = _values(asset, told) | {"has_thumbnail": bool(picture), "state": Asset.State.READY}
    if picture:
        asset.thumbnail_path.parent.mkdir(parents=True, exist_ok=True)
        asset.thumbnail_path.write_bytes(picture)
    for name, value in found.items():
        setattr(asset, name, value)
    if _kept(asset, found):
        return True
    asset.thumbnail_path.unlink(missing_ok=True)
    return False


def _kept(asset: Asset, found: dict[str, Any]) -> bool:
    with transaction.atomic():
        ready = Asset.objects.filter(pk=asset.pk, state=Asset.State.READY).exists()
        there = bool(Asset.objects.filter(pk=asset.pk).update(**found))
        if there and not ready:
            told = {"asset": asset.pk, "name": asset.name, "kind": asset.kind, "bytes": asset.bytes}
            outbox.keep("upload.ready", told)
    return there


def _values(asset: Asset, told: dict[str, Any]) -> dict[str, Any]:
    """What the child told, cut to what the row holds: it may have been taken over by the file it looked at."""
    kind = Asset.Kind(told["kind"])
    mime = "audio/mp4" if asset.mime == "video/mp4" and kind == Asset.Kind.AUDIO else asset.mime
    texts = {name: str(told.get(name, ""))[:TEXT_MOST] for name in TEXTS}
    numbers = {name: None if told.get(name) is None else min(int(told[name]), 2**31 - 1) for name in NUMBERS}
    seconds = {name: told.get(name) for name in ("fps", "duration_s")}
    graphic = {"graphic": _graphic(told)} if kind == Asset.Kind.BUNDLE else {}
    return {"kind": kind, "mime": mime, "sound": bool(told.get("sound")), **texts, **numbers, **seconds, **graphic}


def _graphic(told: dict[str, Any]) -> dict[str, Any]:
    """What a bundle's graphic says of itself, as far as it makes sense."""
    about = about_of(told.get("graphic") or {})
    if len(about) > ABOUT_MOST or read_about(about) is None:
        raise Refused("unreadable", "This bundle does not say what it is.")
    return dict(json.loads(about))
