"""Bundles: what is found in a zip, and which are refused."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Mapping

import pytest

from mixer.graphics.bundle import look
from mixer.graphics.manifest import BadGraphic
from tests.mixer.graphics.test_manifest import WHOLE


def zipped(files: Mapping[str, str | bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    return out


def test_a_manifest_counts_before_a_page_and_the_one_nearest_to_the_top_before_others() -> None:
    manifest = json.dumps(WHOLE)
    files = {"index.html": "<p>", "b/deep.ograf.json": "{", "strap.ograf.json": manifest, "strap.mjs": ""}
    assert look(zipped(files))["entry"] == "strap.ograf.json"


def test_a_page_is_found_below_the_top_and_past_the_litter_of_archivers() -> None:
    files = {"__MACOSX/index.html": "", "pack/index.html": "<title>Score</title>", "pack/other.html": ""}
    found = look(zipped(files))
    assert (found["entry"], found["name"], found["format"]) == ("pack/index.html", "Score", "page")


def test_functions_in_a_script_beside_the_page_make_it_a_template() -> None:
    files = {"a.html": '<i id="f0">', "js/a.js": "function play(){}; const update = (s) => JSON.parse(s)"}
    assert look(zipped(files))["format"] == "casparcg"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"notes.txt": "x"}, "neither a web page"),
        ({"../index.html": "x"}, "leads out of the bundle"),
        ({"/index.html": "x"}, "leads out of the bundle"),
        ({"C:\\index.html": "x"}, "leads out of the bundle"),
        ({"strap.ograf.json": json.dumps(WHOLE)}, "there is no strap.mjs beside"),
        ({"strap.ograf.json": "{}"}, "the manifest lacks"),
        ({"index.html": "x", "zeros": bytes(3_000_000)}, "-fold when unpacked"),
        ({f"{n}.html": "" for n in range(10_001)}, "at most 10000 files"),
    ],
)
def test_a_bundle_that_cannot_be_played_is_refused_in_plain_words(files: dict[str, str | bytes], words: str) -> None:
    with pytest.raises(BadGraphic, match=words):
        look(zipped(files))


def test_links_are_refused_and_so_is_what_is_no_zip() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        link = zipfile.ZipInfo("index.html")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        bundle.writestr(link, "/etc/passwd")
    with pytest.raises(BadGraphic, match="is a link"):
        look(out)
    with pytest.raises(BadGraphic, match="no zip"):
        look(io.BytesIO(b"PK\x03\x04" + bytes(500)))
