"""Take in a model: from the network when an operator asks for it, from a folder, or from a file."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from subtitles.errors import BadRequest, InstallFailed
from subtitles.models import archive, download
from subtitles.models.catalogue import Offer, offered
from subtitles.models.download import Wanted
from subtitles.models.model import VOCABULARIES, WHISPER_FILES, Model, told
from subtitles.models.store import folders, home, installed

Progress = Callable[[int, int], None]
"""Bytes that are there, and bytes in all (0: not known). What it raises ends the installation, to be gone on later."""

PARTIAL = ".partial"
WHISPER_WANTED = {*WHISPER_FILES, *VOCABULARIES, "preprocessor_config.json"}
ARGOS_INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/"
HUB = "https://huggingface.co"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
PT = ".pt"


def quiet(done: int, total: int) -> None:
    """A progress that nobody watches."""


def install(name: str, progress: Progress = quiet) -> Model:
    """Install a model by its name in the catalogue: from a folder of TALLY_MODELS that has it, else from the network.

    Raises InstallFailed, BadRequest, in words for an operator.
    """
    offer = offered(name)
    if offer is None:
        raise BadRequest(f"There is no model called {name}. python manage.py models list names them all.")
    there = [model for model in installed() if model.name == name and model.ok and not model.demo]
    if there:
        return there[0]
    if beside := _in_a_folder(name):
        return from_file(beside, name)
    return _from_network(offer, progress)


def from_file(path: Path, name: str = "") -> Model:
    """Take in an .argosmodel, a .pt file, a faster-whisper directory, or a zip or tar of one.

    `name` "" is told from the file. Raises BadRequest for anything else.
    """
    if not path.exists():
        raise BadRequest(f"There is no file {path}.")
    home().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home(), prefix=".incoming-") as folder:
        taken = _taken(path, Path(folder))
        return _put(taken, _usual_name(name or path.absolute().name) + (PT if path.suffix == PT else ""))


def forget(name: str) -> None:
    """Delete what an installation by name has fetched so far."""
    if NAME.fullmatch(name):
        shutil.rmtree(home() / PARTIAL / name, ignore_errors=True)


def _in_a_folder(name: str) -> Path | None:
    endings = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz")
    places = (folder / f"{name}{ending}" for folder in folders() for ending in endings)
    return next((place for place in places if place.is_file()), None)


def _usual_name(name: str) -> str:
    """What a model is called after its file: `faster-whisper-tiny.tar.gz` holds `tiny`."""
    return re.sub(r"(\.tar)?\.(zip|tar|tgz|gz|xz|pt|argosmodel)$", "", name).removeprefix("faster-whisper-")


def _taken(path: Path, folder: Path) -> Path:
    """A copy of ours to look at, in `folder`."""
    if path.is_dir():
        copy = folder / "whole"
        shutil.copytree(path, copy, ignore=_others)
        return copy
    if path.suffix == PT:
        if not zipfile.is_zipfile(path):
            raise BadRequest(f"{path.name} is no model that openai-whisper can read.")
        return Path(shutil.copyfile(path, folder / path.name))
    archive.unpack(path, folder / "whole")
    return folder / "whole"


def _others(folder: str, names: list[str]) -> set[str]:
    """What a faster-whisper directory holds besides the model is left behind (a hub's cache, a README)."""
    return set(names) - WHISPER_WANTED if "model.bin" in names and "config.json" in names else set()


def _put(taken: Path, name: str) -> Model:
    """Move a model that is good to its place among ours; one of the same name makes room for it."""
    model = told(taken)
    if model is None or not model.ok:
        why = model.trouble.replace(taken.name, "it") if model else "it holds no model that we know"
        raise BadRequest(f"Nothing was installed: {why}.")
    name = model.name if model.kind == "translate" else name
    if not NAME.fullmatch(name):
        raise BadRequest(f"{name!r} is no name for a model: letters, digits, dots and dashes are.")
    place = home() / name
    old = place.with_name(f".{name}.gone")
    if place.exists():
        shutil.rmtree(old, ignore_errors=True)
        place.replace(old)
    os.utime(taken)  # the model that was installed last is the one that counts
    taken.replace(place)
    shutil.rmtree(old, ignore_errors=True)
    found = told(place)
    assert found is not None
    return found.but(removable=True)


# -- from the network ------------------------------------------------------------------------------


def _from_network(offer: Offer, progress: Progress) -> Model:
    partial = home() / PARTIAL / offer.name
    wanted = _wanted(offer, partial)
    total = sum(file.size for file in wanted) or offer.bytes
    partial.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(partial).free < total * 1.1:
        raise InstallFailed(f"{offer.name} needs {total / 1e6:.0f} MB, and the disk has no room for it.")
    _fetch_all(wanted, total, progress)
    if offer.engine == "argos":
        model = from_file(wanted[0].path)
    else:
        model = _put(partial if offer.engine == "faster-whisper" else wanted[0].path, wanted_name(offer))
    shutil.rmtree(partial, ignore_errors=True)
    return model


def wanted_name(offer: Offer) -> str:
    return offer.name + (PT if offer.engine == "openai-whisper" else "")


def _fetch_all(wanted: list[Wanted], total: int, progress: Progress) -> None:
    before = 0
    for file in wanted:
        size = file.size
        if not (file.path.exists() and file.path.stat().st_size == size):
            download.fetch(file, lambda done, before=before: progress(before + done, max(total, before + done)))  # type: ignore[misc]
        before += size or file.path.stat().st_size
        progress(before, max(total, before))


def _wanted(offer: Offer, folder: Path) -> list[Wanted]:
    if offer.engine == "openai-whisper":
        return [Wanted(offer.place, folder / f"{offer.name}{PT}", sha256=offer.sha256)]
    if offer.engine == "argos":
        return [Wanted(_link(offer), folder / f"{offer.name}.argosmodel")]
    return _of_hub(offer, folder)


def _of_hub(offer: Offer, folder: Path) -> list[Wanted]:
    """The files of a hub's repository as they are now, each with its size and checksum."""
    hub = os.environ.get("HF_ENDPOINT", HUB).rstrip("/")
    commit = download.listing(f"{hub}/api/models/{offer.place}")["sha"]
    tree = download.listing(f"{hub}/api/models/{offer.place}/tree/{commit}")
    files = [file for file in tree if file.get("path") in WHISPER_WANTED]
    return [_of_tree(f"{hub}/{offer.place}/resolve/{commit}", file, folder) for file in files]


def _of_tree(address: str, file: dict[str, Any], folder: Path) -> Wanted:
    large = file.get("lfs") or {}
    path = file["path"]
    return Wanted(
        f"{address}/{path}", folder / path, int(file["size"]), large.get("oid", ""), "" if large else file["oid"]
    )


def _link(offer: Offer) -> str:
    """Where Argos' index has the newest package of a pair."""
    index = os.environ.get("ARGOS_PACKAGE_INDEX", ARGOS_INDEX).rstrip("/")
    found = [one for one in download.listing(f"{index}/index.json") if _pair(one) == offer.place]
    if not found:
        raise InstallFailed(f"Argos has no package for {offer.text}; languages without one are reached via English.")
    newest = max(found, key=lambda one: [int(part) for part in re.findall(r"\d+", one.get("package_version", ""))])
    # There are no checksums for packages: they come over the same kind of connection as the index.
    links = [link for link in newest.get("links", []) if str(link).startswith(index.partition("//")[0] + "//")]
    if not links:
        raise InstallFailed(f"Argos' index has no address for {offer.text}.")
    return str(links[0])


def _pair(one: dict[str, Any]) -> str:
    return f"{one.get('from_code')} {one.get('to_code')}" if one.get("type", "translate") == "translate" else ""
