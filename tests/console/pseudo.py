"""A language that nobody speaks: every text is marked ⟦⟧, accented, 40 % longer; what has no marks is not translated.

The paper studio serves it: scripts find it in their catalogue, templates are rendered in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.utils import translation

from tools.texts.found import found

LANGUAGE = "eo"
KEPT = re.compile(r"(%\(\w+\)s|<[^>]+>|\n)")
ACCENTED = str.maketrans("aeiounycsAEIOUNYCS", "áéíóúñýçšÁÉÍÓÚÑÝÇŠ")
PAD = " ïẗ ẅäẍëš ḷöñġëṙ"
LONGER = 0.4


def pseudo(text: str) -> str:
    """`⟦Šhóẅ ïẗ⟧`: the same text as a longer language might say it; values and line breaks stay."""
    parts = KEPT.split(text)
    length = sum(len(part) for part in parts[::2])
    said = "".join(part if at % 2 else part.translate(ACCENTED) for at, part in enumerate(parts))
    more = round(length * LONGER)
    pad = (PAD * (more // len(PAD) + 1))[:more] if length > 12 else "ẍ" * max(0, more - 2)
    return f"⟦{said}{pad.rstrip()}⟧"


def catalogue() -> str:
    """The script that a page loads before its modules: of every text in the source, and of no other."""
    texts: dict[str, Any] = {}
    for message in found("djangojs"):
        if isinstance(message.id, str):
            texts["\x04".join(filter(None, (message.context, message.id)))] = pseudo(message.id)
        elif message.id:
            texts[message.id[0]] = [pseudo(one) for one in message.id]
    return f"""globalThis.django = (() => {{
      const texts = {json.dumps({text: said for text, said in texts.items() if text})};
      const one = (text) => texts[text] ?? text;
      return {{
        pgettext: (context, text) => texts[context + "\\u0004" + text] ?? text,
        gettext: (text) => (Array.isArray(one(text)) ? one(text)[0] : one(text)),
        ngettext: (text, many, n) => texts[text]?.[n === 1 ? 0 : 1] ?? (n === 1 ? text : many),
      }};
    }})();"""


@contextmanager
def spoken(*, right_to_left: bool = False) -> Iterator[None]:
    """While it is, templates speak it."""
    speaking = translation._trans  # type: ignore[attr-defined]
    translation.get_language()  # what speaks is looked up when it is first asked
    with (
        patch.object(speaking, "gettext", pseudo),
        patch.object(speaking, "ngettext", lambda one, many, n: pseudo(one if n == 1 else many)),
        patch.object(speaking, "get_language", lambda: LANGUAGE),
        patch.object(speaking, "get_language_bidi", lambda: right_to_left),
    ):
        yield


UNMARKED = """() => {
  const told = [];
  const bare = (text) => text.replace(/⟦[^]*⟧/g, " ").trim();
  const apart = "[lang]:not(html), kbd, code, dl.sheet dt"; // keys stand amid their words
  const hidden = (one) => !one.checkVisibility({ visibilityProperty: true }) || one.closest(apart);
  const say = (text, where, what) => /\\p{L}/u.test(bare(text)) && told.push([bare(text), pathOf(where) + what]);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement: parent, data } = walk.currentNode;
    if (!parent.closest("script, style, noscript, template") && !hidden(parent)) say(data, parent, "");
  }
  for (const one of document.body.querySelectorAll("[title], [aria-label], [placeholder], [alt]"))
    for (const name of ["title", "aria-label", "placeholder", "alt"])
      if (one.hasAttribute(name) && !hidden(one)) say(one.getAttribute(name), one, `@${name}`);
  return told;
  function pathOf(one) {
    const names = [];
    for (let at = one; at && at !== document.body && names.length < 3; at = at.parentElement)
      names.unshift(at.tagName.toLowerCase() + [...at.classList].map((name) => `.${name}`).join(""));
    return names.join(" > ");
  }
}"""
"""Every text that is read or spoken out and is not marked, and where it stands: [text, path]."""

TOO_LONG = """() => {
  const SLACK_PX = 3; // half a letter
  const told = [];
  for (const one of document.body.querySelectorAll("*")) {
    if (one.closest("svg, script, template, .bar") || !one.checkVisibility() || !one.textContent.trim()) continue;
    const { overflowX, textOverflow, display } = getComputedStyle(one);
    const meant = ["auto", "scroll"].includes(overflowX) || textOverflow === "ellipsis" || display === "inline";
    const ends = one.closest("input, select, textarea, video, canvas, [data-long]");
    const runs = (box) => box.clientWidth > 1 && box.scrollWidth > box.clientWidth + SLACK_PX;
    if (meant || ends || !runs(one) || [...one.children].some(runs)) continue;
    told.push(`${one.tagName.toLowerCase()}.${[...one.classList].join(".")} ${one.scrollWidth} in ` +
      `${one.clientWidth}: ${one.textContent.trim().slice(0, 60)}`);
  }
  return told;
}"""
"""Every element that is wider inside than it is, and neither scrolls nor ends in an ellipsis.

The top line is fitted by what stands in it, and has tests of its own.
"""
