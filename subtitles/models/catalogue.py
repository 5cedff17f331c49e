"""The models that can be had from the network, by name. Nothing here is fetched until an operator asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from subtitles.models.model import Kind
from subtitles.models.store import installed

MB = 1_000_000
OPENAI = "https://openaipublic.azureedge.net/main/whisper/models"


@dataclass(frozen=True, slots=True)
class Offer:
    """A model by its name; `bytes` is about what is downloaded, 0 where that is not known before.

    `place` is a repository of a model hub (faster-whisper), an address (openai-whisper), or a pair (Argos).
    """

    name: str
    kind: Kind
    engine: str
    text: str
    place: str
    bytes: int = 0
    sha256: str = ""
    installed: bool = False

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "place"}


# Name, repository, megabytes, what to expect of it.
FASTER = [
    ("tiny", "Systran/faster-whisper-tiny", 78, "fastest, many mistakes"),
    ("tiny.en", "Systran/faster-whisper-tiny.en", 78, "fastest, English only"),
    ("base", "Systran/faster-whisper-base", 148, "fast, mistakes in noise"),
    ("base.en", "Systran/faster-whisper-base.en", 148, "fast, English only"),
    ("small", "Systran/faster-whisper-small", 486, "good; what most machines can do live"),
    ("small.en", "Systran/faster-whisper-small.en", 486, "good, English only"),
    ("medium", "Systran/faster-whisper-medium", 1530, "better; wants fast cores"),
    ("medium.en", "Systran/faster-whisper-medium.en", 1530, "better, English only; wants fast cores"),
    ("large-v2", "Systran/faster-whisper-large-v2", 3090, "best; too slow for most machines live"),
    ("large-v3", "Systran/faster-whisper-large-v3", 3090, "best; too slow for most machines live"),
    ("large-v3-turbo", "mobiuslabsgmbh/faster-whisper-large-v3-turbo", 1620, "nearly the best; wants fast cores"),
    ("distil-large-v3", "Systran/faster-distil-whisper-large-v3", 1520, "nearly the best, English only"),
]
# The addresses hold the checksum, as in openai-whisper itself.
OPENAI_SUMS = {
    "tiny": (75, "65147644a518d12f04e32d6f3b26facc3f8dd46e5390956a9424a650c0ce22b9"),
    "tiny.en": (75, "d3dd57d32accea0b295c96e26691aa14d8822fac7d9d27d5dc00b4ca2826dd03"),
    "base": (145, "ed3a0b6b1c0edf879ad9b11b1af5a0e6ab5db9205f891f668f8b0e6c6326e34e"),
    "base.en": (145, "25a8566e1d0c1e2231d1c762132cd20e0f96a85d16145c3a00adf5d1ac670ead"),
    "small": (483, "9ecf779972d90ba49c06d968637d720dd632c55bbf19d441fb42bf17a411e794"),
    "small.en": (483, "f953ad0fd29cacd07d5a9eda5624af0f6bcf2258be67c92b79389873d91e0872"),
    "medium": (1530, "345ae4da62f9b3d59415adc60127b97c714f32e89e936602e85993674d08dcb1"),
    "medium.en": (1530, "d7440d1dc186f76616474e0ff0b3b6b879abc9d1a4926b7adfa41db2d497ab4f"),
    "large-v2": (3090, "81f7c96c852ee8fc832187b0132e569d6c3065a3252ed18e56effd0b6a73e524"),
    "large-v3": (3090, "e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb"),
    "large-v3-turbo": (1620, "aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a"),
}
# The languages that Argos has packages for, to and from English; its index, asked at an installation, has them all.
ARGOS = {
    "ar": "Arabic", "az": "Azerbaijani", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech",
    "da": "Danish", "de": "German", "el": "Greek", "eo": "Esperanto", "es": "Spanish", "et": "Estonian",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian",
    "ms": "Malay", "nb": "Norwegian", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sv": "Swedish", "th": "Thai",
    "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "zh": "Chinese",
    "zt": "Chinese (traditional)",
}  # fmt: skip
ABOUT_A_PAIR = 100 * MB


def offers() -> list[Offer]:
    """Everything with a name, and whether it is installed (the demo pack is no installed model)."""
    there = {model.name for model in installed() if model.ok and not model.demo}
    return [_marked(offer, offer.name in there) for offer in (*_faster(), *_openai(), *_argos())]


def offered(name: str) -> Offer | None:
    """The offer called so; any `translate-xx_yy` is one, for the index may know pairs that we do not."""
    for offer in (*_faster(), *_openai(), *_argos()):
        if offer.name == name:
            return offer
    source, _, target = name.removeprefix("translate-").partition("_")
    if name.startswith("translate-") and source.isalpha() and target.isalpha():
        return Offer(name, "translate", "argos", f"{source} to {target}", f"{source} {target}", ABOUT_A_PAIR)
    return None


def _marked(offer: Offer, there: bool) -> Offer:
    return Offer(
        offer.name, offer.kind, offer.engine, offer.text, offer.place, offer.bytes, offer.sha256, installed=there
    )


def _faster() -> list[Offer]:
    return [Offer(name, "speech", "faster-whisper", text, place, size * MB) for name, place, size, text in FASTER]


def _openai() -> list[Offer]:
    return [
        Offer(f"openai-{name}", "speech", "openai-whisper", "slower; needs torch", f"{OPENAI}/{sum_}/{name}.pt",
              size * MB, sum_)
        for name, (size, sum_) in OPENAI_SUMS.items()
    ]  # fmt: skip


def _argos() -> list[Offer]:
    ways = [way for code in ARGOS for way in (("en", code), (code, "en"))]
    names = {"en": "English", **ARGOS}
    return [
        Offer(f"translate-{a}_{b}", "translate", "argos", f"{names[a]} to {names[b]}", f"{a} {b}", ABOUT_A_PAIR)
        for a, b in ways
    ]
