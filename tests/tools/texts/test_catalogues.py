"""Every language says everything: what the source says is in each catalogue, whole and compiled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings

from tools.texts.catalogues import DOMAINS, LANGUAGES, compiled, merged, missing, place, read, written
from tools.texts.found import SCRIPT, found, in_code, in_template, on_pages
from tools.texts.tables import within, words

NAMED = re.compile(r"%\(\w+\)s|<[^>]+>")
EACH = [(language, domain) for language in LANGUAGES for domain in DOMAINS]


def forms_of(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def said_of(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_the_languages_that_can_be_chosen_have_catalogues() -> None:
    assert [code for code, _ in settings.LANGUAGES] == ["en", *LANGUAGES] == ["en", "zh-hans", "de"]
    assert all(place(*one).exists() for one in EACH)


@pytest.mark.parametrize(("language", "domain"), EACH)
def test_no_text_of_the_source_is_without_a_translation(language: str, domain: str) -> None:
    assert missing(merged(language, domain, found(domain))) == []


@pytest.mark.parametrize(("language", "domain"), EACH)
def test_a_translation_names_the_values_that_its_text_names(language: str, domain: str) -> None:
    for message in read(language, domain):
        named = {name for text in said_of(message) for name in NAMED.findall(text)}
        for form in filter(None, forms_of(message) if message.id else []):
            assert set(NAMED.findall(form)) <= named, form
        assert not message.id or not forms_of(message)[-1] or set(NAMED.findall(forms_of(message)[-1])) == named


@pytest.mark.parametrize(("language", "domain"), EACH)
def test_nothing_is_guessed_and_what_is_served_is_what_was_translated(language: str, domain: str) -> None:
    path = place(language, domain)
    assert not any(message.fuzzy for message in read(language, domain) if message.id)
    assert compiled(path.read_bytes(), language) == path.with_suffix(".mo").read_bytes(), "make texts"


@pytest.mark.parametrize(("language", "domain"), EACH)
def test_the_catalogue_is_as_make_texts_writes_it(language: str, domain: str) -> None:
    assert written(merged(language, domain, found(domain)), language) == place(language, domain).read_bytes()


def test_what_is_translated_stays_when_the_source_says_more() -> None:
    texts = Catalog()
    texts.add("Shows")
    texts.add("Something new")
    fresh = merged("de", "django", texts)
    assert fresh["Shows"].string == "Sendungen" and missing(fresh) == ["Something new"]


def test_texts_are_found_in_templates_code_and_scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.texts.found.ROOT", tmp_path)
    page, script = tmp_path / "page.html", tmp_path / "script.js"
    page.write_text(
        "{% load i18n %}<p title=\"{% translate 'One' %}\">{% blocktranslate trimmed count n=2 with who=a %}\n"
        "  {{ n }} of {{ who }}{% plural %}{{ n }} all of {{ who }}\n{% endblocktranslate %}</p>"
    )
    script.write_text(
        'const a = gettext("Two"), b = h(`x ${ngettext("%(n)s b", "%(n)s bs", n)}`), c = gettext_noop("Three");'
    )
    assert list(in_template(page)) == [
        ("page.html", "One"), ("page.html", ("%(n)s of %(who)s", "%(n)s all of %(who)s")),
    ]  # fmt: skip
    assert [text for _, text in in_code(script, "javascript", SCRIPT)] == ["Two", ("%(n)s b", "%(n)s bs"), "Three"]


def test_texts_of_pages_are_those_of_templates_and_of_the_studios_code() -> None:
    assert {"Viewer", "takes", "starts %(time)s", "Nothing here"} <= {text for _, text in on_pages()}


def test_words_of_kinds_their_forms_and_graphics_are_found_in_their_tables() -> None:
    told = {text for _, text in words()}
    assert {"Push to us", "Wipe", "Stream key", "Another server", "Home’s score", "Product card", "Four up"} <= told
    form = {"name": "x", "label": "Size", "default": {"label": "not this"}, "choices": [["a", "Large"]], "help": ""}
    assert list(within([form])) == ["Size", "Large"]


def test_a_word_in_a_context_is_a_text_of_its_own() -> None:
    texts, more = Catalog(), Catalog()
    for context in (None, "page"):
        texts.add("Next", context=context)
    more.add("Next", "Weiter", context="page")
    assert texts.get("Next", "page") is not texts.get("Next")
    assert merged("de", "nowhere", texts, more).get("Next", "page").string == "Weiter"  # type: ignore[union-attr]
    assert missing(merged("de", "nowhere", texts, more)) == ["Next"]
    assert {"page", "graphic"} <= {message.context for message in found("djangojs")}
