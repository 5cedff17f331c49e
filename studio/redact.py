"""Keep keys, invitations, and links that open something without a password out of the logs."""

from __future__ import annotations

import logging
import re

SECRETS = re.compile(
    r"(?P<before>(?:[?&;\s\"']|^)(?:key|token|ticket|password|stream_key|secret)=|/(?:link|join|password|publish|view|present|ograf)/|bearer\s+|"
    r"[a-z]+://[^\s/:@]*:(?=[^\s/@]*@))"
    r"(?P<secret>[^\s&\"'/@]+)|\b(?:tly|key|tkt|obs)_[A-Za-z0-9_-]{16,}",
    re.IGNORECASE,
)


def redacted(text: str) -> str:
    """`text` with every key, token and link in it replaced by dots."""
    return SECRETS.sub(lambda match: (match["before"] or "") + "…", text)


class Redaction(logging.Filter):
    """Write each record out and redact it, its traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redacted(record.exc_text)
        return True
