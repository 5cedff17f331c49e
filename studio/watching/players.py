"""How many players watch a programme: those that asked for its playlist within the last seconds.

Nobody is followed: what is kept of a player is a number made of its address and kind with a secret of this process,
which no other process knows and which ends with it; fifteen seconds later it is forgotten.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import Counter
from collections.abc import Callable

RECENT_S = 15.0  # a player asks again about once a segment, and a segment is 10 s at most
MOST = 20_000  # of all shows; those beyond are not counted


class Players:
    """Told of each playlist that is fetched. Not for two threads at once."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._secret = now, secrets.token_bytes(16)
        self._seen: dict[tuple[str, bytes], float] = {}  # oldest first

    def saw(self, show: str, address: str, kind: str) -> None:
        """A player of this network address and kind (its `User-Agent`) has asked for a show's playlist."""
        number = hashlib.blake2b(f"{address}\n{kind}".encode(), key=self._secret, digest_size=8).digest()
        self._forget()
        known = self._seen.pop((show, number), None)
        if known is not None or len(self._seen) < MOST:
            self._seen[show, number] = self._now()

    def counts(self) -> Counter[str]:
        """How many play each show now, by its id."""
        self._forget()
        return Counter(show for show, _ in self._seen)

    def _forget(self) -> None:
        oldest = self._now() - RECENT_S
        while self._seen and next(iter(self._seen.values())) < oldest:
            del self._seen[next(iter(self._seen))]


PLAYERS = Players()
"""Those of this process; only its event loop tells and asks it."""
