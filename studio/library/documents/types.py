"""Which documents are taken. Pure.

A PDF and a zip are told from their first bytes; of text nothing can be told but that it is text, so there the name says
whether it is meant as a document.
"""

from __future__ import annotations

from pathlib import PurePath

from studio.errors import Refused
from studio.library.kinds import Type

DOCUMENT = "document"
_OOXML = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
TYPES: dict[str, Type] = {
    "pdf": Type(DOCUMENT, "application/pdf", ".pdf"),
    "pptx": Type(DOCUMENT, f"{_OOXML}presentationml.presentation", ".pptx"),
    "docx": Type(DOCUMENT, f"{_OOXML}wordprocessingml.document", ".docx"),
    "xlsx": Type(DOCUMENT, f"{_OOXML}spreadsheetml.sheet", ".xlsx"),
    "odp": Type(DOCUMENT, f"{_OPEN}presentation", ".odp"),
    "odt": Type(DOCUMENT, f"{_OPEN}text", ".odt"),
    "ods": Type(DOCUMENT, f"{_OPEN}spreadsheet", ".ods"),
    "md": Type(DOCUMENT, "text/markdown", ".md"),
    "txt": Type(DOCUMENT, "text/plain", ".txt"),
}
TEXTS = {".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md"}
OFFICE = ("pptx", "docx", "xlsx", "odp", "odt", "ods")
ZIPPED = tuple(f".{name}" for name in OFFICE)
BYTES_MOST = 500_000_000
TEXT_MOST = 2_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_FIRST_PARTS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"ppt/", b"word/", b"xl/", b"customXml/")


def document_type(head: bytes, name: str) -> Type | None:
    """The type of a document that begins with `head` and is called `name`; None for what is none.

    Raises Refused for what its owner believes to be one.
    """
    if b"%PDF-" in head:
        return TYPES["pdf"]
    if head.startswith(_OLE):
        refuse_old(name)
    if head.startswith(_ZIP):
        return _zipped(head, name)
    text = TEXTS.get(suffix_of(name))
    return TYPES[text] if text and is_text(head) else None


def _zipped(head: bytes, name: str) -> Type | None:
    """A guess: which it is, and whether it is one at all, is told by whoever opens it."""
    if head[30:38] == b"mimetype" and (found := _open_document(head[38:120])):
        return found
    if suffix_of(name) in ZIPPED:
        return TYPES[suffix_of(name)[1:]]
    length = int.from_bytes(head[26:28], "little")
    return TYPES["pptx"] if head[30 : 30 + length].startswith(_FIRST_PARTS) else None


def _open_document(text: bytes) -> Type | None:
    found = [one for one in TYPES.values() if text.startswith(one.mime.encode()) and one.mime.startswith(_OPEN)]
    return max(found, key=lambda one: len(one.mime), default=None)


def refuse_old(name: str) -> None:
    """Raise Refused for the old container of Office: new documents lie in it when they are encrypted."""
    if suffix_of(name) in (*ZIPPED, ""):
        text = "This presentation is protected by a password: save it without one."
        if suffix_of(name) not in (".pptx", ".odp"):
            text = "This document is protected by a password: save it without one."
        raise Refused("protected", text, status=415)
    text = "This document is of an old type of Office: save it as .pptx, .docx, .xlsx or PDF."
    raise Refused("old_type", text, status=415)


def suffix_of(name: str) -> str:
    return PurePath(name.replace("\\", "/")).suffix.lower()


def is_text(head: bytes) -> bool:
    """Whether this can be the beginning of a text: UTF-8, or Latin letters with no bytes that texts lack."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 9 or 13 < byte < 32 and byte != 27 for byte in head)


def size_most(found: Type) -> int:
    return TEXT_MOST if found.suffix in (".txt", ".md") else BYTES_MOST
