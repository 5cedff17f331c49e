"""Argos' way through the packages, with packages that only say what they were asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from subtitles.engines import argos
from subtitles.engines.argos import Argos
from subtitles.errors import EngineFailed
from subtitles.models.model import Model


@dataclass
class Packages:
    """Packages by pair; each puts its target before the text. `answers` says otherwise for a pair."""

    pairs: list[tuple[str, str]]
    answers: dict[str, Callable[[str, bool], str]] = field(default_factory=dict)
    asked: list[tuple[str, str, bool]] = field(default_factory=list)

    def there(self) -> dict[tuple[str, str], Model]:
        return {
            (a, b): Model(f"translate-{a}_{b}", "translate", "argos", Path(f"/nowhere/{a}_{b}.pt"), a, b)
            for a, b in self.pairs
        }

    def open(self, path: Path, folder: Path) -> Callable[[str, bool], str]:
        def pair(text: str, penalised: bool) -> str:
            self.asked.append((path.stem, text, penalised))
            answer = self.answers.get(path.stem)
            return answer(text, penalised) if answer else f"{path.stem[-2:]}:{text}"

        return pair


def translator(packages: Packages, patience_s: float = 20.0) -> Argos:
    return Argos(packages.there, Path("/nowhere"), patience_s, packages.open)


@pytest.fixture(autouse=True)
def short_openings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(argos, "OPENING_S", 0.0)
    yield


def test_one_sentence_becomes_all_languages() -> None:
    texts = translator(Packages([("en", "fr"), ("en", "zh")]))("Hello there.", "en", ("zh", "fr", "en"))
    assert {code: one.text for code, one in texts.items()} == {
        "zh": "zh:Hello there.", "fr": "fr:Hello there.", "en": "Hello there.",
    }  # fmt: skip
    assert not [one for one in texts.values() if one.via or one.fallback]


def test_a_language_without_a_package_is_reached_via_english_and_says_so() -> None:
    packages = Packages([("fr", "de"), ("de", "zh"), ("fr", "en"), ("en", "zh"), ("en", "es")])
    texts = translator(packages)("Bonsoir.", "fr", ("zh", "es", "de"))
    assert {code: one.via for code, one in texts.items()} == {"zh": "en", "es": "en", "de": ""}
    assert texts["zh"].text == "zh:en:Bonsoir."
    # What goes via English is put into English once.
    assert [name for name, _, _ in packages.asked].count("fr_en") == 1


def test_a_missing_pair_is_said_with_the_command_and_the_source_stands_in() -> None:
    texts = translator(Packages([("en", "fr")]))("Hello.", "en", ("ru", "fr"))
    assert texts["ru"].text == "Hello." and "models install translate-en_ru" in texts["ru"].fallback
    assert texts["fr"].fallback == ""


def test_other_names_of_a_language_find_its_package() -> None:
    texts = translator(Packages([("en", "zt"), ("en", "zh")]))("Hello.", "en", ("zh-hant", "zh-cn"))
    assert [one.text for one in texts.values()] == ["zt:Hello.", "zh:Hello."]


def test_a_sentence_is_translated_once_and_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(argos, "REMEMBERED", 2)
    packages = Packages([("en", "fr")])
    translate = translator(packages)
    for text in ("One.", "One.", "Two.", "Three.", "Three.", "One."):
        translate(text, "en", ("fr",))
    assert [text for _, text, _ in packages.asked] == ["One.", "Two.", "Three.", "One."]


def test_a_loop_is_tried_once_more_with_a_penalty() -> None:
    def loops(text: str, penalised: bool) -> str:
        return "bonsoir et bienvenue" if penalised else "bon bon bon bon bon"

    packages = Packages([("en", "fr")], {"en_fr": loops})
    assert translator(packages)("Good evening.", "en", ("fr",))["fr"].text == "bonsoir et bienvenue"
    assert [penalised for _, _, penalised in packages.asked] == [False, True]


def test_junk_is_never_shown() -> None:
    packages = Packages([("en", "fr")], {"en_fr": lambda text, penalised: "bon bon bon bon"})
    found = translator(packages)("Good evening.", "en", ("fr",))["fr"]
    assert found.text == "Good evening." and "repeated itself" in found.fallback


def test_a_package_that_hangs_costs_only_its_own_language_and_no_more_than_the_patience() -> None:
    free = threading.Event()

    def hangs(text: str, penalised: bool) -> str:
        free.wait(20)
        return text

    translate = translator(Packages([("en", "fr"), ("en", "zh")], {"en_fr": hangs}), patience_s=0.1)
    found = translate("Good evening.", "en", ("fr",))["fr"]
    assert "longer than 0.1 s" in found.fallback
    free.set()
    translate.thread.submit(int).result()
    assert translate("Good evening.", "en", ("zh",))["zh"].fallback == ""


def test_a_package_that_cannot_be_opened_says_so_and_the_others_go_on() -> None:
    def broken(text: str, penalised: bool) -> str:
        raise EngineFailed("The package en_fr cannot be opened: it is damaged")

    texts = translator(Packages([("en", "fr"), ("en", "zh")], {"en_fr": broken}))("Hello.", "en", ("fr", "zh"))
    assert "damaged" in texts["fr"].fallback and texts["zh"].text == "zh:Hello."


def test_packages_that_are_installed_on_air_count_with_the_next_sentence() -> None:
    packages = Packages([])
    translate = translator(packages)
    assert translate("One.", "en", ("fr",))["fr"].fallback
    packages.pairs.append(("en", "fr"))
    assert translate("Two.", "en", ("fr",))["fr"].text == "fr:Two."
