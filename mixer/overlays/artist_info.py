"""What drawers agree on with those who ask them."""

SCROLL = "scroll"
"""A key of the `info` of a drawing that is longer than its place: (that place's width, when it repeats, backwards)."""
FINER = 2
"""What is drawn for a small picture is so much larger: letters have a least size, at which they would be too large."""
