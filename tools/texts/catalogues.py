"""The catalogues in locale/: read, brought up to date with the source, written and compiled."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale

from tools.texts.found import DOMAINS, ROOT, found

LANGUAGES = tuple(code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
PLURALS = {"de": "nplurals=2; plural=(n != 1);", "zh-hans": "nplurals=1; plural=0;"}
WIDTH = 120
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)


def place(language: str, domain: str) -> Path:
    """Where the catalogue of a language lies; compiled it lies beside."""
    return ROOT / "locale" / to_locale(language) / "LC_MESSAGES" / f"{domain}.po"


def read(language: str, domain: str) -> Catalog:
    with place(language, domain).open("rb") as file:
        return read_po(file, locale=to_locale(language), domain=domain)


def merged(language: str, domain: str, texts: Catalog, more: Catalog | None = None) -> Catalog:
    """The source's texts with what is translated of them; `more` fills what is not. What is said no more is gone."""
    known = [read(language, domain)] if place(language, domain).exists() else []
    known += [more] if more else []
    fresh = Catalog(locale=to_locale(language), domain=domain, fuzzy=False)
    for message in texts:
        if message.id:
            said = translated(message, known, fresh.num_plurals)
            fresh.add(message.id, said, locations=message.locations, context=message.context)
    return fresh


def translated(message: Message, known: list[Catalog], forms: int) -> str | tuple[str, ...]:
    """What the first of these catalogues says for a text, in all its forms; else nothing."""
    for catalogue in known:
        there = catalogue.get(message.id, message.context)
        if there is not None and there.string and not there.fuzzy:
            strings = (there.string,) if isinstance(there.string, str) else tuple(there.string)
            if all(strings) and bool(message.pluralizable) == bool(there.pluralizable):
                return strings if message.pluralizable else strings[0]
    return ("",) * forms if message.pluralizable else ""


def missing(catalogue: Catalog) -> list[str]:
    """The texts that have no translation, by their first form."""
    untold = (one for one in catalogue if one.id and not whole(one))
    return [one.id if isinstance(one.id, str) else one.id[0] for one in untold]


def whole(message: Message) -> bool:
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return bool(forms) and all(forms)


def written(catalogue: Catalog, language: str) -> bytes:
    """The text of a catalogue file: in the order of the texts, so that two hands seldom meet in one line."""
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {to_locale(language)}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS[language]}\\n"\n'
    )
    body = io.BytesIO()
    write_po(body, catalogue, width=WIDTH, omit_header=True, sort_output=True, no_location=True)
    return head.encode() + b"\n" + body.getvalue().strip() + b"\n"


def compiled(text: bytes, language: str) -> bytes:
    """What Django reads, of a catalogue file. The same text makes the same bytes."""
    body, catalogue = io.BytesIO(), read_po(io.BytesIO(text), locale=to_locale(language))
    catalogue.creation_date = catalogue.revision_date = UNDATED
    write_mo(body, catalogue)
    return body.getvalue()


def bring_up_to_date(language: str, domain: str, more: Catalog | None = None) -> list[str]:
    """Write both files of a catalogue; what is not translated yet."""
    catalogue = merged(language, domain, found(domain), more)
    path, text = place(language, domain), written(catalogue, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    path.with_suffix(".mo").write_bytes(compiled(text, language))
    return missing(catalogue)


__all__ = ["DOMAINS", "LANGUAGES", "bring_up_to_date", "compiled", "merged", "missing", "place", "read", "written"]
