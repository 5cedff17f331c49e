"""The mixer: sources in, one programme out. Runs without Django and without a database."""
