"""Python's own logging for programs of a studio: plain lines for people, JSON for the sink (`log_sink`)."""

from __future__ import annotations

import logging
from typing import Any

from mixer.protocol import log_sink


def line_of(record: logging.LogRecord) -> log_sink.Line:
    """A record as JSON; `request_id` and `show` are the record's own where a filter has set them."""
    if record.exc_info and not record.exc_text:
        record.exc_text = logging.Formatter().formatException(record.exc_info)
    about: dict[str, Any] = {name: str(getattr(record, name, "")) for name in ("request_id", "show")}
    about["exception"] = record.exc_text or ""
    return log_sink.line(record.levelname, record.name, record.getMessage(), record.created, **about)


class AsJson(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return line_of(record).text


class ToSink(logging.Handler):
    """Hands lines to this process's sink and goes on at once."""

    def emit(self, record: logging.LogRecord) -> None:
        if sink := log_sink.sink():
            try:
                sink.note(line_of(record))
            except Exception:
                self.handleError(record)


def set_up(name: str) -> None:
    """For a program without settings of its own: INFO and above to standard error, and to the sink if there is one."""
    logging.basicConfig(level=logging.INFO, format=f"{name} %(levelname)s %(message)s")
    send_on(logging.getLogger())


def send_on(logger: logging.Logger) -> None:
    """What is logged here goes to the sink too; or is JSON where it is plain now."""
    if log_sink.in_place():
        for handler in logger.handlers:
            handler.setFormatter(AsJson())
    logger.addHandler(ToSink())
