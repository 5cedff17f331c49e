"""Models that weigh nothing: real files of real formats, whose weights nobody trained."""

from __future__ import annotations

import json
import random
import zipfile
from pathlib import Path

WHISPER = ("model.bin", "config.json", "tokenizer.json", "vocabulary.json")


def looks_like_whisper(folder: Path) -> Path:
    """A directory with the files of a faster-whisper model, which no engine could open."""
    folder.mkdir(parents=True)
    for name in WHISPER:
        (folder / name).write_text("{}")
    return folder


def looks_like_argos(path: Path, source: str = "en", target: str = "fr", **metadata: str) -> Path:
    """An .argosmodel file with everything in its place and nothing in it."""
    told = {"package_version": "1.0", "from_code": source, "to_code": target, **metadata}
    with zipfile.ZipFile(path, "w") as archive:
        top = f"translate-{source}_{target}"
        archive.writestr(f"{top}/metadata.json", json.dumps(told))
        archive.writestr(f"{top}/model/model.bin", "")
        archive.writestr(f"{top}/sentencepiece.model", "")
    return path


def whisper_directory(folder: Path) -> Path:
    """An untrained Whisper of one layer, as faster-whisper opens it."""
    import torch

    from tools.demo_pack.export_speech import export_speech
    from tools.demo_pack.listener import Listener, Size
    from tools.demo_pack.tokens import rows

    torch.manual_seed(1)
    size = Size(state=64, encoder_heads=1, decoder_heads=2, encoder_layers=1, decoder_layers=2)
    export_speech(Listener(size, rows(), letters=30, words=30), folder)
    return folder


def openai_file(path: Path) -> Path:
    """An untrained Whisper of one layer, as openai-whisper opens it."""
    import torch
    from whisper.model import ModelDimensions, Whisper

    torch.manual_seed(1)
    size = ModelDimensions(80, 1500, 64, 1, 1, 51_865, 448, 64, 1, 1)
    torch.save({"dims": vars(size), "model_state_dict": Whisper(size).state_dict()}, path)
    return path


def argos_file(path: Path, work: Path) -> Path:
    """An untrained translator from English to French, as Argos opens it."""
    from tools.demo_pack.export_translation import export_translation
    from tools.demo_pack.interpreter import Interpreter, InterpreterSize
    from tools.demo_pack.train_translation import Trained, sentence_pieces

    work.mkdir(parents=True, exist_ok=True)
    pieces = sentence_pieces("fr", work, random.Random(1))
    count = Trained(Interpreter(InterpreterSize(1)), pieces).tokenizer().get_piece_size()
    export_translation(Trained(Interpreter(InterpreterSize(count, state=32, layers=1)), pieces), "fr", path)
    return path
