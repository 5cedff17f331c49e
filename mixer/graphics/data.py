"""A graphic's data as the desk has it, a text a property, held to the graphic's schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mixer.graphics.gdd import Schema, problems, properties, value_of

WORDS_MOST = 4


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with texts: which the graphic does not have, and all of it in words by name."""

    strangers: list[str]
    named: dict[str, str]

    @property
    def words(self) -> list[str]:
        return [f"{name}: {words}" for name, words in self.named.items()]


def wrong_fields(fields: Mapping[str, str], schema: Schema) -> Wrong | None:
    """None where every text is one of the graphic's and of its type."""
    known = properties(schema)
    strangers = [] if is_open(schema) else sorted(set(fields) - set(known))
    has = f"it has {', '.join(known)}" if known else "it has none"
    named = {name: f"not a text of this graphic; {has}" for name in strangers}
    for name, text in fields.items():
        if name in known and (words := wrong_text(text, known[name])):
            named[name] = words
    return Wrong(strangers, named) if named else None


def wrong_text(text: str, schema: Schema) -> str:
    """What is wrong with one text; empty for nothing."""
    try:
        value = value_of(text, schema)
    except ValueError as error:
        return str(error)
    return "; ".join(list(problems(value, schema))[:WORDS_MOST])


def is_open(schema: Schema) -> bool:
    """Whether it takes texts of any name: a template that does not say which it has."""
    return schema.get("additionalProperties") not in (None, False)
