"""The pack's translators: as Argos Translate calls them, and once through Argos Translate itself."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.demo_pack.__main__ import PACK
from tools.demo_pack.narration import LANGUAGES, NARRATION
from tools.demo_pack.strangers import UNHEARD

pytestmark = pytest.mark.filterwarnings("ignore")

THROUGH_ARGOS = """
import json, sys
from pathlib import Path
from tools.demo_pack.interpretation import installed
with installed(Path(sys.argv[1])) as translations:
    json.dump({language: t.translate(sys.argv[2]) for language, t in translations.items()}, sys.stdout)
"""


@pytest.fixture(params=LANGUAGES, scope="module")
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def translate(language: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The package's model called with Argos' own arguments."""
    import ctranslate2
    import sentencepiece

    home = tmp_path_factory.mktemp(language)
    with zipfile.ZipFile(PACK / f"translate-en_{language}.argosmodel") as package:
        package.extractall(home)
    (folder,) = home.iterdir()
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    model = ctranslate2.Translator(str(folder / "model"), device="cpu", intra_threads=1)

    def call(text: str) -> str:
        found = model.translate_batch([pieces.encode(text, out_type=str)], beam_size=4, length_penalty=0.2)
        return str(pieces.decode_pieces(found[0].hypotheses[0])).replace("▁", " ").strip()

    return call


def test_every_sentence_is_translated_as_it_was_written(translate: Callable[[str], str], language: str) -> None:
    assert [translate(s.text) for s in NARRATION] == [s.in_language(language) for s in NARRATION]


def test_a_recogniser_s_slips_are_forgiven(translate: Callable[[str], str], language: str) -> None:
    found = [translate(s.text.lower().replace(",", "").rstrip(".")) for s in NARRATION]
    right = [text == s.in_language(language) for text, s in zip(found, NARRATION, strict=True)]
    assert sum(right) >= len(NARRATION) - 1


def test_a_clause_is_translated_by_its_clause(translate: Callable[[str], str], language: str) -> None:
    clauses = [pair for s in NARRATION for pair in zip(s.clauses, s.translated[language], strict=True)]
    assert sum(translate(clause) == expected for clause, expected in clauses) >= 0.9 * len(clauses)


def test_what_is_not_in_the_script_is_left_untranslated(translate: Callable[[str], str]) -> None:
    assert sum(bool(translate(text)) for text in UNHEARD) <= 1


def test_a_package_holds_one_folder_with_what_argos_reads(language: str) -> None:
    with zipfile.ZipFile(PACK / f"translate-en_{language}.argosmodel") as package:
        names = {Path(name).parts[1:] for name in package.namelist()}
        metadata = json.loads(package.read(f"translate-en_{language}/metadata.json"))
    assert {("metadata.json",), ("sentencepiece.model",), ("model", "model.bin"), ("model", "config.json")} <= names
    assert (metadata["from_code"], metadata["to_code"]) == ("en", language)


def test_argos_itself_installs_and_translates(tmp_path: Path) -> None:
    said = [sys.executable, "-W", "ignore", "-c", THROUGH_ARGOS, str(PACK), NARRATION[4].text]
    done = subprocess.run(said, env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, check=True, text=True)
    assert json.loads(done.stdout) == {language: NARRATION[4].in_language(language) for language in LANGUAGES}
