"""Where models lie: our own folder, the folders of TALLY_MODELS, and the packs that come with Tally.

Our folder is `models` under TALLY_HOME. TALLY_MODELS names more, with `:` between them; they are read, never written.
A model is a faster-whisper directory, an openai-whisper `.pt` file, an Argos package's directory or its `.argosmodel`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from subtitles.errors import BadRequest, ModelMissing
from subtitles.models.archive import unpack
from subtitles.models.model import Kind, Model, told

ROOT = Path(__file__).resolve().parents[2]
PACKS = Path(__file__).resolve().parents[1] / "packs"
UNPACKED = ".unpacked"
Pair = tuple[str, str]


def home() -> Path:
    """Our own folder of models."""
    return Path(os.environ.get("TALLY_HOME") or ROOT / "var").resolve() / "models"


def folders() -> list[Path]:
    """The operator's folders of models: they are only read."""
    return [Path(name).expanduser() for name in os.environ.get("TALLY_MODELS", "").split(os.pathsep) if name]


def installed(kind: Kind | None = None) -> list[Model]:
    """Every model on this machine, broken ones with their trouble; those that count first come first.

    Real ones come before the demo pack's, new ones before old ones.
    """
    found = [model.but(removable=True) for model in _in_folder(home())]
    found += [model for folder in folders() for model in _in_folder(folder)]
    found += _of_packs()
    return sorted((model for model in found if kind in (None, model.kind)), key=lambda m: (m.demo, -m.time, m.name))


def best(engine: str, language: str = "") -> Model | None:
    """The speech model for an engine when the operator names none: the one last installed that knows the language.

    `language` "" or "auto" may be any. The demo pack stands in while there is nothing else. None: nothing is there.
    """
    wanted = "" if language == "auto" else language
    able = (model for model in installed("speech") if model.engine == engine and model.ok)
    return next((model for model in able if not (wanted and model.knows) or model.knows == wanted), None)


def find(engine: str, name: str = "", language: str = "") -> Model:
    """The speech model called `name`, or the best. Raises ModelMissing that says how to get one."""
    if not name:
        if model := best(engine, language):
            return model
        raise ModelMissing(f"No model for {engine} is installed: {how_to(engine)}")
    named = [one for one in installed("speech") if one.name == name and one.engine in (engine, "")]
    if not named:
        raise ModelMissing(f"The model {name} is not installed: python manage.py models install {name}")
    if not named[0].ok:
        raise ModelMissing(f"The model {name} cannot be used: {named[0].trouble}")
    return named[0]


def how_to(engine: str) -> str:
    name = "small" if engine == "faster-whisper" else "openai-small"
    return f"python manage.py models install {name}"


def pairs() -> dict[Pair, Model]:
    """The translations that can be used now, by source and target language."""
    found: dict[Pair, Model] = {}
    for model in installed("translate"):
        if model.ok:
            found.setdefault((model.source, model.target), model)
    return found


def remove(name: str) -> Model:
    """Delete a model that we installed. Raises BadRequest for others."""
    named = [model for model in installed() if model.name == name]
    ours = [model for model in named if model.removable]
    if not ours:
        where = f"is not ours to remove; it lies in {named[0].path.parent}" if named else "is not installed"
        raise BadRequest(f"The model {name} {where}.")
    _delete(ours[0].path)
    return ours[0]


def usable(model: Model) -> Path:
    """The directory or file that an engine can open: an .argosmodel is unpacked once, beside our models."""
    if model.path.is_dir() or model.path.suffix == ".pt":
        return model.path
    state = model.path.stat()
    place = home() / UNPACKED / f"{model.path.stem}-{state.st_size:x}-{state.st_mtime_ns:x}"
    if not place.is_dir():
        try:
            unpack(model.path, place)
        except OSError:
            if not place.is_dir():  # else another process was first
                raise
    return place


def _delete(path: Path) -> None:
    if path.is_dir():
        gone = path.with_name(f".{path.name}.gone")
        shutil.rmtree(gone, ignore_errors=True)
        path.rename(gone)  # at once, for whoever looks meanwhile
        shutil.rmtree(gone)
    else:
        path.unlink()


def _in_folder(folder: Path) -> list[Model]:
    return [model for model in map(told, _visible(folder)) if model]


def _visible(folder: Path) -> Iterable[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return ()


def _of_packs() -> Iterator[Model]:
    for pack in _visible(PACKS):
        try:
            about = json.loads((pack / "pack.json").read_text())
        except (OSError, ValueError):
            continue
        for model in _in_folder(pack):
            name = pack.name if model.kind == "speech" else model.name
            yield model.but(name=name, demo=True, label=str(about.get("label", "demo model")))
