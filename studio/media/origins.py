"""Origins of pages: which other sites may read, and which may have the watch page in a frame. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

EXPECTED = "an origin such as https://www.example.org or http://localhost:3000: scheme, host and port, nothing more"
ORIGINS_MOST = 20
LONGEST = 300
PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_SHAPE = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?", re.ASCII)


def origin_of(text: str) -> str:
    """An origin as browsers write it: small letters, without the scheme's own port. Raises ValueError.

    No wildcards: whoever may take a name of that domain could read.
    """
    if len(text) > LONGEST or not _SHAPE.fullmatch(text):
        raise ValueError(f"expected {EXPECTED}, found {text[:80]!r}")
    parts = urlsplit(text.lower())
    host, port = parts.hostname or "", port_of(parts)
    if port == 0 or not (is_address(host) or is_name(host)):
        raise ValueError(f"expected {EXPECTED}, found {text[:80]!r}")
    shown = f"[{ipaddress.ip_address(host)}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port in (None, PORTS[parts.scheme]) else f":{port}")


def port_of(parts: SplitResult) -> int | None:
    """The port that is named, 0 for one that cannot be."""
    try:
        return parts.port
    except ValueError:
        return 0


def is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_name(host: str) -> bool:
    """Whether this is the name of a host; one that ends in digits alone would be an address that is none."""
    labels = host.split(".")
    return len(host) <= 253 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()


def origins_of(texts: Iterable[str]) -> list[str]:
    """The same of each, once each, in their order. Raises ValueError."""
    return list(dict.fromkeys(origin_of(text) for text in texts))
