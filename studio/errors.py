"""Refusals, with a stable code for programs and a sentence for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; `field` is a path such as `input.url`."""

    field: str
    message: str


class Refused(Exception):
    """Something that was asked for and will not be done; nothing was changed."""

    status = 409

    def __init__(self, code: str, text: str, errors: Sequence[FieldError] = (), status: int | None = None) -> None:
        super().__init__(text)
        self.code, self.errors = code, tuple(errors)
        self.status = status or self.status


class Invalid(Refused):
    """A value that does not say what it should."""

    status = 400

    def __init__(self, errors: Sequence[FieldError], code: str = "invalid") -> None:
        text = "; ".join(f"{error.field}: {error.message}" if error.field else error.message for error in errors)
        super().__init__(code, text, errors)


def words_of(error: Exception) -> str:
    """What went wrong, for people; never in which file: where the server keeps its files is its own affair."""
    said = error.strerror if isinstance(error, OSError) else str(error)
    return said or type(error).__name__


class Stale(Refused):
    """An edit made against an older revision than the present one."""

    status = 412

    def __init__(self, expected: int, found: int, what: str = "show") -> None:
        super().__init__("stale", f"You edited revision {expected}, but the {what} is at revision {found} by now.")
