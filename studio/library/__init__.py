"""Uploaded files: taken in without trust, looked at by a child without rights, offered to shows by id."""
