"""Sockets of browsers."""
