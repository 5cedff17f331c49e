"""A show with everything that it is made of as one file, and such a file as a new show."""
