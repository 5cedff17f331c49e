"""Web pages as sources, in a real browser."""
