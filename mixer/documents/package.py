"""What lies in a zip that calls itself an office document, found out without unpacking more than is asked for."""

from __future__ import annotations

import zipfile
from typing import IO
from xml.etree.ElementTree import Element
from xml.parsers import expat

from mixer.errors import SourceRefused

ENTRIES_MOST = 10_000
UNPACKED_MOST = 500_000_000  # bytes
RATIO_MOST = 100
RATIO_FROM = 1_000_000  # bytes: what is smaller than that unpacked does no harm, however well it was packed
PART_MOST = 50_000_000  # bytes of one part that is read here
MIME = "mimetype"
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
OOXML = {"ppt/presentation.xml": "pptx", "word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


class Package:
    """A zip whose sizes are within bounds. Raises SourceRefused, also where it only says so and unpacks to more."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except BROKEN:
            raise SourceRefused("this document is damaged: it is no whole zip file") from None
        self.names = frozenset(self._zip.namelist())
        check_sizes(self._zip.infolist())

    def kind(self) -> str:
        """`pptx`, `docx`, `xlsx`, `odp`, `odt` or `ods`; what it holds decides, not its name. Raises SourceRefused."""
        if "EncryptedPackage" in self.names:
            raise SourceRefused("this document is protected by a password: save it without one")
        if MIME in self.names and (found := OPEN_DOCUMENT.get(self.read(MIME)[:100].decode("latin-1").strip())):
            self._refuse_encrypted()
            return found
        found = next((kind for part, kind in OOXML.items() if part in self.names), "")
        if not found:
            raise SourceRefused("this is no document that can be shown: it is neither of Office nor of OpenDocument")
        return found

    def read(self, name: str) -> bytes:
        """A part, whole. Raises SourceRefused."""
        try:
            with self._zip.open(name) as part:
                data = part.read(PART_MOST + 1)
        except KeyError:
            raise SourceRefused(f"this document is damaged: {name[:80]} is missing") from None
        except (*BROKEN, Exception) as error:  # zlib and lzma have errors of their own
            raise SourceRefused(f"this document is damaged: {name[:80]} cannot be read") from error
        if len(data) > PART_MOST:
            raise SourceRefused(f"this document is too large: {name[:80]} has more than {PART_MOST // 10**6} MB")
        return data

    def xml(self, name: str) -> Element:
        """A part as XML. Raises SourceRefused."""
        return plain_xml(self.read(name))

    def _refuse_encrypted(self) -> None:
        if "META-INF/manifest.xml" in self.names and b"encryption-data" in self.read("META-INF/manifest.xml"):
            raise SourceRefused("this document is protected by a password: save it without one")


def check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    """Raise SourceRefused for a zip that would fill a memory or a disk, or leads out of its folder."""
    if len(entries) > ENTRIES_MOST:
        raise SourceRefused(f"this document has {len(entries)} parts; up to {ENTRIES_MOST} are taken")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED_MOST:
        raise SourceRefused(f"unpacked, this document would have more than {UNPACKED_MOST // 10**6} MB")
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > RATIO_FROM and unpacked > RATIO_MOST * max(1, packed):
        raise SourceRefused("this document unpacks to more than a hundred times its size: it is not taken")
    for entry in entries:
        check_name(entry)


def check_name(entry: zipfile.ZipInfo) -> None:
    parts = entry.filename.replace("\\", "/").split("/")
    if ".." in parts or entry.filename.startswith("/"):
        raise SourceRefused("this document has a part that lies outside of it: it is not taken")
    if entry.flag_bits & 1:
        raise SourceRefused("this document is protected by a password: save it without one")


DEPTH_MOST = 400
ELEMENTS_MOST = 2_000_000


def plain_xml(data: bytes) -> Element:
    """XML without a document type: so without entities, inner or outer. Raises SourceRefused."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise SourceRefused(f"this document is damaged: {error}") from None
    if reader.root is None:
        raise SourceRefused("this document is damaged: a part of it is empty")
    return reader.root


class _Reader:
    """Builds the tree: names lose their namespace, so `a:t` and `t` are both `t`."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0

    def doctype(self, *_: object) -> None:
        raise SourceRefused("this document declares entities of its own: it is not taken")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= DEPTH_MOST or self._count > ELEMENTS_MOST:
            raise SourceRefused("this document is nested too deeply, or has too many parts: it is not taken")
        element = Element(local(name), {_attribute(key): value for key, value in attributes.items()})
        if self._open:
            self._open[-1].append(element)
        elif self.root is None:
            self.root = element
        self._open.append(element)

    def end(self, name: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        last = self._open[-1]
        if len(last):
            last[-1].tail = (last[-1].tail or "") + text
        else:
            last.text = (last.text or "") + text


def local(name: str) -> str:
    return name.rpartition("}")[2]


def _attribute(name: str) -> str:
    """An attribute's own name; that of a relation (`r:id`) keeps it, for many an element has an `id` beside it."""
    space, _, own = name.rpartition("}")
    return f"r:{own}" if space.endswith("/relationships") else own
