"""The mixer's programs."""
