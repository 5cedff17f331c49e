"""What a drawer says of its drawing besides the picture: a key of the image's `info`."""

SCROLL = "scroll"
"""Of a drawing that is longer than its place: (that place's width, after how many pixels it repeats, backwards)."""
