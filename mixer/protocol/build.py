"""Which build a program was started from: a digest of its sources, told in every status.

Programs on air outlive the studio that started them, so an older build may meet a newer one. Both ignore what they do
not know of the other's messages.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MIXER = ("mixer",)
CAPTIONS = ("mixer", "subtitles")
SUPERVISOR = ("mixer", "studio", "subtitles")  # what runmixer is made of


@cache
def build_of(packages: tuple[str, ...]) -> str:
    """Twelve hex digits of the names and contents of these packages' modules, as they are when first asked for."""
    digest = hashlib.sha256()
    for path in sorted(path for package in packages for path in (ROOT / package).rglob("*.py")):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
