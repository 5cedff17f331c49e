"""Documents that mean harm: each ends with a word or with pages, and with nothing else."""

# ruff: noqa: E501 - a hostile document is a line of the table, however long
from __future__ import annotations

import os
import re
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from studio.errors import Refused
from studio.library.documents import converting, looking
from studio.library.documents.models import Page
from studio.library.models import Asset
from tests.documents import Slide, a_pdf, a_pptx, a_stream, a_zip, open_document, pdf_of, pptx_parts
from tests.studio.library.documents.conftest import Upload

pytestmark = pytest.mark.django_db
MILLION = 1_000_000
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 720 405] /Contents 4 0 R %s >>"
HEAD = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]


@dataclass
class Canary:
    """A web server and a file that no document may ever reach."""

    port: int
    secret: Path
    hits: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/canary"


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Canary]:
    with a_canary(tmp_path) as found:
        yield found


@contextmanager
def a_canary(folder: Path) -> Iterator[Canary]:
    server = socket.create_server(("127.0.0.1", 0))
    secret = folder / "secret.txt"
    secret.write_text("CANARYSECRET")
    secret.chmod(0o644)
    found = Canary(server.getsockname()[1], secret)
    threading.Thread(target=listen, args=(server, found), daemon=True).start()
    yield found
    server.shutdown(socket.SHUT_RDWR)
    server.close()


def listen(server: socket.socket, found: Canary) -> None:
    while True:
        try:
            peer, _ = server.accept()
        except OSError:
            return
        found.hits.append(peer.recv(200))
        peer.close()


# -- PDFs ------------------------------------------------------------------------------------------


def one_page(content: bytes = b"0 0 1 rg 0 0 720 405 re f", more: bytes = b"", *others: bytes) -> bytes:
    return pdf_of([*HEAD, PAGE % more, a_stream(content), *others])


def bomb(raw: bytes, times: int = 1) -> bytes:
    """A page whose content unpacks to what `raw` is, packed so many times."""
    for _ in range(times):
        raw = zlib.compress(raw, 9)
    filters = b"/Filter [%s] " % (b"/FlateDecode " * times)
    return pdf_of([*HEAD, PAGE % b"", a_stream(raw, filters)])


def spaces(gigabytes: float) -> bytes:
    """A stream of spaces, packed without ever having them in memory at once."""
    packer, out = zlib.compressobj(9), []
    for _ in range(int(gigabytes * 1000)):
        out.append(packer.compress(b" " * MILLION))
    packed = b"".join(out) + packer.flush()
    return pdf_of([*HEAD, PAGE % b"", a_stream(packed, b"/Filter /FlateDecode ")])


def image(width: int, height: int, data: bytes, more: bytes = b"/ColorSpace /DeviceGray /BitsPerComponent 8 ") -> bytes:
    drawn = b"/Resources << /XObject << /I 5 0 R >> >> "
    dict_ = b"/Type /XObject /Subtype /Image /Width %d /Height %d %s" % (width, height, more)
    return one_page(b"720 0 0 405 0 0 cm /I Do", drawn, a_stream(data, dict_))


def form_that_draws_itself() -> bytes:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> "
    return one_page(b"/F Do", b"/Resources << /XObject << /F 5 0 R >> >> ", a_stream(b"/F Do /F Do", form))


def forms_of_forms(depth: int = 24) -> bytes:
    """Each form draws the next one ten times: 10^24 squares."""
    forms = []
    for at in range(depth):
        inner = b"/Resources << /XObject << /F %d 0 R >> >> " % (6 + at) if at < depth - 1 else b""
        body = b"/F Do " * 10 if at < depth - 1 else b"0 0 1 1 re f"
        forms.append(a_stream(body, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + inner))
    return one_page(b"/F Do", b"/Resources << /XObject << /F 5 0 R >> >> ", *forms)


def font_of(data: bytes, subtype: bytes = b"/TrueType", key: bytes = b"/FontFile2") -> bytes:
    resources = b"/Resources << /Font << /F 5 0 R >> >> "
    font = b"<< /Type /Font /Subtype %s /BaseFont /X /FirstChar 32 /LastChar 126 /FontDescriptor 6 0 R >>" % subtype
    described = b"<< /Type /FontDescriptor /FontName /X /Flags 4 %s 7 0 R >>" % key
    return one_page(b"BT /F 40 Tf 40 40 Td (rubbish) Tj ET", resources, font, described, a_stream(data))


