"""Every text that people read, found in the source: on pages and in scripts.

`django` has what templates and the studio's Python say, `djangojs` what scripts say: their own words, and those of the
tables that the console is told (`tools.texts.tables`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.template import Engine
from django.template.base import Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from tools.texts.tables import words

ROOT = Path(__file__).resolve().parents[2]
DOMAINS = ("django", "djangojs")
ONE, COUNTED = (1,), (1, 2)
PYTHON = {"gettext": ONE, "gettext_lazy": ONE, "ngettext": COUNTED, "ngettext_lazy": COUNTED}
SCRIPT = {"gettext": ONE, "gettext_noop": ONE, "ngettext": COUNTED}
IN_CONTEXT = {"pgettext": ((1, "c"), 2)}

Text = str | tuple[str, str]
"""A text, or its forms for one and for many."""
Said = tuple[str, Text]
"""Where it is said, as a path from the root, and what."""


def found(domain: str) -> Catalog:
    """A catalogue of a domain's texts, not translated, in the order of the source."""
    catalogue = Catalog(domain=domain)
    for place, text in FOUND[domain]():
        catalogue.add(text, locations=[(place, 0)])
    for place, context, text in in_contexts() if domain == "djangojs" else ():
        catalogue.add(text, locations=[(place, 0)], context=context)
    return catalogue


def on_pages() -> Iterator[Said]:
    yield from (one for path in sorted((ROOT / "templates").rglob("*.html")) for one in in_template(path))
    yield from (one for path in sorted((ROOT / "studio").rglob("*.py")) for one in in_code(path, "python", PYTHON))


def in_scripts() -> Iterator[Said]:
    yield from (one for path in sorted((ROOT / "static").rglob("*.js")) for one in in_code(path, "javascript", SCRIPT))
    yield from words()


FOUND: dict[str, Callable[[], Iterator[Said]]] = {"django": on_pages, "djangojs": in_scripts}


def in_code(path: Path, method: str, keywords: dict[str, Any]) -> Iterator[Said]:
    options = {"encoding": "utf-8"} | ({"parse_template_string": True} if method == "javascript" else {})
    with path.open("rb") as file:
        for _, text, _, _ in extract(method, file, keywords, options=options):
            if isinstance(text, str) or all(isinstance(form, str) for form in text):
                yield named(path), text if isinstance(text, str) else (text[0], text[1])


def in_contexts() -> Iterator[tuple[str, str, str]]:
    """What scripts say with a context, as one English word is several elsewhere: where, the context, and what."""
    options = {"encoding": "utf-8", "parse_template_string": True}
    for path in sorted((ROOT / "static").rglob("*.js")):
        if b'pgettext("' in path.read_bytes():
            with path.open("rb") as file:
                for _, text, _, context in extract("javascript", file, IN_CONTEXT, options=options):
                    yield named(path), str(context), str(text)


def in_template(path: Path) -> Iterator[Said]:
    parsed = Template(path.read_text(), engine=Engine.get_default())
    for node in parsed.nodelist.get_nodes_by_type(TranslateNode):
        yield named(path), str(node.filter_expression.var.literal)  # type: ignore[attr-defined]
    for node in parsed.nodelist.get_nodes_by_type(BlockTranslateNode):
        yield named(path), block_of(node)


def block_of(node: Any) -> Text:
    """What `{% blocktranslate %}` looks up."""
    one, _ = node.render_token_list(node.singular)
    if not node.plural or not node.countervar:
        return str(one)
    many, _ = node.render_token_list(node.plural)
    return str(one), str(many)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
