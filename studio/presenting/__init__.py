"""Presenters: whoever has the link of a deck turns its pages and reads its notes, on a phone, without an account."""
