"""Keys, invitations, and links that open something without a password: what of a text no log may hold."""

from __future__ import annotations

import re

SECRETS = re.compile(
    r"(?P<before>(?:[?&;\s\"']|^)(?:key|token|ticket|password|stream_key|secret)=|/(?:link|join|password|publish|view|present|ograf)/|bearer\s+|"
    r"[a-z]+://[^\s/:@]*:(?=[^\s/@]*@))"
    r"(?P<secret>[^\s&\"'/@]+)|\b(?:tly|key|tkt|obs)_[A-Za-z0-9_-]{16,}|\bwhsec_[A-Za-z0-9+/=]{16,}",
    re.IGNORECASE,
)


def redacted(text: str) -> str:
    """`text` with every key, token and link in it replaced by dots."""
    return SECRETS.sub(lambda match: (match["before"] or "") + "…", text)
