"""The live texts of stored overlays: those that their kind has, or that a graphic asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mixer.protocol.graphics import defaults_of, described_content, texts_of, wrong_fields
from mixer.protocol.kinds import OVERLAYS
from studio.errors import FieldError, Invalid


def check_fields(content: Any, fields: Mapping[str, str]) -> None:
    """Raise Invalid for live texts that such an overlay does not have, or that its graphic cannot show."""
    wrong = wrong_texts(content, fields, "this overlay")
    if strangers := [FieldError(f"fields.{name}", words) for name, words in wrong.items()]:
        raise Invalid(strangers)


def wrong_texts(content: Any, fields: Mapping[str, str], called: str) -> dict[str, str]:
    """What is wrong with live texts, by name."""
    described = described_content(content)
    if described is not None:
        wrong = wrong_fields(fields, described["schema"])
        return wrong.named if wrong else {}
    known = OVERLAYS.get(str(content.get("kind"))) if isinstance(content, dict) else None
    if known and known.any_fields:
        return {}
    has = sorted(known.fields) if known else []
    words = f"not known here; expected one of {', '.join(has)}" if has else f"not known here; {called} has none"
    return {name: words for name in fields if name not in has}


def usual_fields(content: Any) -> dict[str, str]:
    """The live texts of a graphic that nobody has set, as its schema has them."""
    described = described_content(content)
    return texts_of(defaults_of(described["schema"])) if described else {}


def kept_fields(content: Any, fields: Mapping[str, str]) -> dict[str, str]:
    """Of these live texts those that an overlay of this content has too."""
    wrong = wrong_texts(content, fields, "")
    return {name: text for name, text in fields.items() if name not in wrong}
