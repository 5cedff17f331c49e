"""From one picture to the next, at once."""

from mixer.kinds.kind import TransitionKind

KIND = TransitionKind("cut", "Cut", "At once", painter=None, duration_ms=0)
