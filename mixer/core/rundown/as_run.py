"""What really aired, and why that is not what was planned: BXF's words for it (SMPTE ST 2021)."""

from __future__ import annotations

from typing import Any

from mixer.core.rundown.absence import Unsaid
from mixer.core.rundown.book import Book
from mixer.core.rundown.state import Airing, Passed, State
from mixer.core.rundown.wall_clock import utc_text

CLOSE = 1  # frames that an airing may be longer or shorter, and still be as long as it was said to be


def aired(book: Book, state: State, on: Airing, end: int, after: Airing | None, by: str = "") -> dict[str, Any]:
    """The entry of an airing that ended on a frame, because of what came after it."""
    status = status_of(book, state, on, end, after)
    operator = by or state.by if status in ("inserted_by_operator", "skipped_by_operator") else ""
    return _entry(book, on.occurrence, on.item, (on.planned_frame, on.start_frame, end), status, "", operator, on.utc_s)


def passed_by(book: Book, state: State, passed: Passed) -> dict[str, Any]:
    """The entry of what did not air: it lasts no frame."""
    planned = passed.frame if passed.planned_frame is None else passed.planned_frame
    by = state.by if passed.status == "skipped_by_operator" else ""
    frames = (planned, passed.frame, passed.frame)
    return _entry(book, passed.occurrence, passed.item, frames, passed.status, passed.note, by, passed.utc_s)


def nothing(book: Book, start: int, end: int) -> dict[str, Any]:
    """The entry of a time in which something was to air, and did not yet."""
    return _entry(book, "", "", (start, start, end), "technical_difficulty", "it was not ready", "", None)


def not_told(book: Book, unsaid: Unsaid, end: int) -> dict[str, Any]:
    """The one entry of very many airings that nobody played."""
    frames = (unsaid.start_frame, unsaid.start_frame, end)
    count = f"more than {unsaid.airings}" if unsaid.more else str(unsaid.airings)
    note = f"{count} airings had their time while nothing played"
    return _entry(book, "", "", frames, "did_not_air", note, "", None)


def status_of(book: Book, state: State, on: Airing, end: int, after: Airing | None) -> str:
    handed_back = state.rejoin and not state.dark
    if not state.takes or handed_back:
        return "preempted"
    if state.dark or (on.occurrence != state.seen and (on.item or book.rundown.standby is not None)):
        return "technical_difficulty"
    if after is not None and after.kind == "insert" and not after.follows and on.kind != "fallback":
        return "inserted_by_operator" if on.kind == "insert" and on.why == "operator" else "preempted"
    if (state.skips or state.jump) and on.kind in ("order", "insert"):
        return "skipped_by_operator"
    if on.why == "operator" and on.kind == "insert":
        return "inserted_by_operator"
    if on.why == "backup":
        return "content_discrepancy"
    if on.why in ("joined", "resumed"):
        return "joined_in_progress"
    return "aired" if _as_long_as_said(book, on, end, after) else "duration_discrepancy"


def _as_long_as_said(book: Book, on: Airing, end: int, after: Airing | None) -> bool:
    said = book.lasting(on.item, {}) if on.item in book.rundown.items else None
    if said is None or on.kind not in ("order", "insert"):
        return True
    overlap = book.with_airing(after).overlaps.get(after.item, 0) if after is not None and after.follows else 0
    return min(abs(end - on.start_frame - said), abs(end + overlap - on.start_frame - said)) <= CLOSE


def _entry(
    book: Book, occurrence: str, item: str, frames: tuple[int, int, int], status: str, note: str, by: str,
    planned_utc_s: float | None,
) -> dict[str, Any]:  # fmt: skip
    planned, start, end = frames
    known = book.rundown.items.get(item)
    utc_s = book.clock.utc_s(planned) if planned_utc_s is None else planned_utc_s
    return {
        "rundown": book.rundown.id,
        "rundown_name": book.rundown.name,
        "occurrence": occurrence,
        "item": item,
        "name": known.name if known else "",
        "planned_frame": planned,
        "start_frame": start,
        "end_frame": end,
        "planned_utc": utc_text(utc_s),
        "start_utc": utc_text(book.clock.utc_s(start)),
        "end_utc": utc_text(book.clock.utc_s(end)),
        "status": status,
        "note": note,
        "by": by,
    }
