"""The pages a director works on: the list of shows, and the console."""
