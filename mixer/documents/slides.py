"""Speaker notes and titles of presentations, by visible slide: hidden ones have no page in the PDF."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from mixer.documents.package import Package
from mixer.errors import SourceRefused

NOTES_MOST = 20_000  # characters of one page
TITLE_MOST = 200
SLIDES_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Slide:
    """What is told about a slide that is shown."""

    title: str = ""
    notes: str = ""


def visible_slides(package: Package, kind: str) -> list[Slide]:
    """The slides that are shown, in order; none of what has no slides. What cannot be read of one is left empty.

    Raises SourceRefused where the list of slides itself is damaged.
    """
    readers = {"pptx": _of_powerpoint, "odp": _of_impress}
    return list(readers[kind](package)) if kind in readers else []


# -- PowerPoint ------------------------------------------------------------------------------------


def _of_powerpoint(package: Package) -> Iterator[Slide]:
    presentation, targets = package.xml("ppt/presentation.xml"), relations(package, "ppt/presentation.xml")
    wanted = [one.get("r:id", "") for one in presentation.iter("sldId")]
    if len(wanted) > SLIDES_MOST:
        raise SourceRefused(f"this presentation has {len(wanted)} slides; up to {SLIDES_MOST} are shown")
    for name in (targets[one][0] for one in wanted if one in targets):
        try:
            slide = package.xml(name)
            if slide.get("show", "1") not in ("0", "false"):
                yield Slide(placeholder_text(slide, ("title", "ctrTitle"))[:TITLE_MOST], _notes_of(package, name))
        except SourceRefused:
            yield Slide()


def _notes_of(package: Package, slide: str) -> str:
    found = next((name for name, kind in relations(package, slide).values() if kind.endswith("/notesSlide")), None)
    if found is None or found not in package.names:
        return ""
    return placeholder_text(package.xml(found), ("body",))[:NOTES_MOST]


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """What a part points to within its package: id → (name, kind)."""
    folder, name = posixpath.split(part)
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in package.names:
        return {}
    return {
        one.get("Id", ""): (_within(folder, one.get("Target", "")), one.get("Type", ""))
        for one in package.xml(listed).iter("Relationship")
        if one.get("TargetMode", "Internal") != "External"
    }


def _within(folder: str, target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"{folder}/{target}")


def placeholder_text(part: Element, kinds: tuple[str, ...]) -> str:
    """The text of a slide's shapes of these kinds, a line a paragraph."""
    lines = [
        paragraph
        for shape in part.iter("sp")
        if any(one.get("type", "") in kinds for one in shape.iter("ph"))
        for paragraph in _paragraphs(shape)
    ]
    return "\n".join(lines).strip()


def _paragraphs(shape: Element) -> Iterator[str]:
    for paragraph in shape.iter("p"):
        words = ("\n" if one.tag == "br" else one.text or "" for one in paragraph.iter() if one.tag in ("t", "br"))
        yield "".join(words).rstrip()


# -- Impress ---------------------------------------------------------------------------------------


def _of_impress(package: Package) -> Iterator[Slide]:
    content = package.xml("content.xml")
    hidden = set(_hidden_styles(content))
    for number, page in enumerate(one for one in content.iter("page") if one.get("style-name") not in hidden):
        if number >= SLIDES_MOST:
            raise SourceRefused(f"this presentation has more than {SLIDES_MOST} slides")
        notes = next((one for one in page if one.tag == "notes"), None)
        yield Slide(_title_of(page)[:TITLE_MOST], _text_of_notes(notes)[:NOTES_MOST])


def _hidden_styles(content: Element) -> Iterator[str]:
    for style in content.iter("style"):
        if any(one.get("visibility") == "hidden" for one in style.iter("drawing-page-properties")):
            yield style.get("name", "")


def _title_of(page: Element) -> str:
    frames = (one for one in page if one.tag == "frame" and one.get("class") == "title")
    return next(("\n".join(_lines(frame)).strip() for frame in frames), "")


def _text_of_notes(notes: Element | None) -> str:
    if notes is None:
        return ""
    return "\n".join(line for frame in notes.iter("frame") for line in _lines(frame)).strip()


def _lines(part: Element) -> Iterator[str]:
    for paragraph in part.iter("p"):
        yield "".join(_spelled(paragraph)).rstrip()


def _spelled(part: Element) -> Iterator[str]:
    """The words of a paragraph: OpenDocument has elements for several blanks, tabs and new lines."""
    yield {"line-break": "\n", "tab": "\t", "s": " "}.get(part.tag, "")
    yield part.text or ""
    for child in part:
        yield from _spelled(child)
        yield child.tail or ""
