"""Foreign documents, read by processes that have nothing to lose: their pages, their notes, and what they are."""
