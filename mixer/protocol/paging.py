"""How what has pages is shown: where it begins, how a page follows another, and whether it does so by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le, Len

MAX_PAGES = 10_000
PageNumber = Annotated[int, Ge(1), Le(MAX_PAGES)]
"""From 1 on."""
PageCount = Annotated[int, Ge(0), Le(MAX_PAGES)]
"""0: not known yet."""
AdvanceS = Annotated[float, Ge(0), Le(86_400)]
PageMs = Annotated[int, Ge(0), Le(5000)]


@dataclass(frozen=True, slots=True)
class Paging:
    """`advance_s` is how long a page stays on program before the next one comes by itself; 0: until somebody turns it.

    After the last page a `loop` goes on with the first. `transition` takes one page on program to the next.
    """

    first_page: PageNumber = 1
    advance_s: AdvanceS = 0.0
    loop: bool = False
    transition: Annotated[str, Len(1, 40)] = "mix"
    transition_ms: PageMs = 300
