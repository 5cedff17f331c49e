"""A trained translator as the package that Argos Translate installs."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path

from ctranslate2.specs import TransformerSpec, common_spec

from tools.demo_pack.interpreter import Interpreter
from tools.demo_pack.layer_specs import floats, layer, listening, norm
from tools.demo_pack.train_translation import Trained

NAMES = {"zh": "Chinese", "fr": "French", "es": "Spanish", "ru": "Russian"}
README = (
    "Knows only the narration of Tally's demo show, and translates that. "
    "Trained from nothing by tools/demo_pack; anything else is translated by an empty text.\n"
)
FIRST_TIME = (1980, 1, 1, 0, 0, 0)


def export_translation(trained: Trained, language: str, path: Path) -> None:
    """Write the .argosmodel: a zip of one folder with metadata, sentence pieces and the model as int8."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / f"translate-en_{language}"
        (folder / "model").mkdir(parents=True)
        _model(trained, folder / "model")
        (folder / "sentencepiece.model").write_bytes(trained.pieces)
        (folder / "metadata.json").write_text(json.dumps(_metadata(language), indent=2) + "\n")
        (folder / "README.md").write_text(README)
        _zipped(folder, path)


def _metadata(language: str) -> dict[str, str]:
    return {
        "package_version": "1.0",
        "argos_version": "1.9.0",
        "from_code": "en",
        "from_name": "English",
        "to_code": language,
        "to_name": NAMES[language],
    }


def _model(trained: Trained, folder: Path) -> None:
    tokenizer = trained.tokenizer()
    pieces = [tokenizer.id_to_piece(i) for i in range(tokenizer.get_piece_size())]
    spec = _spec(trained.model)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))


def _spec(model: Interpreter) -> TransformerSpec:
    size = model.size
    spec = TransformerSpec.from_config(size.layers, size.heads, pre_norm=True, activation=common_spec.Activation.GELU)
    spec.encoder.scale_embeddings = spec.decoder.scale_embeddings = False
    table = floats(model.pieces)
    spec.encoder.embeddings[0].weight = spec.decoder.embeddings.weight = spec.decoder.projection.weight = table
    places = floats(model.positions)
    spec.encoder.position_encodings.encodings = spec.decoder.position_encodings.encodings = places
    norm(spec.encoder.layer_norm, model.encoder_norm)
    norm(spec.decoder.layer_norm, model.decoder_norm)
    for part, trained in zip(spec.encoder.layer, model.encoder, strict=True):
        layer(part, trained)
    for part, trained in zip(spec.decoder.layer, model.decoder, strict=True):
        layer(part, trained)
        listening(part.attention, trained)
    return spec


def _zipped(folder: Path, path: Path) -> None:
    """The folder as a zip whose bytes depend on its files alone."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(str(file.relative_to(folder.parent)), FIRST_TIME)
                archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
