"""The pure centre."""
