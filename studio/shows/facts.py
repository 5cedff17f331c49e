"""What the mixer's declarations say, for whoever draws a form or writes a client."""

from __future__ import annotations

from typing import Any, get_args

from mixer.protocol.basics import Anchor
from mixer.protocol.captions import MAX_DELAY_S, MAX_LANGUAGES, MAX_TERMS, Captions, CaptionStyle
from mixer.protocol.decoding import most_decoding
from mixer.protocol.fallback import MAX_STEPS, Fallback
from mixer.protocol.kinds import form_of, published
from mixer.protocol.languages import SHOWN, SPOKEN
from mixer.protocol.parse import new_desk, to_json
from mixer.protocol.showfile import MAX_DESTINATIONS, MAX_LAYOUTS, MAX_OVERLAYS, MAX_SCENES, MAX_SOURCES
from mixer.protocol.slate import Slate
from studio.shows.fonts import families
from studio.shows.layouts import TEMPLATES
from studio.shows.protection import web_protection

LIMITS = {
    "sources": MAX_SOURCES, "layouts": MAX_LAYOUTS, "scenes": MAX_SCENES, "overlays": MAX_OVERLAYS,
    "destinations": MAX_DESTINATIONS, "fallback_steps": MAX_STEPS,
    "caption_languages": MAX_LANGUAGES, "glossary_terms": MAX_TERMS, "delay_s": MAX_DELAY_S,
}  # fmt: skip


def facts() -> dict[str, Any]:
    """Kinds, layout templates, limits, languages, and what a new desk, captions and their style begin with.

    Plain values; they change with the version of Tally only, but for the fonts here and what protects this machine from
    web pages.
    """
    return {
        "kinds": published(),
        "layout_templates": TEMPLATES,
        "limits": LIMITS | {"decoding": most_decoding()},
        "anchors": list(get_args(Anchor)),
        "languages": {"spoken": list(SPOKEN), "shown": list(SHOWN)},
        "desk": new_desk(),
        "captions": to_json(Captions()),
        "fallback": to_json(Fallback()),
        "slate_fields": form_of(Slate),
        "caption_fields": form_of(Captions),
        "caption_style": to_json(CaptionStyle()),
        "fonts": families(),
        "web": web_protection(),
    }
