"""A short deck for the demo's library: five slides as a PDF, drawn with what every reader of PDFs has, with notes."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

SIZE = (1280, 720)  # points
NIGHT, DUSK, SAND, MIST, SUN = "0.06 0.08 0.19", "0.29 0.24 0.47", "1 0.95 0.88", "0.75 0.77 0.86", "1 0.69 0.44"
REGULAR, BOLD = "/F1", "/F2"  # Helvetica, which a PDF needs not bring along


@dataclass(frozen=True, slots=True)
class Slide:
    """What is drawn on a slide, and what its speaker should not forget."""

    drawn: str
    notes: str


def draw(path: Path, picture: Path) -> None:
    """Write the deck; `picture` is the one that the fourth slide shows."""
    path.write_bytes(pdf(slides(), jpeg_of(picture)))


def slides() -> list[Slide]:
    """Title, two pages of content, a picture, an end."""
    return [
        Slide(
            night() + sun(960, 250, 150) + waves(250)
            + words(100, 430, 84, "Harbour Stage", BOLD, SAND)
            + words(104, 370, 32, "An evening by the water", ink=MIST),
            "Welcome everybody. Wait for the applause to end.\nSay who is here tonight: Mara Lindqvist and her band.",
        ),
        Slide(
            day("What happens tonight") + points([
                ("19:30", "Doors open, music from the quay"), ("20:00", "Mara Lindqvist, new songs"),
                ("20:50", "A break, and a walk along the pier"), ("21:20", "The second half, with guests"),
            ]),
            "Do not read the times aloud: they are on the slide.\nThe break is twenty minutes, not thirty.",
        ),
        Slide(
            day("The harbour in numbers") + bars([("Boats", 42, "42"), ("Seats", 180, "180"), ("Songs", 24, "24")]),
            "The seats are sold out. Point at the middle bar.",
        ),
        Slide(
            f"q {SIZE[0]} 0 0 {SIZE[1]} 0 0 cm /I Do Q\n" + veil(120)
            + words(60, 44, 36, "The lake, an hour ago", BOLD, SAND),
            "Say nothing for a while.",
        ),
        Slide(
            night() + sun(640, 250, 120) + waves(250)
            + words(458, 480, 72, "Thank you", BOLD, SAND) + words(446, 426, 30, "Until the next full moon", ink=MIST),
            "Thank the crew by name, then the harbour master.",
        ),
    ]  # fmt: skip


# -- what slides are made of: operators of a PDF's pages -------------------------------------------


def night() -> str:
    return f"/Night sh {NIGHT} rg 0 0 {SIZE[0]} 130 re f\n"


def day(title: str) -> str:
    ground = f"0.98 0.97 0.95 rg 0 0 {SIZE[0]} {SIZE[1]} re f {SUN} rg 100 560 90 8 re f\n"
    return ground + words(98, 590, 54, title, BOLD, NIGHT)


def words(x: float, y: float, size: float, text: str, face: str = REGULAR, ink: str = NIGHT) -> str:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT {ink} rg {face} {size:g} Tf {x:g} {y:g} Td ({escaped}) Tj ET\n"


def points(rows: Iterable[tuple[str, str]]) -> str:
    drawn = ""
    for at, (when, what) in enumerate(rows):
        y = 450 - 100 * at
        drawn += f"{DUSK} rg {circle(118, y + 12, 9)} f\n"
        drawn += words(160, y, 36, when, BOLD, DUSK) + words(300, y, 36, what)
    return drawn


def bars(rows: Iterable[tuple[str, float, str]]) -> str:
    drawn = "0.8 0.79 0.84 rg 150 118 980 3 re f\n"
    for at, (name, value, told) in enumerate(rows):
        x, height = 210 + 330 * at, 40 + 1.5 * value
        drawn += f"{DUSK if at != 1 else SUN} rg {x} 121 200 {height:g} re f\n"
        drawn += words(x, 74, 30, name) + words(x, 136 + height, 44, told, BOLD)
    return drawn


def sun(x: float, y: float, radius: float) -> str:
    return f"q {SUN} rg {circle(x, y, radius)} f Q\n"


def waves(top: float) -> str:
    """Water in front of whatever stands behind it, paler lines on it."""
    lines = ""
    for at in range(11):
        x, y, length = 120 + at * 173 % 900, top - 24 - at * 19, 70 + at * 37 % 160
        lines += f"{0.5 + at % 3 * 0.7:g} w {x} {y:g} m {x + length} {y:g} l S\n"
    return f"{NIGHT} rg 0 0 {SIZE[0]} {top:g} re f 0.45 0.42 0.62 RG\n{lines}"


def veil(height: float) -> str:
    return f"q /Veil gs 0 0 0 rg 0 0 {SIZE[0]} {height:g} re f Q\n"


def circle(x: float, y: float, r: float) -> str:
    k = 0.5523 * r
    parts = ((r, k, k, r, 0, r), (-k, r, -r, k, -r, 0), (-r, -k, -k, -r, 0, -r), (k, -r, r, -k, r, 0))
    curves = (" ".join(f"{(x, y)[at % 2] + part:g}" for at, part in enumerate(one)) + " c" for one in parts)
    return f"{x + r:g} {y:g} m {' '.join(curves)}"


# -- the file --------------------------------------------------------------------------------------

HEAD = 7  # objects before the first page's


def pdf(deck: list[Slide], picture: tuple[bytes, int, int]) -> bytes:
    """The slides as a PDF. Each has three objects: what is drawn, its note, its page."""
    kids = " ".join(f"{HEAD + 3 * at + 3} 0 R" for at in range(len(deck)))
    jpeg, width, height = picture
    resources = (
        "<< /Font << /F1 3 0 R /F2 4 0 R >> /Shading << /Night 5 0 R >> /XObject << /I 6 0 R >> "
        "/ExtGState << /Veil << /ca 0.45 >> >> >>"
    )
    blend = f"<< /FunctionType 2 /Domain [0 1] /C0 [{SUN}] /C1 [{NIGHT}] /N 0.45 >>"
    shape = f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB /BitsPerComponent 8"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(deck)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
        f"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 130 0 720] /Function {blend} >>".encode(),
        stream(jpeg, f"{shape} /Filter /DCTDecode"),
        resources.encode(),
    ]
    for at, slide in enumerate(deck):
        first = HEAD + 3 * at + 1
        page = f"/Parent 2 0 R /MediaBox [0 0 {SIZE[0]} {SIZE[1]}] /Resources 7 0 R"
        note = f"/Subtype /Text /F 2 /Rect [0 0 1 1] /Contents <FEFF{slide.notes.encode('utf-16-be').hex()}>"
        objects += [
            stream(slide.drawn.encode("latin-1")),
            f"<< /Type /Annot {note} >>".encode(),
            f"<< /Type /Page {page} /Contents {first} 0 R /Annots [{first + 1} 0 R] >>".encode(),
        ]
    return written(objects)


def stream(data: bytes, more: str = "") -> bytes:
    return f"<< /Length {len(data)} {more} >>\nstream\n".encode() + data + b"\nendstream"


def written(objects: list[bytes]) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start, count = out.tell(), len(objects) + 1
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    out.write(f"xref\n0 {count}\n0000000000 65535 f \n{rows}".encode())
    out.write(f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def jpeg_of(picture: Path) -> tuple[bytes, int, int]:
    with Image.open(picture) as opened:
        small = opened.convert("RGB").resize(SIZE)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=86)
    return out.getvalue(), *SIZE
