"""`python -m mixer protection`: what keeps web pages from this machine, found out by trying, as a line of JSON."""

from __future__ import annotations

import json

from mixer.web.launch import browser
from mixer.web.protection import found


def main(argv: list[str]) -> int:
    """Print `{"protection": "bubblewrap" | "sandbox" | "none", "allowed": bool, "warning": words or ""}`."""
    here = found(browser)
    print(json.dumps({"protection": here.level, "allowed": here.allowed, "warning": here.warning}))
    return 0