def with_action(action: bytes) -> bytes:
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R /OpenAction %s >>" % action, HEAD[1], PAGE % b"", a_stream(b"")])


def encrypted() -> bytes:
    """The standard handler, with a password that nobody knows."""
    secret = b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <%s> /U <%s> >>" % (b"ab" * 32, b"cd" * 32)
    return pdf_of([*HEAD, PAGE % b"", a_stream(b""), secret], b"/Encrypt 5 0 R /ID [<%s> <%s>] " % ((b"0" * 32,) * 2))


def looping_tree() -> bytes:
    kids = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99999 >>"
    return pdf_of([HEAD[0], kids, PAGE % b"", a_stream(b"")])


def deep_tree(depth: int = 5000) -> bytes:
    nodes = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (at + 3) for at in range(depth)]
    return pdf_of([HEAD[0], *nodes, b"<< /Type /Page /MediaBox [0 0 99 99] >>"])


def looping_outline() -> bytes:
    entry = b"<< /Title (x) /Parent 5 0 R /Next 6 0 R /First 6 0 R /Last 6 0 R /Dest [3 0 R /Fit] >>"
    catalog = b"<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>"
    outline = b"<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 99 >>"
    return pdf_of([catalog, HEAD[1], PAGE % b"", a_stream(b""), outline, entry])


def many_pages(count: int) -> bytes:
    """As many pages as that, in few bytes: all of them are one and the same."""
    kids = b"3 0 R " * count
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    return pdf_of([HEAD[0], tree, PAGE % b"", a_stream(b"")])


def shading() -> bytes:
    function = a_stream(
        b"{ " + b"dup mul 0.5 add sqrt " * 4000 + b"}", b"/FunctionType 4 /Domain [0 1 0 1] /Range [0 1] "
    )
    resources = b"/Resources << /Shading << /S 5 0 R >> >> "
    shade = b"<< /ShadingType 1 /ColorSpace /DeviceGray /Function 6 0 R /Matrix [720 0 0 405 0 0] >>"
    return one_page(b"/S sh", resources, shade, function)


def patterns() -> bytes:
    resources = b"/Resources << /Pattern << /P 5 0 R >> >> "
    tile = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.0001 /YStep 0.0001 /Resources << >> "
    return one_page(b"/Pattern cs /P scn 0 0 720 405 re f", resources, a_stream(b"0 0 1 1 re f", tile))


def embedded() -> bytes:
    catalog = b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(run.exe) 5 0 R] >> >> >>"
    file = b"<< /Type /Filespec /F (run.exe) /EF << /F 6 0 R >> >>"
    return pdf_of([catalog, HEAD[1], PAGE % b"", a_stream(b""), file, a_stream(b"MZ" * 5000)])


