"""Reading the plain value that a script assigns, without running it: what JSON5 allows, and texts joined with +."""

from __future__ import annotations

import re
from typing import Any

DEEPEST, LONGEST = 16, 200_000
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_NUMBER = re.compile(r"[+-]?(?:0x[0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}


def literal_after(text: str, name: str) -> Any:
    """The value of `name = …` (or `name: …`) in a script; None where it is not there, or no plain value."""
    found = re.search(rf"\b{re.escape(name)}\b[\"']?\s*[=:](?!=)", text)
    if found is None:
        return None
    try:
        return _Reader(text[found.end() : found.end() + LONGEST]).value()
    except (ValueError, IndexError, OverflowError):
        return None


class _Reader:
    """Reads one value from the beginning of a text. Raises ValueError or IndexError for what is none."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def value(self, depth: int = 0) -> Any:
        if depth > DEEPEST:
            raise ValueError("nested too deep")
        match self._next():
            case "{":
                return self._object(depth)
            case "[":
                return self._array(depth)
            case '"' | "'" | "`":
                return self._strings()
        return self._word()

    def _next(self) -> str:
        if space := _SPACE.match(self.text, self.at):
            self.at = space.end()
        return self.text[self.at]

    def _object(self, depth: int) -> dict[str, Any]:
        self.at += 1
        found: dict[str, Any] = {}
        while (sign := self._next()) != "}":
            key = self._string() if sign in "\"'`" else self._name()
            if self._next() != ":":
                raise ValueError("expected a colon")
            self.at += 1
            found[key] = self.value(depth + 1)
            self._comma("}")
        self.at += 1
        return found

    def _array(self, depth: int) -> list[Any]:
        self.at += 1
        found = []
        while self._next() != "]":
            found.append(self.value(depth + 1))
            self._comma("]")
        self.at += 1
        return found

    def _comma(self, end: str) -> None:
        sign = self._next()
        if sign == ",":
            self.at += 1
        elif sign != end:
            raise ValueError("expected a comma")

    def _name(self) -> str:
        found = _NAME.match(self.text, self.at) or _NUMBER.match(self.text, self.at)
        if found is None:
            raise ValueError("expected a name")
        self.at = found.end()
        return found[0]

    def _word(self) -> Any:
        if number := _NUMBER.match(self.text, self.at):
            self.at = number.end()
            return int(number[0], 0) if re.fullmatch(r"[+-]?(0x.*|[1-9]\d*|0)", number[0]) else float(number[0])
        return _WORDS[name] if (name := self._name()) in _WORDS else self._unknown()

    def _unknown(self) -> Any:
        raise ValueError("not a plain value")

    def _strings(self) -> str:
        parts = [self._string()]
        while self.at < len(self.text) and self._next() == "+":
            self.at += 1
            self._next()
            parts.append(self._string())
        return "".join(parts)

    def _string(self) -> str:
        quote = self.text[self.at]
        if quote not in "\"'`":
            raise ValueError("expected a text")
        self.at += 1
        letters = []
        while (sign := self.text[self.at]) != quote:
            self.at += 1
            letters.append(self._escaped() if sign == "\\" else sign)
        self.at += 1
        return "".join(letters)

    def _escaped(self) -> str:
        sign = self.text[self.at]
        self.at += 1
        if sign in "ux":
            size = 4 if sign == "u" else 2
            code = self.text[self.at : self.at + size]
            self.at += size
            return chr(int(code, 16))
        return "" if sign == "\n" else _ESCAPES.get(sign, sign)
