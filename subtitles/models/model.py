"""One model on this machine, told from its files alone."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

Kind = Literal["speech", "translate"]
WHISPER_FILES = ("model.bin", "config.json", "tokenizer.json")
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
PIECES = ("sentencepiece.model", "bpe.model")
LARGEST_METADATA = 1 << 20


@dataclass(frozen=True, slots=True)
class Model:
    """A model; `trouble` says what is wrong with one that cannot be used.

    `path` is a directory (faster-whisper, Argos), a .pt file (openai-whisper) or an .argosmodel file. `source` and
    `target` are a translation's languages. `time` is when it was installed, seconds. Only what we installed ourselves
    is `removable`: packs and the folders of TALLY_MODELS are left as they are.
    """

    name: str
    kind: Kind
    engine: str
    path: Path
    source: str = ""
    target: str = ""
    version: str = ""
    demo: bool = False
    label: str = ""
    removable: bool = False
    trouble: str = ""
    time: float = 0.0

    @property
    def ok(self) -> bool:
        return not self.trouble

    @property
    def bytes(self) -> int:
        """What it takes on the disk."""
        if self.path.is_file():
            return self.path.stat().st_size
        return sum(path.stat().st_size for path in self.path.rglob("*") if path.is_file())

    @property
    def knows(self) -> str:
        """The one language of a model that knows no other; "" for all."""
        return "en" if self.demo or self.name.endswith(".en") or self.name.startswith("distil-") else ""

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "path"}
        return told | {"ok": self.ok, "bytes": self.bytes}

    def but(self, **changes: Any) -> Model:
        return replace(self, **changes)


def told(path: Path) -> Model | None:
    """The model at `path`, with its trouble if it has one; None for what is no model at all."""
    try:
        if path.is_dir():
            return _directory(path)
        if path.suffix == ".argosmodel":
            return _packed(path)
        if path.suffix == ".pt":
            return Model(path.stem, "speech", "openai-whisper", path, time=path.stat().st_mtime)
    except (OSError, ValueError, TypeError, KeyError, zipfile.BadZipFile) as error:
        kind: Kind = "translate" if path.name.startswith("translate-") else "speech"
        return Model(path.stem, kind, "", path, trouble=f"{path.name} cannot be read: {error}")
    return None


def _directory(path: Path) -> Model | None:
    time = path.stat().st_mtime
    if (path / "metadata.json").is_file():
        return _argos(path, json.loads((path / "metadata.json").read_text()), _names(path)).but(time=time)
    if (path / "model.bin").exists() or (path / "config.json").exists():
        return Model(path.name, "speech", "faster-whisper", path, trouble=_whisper_trouble(path), time=time)
    if path.name.startswith("translate-"):
        return Model(path.name, "translate", "argos", path, trouble=f"{path.name} has no metadata.json", time=time)
    return None


def _names(path: Path) -> set[str]:
    return {file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file()}


def _whisper_trouble(path: Path) -> str:
    # Without tokenizer.json faster-whisper would fetch one from the network behind the operator's back.
    missing = [name for name in WHISPER_FILES if not (path / name).is_file()]
    if not any((path / name).is_file() for name in VOCABULARIES):
        missing.append("vocabulary.json")
    return f"{path.name} lacks {', '.join(missing)}" if missing else ""


def _packed(path: Path) -> Model:
    with zipfile.ZipFile(path) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        found = [name for name in entries if name.count("/") == 1 and name.endswith("/metadata.json")]
        if len(found) != 1 or entries[found[0]].file_size > LARGEST_METADATA:
            raise ValueError("it holds no metadata.json of one package")
        metadata = json.loads(archive.read(found[0]))
    top = found[0].removesuffix("metadata.json")
    names = {name.removeprefix(top) for name in entries if name.startswith(top)}
    return _argos(path, metadata, names).but(time=path.stat().st_mtime)


def _argos(path: Path, metadata: dict[str, Any], names: set[str]) -> Model:
    source, target = str(metadata["from_code"]), str(metadata["to_code"])
    version = str(metadata.get("package_version", ""))
    model = Model(f"translate-{source}_{target}", "translate", "argos", path, source, target, version)
    if metadata.get("type", "translate") != "translate":
        return model.but(trouble=f"{path.name} is no translation but {metadata['type']}")
    if "model/model.bin" not in names or not names & set(PIECES):
        return model.but(trouble=f"{path.name} lacks its model or its sentence pieces")
    return model
