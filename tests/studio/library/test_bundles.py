"""Bundles in the library: looked at when they come, named by overlays, and what they say kept with them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from studio.errors import Invalid, Refused
from studio.library.intake import take_in
from studio.library.models import Asset
from studio.library.probing import note_findings, probe
from studio.shows import assets
from studio.shows.live_texts import check_fields, usual_fields
from tests.mixer.graphics.test_manifest import WHOLE

pytestmark = pytest.mark.django_db


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for name, text in files.items():
            bundle.writestr(name.replace("__", "."), text)
    return out.getvalue()


OGRAF = zipped(strap__ograf__json=json.dumps(WHOLE), strap__mjs="")


def uploaded(data: bytes) -> Asset:
    return take_in(SimpleUploadedFile("strap.zip", data))


def looked_at(data: bytes) -> Asset:
    asset = uploaded(data)
    note_findings(asset, *probe(asset.path))
    asset.refresh_from_db()
    return asset


def test_a_bundle_is_taken_and_known_by_what_is_in_it() -> None:
    asset = looked_at(OGRAF)
    assert (asset.kind, asset.state, asset.container) == ("bundle", "ready", "ograf")
    assert (asset.graphic["name"], asset.graphic["steps"]) == ("Strap", 3)
    assert [one["name"] for one in asset.graphic["form"]] == ["title"]


@pytest.mark.parametrize(
    ("data", "words"),
    [(zipped(notes__txt="x"), "neither a web page"), (OGRAF[:200], "no zip"), (zipped(a__ograf__json="{}"), "lacks")],
)
def test_what_is_no_graphic_is_refused_with_the_reason(data: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(Refused, match=words):
        probe(tmp_path / "a.zip")


def test_an_overlay_says_what_its_bundle_says_and_not_what_somebody_sends() -> None:
    asset = looked_at(OGRAF)
    content = assets.described({"kind": "graphic", "asset": asset.pk, "about": '{"steps": 99}'})
    assert json.loads(content["about"])["steps"] == 3
    assert usual_fields(content) == {"title": ""}
    check_fields(content, {"title": "Ada"})
    with pytest.raises(Invalid, match="headline"):
        check_fields(content, {"headline": "Ada"})


def test_a_bundle_that_nobody_has_looked_at_yet_is_not_shown() -> None:
    with pytest.raises(Invalid, match="still being looked at"):
        assets.check("content", {"kind": "graphic", "asset": uploaded(OGRAF).pk})


def test_a_bundle_is_no_picture_and_no_video() -> None:
    with pytest.raises(Invalid, match="a bundle of a web page"):
        assets.check("content", {"kind": "image", "asset": looked_at(OGRAF).pk})
