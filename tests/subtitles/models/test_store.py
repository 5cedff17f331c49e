from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from subtitles import models
from subtitles.errors import BadRequest, ModelMissing
from subtitles.models import store
from subtitles.models.model import told
from tests.subtitles.tiny import looks_like_argos, looks_like_whisper


def pack(folder: Path) -> None:
    """A demo pack like the one that comes with Tally."""
    looks_like_whisper(folder / "demo" / "speech")
    looks_like_argos(folder / "demo" / "translate-en_fr.argosmodel")
    (folder / "demo" / "narration.json").write_text("[]")
    (folder / "demo" / "pack.json").write_text(json.dumps({"label": "demo model: knows little"}))


def test_with_nothing_installed_the_words_say_how_to_get_a_model(home: Path) -> None:
    assert models.installed() == [] and models.best("faster-whisper") is None
    with pytest.raises(ModelMissing, match="models install small"):
        models.find("faster-whisper")
    with pytest.raises(ModelMissing, match="models install openai-small"):
        models.find("openai-whisper")


def test_the_demo_pack_stands_in_and_says_what_it_is(home: Path, tmp_path: Path) -> None:
    pack(tmp_path / "packs")
    found = models.find("faster-whisper")
    assert (found.name, found.demo, found.label) == ("demo", True, "demo model: knows little")
    assert models.pairs()["en", "fr"].demo and not found.removable


def test_a_real_model_once_installed_counts_before_the_demo_pack(home: Path, tmp_path: Path) -> None:
    pack(tmp_path / "packs")
    looks_like_whisper(home / "small")
    models.from_file(looks_like_argos(tmp_path / "translate-en_fr.argosmodel", package_version="1.9"))
    assert models.find("faster-whisper").name == "small"
    assert models.pairs()["en", "fr"].version == "1.9"


def test_the_model_that_was_installed_last_counts(home: Path) -> None:
    for name, time in (("tiny", 300), ("small", 200), ("base", 100)):
        os.utime(looks_like_whisper(home / name), (time, time))
    assert models.find("faster-whisper").name == "tiny"


def test_a_model_that_knows_only_english_is_not_taken_for_french(home: Path) -> None:
    os.utime(looks_like_whisper(home / "small.en"), (200, 200))
    assert models.best("faster-whisper", "fr") is None
    os.utime(looks_like_whisper(home / "tiny"), (100, 100))
    found = {code: models.find("faster-whisper", "", code).name for code in ("fr", "en", "auto", "")}
    assert found == {"fr": "tiny", "en": "small.en", "auto": "small.en", "": "small.en"}


def test_the_operators_folders_are_read_and_left_alone(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks_like_whisper(tmp_path / "mine" / "house")
    looks_like_argos(tmp_path / "mine" / "translate-en_de.argosmodel", target="de")
    monkeypatch.setenv("TALLY_MODELS", os.pathsep.join([str(tmp_path / "nowhere"), str(tmp_path / "mine")]))
    assert models.find("faster-whisper").name == "house" and ("en", "de") in models.pairs()
    with pytest.raises(BadRequest, match="not ours to remove"):
        models.remove("house")


def test_broken_folders_are_named_and_hide_nothing(home: Path) -> None:
    (home / "translate-en_ru").mkdir(parents=True)
    (home / "translate-en_zh.argosmodel").write_text("no zip")
    (home / "half").mkdir()
    (home / "half" / "model.bin").write_text("")
    (home / "notes").mkdir()
    (home / "odd").mkdir()
    (home / "odd" / "metadata.json").write_text("[]")
    looks_like_argos(home / "translate-en_fr.argosmodel")
    trouble = {model.name: model.trouble for model in models.installed() if not model.ok}
    assert list(models.pairs()) == [("en", "fr")] and set(trouble) == {
        "translate-en_ru", "translate-en_zh", "half", "odd",
    }  # fmt: skip
    assert "no metadata.json" in trouble["translate-en_ru"] and "tokenizer.json" in trouble["half"]
    with pytest.raises(ModelMissing, match="half lacks"):
        models.find("faster-whisper", "half")


def test_an_argosmodel_is_unpacked_once(home: Path, tmp_path: Path) -> None:
    looks_like_argos(tmp_path / "translate-en_fr.argosmodel")
    model = told(tmp_path / "translate-en_fr.argosmodel")
    assert model
    place = store.usable(model)
    assert (place / "metadata.json").is_file() and store.usable(model) == place
    assert models.installed() == []  # what is unpacked is not installed a second time


def test_what_was_installed_can_be_removed(home: Path) -> None:
    looks_like_whisper(home / "tiny")
    assert models.remove("tiny").name == "tiny" and list(home.iterdir()) == []
    with pytest.raises(BadRequest, match="is not installed"):
        models.remove("tiny")


def test_everything_on_offer_has_a_name_and_a_size() -> None:
    names = [offer.name for offer in models.offers()]
    assert len(set(names)) == len(names) and {"small", "openai-small", "translate-en_zh"} <= set(names)
    assert all(offer.bytes > 0 for offer in models.offers())
    assert all(len(offer.sha256) == 64 for offer in models.offers() if offer.engine == "openai-whisper")
