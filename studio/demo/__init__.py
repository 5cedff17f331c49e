"""The show that an empty studio starts with."""
