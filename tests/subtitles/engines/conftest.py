from __future__ import annotations

from pathlib import Path

import pytest

from tests.subtitles import tiny


@pytest.fixture(scope="session")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained model for faster-whisper."""
    return tiny.whisper_directory(tmp_path_factory.mktemp("whisper") / "tiny")


@pytest.fixture(scope="session")
def openai(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained model for openai-whisper."""
    return tiny.openai_file(tmp_path_factory.mktemp("openai") / "openai-own.pt")


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained package for Argos, English to French."""
    folder = tmp_path_factory.mktemp("argos")
    return tiny.argos_file(folder / "translate-en_fr.argosmodel", folder / "work")
