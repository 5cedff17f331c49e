"""The engines behind captions: speech to words, words to other languages.

To add one, write a module with `load` and name it in a table. Heavy libraries are imported inside, when one is loaded:
torch comes into a process only with openai-whisper.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from subtitles.engines import argos, faster, openai
from subtitles.values import Recognise, Translate

RECOGNISERS: dict[str, Callable[[Path], Recognise]] = {"faster-whisper": faster.load, "openai-whisper": openai.load}
"""What opens a model for an engine. Raises ModelMissing, EngineFailed."""

TRANSLATORS: dict[str, Callable[[], Translate]] = {"argos": argos.load}

PACKAGES = {
    "faster-whisper": ("faster-whisper", "ctranslate2"),
    "openai-whisper": ("openai-whisper", "torch"),
    "argos": ("argostranslate", "ctranslate2"),
}


def versions(engine: str) -> str:
    """The packages an engine runs on, as `faster-whisper 1.2.1, ctranslate2 4.8.5`; "" where one is missing."""
    try:
        return ", ".join(f"{name} {version(name)}" for name in PACKAGES.get(engine, ()))
    except PackageNotFoundError:
        return ""
