"""The programme guide as XMLTV, which players and set-top boxes read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tv SYSTEM "xmltv.dtd">\n'


@dataclass(frozen=True, slots=True)
class Programme:
    """One entry of the guide; times know their zone."""

    title: str
    start: datetime
    stop: datetime | None


def written(channel: str, name: str, programmes: Iterable[Programme]) -> str:
    tv = ElementTree.Element("tv", {"generator-info-name": "Tally"})
    ElementTree.SubElement(ElementTree.SubElement(tv, "channel", {"id": channel}), "display-name").text = _text(name)
    for one in programmes:
        times = {"start": _time(one.start)} | ({"stop": _time(one.stop)} if one.stop else {})
        entry = ElementTree.SubElement(tv, "programme", {**times, "channel": channel})
        ElementTree.SubElement(entry, "title").text = _text(one.title)
    ElementTree.indent(tv)
    return HEAD + ElementTree.tostring(tv, encoding="unicode") + "\n"


def _time(at: datetime) -> str:
    return at.strftime("%Y%m%d%H%M%S %z")


def _text(text: str) -> str:
    """Without what XML cannot say."""
    return "".join(c for c in text if c >= " " and c not in "\ufffe\uffff")