def cut(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


PDFS: dict[str, Callable[[Canary], bytes]] = {
    "a gigabyte of spaces": lambda _: spaces(1.0),
    "a stream packed three times": lambda _: bomb(b"0 0 m " * (20 * MILLION), 3),
    "thirty million squares": lambda _: bomb(b"0 0 9 9 re f " * (30 * MILLION)),
    "a million states saved": lambda _: bomb(b"q " * (5 * MILLION)),
    "a form that draws itself": lambda _: form_that_draws_itself(),
    "forms of forms of forms": lambda _: forms_of_forms(),
    "a tree of pages that is a circle": lambda _: looping_tree(),
    "a tree five thousand deep": lambda _: deep_tree(),
    "an outline that is a circle": lambda _: looping_outline(),
    "arrays in arrays": lambda _: one_page(b"[" * 200_000 + b"]" * 200_000 + b" TJ"),
    "dictionaries in dictionaries": lambda _: pdf_of([HEAD[0][:-2] + b"/X " + b"<</A " * 50_000 + b">>" * 50_000 + b">>", HEAD[1], PAGE % b"", a_stream(b"")]),
    "ten thousand pages": lambda _: a_pdf(10_000, content=b"0 0 9 9 re f"),
    "thirty thousand pages": lambda _: many_pages(30_000),
    "a page of 200 inches": lambda _: a_pdf(1, size=(14_400, 14_400)),
    "a page of 20,000 inches": lambda _: a_pdf(1, size=(1_440_000, 1_440_000)),
    "a page of no size": lambda _: a_pdf(1, size=(0, 0)),
    "a page one point high": lambda _: a_pdf(1, size=(14_000, 1)),
    "a page with a box of words": lambda _: pdf_of([*HEAD, b"<< /Type /Page /MediaBox [(a) /b null true] >>"]),
    "a picture of 100,000 px": lambda _: image(100_000, 100_000, zlib.compress(bytes(20 * MILLION), 9), b"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode "),
    "a picture that ends at once": lambda _: image(4000, 4000, b"\xff\xd8\xff\xe0", b"/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode "),
    "rubbish as JPEG 2000": lambda _: image(4000, 4000, b"\x00\x00\x00\x0cjP  \r\n\x87\n" + os.urandom(5000), b"/Filter /JPXDecode "),
    "rubbish as JBIG2": lambda _: image(4000, 4000, os.urandom(5000), b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode "),
    "rubbish as fax": lambda _: image(4000, 4000, os.urandom(5000), b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode "),
    "a font of rubbish": lambda _: font_of(os.urandom(20_000)),
    "a font of CFF rubbish": lambda _: font_of(b"\x01\x00\x04\x02" + os.urandom(9000), b"/Type1", b"/FontFile3"),
    "a shading that counts for ever": lambda _: shading(),
    "a pattern of tiny tiles": lambda _: patterns(),
    "encrypted": lambda _: encrypted(),
    "cut in the middle": lambda _: cut(a_pdf(40), 0.5),
    "nothing but a head": lambda _: b"%PDF-1.7\n" + bytes(2000),
    "a head and rubbish": lambda _: b"%PDF-1.7\n" + os.urandom(50_000),
    "a table of places that lies": lambda _: a_pdf(3).replace(b"00000 n", b"99999 n").replace(b"startxref\n", b"startxref\n9"),
    "a table that points at itself": lambda _: re.sub(rb"trailer\n<< ", b"trailer\n<< /Prev 99999999999 ", a_pdf(3)),
    "a stream longer than the file": lambda _: a_pdf(2).replace(b"/Length 29", b"/Length 99999999999"),
    "JavaScript": lambda _: with_action(b"<< /S /JavaScript /JS (while(true){app.alert(1)}) >>"),
    "an action that starts a program": lambda _: with_action(b"<< /S /Launch /F (/bin/sh) >>"),
    "an action that opens an address": lambda c: with_action(b"<< /S /URI /URI (%s) >>" % c.url.encode()),
    "a page of another file": lambda c: with_action(b"<< /S /GoToR /F (%s) /D [0 /Fit] >>" % str(c.secret).encode()),
    "a stream that lies elsewhere": lambda c: pdf_of([*HEAD, PAGE % b"", b"<< /Length 0 /F << /FS /URL /F (%s) >> >>\nstream\n\nendstream" % c.url.encode()]),
    "an embedded program": lambda _: embedded(),
    "also a web page": lambda _: b"<html><script>alert(1)</script>\n" + a_pdf(1),
    "also a zip": lambda _: a_pdf(1) + a_zip({"ppt/presentation.xml": "<x/>"}),
    "a title with control characters": lambda _: looping_outline().replace(b"(x)", b"(\\033[2J\\000\\007)"),
    "notes of a megabyte": lambda _: a_pdf(1, notes=("long " * 200_000,)),
}  # fmt: skip


# -- packages --------------------------------------------------------------------------------------


DECK = (Slide("One", "first"),)


def deck_with(**parts: bytes | str) -> bytes:
    """A presentation with some of its parts replaced; `__` in a name is a slash."""
    return a_zip(pptx_parts(DECK) | {name.replace("__", "/"): data for name, data in parts.items()})


def slide_with(text: str) -> bytes:
    parts = pptx_parts(DECK)
    return a_zip(parts | {"ppt/slides/slide1.xml": text})


def slide_pointing_to(target: str, kind: str) -> bytes:
    """A slide that has something of elsewhere in it."""
    parts = pptx_parts(DECK)
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rel = f'<Relationship Id="rId9" Type="{base}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    name = "ppt/slides/_rels/slide1.xml.rels"
    picture = (
        '<p:pic><p:nvPicPr><p:cNvPr id="9" name="x"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill>'
        '<a:blip r:link="rId9"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"/></p:spPr></p:pic></p:spTree>'
    )
    slide = str(parts["ppt/slides/slide1.xml"]).replace("</p:spTree>", picture)
    rels = str(parts[name]).replace("</Relationships>", rel)
    return a_zip(parts | {name: rels, "ppt/slides/slide1.xml": slide})


def entities() -> str:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{lines}]><x>&l9;</x>'


def outer_entity(url: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{url}">]><x>&e;</x>'


def text_pointing_to(url: str) -> bytes:
    picture = (
        '<text:p><draw:frame svg:width="5cm" svg:height="5cm"><draw:image xlink:href="{0}" xlink:type="simple" '
        'xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p><text:section text:name="s">'
        '<text:section-source xlink:href="{0}" xlink:type="simple"/></text:section>'
    )
    return open_document("text", picture.format(url))


def macros() -> bytes:
    script = (
        '<office:scripts><office:event-listeners><script:event-listener xmlns:script="urn:oasis:names:tc:opendocument:'
        'xmlns:script:1.0" script:language="ooo:script" script:event-name="dom:load" xlink:href="vnd.sun.star.script:'
        'Standard.M.Main?language=Basic&amp;location=document"/></office:event-listeners></office:scripts>'
    )
    return open_document("text", f"<text:p>Hello</text:p>{script}")


def lying_zip() -> bytes:
    """Its directory says that a part has ten bytes; it unpacks to two hundred million."""
    made = bytearray(a_zip(pptx_parts(DECK) | {"ppt/media/a.bin": bytes(200 * MILLION)}))
    size = (200 * MILLION).to_bytes(4, "little")
    return bytes(made).replace(size, (10).to_bytes(4, "little"))


PACKAGES: dict[str, tuple[str, Callable[[Canary], bytes]]] = {
    "a zip bomb": ("a.pptx", lambda _: deck_with(ppt__media__a=bytes(300 * MILLION))),
    "a zip that lies about its sizes": ("a.pptx", lambda _: lying_zip()),
    "twenty thousand parts": ("a.pptx", lambda _: a_zip(pptx_parts(DECK) | {f"x/{n}": b"" for n in range(20_000)})),
    "a part that lies outside": ("a.pptx", lambda _: deck_with(**{"../../../../tmp/evil": b"x"})),
    "a part with a root": ("a.odt", lambda _: a_zip({"mimetype": "application/vnd.oasis.opendocument.text", "/etc/evil": b"x"}, stored=("mimetype",))),
    "entities of entities": ("a.pptx", lambda _: deck_with(**{"ppt/presentation.xml": entities()})),
    "an entity of elsewhere": ("a.pptx", lambda c: a_zip(pptx_parts(DECK) | {"ppt/presentation.xml": outer_entity(c.url)})),
    "an entity that is a file": ("a.odp", lambda c: a_zip({"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": outer_entity(f"file://{c.secret}")}, stored=("mimetype",))),
    "elements a hundred thousand deep": ("a.pptx", lambda _: slide_with("<a>" * 100_000 + "</a>" * 100_000)),
    "a picture of elsewhere": ("a.pptx", lambda c: slide_pointing_to(c.url, "image")),
    "a picture that is a file": ("a.pptx", lambda c: slide_pointing_to(f"file://{c.secret}", "image")),
    "an object of elsewhere": ("a.pptx", lambda c: slide_pointing_to(c.url, "oleObject")),
    "a text that asks for an address": ("a.odt", lambda c: text_pointing_to(c.url)),
    "a text that asks for a file": ("a.odt", lambda c: text_pointing_to(f"file://{c.secret}")),
    "macros": ("a.odt", lambda _: macros()),
    "a presentation cut in the middle": ("a.pptx", lambda _: cut(a_pptx(DECK), 0.6)),
    "no document at all": ("a.docx", lambda _: a_zip({"hello.txt": "hello"})),
    "a circle of relations": ("a.pptx", lambda _: deck_with(**{"ppt/slides/_rels/slide1.xml.rels": str(pptx_parts(DECK)["ppt/slides/_rels/slide1.xml.rels"]).replace("../slideLayouts/l.xml", "slide1.xml")})),
    "encrypted with what OpenDocument has": ("a.odt", lambda _: a_zip({"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": "<encryption-data/>", "content.xml": "x"}, stored=("mimetype",))),
    "a text that points to the network": ("a.md", lambda c: f"![x]({c.url})\n<img src='{c.url}'>\n[l](file://{c.secret})\n<iframe src='{c.url}'>".encode()),
    "a text of brackets": ("a.md", lambda _: b"[" * 400_000),
    "a text of quotes in quotes": ("a.md", lambda _: b">" * 100_000 + b" deep"),
    "one line of two million letters": ("a.txt", lambda _: b"x" * 1_900_000),
    "a program with a text's name": ("a.txt", lambda _: b"MZ\x90\x00\x03" + os.urandom(4000)),
}  # fmt: skip
ALL = {name: ("a.pdf", make) for name, make in PDFS.items()} | PACKAGES
LAID_OUT = tuple(name for name, (file, _) in ALL.items() if not file.endswith(".pdf"))


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page may cost is a number like any other; nobody has to wait so long for every hostile one."""
    monkeypatch.setattr(looking, "PAGE_CPU_S", 2)
    monkeypatch.setattr(looking, "FIRST_CPU_S", 2)
    monkeypatch.setattr(converting, "WITHIN_S", 20)


def test_there_are_sixty_of_them() -> None:
    assert len(ALL) >= 60


@pytest.mark.parametrize("name", ALL)
def test_a_hostile_document_ends_with_a_word_or_with_pages(upload: Upload, canary: Canary, name: str) -> None:
    file, make = ALL[name]
    try:
        asset = upload(file, make(canary))
    except Refused as error:
        assert str(error).endswith(".")
        assert not Asset.objects.exists()
    else:
        check(asset)
    assert canary.hits == []


def check(asset: Asset) -> None:
    """It is refused in words, or it has as many pages as it says; its secrets are in none of them."""
    assert asset.state in ("ready", "refused"), asset.state
    assert not asset.jobs.filter(state__in=("queued", "running")).exists()
    if asset.state == "refused":
        assert re.fullmatch(r"[A-Z].{10,}[.]", asset.refused_why), asset.refused_why
        return
    assert Page.objects.filter(asset=asset).count() == asset.pages
    assert not any(
        "CANARYSECRET" in text for row in Page.objects.filter(asset=asset) for text in (row.title, row.notes)
    )
    assert b"CANARYSECRET" not in asset.path.read_bytes()


@pytest.mark.parametrize(
    ("name", "words"),
    [("encrypted", "protected by a password: save it without one"),
     ("encrypted with what OpenDocument has", "protected by a password: save it without one"),
     ("thirty thousand pages", "30000 pages; up to 10000 are shown"),
     ("nothing but a head", "damaged"),
     ("a zip bomb", "a hundred times its size"),
     ("twenty thousand parts", "20015 parts; up to 10000 are taken"),
     ("a part that lies outside", "lies outside of it"),
     ("a text of brackets", "a paragraph of more than 50000 letters"),
     ("entities of entities", "declares entities of its own"),
     ("no document at all", "neither of Office nor of OpenDocument")],
)  # fmt: skip
def test_what_is_wrong_is_said(upload: Upload, canary: Canary, name: str, words: str) -> None:
    file, make = ALL[name]
    asset = upload(file, make(canary))
    assert asset.state == "refused"
    assert words in asset.refused_why


def test_a_page_that_cannot_be_drawn_does_not_take_the_others_with_it(upload: Upload) -> None:
    """The second page costs more than a page may; the first and the third are there."""
    squares = zlib.compress(b"0 0 9 9 re f " * (40 * MILLION), 9)
    pages = [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 720 405] /Contents %d 0 R >>" % at for at in (6, 7, 6)]
    tree = b"<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3 >>"
    drawn = [a_stream(b"1 0 0 rg 0 0 720 405 re f"), a_stream(squares, b"/Filter /FlateDecode ")]
    asset = upload("a.pdf", pdf_of([HEAD[0], tree, *pages, *drawn]))
    assert (asset.state, asset.pages) == ("ready", 3)
    sizes = [(asset.path.parent / "pages" / asset.pk / f"{n}-320.jpg").stat().st_size for n in (1, 2, 3)]
    assert sizes[0] == sizes[2] > 0
    assert sizes[1] == 0
