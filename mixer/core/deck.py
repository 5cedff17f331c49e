"""Which page of a document a bus shows: the current one on program, the cued one on preview.

Values only. `page` is the current page, as it was asked for; program goes on with the page that is `shown` until the
reader has the other one, and says so. A page that was prepared is there at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from mixer.core.clock import Timeline
from mixer.errors import BadCommand
from mixer.kinds.transitions import TRANSITIONS
from mixer.protocol.basics import Frame, Frames
from mixer.protocol.commands import TurnPage
from mixer.protocol.paging import MAX_PAGES, PageCount, PageNumber, Paging


@dataclass(frozen=True, slots=True)
class Turn:
    """A page transition under way, from the page `before`."""

    before: PageNumber
    start_frame: Frame
    frames: Frames
    forward: bool = True

    def position(self, frame: int) -> float:
        """0–1, never quite either: the first frame already shows a little of the new page."""
        return min(1.0, (frame - self.start_frame + 1) / (self.frames + 1))

    def under_way(self, frame: int) -> bool:
        return 0 <= frame - self.start_frame < self.frames


@dataclass(frozen=True, slots=True)
class Deck:
    """The pages of a source as one of its readers has them; `pages` 0 is as long as nobody knows how many there are.

    What was asked for comes `softly`, with the page transition, or at once with a take. `seen`: it is on program,
    where since `since_frame` the page that is shown is.
    """

    source: str = ""
    paging: Paging = Paging()
    page: PageNumber = 1
    cued: PageNumber = 1
    pages: PageCount = 0
    shown: PageNumber = 1
    softly: bool = False
    turn: Turn | None = None
    seen: bool = False
    since_frame: Frame = 0

    @property
    def waits(self) -> bool:
        """Whether the current page is yet to come."""
        return self.page != self.shown

    def at(self, frame: int) -> Deck:
        """The deck on a frame: a turn that has run its course is over."""
        return replace(self, turn=None) if self.turn and not self.turn.under_way(frame) else self

    def after(self, page: int) -> int:
        """The page behind a page; behind the last one that itself, or the first."""
        if self.pages and page >= self.pages:
            return 1 if self.paging.loop else self.pages
        return min(page + 1, MAX_PAGES)

    def within(self, page: int) -> int:
        return min(page, self.pages) if self.pages else page


def new(source: str, paging: Paging) -> Deck:
    first = paging.first_page
    return Deck(source, paging, first, first, shown=first)


def as_was(fresh: Deck, before: Deck | None) -> Deck:
    """A deck that was edited stays on its page."""
    if before is None:
        return fresh
    return replace(fresh, page=before.page, cued=before.cued, shown=before.page)


# -- what a director asks --------------------------------------------------------------------------


def turned(deck: Deck, command: TurnPage) -> Deck:
    """The deck after a command: another current page, or only another cued one. Raises BadCommand."""
    page = gone_to(deck, command, deck.cued if command.cue else deck.page)
    return replace(deck, cued=page) if command.cue else with_page(deck, page)


def with_page(deck: Deck, page: int) -> Deck:
    """The deck with another current page. What is not on program yet stands cued on it: a take shows this one."""
    return replace(deck, page=page, cued=deck.after(page) if deck.seen else page, softly=deck.seen)


def gone_to(deck: Deck, command: TurnPage, page: int) -> int:
    """The page that a command asks for, from this one on. Raises BadCommand where there is none."""
    if command.page is not None:
        wanted = command.page
    elif command.go == "last":
        if not deck.pages:
            raise BadCommand("not_open", "this document is not open yet: nobody knows its last page")
        wanted = deck.pages
    else:
        wanted = {"first": 1, "next": page + 1, "previous": page - 1}[command.go or "first"]
    if deck.pages and deck.paging.loop and command.page is None:
        wanted = (wanted - 1) % deck.pages + 1
    if wanted < 1 or wanted > (deck.pages or MAX_PAGES):
        raise BadCommand("no_page", f"this document has pages 1 to {deck.pages or MAX_PAGES}; {wanted} is none of them")
    return wanted


def in_step(deck: Deck, led: Deck) -> Deck:
    """Another reader of the same source, on the pages of the one that was turned."""
    return replace(deck, page=deck.within(led.page), cued=deck.within(led.cued), softly=deck.seen)


# -- what a take does ------------------------------------------------------------------------------


def taken(deck: Deck) -> Deck:
    """The cued page becomes the current one, without a transition of its own, and the cue moves on."""
    return replace(deck, page=deck.cued, cued=deck.after(deck.cued), softly=False, turn=None)


def seen(deck: Deck, on_program: bool, frame: int) -> Deck:
    """The deck as it comes on program, or leaves it."""
    return deck if deck.seen == on_program else replace(deck, seen=on_program, since_frame=frame)


def by_itself(deck: Deck, frame: int, timeline: Timeline) -> Deck:
    """The deck on a frame: a page that has been on program for its time gives way to the next."""
    advance_s = deck.paging.advance_s
    if not (advance_s and deck.seen and deck.pages) or deck.waits:
        return deck
    if frame - deck.since_frame < max(1, timeline.frames_in(round(advance_s * 1000))):
        return deck
    following = deck.after(deck.page)
    return deck if following == deck.page else with_page(deck, following)


# -- what its reader says --------------------------------------------------------------------------


def counted(deck: Deck, pages: int) -> Deck:
    """The deck of a document that turns out to have so many pages."""
    if pages == deck.pages or not pages:
        return deck
    deck = replace(deck, pages=pages)
    deck = replace(deck, page=deck.within(deck.page), cued=deck.within(deck.cued))
    return replace(deck, cued=deck.after(deck.page)) if deck.seen and deck.cued == deck.page else deck


def brought(deck: Deck, frame: int, timeline: Timeline) -> Deck:
    """Its reader has the current page: it comes on this frame. A turn that is under way is cut short."""
    before, frames = deck.shown, turn_frames(deck, timeline)
    turn = Turn(before, frame, frames, deck.page > before) if frames else None
    return replace(deck, shown=deck.page, turn=turn, softly=False, since_frame=frame)


def turn_frames(deck: Deck, timeline: Timeline) -> int:
    """How long the page that is to come takes; 0 is at once."""
    kind = TRANSITIONS.get(deck.paging.transition)
    if not (deck.softly and deck.seen and kind and kind.painter):
        return 0
    return timeline.frames_in(deck.paging.transition_ms)


def anchored(deck: Deck, frame: int, rate: Fraction, now: Fraction) -> Deck:
    """The same, counted in frames of another rate from this frame on."""
    return replace(deck, turn=None, since_frame=max(0, frame - round((frame - deck.since_frame) * now / rate)))
