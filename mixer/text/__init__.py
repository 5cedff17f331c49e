"""Drawn text: overlays, slates and captions all write with this. Needs Pillow and `regex` only."""
