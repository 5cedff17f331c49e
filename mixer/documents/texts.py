"""Texts as pages: Markdown, and plain text as it stands, become HTML that LibreOffice lays out. Pure."""

from __future__ import annotations

import html

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from mixer.errors import SourceRefused

PARAGRAPH_MOST = 50_000  # characters: more takes minutes to be laid out, and nobody reads it on air

# A4 across: pages that fill most of a picture, with letters that can be read on air.
PAGE = """@page { size: 29.7cm 16.7cm; margin: 1.6cm 2cm }
body { font-family: Carlito, "Liberation Sans", sans-serif; font-size: 18pt; line-height: 140%; color: #1b2028 }
h1 { font-size: 34pt; margin-top: 0; margin-bottom: 0.4cm } h2 { font-size: 26pt; margin-bottom: 0.3cm }
h3 { font-size: 21pt }
h1, h2, h3, h4 { font-family: Carlito, "Liberation Sans", sans-serif; color: #0f3f6b; page-break-after: avoid }
p, ul, ol { margin-top: 0; margin-bottom: 0.3cm } li { margin-bottom: 0.1cm }
pre, code { font-family: "Liberation Mono", monospace; font-size: 15pt }
pre { background: #eef1f5; padding: 0.3cm } blockquote { margin-left: 1cm; color: #51606f; font-style: italic }
table p { margin: 0 }"""
TABLE = '<table border="1" bordercolor="#9aa5b1" cellspacing="0" cellpadding="6">'  # LibreOffice reads no CSS there


def from_markdown(data: bytes) -> str:
    """A page of HTML. HTML within the text is shown as it is written; pictures are left out, their words stay."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("image", _words_of_picture)
    return page(parser.render(read_text(data)).replace("<table>", TABLE))


def from_plain(data: bytes) -> str:
    """A page of HTML with the lines as they are; an empty line begins a paragraph, a form feed a page."""
    sheets = [_paragraphs(one) for one in read_text(data).split("\f")]
    return page('<p style="page-break-before: always"></p>'.join(sheets))


def read_text(data: bytes) -> str:
    """UTF-8, or UTF-16 where it says so, else Western letters: every text can be read somehow.

    Raises SourceRefused for one that could not be laid out.
    """
    text = decoded(data)
    if max(map(len, text.split("\n\n"))) > PARAGRAPH_MOST:
        raise SourceRefused(f"this text has a paragraph of more than {PARAGRAPH_MOST} letters: it cannot be laid out")
    return text


def decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


MAKERS = {"md": from_markdown, "txt": from_plain}


def page(body: str) -> str:
    head = f'<meta charset="utf-8"><style>{PAGE}</style>'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def _paragraphs(text: str) -> str:
    blocks = "\n".join(line.rstrip() for line in text.splitlines()).split("\n\n")
    return "".join(f"<p>{_lines(block)}</p>" for block in blocks if block.strip())


def _lines(block: str) -> str:
    """Blanks at a line's beginning and runs of them stay: plain texts are laid out with them."""
    lines = (html.escape(line.expandtabs(4)).replace("  ", "&nbsp; ") for line in block.strip("\n").split("\n"))
    return "<br>".join(lines)


def _words_of_picture(renderer: RendererHTML, tokens: list[Token], at: int, options: object, env: object) -> str:
    return f"<em>{html.escape(tokens[at].content)}</em>"
