"""Drawn text."""
