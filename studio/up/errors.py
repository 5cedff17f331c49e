"""What ends set-up or a start, in words for the person at the keyboard."""


class CannotStart(Exception):
    """Something the user has to change first; the message says what and how."""
