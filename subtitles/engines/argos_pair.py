"""One Argos package, opened: `PackageTranslation` itself, kept from its habits that do harm live."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

from subtitles.engines.argos_quiet import argos
from subtitles.errors import EngineFailed

PENALTY = {"repetition_penalty": 1.3, "no_repeat_ngram_size": 3}


class OneSentence:
    """Argos' splitter for who already has sentences; its own are downloaded without asking."""

    def split_sentences(self, text: str) -> list[str]:
        return [text]


class Bounded:
    """A CTranslate2 translator that ends: an answer has at most so many pieces, and a loop can be penalised."""

    def __init__(self, translator: Any) -> None:
        self.translator = translator
        self.penalised = False

    def translate_batch(self, pieces: list[list[str]], **options: Any) -> Any:
        longest = 3 * max(map(len, pieces), default=0) + 20
        more = PENALTY if self.penalised else {}
        return self.translator.translate_batch(pieces, max_decoding_length=longest, **options, **more)


class Pieces:
    """A package's tokenizer that leaves a `_` of the source alone: Argos turns every one into a space."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        self.keeps = False

    def encode(self, sentence: str) -> list[str]:
        self.keeps = "_" in sentence
        pieces: list[str] = self.tokenizer.encode(sentence)
        return pieces

    def decode(self, pieces: list[str]) -> str:
        if self.keeps and hasattr(self.tokenizer, "lazy_processor"):
            return str(self.tokenizer.lazy_processor().decode_pieces(pieces)).replace("▁", " ")
        return str(self.tokenizer.decode(pieces))


class Pair:
    """From one language into another, sentence by sentence. Not for several threads at once."""

    def __init__(self, path: Path, folder: Path) -> None:
        """Open the package's directory at `path`. Raises EngineFailed."""
        translate, package = argos(folder)
        try:
            opened = package.Package(path)
            opened.tokenizer = Pieces(opened.tokenizer)
            self.bounded = Bounded(_translator(path))
            self.translation = _translation(translate, opened, self.bounded)
        except (OSError, RuntimeError, ValueError, AttributeError, KeyError) as error:
            raise EngineFailed(f"The package {path.name} cannot be opened: {error}") from None

    def __call__(self, text: str, penalised: bool = False) -> str:
        self.bounded.penalised = penalised
        try:
            return str(self.translation.hypotheses(text, 1)[0].value).strip()
        except (OSError, RuntimeError, ValueError, IndexError) as error:
            raise EngineFailed(f"Argos failed: {error}") from error


def _translator(path: Path) -> Any:
    import ctranslate2

    return ctranslate2.Translator(str(path / "model"), device="cpu", inter_threads=1, intra_threads=1)


def _translation(translate: ModuleType, package: Any, translator: Bounded) -> Any:
    """Made without its `__init__`, which looks for a splitter (and raises, or goes online, where there is none)."""
    made = translate.PackageTranslation.__new__(translate.PackageTranslation)
    made.from_lang = translate.Language(package.from_code, package.from_name)
    made.to_lang = translate.Language(package.to_code, package.to_name)
    made.pkg, made.translator, made.sentencizer = package, translator, OneSentence()
    return made
