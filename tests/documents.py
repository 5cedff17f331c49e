"""Documents for tests: PDFs and presentations written by hand, so that every byte of them is known."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

COLORS = ((0.85, 0.2, 0.2), (0.2, 0.7, 0.3), (0.2, 0.35, 0.85), (0.9, 0.75, 0.1))


def pdf_of(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out, places = io.BytesIO(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    out.seek(0, 2)
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start))
    return out.getvalue()


def a_stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(data), more, data)


def a_pdf(
    pages: int = 3, size: tuple[float, float] = (720, 405), notes: Sequence[str] = (), content: bytes = b"",
    page: bytes = b"", catalog: bytes = b"",
) -> bytes:  # fmt: skip
    """Pages of one colour each (`COLORS` in turn), or all with this content; notes are pinned to the first ones."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R %s>>" % catalog, b""]
    kids = []
    for number in range(pages):
        drawn = content or b"%.2f %.2f %.2f rg 0 0 %d %d re f" % (*COLORS[number % 4], *map(int, size))
        objects.append(a_stream(drawn))
        pinned = b""
        if number < len(notes):
            text = notes[number].encode("utf-16-be").hex().encode()
            objects.append(b"<< /Type /Annot /Subtype /Text /Rect [9 9 29 29] /Contents <FEFF%s> >>" % text)
            pinned = b"/Annots [%d 0 R] " % len(objects)
        stream = len(objects) - bool(pinned)
        box = b"[0 0 %g %g]" % size
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents %d 0 R %s%s>>" % (box, stream, pinned, page)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), pages)
    return pdf_of(objects)


# -- packages --------------------------------------------------------------------------------------


