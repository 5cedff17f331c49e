"""Shows and their parts."""
