"""From committed lines to pixels: how text is broken, when it shows, and how it looks."""
