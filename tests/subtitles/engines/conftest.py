from __future__ import annotations

from pathlib import Path

import pytest

from tests.subtitles import tiny


@pytest.fixture(scope="session")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained model for faster-whisper."""
    pytest.importorskip("faster_whisper", reason="pip install -r requirements-captions.txt, then this runs")
    return tiny.whisper_directory(tmp_path_factory.mktemp("whisper") / "tiny")


@pytest.fixture(scope="session")
def openai(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained model for openai-whisper."""
    pytest.importorskip("whisper", reason="pip install -r requirements-captions.txt, then this runs")
    return tiny.openai_file(tmp_path_factory.mktemp("openai") / "openai-own.pt")


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained package for Argos, English to French."""
    pytest.importorskip("sentencepiece", reason="pip install -r requirements-captions.txt, then this runs")
    folder = tmp_path_factory.mktemp("argos")
    return tiny.argos_file(folder / "translate-en_fr.argosmodel", folder / "work")
