"""A show on air as runmixer keeps it: its state, its programs, and what goes to the database."""
