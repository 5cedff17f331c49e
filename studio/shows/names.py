"""What people may call things: one line that reads as it is written."""

from __future__ import annotations

import unicodedata
from typing import Any

from studio.errors import FieldError, Invalid

_TURNING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}  # bidi embeddings and overrides
_NO_TEXT = {"Cc", "Cs", "Zl", "Zp"}  # control characters, halves of characters, line and paragraph separators


def odd_in(name: str) -> str:
    """The first character that a name may not have, as `U+202E`; "" when there is none.

    Joiners and marks of direction stay: emoji, Persian and Hebrew need them.
    """
    odd = next((c for c in name if c in _TURNING or unicodedata.category(c) in _NO_TEXT), "")
    return f"U+{ord(odd):04X}" if odd else ""


def refusal_of(name: str) -> str:
    """Why this is no name, in words; "" when it is one."""
    odd = odd_in(name)
    return f"a name is one line of printable text, found {odd}" if odd else ""


def check_file(file: dict[str, Any]) -> None:
    """Raise Invalid for names in a show file (from `read_show`) that could not be given here."""
    named = [("", file), *((f"{kind}.{number}.", one) for kind in ("sources", "layouts", "scenes", "overlays")
                           for number, one in enumerate(file[kind]))]  # fmt: skip
    errors = [FieldError(f"{place}name", why) for place, one in named if (why := refusal_of(one["name"]))]
    if errors:
        raise Invalid(errors, "bad_show")
