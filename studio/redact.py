"""Keep keys, invitations, and links that open something without a password out of the logs."""

from __future__ import annotations

import logging

from mixer.protocol.redaction import redacted


class Redaction(logging.Filter):
    """Write each record out and redact it, its traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redacted(record.exc_text)
        return True
