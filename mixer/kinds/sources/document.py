"""A document: its pages, one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Len

from mixer.kinds.form import Control
from mixer.kinds.kind import SourceKind
from mixer.kinds.transitions import TRANSITIONS
from mixer.protocol.basics import one_of
from mixer.protocol.paging import AdvanceS, PageMs, PageNumber, Paging

if TYPE_CHECKING:
    from mixer.kinds.kind import Reader

CHOSEN = Control("Choose a document", "Slides, a PDF, a text or a table", widget="asset", accepts=("document",))
ADVANCE = Control("Next page after, s", "0 turns no page by itself; on program only")
TRANSITION = Control(
    "From page to page", widget="choice", choices={name: kind.label for name, kind in TRANSITIONS.items()}
)


@dataclass(frozen=True, slots=True)
class Document:
    """The pages of a document (its file is a PDF). A take puts the cued page on program."""

    path: Annotated[str, Len(1, 4096), CHOSEN]
    first_page: Annotated[PageNumber, Control("First page")] = 1
    auto_advance_s: Annotated[AdvanceS, ADVANCE] = 0.0
    loop: Annotated[bool, Control("After the last page the first")] = False
    transition: Annotated[str, one_of("transition", list(TRANSITIONS)), TRANSITION] = "mix"
    transition_ms: Annotated[PageMs, Control("lasting, ms")] = 300
    kind: Literal["document"] = "document"


def paging(document: Document) -> Paging:
    return Paging(
        document.first_page, document.auto_advance_s, document.loop, document.transition, document.transition_ms
    )


def reader() -> Reader:
    from mixer.sources.document import read_document

    return read_document


KIND = SourceKind(Document, "Document", "Slides or pages, turned on air", reader, steady=True, pages=paging)
