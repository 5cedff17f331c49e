"""A still."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Len

from mixer.kinds.form import Control
from mixer.kinds.kind import SourceKind, always

if TYPE_CHECKING:
    from mixer.kinds.kind import Reader


@dataclass(frozen=True, slots=True)
class StillImage:
    """A picture file."""

    path: Annotated[str, Len(1, 4096), Control("Choose a picture", widget="asset", accepts=("image",))]
    kind: Literal["image"] = "image"


def reader() -> Reader:
    from mixer.sources.image import read_image

    return read_image


KIND = SourceKind(StillImage, "Still image", "A picture file", reader, steady=True, alpha=always)
