"""What a rundown told of its items: whose speech is not written down, and the cues of those that bring their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from subtitles.airings import AUTO, Airing, Placed, placed
from subtitles.errors import BadFile
from subtitles.formats.captions import Caption
from subtitles.formats.reading import in_turn, read_file
from subtitles.showing.readability import MIN_S

LEAST_MS = round(MIN_S * 1000)


class Items:
    """The airings as they were told last, all of them each time. A file that cannot be used leaves its item to speech.

    `alert` is told in words what is wrong with which item.
    """

    def __init__(self, alert: Callable[[str], None]) -> None:
        self._alert = alert
        self._airings: list[Airing] = []
        self._files: dict[str, list[Caption] | None] = {}
        self.told = False  # until then nobody knows whether there is a rundown

    def take(self, told: Iterable[dict[str, Any]]) -> None:
        """Raises KeyError, TypeError, ValueError for what is no airing; then all is as it was."""
        airings = sorted((Airing.from_json(one) for one in told), key=lambda one: one.start_frame)
        named = {one.captions: one for one in airings if one.has_file}
        self._files = {path: self._file(one) for path, one in named.items()}
        self._airings = [replace(one, captions=AUTO) if self._is_useless(one) else one for one in airings]
        self.told = True

    def at(self, frame: int) -> Airing | None:
        """What a rundown has on a frame; None where none has the programme."""
        return next((one for one in reversed(self._airings) if one.has(frame)), None)

    def mutes(self, frame: int) -> bool:
        """Whether nothing that is heard on this frame is written down."""
        airing = self.at(frame)
        return airing is not None and airing.captions != AUTO

    @property
    def differ(self) -> bool:
        """Whether some of what is near is not written down."""
        return any(one.captions != AUTO for one in self._airings)

    def placed(self, rate: Fraction, first: int, until: int) -> Iterator[tuple[Airing, Placed]]:
        """The cues of files on frames [first, until), in order."""
        for airing in self._airings:
            for cue in placed(self._files.get(airing.captions) or (), airing, rate, first, until):
                yield airing, cue

    def _file(self, airing: Airing) -> list[Caption] | None:
        if airing.captions in self._files:
            return self._files[airing.captions]
        try:
            return in_turn(read_file(Path(airing.captions)), LEAST_MS)
        except BadFile as error:
            self._alert(f"the captions of “{airing.item}” cannot be used, so speech is recognised: {error}")
            return None

    def _is_useless(self, airing: Airing) -> bool:
        return airing.has_file and self._files[airing.captions] is None
