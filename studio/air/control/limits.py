"""The largest WebSocket messages that the studio takes, in bytes."""

from __future__ import annotations

MESSAGE_MOST = 64 * 1024
# Daphne hangs up on more before it is in memory, and without a word: so who sends only a little too much is told why.
DAPHNE_MOST = MESSAGE_MOST + 8 * 1024