def a_zip(parts: dict[str, bytes | str], stored: Sequence[str] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide of a presentation for tests."""

    title: str
    notes: str = ""
    hidden: bool = False


_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PML = "application/vnd.openxmlformats-officedocument.presentationml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_GROUP = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
_THEME = (
    f'{_HEAD}<a:theme {_NS} name="t"><a:themeElements><a:clrScheme name="c">'
    + "".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'
        for name, value in zip(
            [
                "dk1",
                "lt1",
                "dk2",
                "lt2",
                "accent1",
                "accent2",
                "accent3",
                "accent4",
                "accent5",
                "accent6",
                "hlink",
                "folHlink",
            ],
            [
                "000000",
                "FFFFFF",
                "1F3864",
                "EEEEEE",
                "4472C4",
                "ED7D31",
                "A5A5A5",
                "FFC000",
                "5B9BD5",
                "70AD47",
                "0563C1",
                "954F72",
            ],
            strict=True,
        )
    )
    + '</a:clrScheme><a:fontScheme name="f"><a:majorFont><a:latin typeface="Carlito"/><a:ea typeface=""/>'
    '<a:cs typeface=""/></a:majorFont><a:minorFont><a:latin typeface="Carlito"/><a:ea typeface=""/>'
    '<a:cs typeface=""/></a:minorFont></a:fontScheme><a:fmtScheme name="m"><a:fillStyleLst>'
    + '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    + "</a:fillStyleLst><a:lnStyleLst>"
    + '<a:ln><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>' * 3
    + "</a:lnStyleLst><a:effectStyleLst>"
    + "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    + "</a:effectStyleLst><a:bgFillStyleLst>"
    + '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    + "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
)


def _rels(*targets: tuple[str, str, str]) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{_REL}/{kind}" Target="{to}"/>' for i, kind, to in targets)
    return f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def _shape(kind: str, text: str, more: str = "") -> str:
    where = '<a:xfrm><a:off x="838200" y="365125"/><a:ext cx="10515600" cy="1325563"/></a:xfrm>'
    lines = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="{kind}"/><p:cNvSpPr/><p:nvPr><p:ph type="{kind}" {more}/></p:nvPr>'
        f"</p:nvSpPr><p:spPr>{where}</p:spPr><p:txBody><a:bodyPr/><a:lstStyle/>{lines}</p:txBody></p:sp>"
    )


def _tree(shapes: str) -> str:
    return f"<p:cSld><p:spTree>{_GROUP}{shapes}</p:spTree></p:cSld>"


_MAP = (
    '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
    'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
)


def pptx_parts(slides: Sequence[Slide]) -> dict[str, bytes | str]:
    """The parts of a presentation, to be spoilt by who wants a hostile one."""
    parts: dict[str, bytes | str] = {}
    kinds = {
        "/ppt/presentation.xml": "presentation.main", "/ppt/slideMasters/m.xml": "slideMaster",
        "/ppt/slideLayouts/l.xml": "slideLayout", "/ppt/notesMasters/n.xml": "notesMaster",
    }  # fmt: skip
    for number, slide in enumerate(slides, 1):
        shown = ' show="0"' if slide.hidden else ""
        parts[f"ppt/slides/slide{number}.xml"] = (
            f"{_HEAD}<p:sld {_NS}{shown}>{_tree(_shape('title', slide.title))}</p:sld>"
        )
        kinds[f"/ppt/slides/slide{number}.xml"] = "slide"
        pointed = [("rId1", "slideLayout", "../slideLayouts/l.xml")]
        if slide.notes:
            pointed.append(("rId2", "notesSlide", f"../notesSlides/notesSlide{number}.xml"))
            body = _tree(_shape("sldNum", str(number)) + _shape("body", slide.notes, 'idx="1"'))
            parts[f"ppt/notesSlides/notesSlide{number}.xml"] = f"{_HEAD}<p:notes {_NS}>{body}</p:notes>"
            parts[f"ppt/notesSlides/_rels/notesSlide{number}.xml.rels"] = _rels(
                ("rId1", "notesMaster", "../notesMasters/n.xml"), ("rId2", "slide", f"../slides/slide{number}.xml")
            )
            kinds[f"/ppt/notesSlides/notesSlide{number}.xml"] = "notesSlide"
        parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = _rels(*pointed)
    theme = "application/vnd.openxmlformats-officedocument.theme+xml"
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{_PML}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    types = f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    types += f'<Default Extension="rels" ContentType="{rels}"/><Default Extension="xml" ContentType="application/xml"/>'
    types += f'{overrides}<Override PartName="/ppt/theme/t.xml" ContentType="{theme}"/></Types>'
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="s{n}"/>' for n in range(1, len(slides) + 1))
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": _rels(("rId1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": (
            f'{_HEAD}<p:presentation {_NS}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="m"/>'
            f'</p:sldMasterIdLst><p:notesMasterIdLst><p:notesMasterId r:id="n"/></p:notesMasterIdLst>'
            f'<p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/>'
            f'<p:notesSz cx="6858000" cy="9144000"/></p:presentation>'
        ),
        "ppt/_rels/presentation.xml.rels": _rels(
            ("m", "slideMaster", "slideMasters/m.xml"), ("n", "notesMaster", "notesMasters/n.xml"),
            *((f"s{n}", "slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1)),
        ),
        "ppt/slideMasters/m.xml": (
            f"{_HEAD}<p:sldMaster {_NS}>{_tree('')}{_MAP}<p:sldLayoutIdLst>"
            f'<p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>'
        ),
        "ppt/slideMasters/_rels/m.xml.rels": _rels(
            ("rId1", "slideLayout", "../slideLayouts/l.xml"), ("rId2", "theme", "../theme/t.xml")
        ),
        "ppt/slideLayouts/l.xml": f"{_HEAD}<p:sldLayout {_NS}>{_tree(_shape('title', ''))}</p:sldLayout>",
        "ppt/slideLayouts/_rels/l.xml.rels": _rels(("rId1", "slideMaster", "../slideMasters/m.xml")),
        "ppt/notesMasters/n.xml": f"{_HEAD}<p:notesMaster {_NS}>{_tree('')}{_MAP}</p:notesMaster>",
        "ppt/notesMasters/_rels/n.xml.rels": _rels(("rId1", "theme", "../theme/t.xml")),
        "ppt/theme/t.xml": _THEME,
        **parts,
    }  # fmt: skip


def a_pptx(slides: Sequence[Slide]) -> bytes:
    return a_zip(pptx_parts(slides))


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _package(types: dict[str, str], main: str, parts: dict[str, bytes | str]) -> bytes:
    """A package of Office whose main part is at `main`; `types` are those of its parts."""
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{mime}"/>' for name, mime in types.items())
    listed = (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{rels}"/>{overrides}</Types>'
    )
    return a_zip({"[Content_Types].xml": listed, "_rels/.rels": _rels(("rId1", "officeDocument", main)), **parts})


def a_docx(paragraphs: Sequence[str]) -> bytes:
    mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    document = f'{_HEAD}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return _package({"word/document.xml": mime}, "word/document.xml", {"word/document.xml": document})


def an_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """A sheet of texts."""
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    cells = ["".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) for row in rows]
    lines = "".join(f"<row>{row}</row>" for row in cells)
    sheets = '<sheets><sheet name="One" sheetId="1" r:id="s1"/></sheets>'
    book = f'{_HEAD}<workbook xmlns="{_S}" xmlns:r="{_REL}">{sheets}</workbook>'
    parts: dict[str, bytes | str] = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _rels(("s1", "worksheet", "worksheets/one.xml")),
        "xl/worksheets/one.xml": f'{_HEAD}<worksheet xmlns="{_S}"><sheetData>{lines}</sheetData></worksheet>',
    }
    types = {"xl/workbook.xml": f"{mime}.sheet.main+xml", "xl/worksheets/one.xml": f"{mime}.worksheet+xml"}
    return _package(types, "xl/workbook.xml", parts)


_OPEN = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
)
_SHEET = "application/vnd.oasis.opendocument."


def open_document(kind: str, body: str, styles: str = "") -> bytes:
    """An OpenDocument package: `presentation`, `text` or `spreadsheet`."""
    content = (
        f"{_HEAD}<office:document-content {_OPEN} office:version='1.2'><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
        f"</office:document-content>"
    )
    manifest = (
        f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="{_SHEET}{kind}"/>'
        f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    parts = {"mimetype": f"{_SHEET}{kind}", "META-INF/manifest.xml": manifest, "content.xml": content}
    return a_zip(dict(parts), stored=("mimetype",))


def an_odp(slides: Sequence[Slide]) -> bytes:
    hidden = ' draw:style-name="hid"'
    style = (
        '<style:style style:name="hid" style:family="drawing-page">'
        '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )
    pages = "".join(
        f'<draw:page draw:name="p{number}"{hidden if slide.hidden else ""}>'
        f'<draw:frame presentation:class="title" svg:x="2cm" svg:y="1cm" svg:width="20cm" svg:height="3cm">'
        f"<draw:text-box><text:p>{slide.title}</text:p></draw:text-box></draw:frame>"
        f"<presentation:notes><draw:frame presentation:class='notes'><draw:text-box><text:p>{slide.notes}</text:p>"
        f"</draw:text-box></draw:frame></presentation:notes></draw:page>"
        for number, slide in enumerate(slides, 1)
    )
    return open_document("presentation", pages, style)


def an_odt(text: str) -> bytes:
    return open_document("text", "".join(f"<text:p>{line}</text:p>" for line in text.split("\n")))
