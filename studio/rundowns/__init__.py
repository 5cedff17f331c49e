"""Rundowns as stored: items, edits with undo, what is compiled for the mixer, what aired."""
