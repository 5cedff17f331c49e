"""What is in a bundle: a zip of HTML, looked at without unpacking it to anywhere."""

from __future__ import annotations

import codecs
import json
import re
import stat
import zipfile
from collections.abc import Iterable
from typing import IO

from mixer.graphics.manifest import SUFFIX, BadGraphic, Description, read_ograf, read_template
from mixer.graphics.shelf import with_form

for _encoding in ("cp437", "utf-8-sig"):
    codecs.lookup(_encoding)  # loaded now: who looks at bundles gives up the rights to do so later
MOST_ENTRIES, MOST_BYTES, MOST_RATIO = 10_000, 500_000_000, 100
TEXT_MOST = 2_000_000  # bytes of one text that is read
SCRIPTS_MOST = 8_000_000  # of all scripts together
ABOUT_MOST = 60_000  # characters of a description
FREE_OF_RATIO = 1_000_000  # bytes: what packs so well and is so small harms nobody


def look(file: IO[bytes]) -> Description:
    """The description of the graphic in a bundle, with its forms. Raises BadGraphic in plain words."""
    try:
        with zipfile.ZipFile(file) as bundle:
            described = with_form(_described(bundle, checked(bundle)))
    except zipfile.BadZipFile as error:
        raise BadGraphic(f"this is no zip that can be read: {error}") from None
    except (NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise BadGraphic(f"this zip cannot be unpacked: {error}") from None
    if len(json.dumps(described, ensure_ascii=False)) > ABOUT_MOST:
        raise BadGraphic(f"it says too much of itself: expected a schema of at most {ABOUT_MOST // 1000} kB")
    return described


def checked(bundle: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of a bundle by their paths. Raises BadGraphic for a bomb, and for paths that lead out of it."""
    entries = bundle.infolist()
    if len(entries) > MOST_ENTRIES:
        raise BadGraphic(f"expected at most {MOST_ENTRIES} files in the bundle, found {len(entries)}")
    whole = sum(one.file_size for one in entries)
    if whole > MOST_BYTES:
        raise BadGraphic(f"unpacked it has {whole / 1e6:.0f} MB; expected at most {MOST_BYTES // 1_000_000} MB")
    packed = max(1, sum(one.compress_size for one in entries))
    if whole > FREE_OF_RATIO and whole > MOST_RATIO * packed:
        raise BadGraphic(f"it grows {whole // packed}-fold when unpacked; expected at most {MOST_RATIO}-fold")
    for one in entries:
        _check_entry(one)
    return {one.filename: one for one in entries if not one.is_dir()}


def _check_entry(entry: zipfile.ZipInfo) -> None:
    path = entry.filename.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or re.match(r"[A-Za-z]:", path):
        raise BadGraphic(f"the path {entry.filename!r:.80} leads out of the bundle")
    if entry.flag_bits & 1:
        raise BadGraphic("the bundle is encrypted; upload it without a password")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise BadGraphic(f"{entry.filename!r:.80} is a link; expected files only")


def _described(bundle: zipfile.ZipFile, files: dict[str, zipfile.ZipInfo]) -> Description:
    if manifest := _first(path for path in files if path.endswith(SUFFIX) and not _is_litter(path)):
        return _ograf(bundle, files, manifest)
    page = entry_page(files)
    if page is None:
        raise BadGraphic(f"there is neither a web page (index.html) nor a manifest (*{SUFFIX}) in this bundle")
    scripts = "".join(_scripts(bundle, files, page))
    return read_template(_text(bundle, files[page]), page, scripts)


def _ograf(bundle: zipfile.ZipFile, files: dict[str, zipfile.ZipInfo], manifest: str) -> Description:
    text = _text(bundle, files[manifest])
    described, main = read_ograf(text, manifest), str(json.loads(text)["main"])
    if _beside(manifest, main) not in files:
        raise BadGraphic(f"main: there is no {main} beside {manifest}")
    return described


def _beside(path: str, name: str) -> str:
    parts = [part for part in name.split("/") if part not in ("", ".")]
    folder = path.rpartition("/")[0]
    return "/".join(([folder] if folder else []) + parts)


def entry_page(paths: Iterable[str]) -> str | None:
    """The page a bundle opens with: the index nearest to the top, else its only page, or the first beside the top."""
    pages = [path for path in paths if path.lower().endswith((".html", ".htm")) and not _is_litter(path)]
    indexes = [path for path in pages if path.rpartition("/")[2].lower() in ("index.html", "index.htm")]
    return _first(indexes) or _first(pages)


def _first(paths: Iterable[str]) -> str | None:
    return min(paths, key=lambda path: (path.count("/"), path), default=None)


def _is_litter(path: str) -> bool:
    return path.startswith("__MACOSX/") or path.rpartition("/")[2].startswith(".")


def _scripts(bundle: zipfile.ZipFile, files: dict[str, zipfile.ZipInfo], page: str) -> Iterable[str]:
    """The scripts of the page's own folder, as far as they are read."""
    folder, room = page.rpartition("/")[0], SCRIPTS_MOST
    for path, entry in files.items():
        if path.startswith(folder) and path.endswith((".js", ".mjs")) and entry.file_size <= min(room, TEXT_MOST):
            room -= entry.file_size
            yield _text(bundle, entry) + "\n"


def _text(bundle: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    """A text of the bundle; what its header says of its size is not believed."""
    with bundle.open(entry) as file:
        data = file.read(TEXT_MOST + 1)
    if len(data) > TEXT_MOST:
        raise BadGraphic(f"{entry.filename!r:.80} is too large; expected at most {TEXT_MOST // 1_000_000} MB")
    return data.decode("utf-8-sig", "replace")
