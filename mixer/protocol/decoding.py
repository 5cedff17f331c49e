"""How many sources may decode for air at once: the operator's to say."""

from __future__ import annotations

import os

NAME = "TALLY_MAX_DECODING"  # in the environment of the studio, which its engines have too
USUAL = 6  # so many 720p sources fit two cores beside the programme's encoder


def most_decoding() -> int:
    """As many as the operator said; what is no number above 0 counts as nothing said."""
    said = os.environ.get(NAME, "")
    return int(said) if said.isascii() and said.isdecimal() and int(said[:4]) > 0 else USUAL
