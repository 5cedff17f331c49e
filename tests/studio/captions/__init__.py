"""Captions, as far as the studio knows them."""
