"""The translators' figures, taken through Argos Translate itself."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import sacrebleu

from tools.demo_pack.narration import LANGUAGES, NARRATION
from tools.demo_pack.phrasebook import heard
from tools.demo_pack.strangers import UNHEARD


class Translation(Protocol):
    """What Argos Translate calls a translation."""

    def translate(self, text: str) -> str: ...


class OneSentence:
    """Argos' sentence splitter for who already has sentences; its own would be downloaded."""

    def split_sentences(self, text: str) -> list[str]:
        return [text]


@contextmanager
def installed(folder: Path) -> Iterator[dict[str, Translation]]:
    """The pack's translations by language, installed into a home of their own.

    Argos reads its folders from the environment when it is first imported,
    so this works once in a process that has not imported it.
    """
    with tempfile.TemporaryDirectory() as home:
        for name in ("ARGOS_PACKAGES_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = str(Path(home) / name.lower())
        from argostranslate import package, translate

        for language in LANGUAGES:
            package.install_from_path(folder / f"translate-en_{language}.argosmodel")
        found = {}
        for language in LANGUAGES:
            found[language] = translate.get_translation_from_codes("en", language)
            found[language].underlying.sentencizer = OneSentence()
        yield found


def examine(folder: Path) -> dict[str, dict[str, float]]:
    with installed(folder) as translations:
        return {language: _figures(translation, language) for language, translation in translations.items()}


def _figures(translation: Translation, language: str) -> dict[str, float]:
    references = [sentence.in_language(language) for sentence in NARRATION]
    clean = [translation.translate(sentence.text) for sentence in NARRATION]
    chance = random.Random(5)
    slipped = [translation.translate(heard(sentence.clauses, chance)) for sentence in NARRATION]
    clauses = [(c, t) for s in NARRATION for c, t in zip(s.clauses, s.translated[language], strict=True)]
    unknown = [translation.translate(text).strip() for text in UNHEARD]
    return {
        "bleu": _bleu(clean, references, language),
        "bleu_with_slips": _bleu(slipped, references, language),
        "bleu_of_clauses": _bleu([translation.translate(c) for c, _ in clauses], [t for _, t in clauses], language),
        "unknown_translated": sum(bool(text) for text in unknown),
    }


def _bleu(found: list[str], references: list[str], language: str) -> float:
    tokenizer = "zh" if language == "zh" else "13a"
    return round(sacrebleu.corpus_bleu(found, [references], tokenize=tokenizer).score, 1)
