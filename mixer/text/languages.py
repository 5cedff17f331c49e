"""What a language says about its script."""

from __future__ import annotations

RTL = frozenset({"ar", "he", "fa", "ur", "yi"})
"""Written from right to left."""

_KANA, _HANGUL = range(0x3040, 0x3100), range(0xAC00, 0xD7A4)


def base(code: str) -> str:
    """`pt-br` is read as `pt` is."""
    return code.partition("-")[0]


def is_rtl(code: str) -> bool:
    return base(code) in RTL


def guessed(text: str) -> str:
    """The language of a text nobody named one for, as far as its characters tell: it decides between CJK faces."""
    if any(ord(one) in _KANA for one in text):
        return "ja"
    return "ko" if any(ord(one) in _HANGUL for one in text) else ""
