"""What becomes of what is heard: which words are committed, which are dropped, and where sentences end."""
