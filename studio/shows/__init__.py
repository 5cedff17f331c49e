"""Stored shows: sources, layouts, scenes, overlays, and how they become a show file."""
